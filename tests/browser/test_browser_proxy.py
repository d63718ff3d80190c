"""Two processes behind nginx, with the shipped configuration: sessions stay with their process."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import expect_page, require_program, set_files, use_upload
from tests.support.polling import eventually
from tests.support.reruns import NOT_RUNNING
from tests.support.server import ROOT, free_port, run_server

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")

NGINX_CONF = """
{user}
pid {home}/nginx.pid;
error_log {home}/error.log warn;
events {{}}
http {{
    log_format parts '$cookie_embviz|$request_method|$uri|$status|$upstream_addr';
    access_log {home}/access.log parts;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    include {home}/embviz.conf;
}}
"""


class LoggedRequest(NamedTuple):
    """A request as nginx logs it, with the number of the process that answered."""

    cookie: str
    method: str
    path: str
    status: str
    process: str


class Proxy:
    """The proxy, and the processes behind it by the number that its cookie stores."""

    def __init__(self, home: Path, nginx: str, processes: dict[str, tuple[str, ExitStack]]) -> None:
        self.home = home
        self.nginx = nginx
        self.processes = processes
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        ports = {"8501": self.port_of("1"), "8502": self.port_of("2")}
        text = (ROOT / "deploy" / "nginx.conf").read_text()
        text = re.sub(r"\b850[12]\b", lambda match: ports[match[0]], text)
        text = text.replace("listen 80;", f"listen 127.0.0.1:{self.port};")
        (home / "embviz.conf").write_text(text)
        # Workers of nginx that run as another user could not read the folder.
        user = "user root;" if os.getuid() == 0 else ""
        (home / "nginx.conf").write_text(NGINX_CONF.format(home=home, user=user))
        self.log, self.errors = home / "access.log", home / "error.log"
        self.log.touch()
        self.errors.touch()

    def port_of(self, number: str) -> str:
        return self.processes[number][0].rsplit(":", 1)[1]

    @contextmanager
    def run(self) -> Iterator[None]:
        """Run nginx until the block ends; all websockets break then."""
        command = [self.nginx, "-p", str(self.home), "-e", str(self.errors)]
        command += ["-c", str(self.home / "nginx.conf"), "-g", "daemon off;"]
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        try:
            eventually(self._assert_answers, 10)
            yield
        finally:
            server.terminate()
            server.wait(10)

    def _assert_answers(self) -> None:
        try:
            urlopen(f"{self.url}/_stcore/health", timeout=5).close()
        except OSError as error:
            raise AssertionError(self.errors.read_text()) from error

    def fetch_cookie(self, path: str, cookie: str | None = None) -> str:
        """Request a page; return the number in the cookie that is set, empty without one."""
        headers = {"Cookie": f"embviz={cookie}"} if cookie is not None else {}
        with urlopen(Request(self.url + path, headers=headers), timeout=10) as response:
            cookies = response.headers.get_all("Set-Cookie") or []
        match = re.search(r"\bembviz=(\d)", " ".join(cookies))
        return match[1] if match else ""

    def requests(self) -> list[LoggedRequest]:
        """Return the requests so far."""
        numbers = {self.port_of(number): number for number in self.processes}
        lines = [line.split("|") for line in self.log.read_text().splitlines()]
        return [
            LoggedRequest(
                cookie, method, path, status, numbers.get(upstreams.rsplit(":", 1)[-1], "none")
            )
            for cookie, method, path, status, upstreams in lines
        ]


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    nginx = require_program(NGINX, "nginx")
    env = {"STREAMLIT_SERVER_COOKIE_SECRET": "the same for all processes"}
    with ExitStack() as stack:
        processes = {}
        for number in ("1", "2"):
            process = stack.enter_context(ExitStack())
            home = tmp_path_factory.mktemp(f"process{number}")
            processes[number] = (process.enter_context(run_server(home, env=env)), process)
        proxy = Proxy(tmp_path_factory.mktemp("nginx"), nginx, processes)
        yield proxy
    errors = proxy.errors.read_text()
    assert "[emerg]" not in errors and "[crit]" not in errors, errors


def test_new_visitors_are_distributed_and_stay(proxy: Proxy) -> None:
    """Requests without a browser: without a cookie, with a valid one, and with invalid ones."""
    with proxy.run():
        cookies = [proxy.fetch_cookie("/map") for _ in range(20)]
        assert 5 <= cookies.count("1") <= 15
        assert cookies.count("1") + cookies.count("2") == 20
        proxy.log.write_text("")
        for cookie in "12" * 10:
            for path in ("/", "/lookup", "/_stcore/health", "/embviz/plotly.min.js"):
                assert proxy.fetch_cookie(path, cookie) == ""
        requests = [request for request in proxy.requests() if request.cookie in "12"]
        assert {(request.cookie, request.process) for request in requests} == {
            ("1", "1"),
            ("2", "2"),
        }
        assert proxy.fetch_cookie("/", "3; x=y") in ("1", "2")
        assert proxy.fetch_cookie("/", '"><b>') in ("1", "2")


def open_upload_page(proxy: Proxy, page: Page) -> None:
    page.goto(f"{proxy.url}/upload")
    expect_page(page, "upload")


def upload_3000_words(page: Page, name: str, folder: Path) -> None:
    """Upload and use a file that is too large for nginx to buffer in memory."""
    lines = "".join(f"{name}{i} {i % 7} {i % 5}.5 1\n" for i in range(3_000))
    file = folder / f"{name}.txt"
    file.write_text(lines)
    set_files(page, file)
    use_upload(page)
    expect_embedding(page, name)


def expect_embedding(page: Page, name: str) -> None:
    expect(page.get_by_test_id("stSidebar").get_by_text("3,000 words")).to_contain_text(name)


def go_to(page: Page, name: str, title: str) -> None:
    """Follow a link of the navigation, also when the connection has been lost."""
    page.get_by_test_id("stSidebarNavLink").filter(has_text=title).click()
    expect_page(page, name)


def process_cookie(context: BrowserContext) -> str:
    return next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "embviz")


def test_sessions_survive_a_lost_connection_and_restart_without_their_process(
    proxy: Proxy, browser: Browser, tmp_path: Path
) -> None:
    with ExitStack() as contexts:
        with proxy.run():
            proxy.log.write_text("")
            sessions = {}
            for name in ("ants", "bees"):
                context = contexts.enter_context(browser.new_context())
                page = context.new_page()
                open_upload_page(proxy, page)
                upload_3000_words(page, name, tmp_path)
                sessions[name] = (context, page, process_cookie(context))
            assert {process for *_, process in sessions.values()} == {"1", "2"}
        # The proxy has ended and with it all connections; it starts again.
        with proxy.run():
            for name, (_, page, _) in sessions.items():
                go_to(page, "matrix", "Matrix")
                expect_embedding(page, name)
            # A reload begins a new session with the same process.
            context, page, process = sessions["bees"]
            open_upload_page(proxy, page)
            upload_3000_words(page, "bees-again", tmp_path)
            assert process_cookie(context) == process
            requests = proxy.requests()
            assert {request.status for request in requests} <= {"101", "200", "204", "304", "404"}
            assert all(request.cookie in ("-", request.process) for request in requests)
            assert [request.method for request in requests].count("PUT") == 3

            # A process ends: its visitors get new sessions with the other one.
            other = sessions["ants"][2]
            page.wait_for_selector(NOT_RUNNING)
            proxy.processes[process][1].close()
            eventually(lambda: assert_process(context, other))
            go_to(page, "matrix", "Matrix")
            lost = page.get_by_text("The link asks for bees-again, which is not here")
            expect(lost).to_be_visible()
            go_to(page, "upload", "Your words")
            upload_3000_words(page, "bees-once-more", tmp_path)
            assert proxy.fetch_cookie("/", process) == ""


def assert_process(context: BrowserContext, number: str) -> None:
    assert process_cookie(context) == number

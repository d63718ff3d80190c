"""Two processes behind nginx, with the configuration that ships: visits stay where they are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import eventually
from tests.support.server import ROOT, free_port, run_server

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")

NGINX_CONF = """
{user}
pid {home}/nginx.pid;
error_log {home}/error.log warn;
events {{}}
http {{
    log_format told '$cookie_embviz|$request_method|$uri|$status|$upstream_addr';
    access_log {home}/access.log told;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    include {home}/embviz.conf;
}}
"""


class Proxy:
    """The proxy, and the processes behind it by the number that its cookie holds."""

    def __init__(self, home: Path, processes: dict[str, tuple[str, ExitStack]]) -> None:
        self.home = home
        self.processes = processes
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        shipped = (ROOT / "deploy" / "nginx.conf").read_text()
        ports = {"8501": self.port_of("1"), "8502": self.port_of("2")}
        text = re.sub(r"\b850[12]\b", lambda found: ports[found[0]], shipped)
        text = text.replace("listen 80;", f"listen 127.0.0.1:{self.port};")
        (home / "embviz.conf").write_text(text)
        user = "user root;" if os.getuid() == 0 else ""  # The folder is for this user alone.
        (home / "nginx.conf").write_text(NGINX_CONF.format(home=home, user=user))
        self.log, self.errors = home / "access.log", home / "error.log"
        self.log.touch()
        self.errors.touch()

    def port_of(self, number: str) -> str:
        return self.processes[number][0].rsplit(":", 1)[1]

    @contextmanager
    def run(self) -> Iterator[None]:
        """Run nginx, until the block ends: then all websockets break."""
        command = [str(NGINX), "-p", str(self.home), "-e", str(self.errors)]
        command += ["-c", str(self.home / "nginx.conf"), "-g", "daemon off;"]
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        try:
            eventually(self._answers, 10)
            yield
        finally:
            server.terminate()
            server.wait(10)

    def _answers(self) -> None:
        try:
            urlopen(f"{self.address}/_stcore/health", timeout=5).close()
        except OSError as error:
            raise AssertionError(self.errors.read_text()) from error

    def fetch_cookie(self, path: str, cookie: str | None = None) -> str:
        """Ask for a page; return the number in the cookie that is set, empty when none is."""
        headers = {"Cookie": f"embviz={cookie}"} if cookie is not None else {}
        with urlopen(Request(self.address + path, headers=headers), timeout=10) as answer:
            cookies = answer.headers.get_all("Set-Cookie") or []
        found = re.search(r"\bembviz=(\d)", " ".join(cookies))
        return found[1] if found else ""

    def requests(self) -> list[tuple[str, str, str, str, str]]:
        """Return cookie, method, path, status and answering process of each request so far."""
        numbers = {self.port_of(number): number for number in self.processes}
        lines = [line.split("|") for line in self.log.read_text().splitlines()]
        return [
            (cookie, method, path, status, numbers.get(tried.rsplit(":", 1)[-1], "none"))
            for cookie, method, path, status, tried in lines
        ]


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    if NGINX is None and not os.environ.get("CI"):
        pytest.skip("no nginx on this machine: install the package nginx")
    assert NGINX, "the test of the proxy needs nginx: apt-get install nginx"
    env = {"STREAMLIT_SERVER_COOKIE_SECRET": "the same for all processes"}
    with ExitStack() as all_of_them:
        processes = {}
        for number in ("1", "2"):
            one = all_of_them.enter_context(ExitStack())
            home = tmp_path_factory.mktemp(f"process{number}")
            processes[number] = (one.enter_context(run_server(home, env=env)), one)
        proxy = Proxy(tmp_path_factory.mktemp("nginx"), processes)
        yield proxy
    told = proxy.errors.read_text()
    assert "[emerg]" not in told and "[crit]" not in told, told


def test_visitors_are_shared_out_and_stay(proxy: Proxy) -> None:
    """Ask without a browser: new visitors, those with a cookie, and cookies nobody has set."""
    with proxy.run():
        given = [proxy.fetch_cookie("/map") for _ in range(20)]
        assert 5 <= given.count("1") <= 15 and given.count("1") + given.count("2") == 20
        proxy.log.write_text("")
        for cookie in "12" * 10:
            for path in ("/", "/lookup", "/_stcore/health", "/embviz/plotly.min.js"):
                assert proxy.fetch_cookie(path, cookie) == ""
        assert {
            (cookie, process) for cookie, *_, process in proxy.requests() if cookie in "12"
        } == {
            ("1", "1"),
            ("2", "2"),
        }
        assert proxy.fetch_cookie("/", "3; x=y") in ("1", "2")
        assert proxy.fetch_cookie("/", '"><b>') in ("1", "2")


def vectors_file(n: int, name: str) -> dict[str, object]:
    """Return a file of `n` words; nginx keeps all but small ones on its disk for a moment."""
    lines = "".join(f"{name}{i} {i % 7} {i % 5}.5 1\n" for i in range(n))
    return {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": lines.encode()}


def upload_and_use(page: Page, name: str) -> None:
    """Upload a file of 3,000 words and use it."""
    page.locator("input[type=file]").first.set_input_files(vectors_file(3_000, name))  # type: ignore[arg-type]
    page.get_by_role("button", name="Use it on every page").click()
    expect(page.get_by_text("is kept")).to_be_visible()
    expect_embedding(page, name)


def expect_embedding(page: Page, name: str) -> None:
    expect(page.get_by_test_id("stSidebar").get_by_text("3,000 words")).to_contain_text(name)


def go_to(page: Page, name: str, title: str) -> None:
    page.get_by_test_id("stSidebarNavLink").filter(has_text=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def process_cookie(context: BrowserContext) -> str:
    return next(each["value"] for each in context.cookies() if each["name"] == "embviz")


def test_visits_in_the_browser(proxy: Proxy, browser: Browser) -> None:
    """Upload, go on, reload, lose the connection, lose the process: in two visits at once."""
    with ExitStack() as closing:
        with proxy.run():
            proxy.log.write_text("")
            visits = {}
            for name in ("ants", "bees"):
                context = closing.enter_context(browser.new_context())
                page = context.new_page()
                page.goto(f"{proxy.address}/upload")
                page.wait_for_selector("h1")
                upload_and_use(page, name)
                visits[name] = (context, page, process_cookie(context))
            assert {process for *_, process in visits.values()} == {"1", "2"}
        # The connection is gone, and with it the proxy. It comes back.
        with proxy.run():
            for name, (_, page, _) in visits.items():
                go_to(page, "Matrix", "The matrix as a picture")
                expect_embedding(page, name)
            # A reload begins a new visit, at the same process.
            context, page, process = visits["bees"]
            page.goto(f"{proxy.address}/upload")
            page.wait_for_selector("h1")
            upload_and_use(page, "bees-again")
            assert process_cookie(context) == process
            told = proxy.requests()
            assert {status for *_, status, _ in told} <= {"101", "200", "204", "304", "404"}
            assert all(cookie in ("-", process) for cookie, *_, process in told)
            assert [method for _, method, *_ in told].count("PUT") == 3

            # A process ends: its visitors begin anew on the other one, and can work there.
            other = visits["ants"][2]
            page.wait_for_selector('[data-test-script-state="notRunning"]')
            proxy.processes[process][1].close()
            eventually(lambda: assert_process(context, other))
            go_to(page, "Matrix", "The matrix as a picture")
            expect(
                page.get_by_text("The link asks for bees-again, which is not here")
            ).to_be_visible()
            go_to(page, "Your words", "Your own words")
            upload_and_use(page, "bees-once-more")
            assert proxy.fetch_cookie("/", process) == ""


def assert_process(context: BrowserContext, number: str) -> None:
    assert process_cookie(context) == number

"""What happens when a person starts the app for the first time."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import Mock
from urllib.request import Request, urlopen

import pytest
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession

from embviz.app import theme
from tests.support.server import ROOT, run_server


def test_first_start_opens_the_browser_and_asks_nothing(tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {opened}\n')
    browser.chmod(0o755)
    window = {"DISPLAY": ":0", "BROWSER": f"{browser} %s"}
    with run_server(tmp_path, headless=False, env=window) as address:
        for _ in range(80):
            if opened.exists():
                break
            time.sleep(0.1)
        assert opened.read_text().strip() == f"{address}/"
    (log,) = tmp_path.glob("server-*.log")
    assert "mail" not in log.read_text().lower()
    assert not (tmp_path / ".streamlit").exists()


def test_no_browser_opens_on_a_server_without_a_screen(tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\ntouch {opened}\n")
    browser.chmod(0o755)
    with run_server(tmp_path, env={"BROWSER": f"{browser} %s"}):
        time.sleep(1)
    assert not opened.exists()


def test_drawing_library_is_asked_for_with_the_page(tmp_path: Path) -> None:
    wanted = {"Accept": "text/html,*/*", "Accept-Encoding": "gzip, deflate, br"}
    with run_server(tmp_path) as address:
        with urlopen(Request(f"{address}/map", headers=wanted), timeout=10) as answer:
            page = answer.read().decode()  # Raises when the length said is not that of the page.
        assert answer.headers["Content-Length"] == str(len(page.encode()))
        (source,) = re.findall(r'<script async src="([^"]+)"', page)
        with urlopen(address + source, timeout=10) as answer:
            assert b"Plotly" in answer.read()
        (module,) = re.findall(r'<link rel="modulepreload" href="([^"]+)"', page)
        with urlopen(address + module, timeout=10) as answer:
            assert b"export default" in answer.read()
            assert answer.headers["Content-Type"].startswith("text/javascript")
        with urlopen(f"{address}/_stcore/health", timeout=10) as answer:
            assert b"script" not in answer.read()


def test_image_holds_all_that_the_app_needs(tmp_path: Path) -> None:
    """Copy what the Dockerfile copies, as far as .dockerignore lets it, and import the app."""
    recipe = (ROOT / "Dockerfile").read_text()
    let_in = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    copied = [each.split() for each in re.findall(r"^COPY (.+)$", recipe, re.MULTILINE)]
    assert sorted(let_in) == sorted(source for *sources, _ in copied for source in sources)
    for *sources, target in copied:
        for source in sources:
            if (ROOT / source).is_dir():
                assert source == target
                shutil.copytree(ROOT / source, tmp_path / target)
            else:
                shutil.copy(ROOT / source, tmp_path / target)
    command = [sys.executable, "-c", "import app; app.obey(['app.py', '--pages=map'])"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr


def test_theme_is_made_once_and_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    fill = app_session._populate_theme_msg
    made: list[str] = []

    def watched(msg: object, section: str = "theme") -> None:
        made.append(section)
        fill(msg, section)

    def message() -> ForwardMsg:
        msg = ForwardMsg()
        for part, section in parts.items():
            app_session._populate_theme_msg(part(msg.new_session.custom_theme), section)
        return msg

    parts = {
        (lambda theme: theme): "theme",
        (lambda theme: theme.light): "theme.light",
        (lambda theme: theme.dark.sidebar): "theme.dark.sidebar",
    }
    monkeypatch.setattr(app_session, "_populate_theme_msg", watched)
    parsed = Mock()
    monkeypatch.setattr(config, "on_config_parsed", parsed)
    want = message()
    assert want.new_session.custom_theme.light.primary_color
    theme.cache_theme_message()
    assert message() == message() == want
    assert len(made) == 2 * len(parts)
    # Another configuration is another theme.
    (forget,), _ = parsed.call_args
    forget()
    assert message() == want
    assert len(made) == 3 * len(parts)
    # This is where Streamlit takes it from.
    assert "_populate_theme_msg" in AppSession._create_new_session_message.__code__.co_names

"""Starting the server, and what the container image needs for that."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.support.polling import eventually
from tests.support.server import ROOT, run_server


def write_browser(folder: Path) -> Path:
    """Write a program that records the URL that it is called with; return where."""
    browser = folder / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {folder / "opened"}\n')
    browser.chmod(0o755)
    return folder / "opened"


def test_first_start_opens_the_browser_and_asks_for_no_email(tmp_path: Path) -> None:
    opened = write_browser(tmp_path)
    env = {"DISPLAY": ":0", "BROWSER": f"{tmp_path / 'browser'} %s"}
    with run_server(tmp_path, headless=False, env=env) as url:

        def check() -> None:
            assert opened.exists()
            assert opened.read_text().strip() == f"{url}/"

        eventually(check)
    (log,) = tmp_path.glob("server-*.log")
    assert "mail" not in log.read_text().lower()
    assert not (tmp_path / ".streamlit").exists()


def test_headless_server_opens_no_browser(tmp_path: Path) -> None:
    opened = write_browser(tmp_path)
    with run_server(tmp_path, env={"BROWSER": f"{tmp_path / 'browser'} %s"}):
        time.sleep(1)
    assert not opened.exists()


def test_image_contains_all_files_of_the_app(tmp_path: Path) -> None:
    """Copy what the Dockerfile copies, as far as .dockerignore allows, and import the app."""
    dockerfile = (ROOT / "Dockerfile").read_text()
    included = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    copies = [line.split() for line in re.findall(r"^COPY (.+)$", dockerfile, re.MULTILINE)]
    assert sorted(included) == sorted(source for *sources, _ in copies for source in sources)
    for *sources, target in copies:
        for source in sources:
            if (ROOT / source).is_dir():
                assert source == target
                shutil.copytree(ROOT / source, tmp_path / target)
            else:
                shutil.copy(ROOT / source, tmp_path / target)
    command = [sys.executable, "-c", "import app; app.configure(['app.py', '--pages=map'])"]
    process = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert process.returncode == 0, process.stderr

"""Servers of embviz for the tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def run_server(
    home: Path,
    *,
    headless: bool = True,
    env: Mapping[str, str] | None = None,
    args: Sequence[str] = (),
    root: Path = ROOT,
) -> Iterator[str]:
    """Start the app as the README does; yield its address.

    Parameters
    ----------
    home : Path
        The home directory of the server; its log goes there.
    headless : bool
        False lets the server open a browser.
    env : mapping, optional
        Environment variables besides those of this process.
    args : sequence of str
        Options of embviz.
    root : Path
        The folder of the app.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = [f"--server.port={port}", "--server.fileWatcherType=none"]
    if headless:
        options.append("--server.headless=true")
    log = home / f"server-{port}.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [*command, *options, "--", *args],
            cwd=root,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(home), **(env or {})},
        )
        try:
            wait_for_server(f"http://localhost:{port}/_stcore/health", server, log)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait(10)
    assert "Traceback" not in log.read_text(), log.read_text()


def wait_for_server(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; fail with its log when it ends or takes a minute."""
    for _ in range(240):
        try:
            with urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            assert server.poll() is None, log.read_text()
            time.sleep(0.25)
    raise AssertionError(log.read_text())

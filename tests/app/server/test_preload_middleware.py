"""The scripts of the charts, preloaded by the first page."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.request import Request, urlopen

from tests.support.server import run_server


def test_page_preloads_the_scripts_of_the_charts(tmp_path: Path) -> None:
    headers = {"Accept": "text/html,*/*", "Accept-Encoding": "gzip, deflate, br"}
    with run_server(tmp_path) as url:
        with urlopen(Request(f"{url}/map", headers=headers), timeout=10) as response:
            page = response.read().decode()  # Fails if the content length is wrong.
        assert response.headers["Content-Length"] == str(len(page.encode()))
        (plotly,) = re.findall(r'<script async src="([^"]+)"', page)
        with urlopen(url + plotly, timeout=10) as response:
            assert b"Plotly" in response.read()
        (chart,) = re.findall(r'<link rel="modulepreload" href="([^"]+)"', page)
        with urlopen(url + chart, timeout=10) as response:
            assert b"export default" in response.read()
            assert response.headers["Content-Type"].startswith("text/javascript")
        with urlopen(f"{url}/_stcore/health", timeout=10) as response:
            assert b"script" not in response.read()

"""HTTP requests of a browser to the server: the XSRF token and uploads."""

from __future__ import annotations

from urllib.request import Request, urlopen

TIMEOUT_SECONDS = 60.0


def get_xsrf_token(address: str) -> str:
    """Return the XSRF token that the server expects with every upload."""
    with urlopen(f"{address}/_stcore/health", timeout=TIMEOUT_SECONDS) as response:
        cookies = str(response.headers.get("Set-Cookie", ""))
    return cookies.partition("_streamlit_xsrf=")[2].partition(";")[0] or "PLACEHOLDER_AUTH_TOKEN"


def put_file(address: str, url: str, cookie: str, name: str, data: bytes) -> None:
    """Upload a file to a URL that the server has given."""
    boundary = "zqmboundary"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        "Content-Type: text/plain\r\n\r\n"
    )
    body = b"".join([head.encode(), data, f"\r\n--{boundary}--\r\n".encode()])
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Cookie": f"_streamlit_xsrf={cookie}",
        "X-Xsrftoken": cookie,
    }
    request = Request(address + url, body, headers, method="PUT")
    with urlopen(request, timeout=TIMEOUT_SECONDS) as response:
        response.read()

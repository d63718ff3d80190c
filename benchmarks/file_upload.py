"""What a browser asks of the server beside the websocket: its token, and taking in files."""

from __future__ import annotations

from urllib.request import Request, urlopen

TIMEOUT_SECONDS = 60.0


def get_xsrf_token(address: str) -> str:
    """Return the token that the server wants to see again with every upload."""
    with urlopen(f"{address}/_stcore/health", timeout=TIMEOUT_SECONDS) as answer:
        given = str(answer.headers.get("Set-Cookie", ""))
    return given.partition("_streamlit_xsrf=")[2].partition(";")[0] or "PLACEHOLDER_AUTH_TOKEN"


def put_file(address: str, url: str, cookie: str, name: str, data: bytes) -> None:
    """Send a file to where the server wants it."""
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
    with urlopen(
        Request(address + url, body, headers, method="PUT"), timeout=TIMEOUT_SECONDS
    ) as answer:
        answer.read()

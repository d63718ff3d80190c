"""The colors and sizes of the app, put into a message once.

Every run of every visit begins with a message that holds the theme. Streamlit goes through all of
its options six times to make it, which in a class is an eighth of what the server has to do.
"""

from __future__ import annotations

from typing import Any

from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


def cache_theme_message() -> None:
    """Let each part of the theme be made once, until the configuration is read again.

    There is no public way to do this. `tests/app/server/test_asgi.py` fails when a new Streamlit makes the
    message in another way; the app would then work as before, only slower.
    """
    fill = app_session._populate_theme_msg
    known: dict[str, CustomThemeConfig] = {}

    def copy(msg: Any, section: str = "theme") -> None:
        if section not in known:
            made = CustomThemeConfig()
            fill(made, section)
            known[section] = made
        if known[section].ByteSize():
            msg.MergeFrom(known[section])

    app_session._populate_theme_msg = copy
    config.on_config_parsed(known.clear, force_connect=True)

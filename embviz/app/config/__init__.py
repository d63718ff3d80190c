"""Settings of the server, and the registry of pages."""

from embviz.app.config.pages import SECTIONS, Page, all_pages, page
from embviz.app.config.settings import ServerSettings
from embviz.app.config.toml_file import (
    ConfigError,
    ConfigValue,
    ServerConfig,
    field_name,
    read_config_file,
)

__all__ = [
    "SECTIONS",
    "ConfigError",
    "ConfigValue",
    "Page",
    "ServerConfig",
    "ServerSettings",
    "all_pages",
    "field_name",
    "page",
    "read_config_file",
]

"""The registry of pages.

A page is a file ``pages/<section>/<name>.py`` that defines ``PAGE`` and ``show()``, and calls
``show()`` only if it runs as ``__main__``, which is how Streamlit runs it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from embviz.app.config.toml_file import did_you_mean
from embviz.cli.app import site_root

# Sections in the order of the navigation; the files of each are in the folder of its name.
SECTIONS = ("Learn", "Explore", "Measure", "Data")


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the app, as its file declares it.

    Parameters
    ----------
    title, icon : str
        Shown in the navigation.
    section : str
        One of `SECTIONS`.
    order : int
        Position within the section; pages with the same order are sorted by name.
    is_fragment : bool
        True when the widgets of the page change nothing outside it but the current word: they then
        rerun the page alone, without the sidebar.
    views : tuple of str
        Query strings, one for each view of the page, such as ``"compare=Movers"``. Tests and
        scripts open each of them.
    name : str
        The stem of the file, with which the address ends. Filled in by the registry.
    path : str
        The file, relative to the folder ``pages``. Filled in by the registry.
    """

    title: str
    icon: str
    section: str
    order: int
    is_fragment: bool = False
    views: tuple[str, ...] = ("",)
    name: str = ""
    path: str = ""


def all_pages() -> tuple[Page, ...]:
    """Return all pages in the order of the navigation; the first one is at the address ``/``."""
    return discover_pages(site_root() / "pages")


def page(name: str) -> Page:
    """Return the page of that name.

    Raises
    ------
    ValueError
        If there is no such page.

    Examples
    --------
    >>> page("map").title
    'Map'
    """
    pages = {entry.name: entry for entry in all_pages()}
    if name not in pages:
        raise ValueError(f"There is no page {name!r}. {did_you_mean(name, pages, 'The pages are')}")
    return pages[name]


@lru_cache(maxsize=8)
def discover_pages(folder: Path) -> tuple[Page, ...]:
    """Import all page files of a folder; return their pages in the order of the navigation.

    Parameters
    ----------
    folder : Path
        Each file ``<section>/<name>.py`` in it is a page, unless its name begins with "_".

    Raises
    ------
    ValueError
        If a file does not declare a page, or two pages have the same name.
    """
    pages: dict[str, Page] = {}
    for path in sorted(folder.glob("*/[!_]*.py")):
        entry = _read_page(path, folder)
        if entry.name in pages:
            raise ValueError(
                f"{path}: {pages[entry.name].path} has the same name, which ends the address of "
                "both. Rename one of them."
            )
        pages[entry.name] = entry
    return tuple(
        sorted(
            pages.values(),
            key=lambda entry: (SECTIONS.index(entry.section), entry.order, entry.name),
        )
    )


def _read_page(path: Path, folder: Path) -> Page:
    module = _import_file(path)
    declared = getattr(module, "PAGE", None)
    if not isinstance(declared, Page) or not callable(getattr(module, "show", None)):
        raise ValueError(
            f"{path}: This file does not declare a page. It needs PAGE = Page(…) and a function "
            "show()."
        )
    if declared.section not in SECTIONS or declared.section.lower() != path.parent.name:
        raise ValueError(
            f"{path}: The section {declared.section!r} does not belong to the folder "
            f"{path.parent.name!r}. The sections are {', '.join(SECTIONS)}; each has the folder of "
            "its name in lower case."
        )
    return replace(declared, name=path.stem, path=path.relative_to(folder).as_posix())


def _import_file(path: Path) -> ModuleType:
    """Import a page file by its path: another folder of pages may have a file of the same name."""
    spec = spec_from_file_location(f"pages.{path.parent.name}.{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

"""Run the app's pages without a browser, and read what they show."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from embviz.app.config import all_pages
from embviz.app.views.upload.reading import read_example
from tests.support.server import ROOT

# The pages by name, each with its path for `AppTest.switch_page`.
PAGES = {entry.name: entry.path for entry in all_pages()}

# The samples, and an example file that is uploaded first.
EMBEDDINGS = ("glove", "minilm", "tutorial", "vectors")


def run_page(name: str | None, embedding: str | None = "glove", **query: str) -> AppTest:
    """Open a page as its link does, or the page that the app begins with.

    On the embedding `"vectors"`, the example file of that name is uploaded first.
    """
    app = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    if embedding == "vectors":
        switch_page(app, "upload")
        upload_file(app, "vectors.csv", read_example("vectors.csv"))
        use_upload(app)
    elif embedding is not None:
        app.query_params["embedding"] = embedding
    if name is None or (name == "lesson" and embedding != "vectors"):
        app.run()  # The lesson is where the app begins.
        assert not app.exception
    else:
        switch_page(app, name)
    return app


def switch_page(app: AppTest, name: str) -> None:
    """Go to a page in the same session."""
    app.switch_page(PAGES[name]).run()
    assert not app.exception


def upload_file(app: AppTest, name: str, content: bytes) -> None:
    app.file_uploader[0].upload(name, content)
    app.run()
    assert not app.exception


def use_upload(app: AppTest) -> None:
    click_button(app, "Use it on every page")


def upload_and_open(page: str, name: str, content: bytes, **query: str) -> AppTest:
    """Upload a file, use it on every page, and go to a page."""
    app = run_page("upload", **query)
    upload_file(app, name, content)
    use_upload(app)
    switch_page(app, page)
    return app


def click_button(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def component_data(element: Any) -> dict[str, Any]:
    """Return the data of a component; those of charts are sent as bytes."""
    data: dict[str, Any] = json.loads(element.proto.bytes or element.proto.json or "{}")
    return data


def chart_figures(app: AppTest) -> dict[str, dict[str, Any]]:
    """Return the figures of the page by their text alternatives."""
    components = [component_data(element) for element in app.get("bidi_component")]
    return {data["alt"]: data["figure"] for data in components if "figure" in data}


def metric_values(app: AppTest) -> dict[str, str]:
    """Return the values of the page's metrics by their labels."""
    return {metric.label: metric.value for metric in app.metric}


def page_text(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.text, *app.success]
    parts += app.error
    return "\n".join(str(part.value) for part in parts)

"""The widgets of a page and their values, as a browser stores them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg, ForwardMsgMetadata
from streamlit.proto.WidgetStates_pb2 import WidgetState

# Large messages are dropped from the cache if this many runs have not used them.
CACHE_RUNS = 2

# The field of WidgetState that has the value of each kind of widget.
VALUE_FIELDS = {
    "text_input": "string_value",
    "text_area": "string_value",
    "selectbox": "string_value",
    "checkbox": "bool_value",
    "button_group": "string_array_value",
}
OTHER_KINDS = ("button", "download_button", "file_uploader", "bidi_component")


@dataclass
class Widget:
    """One widget of the page.

    Attributes
    ----------
    id : str
        Ends with the key that the app gave it.
    kind : str
        The name of its field in Streamlit's message ``Element``.
    label : str
    script : str
        The script that it belongs to: the main script or that of the page.
    fragment : str
        The fragment that it reruns; empty if it reruns the whole script.
    query_key : str
        The query parameter that it is bound to, if any.
    run : int
        The last run that sent it.
    """

    id: str
    kind: str
    label: str
    script: str
    fragment: str
    query_key: str
    run: int
    state: WidgetState | None = None


class ClientState:
    """The widgets, query parameters and cached messages of one page."""

    def __init__(self) -> None:
        self.widgets: dict[str, Widget] = {}
        self.query_params: dict[str, str] = {}
        self._main_script = ""
        self._run = 0
        self._fragments: set[str] = set()
        self._large: dict[str, tuple[int, ForwardMsg]] = {}

    def states(self) -> list[WidgetState]:
        """Return the values of all widgets, which a browser sends with every rerun."""
        states = (widget.state for widget in self.widgets.values())
        return [state for state in states if state is not None]

    @property
    def cached_hashes(self) -> list[str]:
        """Hashes of the large messages that the server need not send again."""
        return list(self._large)

    def is_on_every_page(self, widget_id: str) -> bool:
        """Return whether a widget is on every page, as those of the main script are."""
        return self.widgets[widget_id].script == self._main_script

    def __contains__(self, key: str) -> bool:
        return any(widget.id.endswith(f"-{key}") for widget in self.widgets.values())

    def widget(self, key: str) -> Widget:
        """Return the widget with this key."""
        return self._first(lambda widget: widget.id.endswith(f"-{key}"), key)

    def widget_labeled(self, kind: str, label: str) -> Widget:
        """Return the widget of a kind with this label."""
        return self._first(lambda widget: widget.kind == kind and widget.label == label, label)

    def first_widget(self, kind: str) -> Widget:
        """Return the first widget of a kind."""
        return self._first(lambda widget: widget.kind == kind, kind)

    def _first(self, matches: Callable[[Widget], bool], name: str) -> Widget:
        widget = next(filter(matches, self.widgets.values()), None)
        if widget is None:
            keys = ", ".join(each.id.rpartition("-")[2] for each in self.widgets.values())
            raise LookupError(f"The page has no {name!r}; it has {keys}.")
        return widget

    def begin_run(self, main_script: str, metadata: ForwardMsgMetadata) -> None:
        """Handle the start of a run."""
        self._main_script = main_script
        self._run += 1
        self._fragments = set(metadata.run.fragment_ids) if metadata.HasField("run") else set()

    def end_run(self, *, whole: bool) -> None:
        """Drop the widgets that the finished run has not sent again."""
        self.widgets = {
            id: widget
            for id, widget in self.widgets.items()
            if widget.run == self._run or (not whole and widget.fragment not in self._fragments)
        }
        if whole:
            oldest = self._run - CACHE_RUNS
            self._large = {k: v for k, v in self._large.items() if v[0] >= oldest}

    def leave_page(self) -> None:
        """Drop the query parameters of the page, but not those of the main script."""
        widgets = self.widgets.values()
        keys = {widget.query_key for widget in widgets if widget.script == self._main_script}
        self.query_params = {key: value for key, value in self.query_params.items() if key in keys}

    def set_query(self, query: str) -> None:
        """Replace the query parameters by those that the server sends."""
        self.query_params = dict(parse_qsl(query, keep_blank_values=True))

    def receive(self, message: ForwardMsg) -> str:
        """Handle a part of the page; return the text of an exception, else an empty string."""
        if message.WhichOneof("type") == "ref_hash":
            metadata = message.metadata
            message = self._large[message.ref_hash][1]
            message.metadata.active_script_hash = metadata.active_script_hash
        if message.metadata.cacheable:
            self._large[message.hash] = (self._run, message)
        delta = message.delta
        if delta.WhichOneof("type") != "new_element":
            return ""
        kind = delta.new_element.WhichOneof("type")
        if kind == "exception":
            exception = delta.new_element.exception
            return f"{exception.type}: {exception.message}"
        if kind in VALUE_FIELDS or kind in OTHER_KINDS:
            element = getattr(delta.new_element, kind)
            self._update_widget(
                element, kind, message.metadata.active_script_hash, delta.fragment_id
            )
        return ""

    def set_value(self, widget: Widget, value: Any) -> None:
        """Set the value of a widget and its query parameter."""
        state = WidgetState(id=widget.id)
        if isinstance(value, list):
            state.string_array_value.data.extend(value)
            text = ",".join(value)
        else:
            setattr(state, VALUE_FIELDS[widget.kind], value)
            text = str(value).lower() if isinstance(value, bool) else str(value)
        widget.state = state
        if widget.query_key:
            self.query_params[widget.query_key] = text

    def set_state(self, widget: Widget, state: WidgetState) -> None:
        """Set the state of a widget that has no query parameter."""
        widget.state = state

    def _update_widget(self, element: Any, kind: str, script: str, fragment: str) -> None:
        previous = self.widgets.get(element.id)
        label = getattr(element, "label", "")
        query_key = getattr(element, "query_param_key", "")
        widget = Widget(element.id, kind, label, script, fragment, query_key, self._run)
        widget.state = previous.state if previous else None
        self.widgets[element.id] = widget
        if kind not in VALUE_FIELDS:
            return
        if element.set_value:
            self.set_value(widget, _server_value(element, kind))
        elif widget.state is None:
            query_params = dict(self.query_params)
            self.set_value(widget, _default(element, kind))
            self.query_params = query_params  # They do not have default values.


def _server_value(element: Any, kind: str) -> object:
    """Return the value of a widget that the server has set."""
    if kind == "selectbox":
        return element.raw_value
    return list(element.raw_values) if kind == "button_group" else element.value


def _default(element: Any, kind: str) -> object:
    if kind == "selectbox":
        return element.options[element.default] if element.options else ""
    if kind == "button_group":
        return [element.options[i].content for i in element.default]
    return element.default

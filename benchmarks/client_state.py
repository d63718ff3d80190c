"""The widgets of a page as a browser keeps them: their values, and which of them are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg, ForwardMsgMetadata
from streamlit.proto.WidgetStates_pb2 import WidgetState

# A browser forgets a large message that so many runs did not show.
CACHE_RUNS = 2

# Where a widget's value travels.
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
        Of which script it is: the frame's, or the page's.
    fragment : str
        The part of the page that it runs; empty when it runs all.
    address_key : str
        Under which name its value stands in the address; empty when it does not.
    run : int
        The last run that showed it.
    """

    id: str
    kind: str
    label: str
    script: str
    fragment: str
    address_key: str
    run: int
    state: WidgetState | None = None


class ClientState:
    """What one page shows, as far as it can be acted on."""

    def __init__(self) -> None:
        self.widgets: dict[str, Widget] = {}
        self.query_params: dict[str, str] = {}
        self._frame = ""
        self._run = 0
        self._fragments: set[str] = set()
        self._large: dict[str, tuple[int, ForwardMsg]] = {}

    def states(self) -> list[WidgetState]:
        """Return the values of all widgets, which a browser sends with every action."""
        return [each.state for each in self.widgets.values() if each.state is not None]

    @property
    def cached_hashes(self) -> list[str]:
        """The large messages that need not be sent again."""
        return list(self._large)

    def is_on_every_page(self, widget_id: str) -> bool:
        """Say whether a widget is on every page."""
        return self.widgets[widget_id].script == self._frame

    def __contains__(self, key: str) -> bool:
        return any(each.id.endswith(f"-{key}") for each in self.widgets.values())

    def widget(self, key: str) -> Widget:
        """Return the widget that the app knows by `key`."""
        return self._first(lambda each: each.id.endswith(f"-{key}"), key)

    def widget_labeled(self, kind: str, label: str) -> Widget:
        """Return the widget of a kind with this label."""
        return self._first(lambda each: each.kind == kind and each.label == label, label)

    def first_widget(self, kind: str) -> Widget:
        """Return the first widget of a kind."""
        return self._first(lambda each: each.kind == kind, kind)

    def _first(self, wanted: Callable[[Widget], bool], what: str) -> Widget:
        found = next(filter(wanted, self.widgets.values()), None)
        if found is None:
            there = ", ".join(each.id.rpartition("-")[2] for each in self.widgets.values())
            raise LookupError(f"The page has no {what!r}; it has {there}.")
        return found

    def begin_run(self, frame: str, metadata: ForwardMsgMetadata) -> None:
        """Hear that a run has begun."""
        self._frame = frame
        self._run += 1
        self._fragments = set(metadata.run.fragment_ids) if metadata.HasField("run") else set()

    def end_run(self, *, whole: bool) -> None:
        """Forget the widgets that the run which has ended did not show again."""
        self.widgets = {
            each.id: each
            for each in self.widgets.values()
            if each.run == self._run or (not whole and each.fragment not in self._fragments)
        }
        if whole:
            oldest = self._run - CACHE_RUNS
            self._large = {k: v for k, v in self._large.items() if v[0] >= oldest}

    def leave_page(self) -> None:
        """Drop from the address what belongs to the page that is left."""
        kept = {each.address_key for each in self.widgets.values() if each.script == self._frame}
        self.query_params = {key: value for key, value in self.query_params.items() if key in kept}

    def set_query(self, query: str) -> None:
        """Take over the address that the server names."""
        self.query_params = dict(parse_qsl(query, keep_blank_values=True))

    def receive(self, message: ForwardMsg) -> str:
        """Take in a part of the page; return what it says when it is an exception, or nothing."""
        if message.WhichOneof("type") == "ref_hash":
            path = message.metadata
            message = self._large[message.ref_hash][1]
            message.metadata.active_script_hash = path.active_script_hash
        if message.metadata.cacheable:
            self._large[message.hash] = (self._run, message)
        delta = message.delta
        if delta.WhichOneof("type") != "new_element":
            return ""
        kind = delta.new_element.WhichOneof("type")
        if kind == "exception":
            told = delta.new_element.exception
            return f"{told.type}: {told.message}"
        if kind in VALUE_FIELDS or kind in OTHER_KINDS:
            element = getattr(delta.new_element, kind)
            self._show(element, kind, message.metadata.active_script_hash, delta.fragment_id)
        return ""

    def set_value(self, widget: Widget, value: Any) -> None:
        """Give a widget a value, and write it into the address."""
        state = WidgetState(id=widget.id)
        if isinstance(value, list):
            state.string_array_value.data.extend(value)
            written = ",".join(value)
        else:
            setattr(state, VALUE_FIELDS[widget.kind], value)
            written = str(value).lower() if isinstance(value, bool) else str(value)
        widget.state = state
        if widget.address_key:
            self.query_params[widget.address_key] = written

    def set_state(self, widget: Widget, state: WidgetState) -> None:
        """Give a widget a value that is more than a text."""
        widget.state = state

    def _show(self, element: Any, kind: str, script: str, fragment: str) -> None:
        known = self.widgets.get(element.id)
        label = getattr(element, "label", "")
        address_key = getattr(element, "query_param_key", "")
        widget = Widget(element.id, kind, label, script, fragment, address_key, self._run)
        widget.state = known.state if known else None
        self.widgets[element.id] = widget
        if kind not in VALUE_FIELDS:
            return
        if element.set_value:
            self.set_value(widget, _server_value(element, kind))
        elif widget.state is None:
            address = dict(self.query_params)
            self.set_value(widget, _default(element, kind))
            self.query_params = address  # What a field begins with is not written there.


def _server_value(element: Any, kind: str) -> object:
    """Return the value that the server gives a widget."""
    if kind == "selectbox":
        return element.raw_value
    return list(element.raw_values) if kind == "button_group" else element.value


def _default(element: Any, kind: str) -> object:
    if kind == "selectbox":
        return element.options[element.default] if element.options else ""
    if kind == "button_group":
        return [element.options[place].content for place in element.default]
    return element.default

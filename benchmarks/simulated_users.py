"""Simulated users of the load test: their actions on each page, and the words they type."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from benchmarks.streamlit_client import StreamlitClient
from embviz import load_sample
from embviz.io import load_word_groups

# The delay between a click on the map and the update of the sidebar in the browser.
SIDEBAR_DELAY_SECONDS = 0.4
UPLOAD_MB = 5

RecordSeconds = Callable[[float], None]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class LoadTestWords:
    """Words of the vocabulary.

    Attributes
    ----------
    common : sequence of str
        Words to type.
    map_token_ids : sequence of int
        Token ids of the points of the default map.
    """

    common: Sequence[str]
    map_token_ids: Sequence[int]

    @classmethod
    def from_sample(cls) -> LoadTestWords:
        """Return words of the default sample."""
        E = load_sample("glove")
        common = [token for token in E.tokens[200:5000] if token.isalpha()]
        grouped = [word for words in load_word_groups().values() for word in words if word in E]
        return cls(common, [E.token_id(word) for word in grouped])


class SimulatedUser:
    """A user who acts on pages; every action waits for the rerun to finish.

    Parameters
    ----------
    client : StreamlitClient
    words : LoadTestWords
    sleep : callable
        Wait for some seconds.
    """

    def __init__(self, client: StreamlitClient, words: LoadTestWords, sleep: Sleep) -> None:
        self.client, self.words, self.sleep = client, words, sleep
        self.rng = Random(client.number)
        self.n_actions = 0

    async def act(self, page: str, record: RecordSeconds) -> None:
        """Do the next action on a page; call `record` with the seconds of each rerun."""
        self.n_actions += 1
        await ACTIONS[page](self, record)

    async def lookup(self, record: RecordSeconds) -> None:
        """Look up a word; sometimes a sentence or an unknown word."""
        if self.n_actions % 10 == 3:
            sentence = f"{self._word()} {self.client.marker} {self._word()}"
            record(await self.client.set_widget("sentence", sentence))
        elif self.n_actions % 10 == 7:
            record(await self.client.set_widget("lookup_word", self.client.marker))
        else:
            record(await self.client.set_widget("lookup_word", self._word()))

    async def similarity(self, record: RecordSeconds) -> None:
        """Search nearest words; sometimes by another metric, or of several words."""
        if self.n_actions % 10 == 3:
            metric = self.rng.choice(["cosine", "euclidean", "dot"])
            record(await self.client.set_widget("metric", [metric]))
        elif self.n_actions % 10 == 7:
            several = f"{self._word()}, {self._word()}, {self.client.marker}"
            record(await self.client.set_widget("near", several))
        else:
            record(await self.client.set_widget("similarity_word", self._word()))

    async def analogy(self, record: RecordSeconds) -> None:
        """Type a sum of words; sometimes with an unknown word."""
        last = self.client.marker if self.n_actions % 10 == 7 else self._word()
        record(await self.client.set_widget("sum", f"{self._word()} - {self._word()} + {last}"))

    async def matrix(self, record: RecordSeconds) -> None:
        """Show other rows; sometimes in another order."""
        if self.n_actions % 5 == 3:
            order = "Similar together" if self.n_actions % 10 == 3 else "As given"
            record(await self.client.set_widget("order", [order]))
        else:
            words = [self._word() for _ in range(20)]
            record(await self.client.set_widget("words", " ".join([*words, self.client.marker])))

    async def map(self, record: RecordSeconds) -> None:
        """Click a point, which reruns a fragment of the page, and then the sidebar.

        Sometimes switch between 2D and 3D.
        """
        if self.n_actions % 10 == 3:
            is_3d = "map_3D_selection" in self.client.state
            record(await self.client.set_widget("view", ["2D" if is_3d else "3D"]))
            return
        key = "map_3D_selection" if "map_3D_selection" in self.client.state else "map_2D_selection"
        token_id = self.rng.choice(self.words.map_token_ids)
        record(await self.client.trigger_event(key, "click", {"id": token_id}))
        await self.sleep(SIDEBAR_DELAY_SECONDS)
        record(await self.client.trigger_event(key, "follow", {}))

    async def upload(self, record: RecordSeconds) -> None:
        """Upload a file of vectors, select it, and open the map."""
        name = f"{self.client.marker}.txt"
        record(await self.client.upload(name, vectors_file(self.client.marker)))
        record(await self.client.click_button("Use it on every page"))
        record(await self.client.open_page("map"))

    def _word(self) -> str:
        return self.rng.choice(self.words.common)


ACTIONS: dict[str, Callable[[SimulatedUser, RecordSeconds], Awaitable[None]]] = {
    "lookup": SimulatedUser.lookup,
    "similarity": SimulatedUser.similarity,
    "analogy": SimulatedUser.analogy,
    "map": SimulatedUser.map,
    "matrix": SimulatedUser.matrix,
    "upload": SimulatedUser.upload,
}

_file_template: list[bytes] = []


def vectors_file(marker: str) -> bytes:
    """Return a file of vectors of 5 MB whose words contain `marker`."""
    if not _file_template:
        rows = np.random.default_rng(0).normal(size=(UPLOAD_MB * 1_000_000 // 508, 50))
        lines = [
            f"zqm0000x{i} " + " ".join(f"{value: 8.5f}" for value in row)
            for i, row in enumerate(rows)
        ]
        _file_template.append("\n".join(lines).encode())
    return _file_template[0].replace(b"zqm0000x", marker.encode())

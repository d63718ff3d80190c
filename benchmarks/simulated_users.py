"""What the visitors of the load test do on each page, and the words they type."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from benchmarks.streamlit_client import StreamlitClient
from embviz import load_sample
from embviz.io import load_word_groups

# How long the map waits for another click before the sidebar follows: see pick.js.
SIDEBAR_DELAY_SECONDS = 0.4
UPLOAD_MB = 5

RecordSeconds = Callable[[float], None]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class LoadTestWords:
    """Words that the vocabulary has.

    Attributes
    ----------
    common : sequence of str
        To type.
    map_token_ids : sequence of int
        Token ids of the points of the first map.
    """

    common: Sequence[str]
    map_token_ids: Sequence[int]

    @classmethod
    def from_sample(cls) -> LoadTestWords:
        """Return words of the sample that a visit begins with."""
        E = load_sample("glove")
        common = [token for token in E.tokens[200:5000] if token.isalpha()]
        grouped = [word for words in load_word_groups().values() for word in words if word in E]
        return cls(common, [E.token_id(word) for word in grouped])


class SimulatedUser:
    """Acts on one page after the other; every action ends with the script.

    Parameters
    ----------
    client : Visitor
    words : Words
    sleep : callable
        Waits so many seconds.
    """

    def __init__(self, client: StreamlitClient, words: LoadTestWords, sleep: Sleep) -> None:
        self.client, self.words, self.sleep = client, words, sleep
        self.rng = Random(client.number)
        self.n_actions = 0

    async def act(self, page: str, record: RecordSeconds) -> None:
        """Do the next thing on a page; note how long each rerun took that it caused."""
        self.n_actions += 1
        await ACTIONS[page](self, record)

    async def lookup(self, note: RecordSeconds) -> None:
        """Look up a word; now and then type a sentence, or a word that is not there."""
        if self.n_actions % 10 == 3:
            sentence = f"{self._word()} {self.client.marker} {self._word()}"
            note(await self.client.set_widget("sentence", sentence))
        elif self.n_actions % 10 == 7:
            note(await self.client.set_widget("lookup_word", self.client.marker))
        else:
            note(await self.client.set_widget("lookup_word", self._word()))

    async def similarity(self, note: RecordSeconds) -> None:
        """Ask for the nearest words; now and then by another measure, or of several words."""
        if self.n_actions % 10 == 3:
            metric = self.rng.choice(["cosine", "euclidean", "dot"])
            note(await self.client.set_widget("metric", [metric]))
        elif self.n_actions % 10 == 7:
            several = f"{self._word()}, {self._word()}, {self.client.marker}"
            note(await self.client.set_widget("near", several))
        else:
            note(await self.client.set_widget("similarity_word", self._word()))

    async def analogy(self, note: RecordSeconds) -> None:
        """Ask for a sum of words; now and then with a word that is not there."""
        last = self.client.marker if self.n_actions % 10 == 7 else self._word()
        note(await self.client.set_widget("sum", f"{self._word()} - {self._word()} + {last}"))

    async def matrix(self, note: RecordSeconds) -> None:
        """Show other rows; now and then in another order."""
        if self.n_actions % 5 == 3:
            order = "Similar together" if self.n_actions % 10 == 3 else "As given"
            note(await self.client.set_widget("order", [order]))
        else:
            words = [self._word() for _ in range(20)]
            note(await self.client.set_widget("words", " ".join([*words, self.client.marker])))

    async def map(self, note: RecordSeconds) -> None:
        """Click a point, which runs a part of the page, and one of the sidebar after it.

        Now and then the map is drawn in the other number of dimensions.
        """
        if self.n_actions % 10 == 3:
            now = "map_3D_pick" in self.client.state
            note(await self.client.set_widget("view", ["2D" if now else "3D"]))
            return
        key = "map_3D_pick" if "map_3D_pick" in self.client.state else "map_2D_pick"
        token_id = self.rng.choice(self.words.map_token_ids)
        note(await self.client.trigger_event(key, "click", {"id": token_id}))
        await self.sleep(SIDEBAR_DELAY_SECONDS)
        note(await self.client.trigger_event(key, "follow", {}))

    async def upload(self, note: RecordSeconds) -> None:
        """Upload a file of vectors, use it, and see it on the map."""
        name = f"{self.client.marker}.txt"
        note(await self.client.upload(name, vectors_file(self.client.marker)))
        note(await self.client.click_button("Use it on every page"))
        note(await self.client.open_page("map"))

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
    """Return a file of vectors of 5 MB whose words nobody else has."""
    if not _file_template:
        rows = np.random.default_rng(0).normal(size=(UPLOAD_MB * 1_000_000 // 508, 50))
        lines = [
            f"zqm0000x{i} " + " ".join(f"{each: 8.5f}" for each in row)
            for i, row in enumerate(rows)
        ]
        _file_template.append("\n".join(lines).encode())
    return _file_template[0].replace(b"zqm0000x", marker.encode())

"""What the visitors of the load test do on each page, and the words they type."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from benchmarks.visitor import Visitor
from embviz import load_sample
from embviz.io import load_word_groups

# How long the map waits for another click before the sidebar follows: see pick.js.
FOLLOW = 0.4
UPLOAD_MB = 5

Note = Callable[[float], None]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class Words:
    """Words that the vocabulary has.

    Attributes
    ----------
    common : sequence of str
        To type.
    on_map : sequence of int
        Token ids of the points of the first map.
    """

    common: Sequence[str]
    on_map: Sequence[int]

    @classmethod
    def of_sample(cls) -> Words:
        """Return words of the sample that a visit begins with."""
        E = load_sample("glove")
        common = [token for token in E.tokens[200:5000] if token.isalpha()]
        grouped = [word for words in load_word_groups().values() for word in words if word in E]
        return cls(common, [E.token_id(word) for word in grouped])


class Pupil:
    """Acts on one page after the other; every action ends with the script.

    Parameters
    ----------
    visitor : Visitor
    words : Words
    sleep : callable
        Waits so many seconds.
    """

    def __init__(self, visitor: Visitor, words: Words, sleep: Sleep) -> None:
        self.visitor, self.words, self.sleep = visitor, words, sleep
        self.rng = Random(visitor.number)
        self.acted = 0

    async def act(self, page: str, note: Note) -> None:
        """Do the next thing on a page; note how long each rerun took that it caused."""
        self.acted += 1
        await ACTIONS[page](self, note)

    async def lookup(self, note: Note) -> None:
        """Look up a word; now and then type a sentence, or a word that is not there."""
        if self.acted % 10 == 3:
            sentence = f"{self._word()} {self.visitor.marker} {self._word()}"
            note(await self.visitor.set("sentence", sentence))
        elif self.acted % 10 == 7:
            note(await self.visitor.set("lookup_word", self.visitor.marker))
        else:
            note(await self.visitor.set("lookup_word", self._word()))

    async def similarity(self, note: Note) -> None:
        """Ask for the nearest words; now and then by another measure, or of several words."""
        if self.acted % 10 == 3:
            metric = self.rng.choice(["cosine", "euclidean", "dot"])
            note(await self.visitor.set("metric", [metric]))
        elif self.acted % 10 == 7:
            several = f"{self._word()}, {self._word()}, {self.visitor.marker}"
            note(await self.visitor.set("near", several))
        else:
            note(await self.visitor.set("similarity_word", self._word()))

    async def analogy(self, note: Note) -> None:
        """Ask for a sum of words; now and then with a word that is not there."""
        last = self.visitor.marker if self.acted % 10 == 7 else self._word()
        note(await self.visitor.set("sum", f"{self._word()} - {self._word()} + {last}"))

    async def matrix(self, note: Note) -> None:
        """Show other rows; now and then in another order."""
        if self.acted % 5 == 3:
            order = "Similar together" if self.acted % 10 == 3 else "As given"
            note(await self.visitor.set("order", [order]))
        else:
            words = [self._word() for _ in range(20)]
            note(await self.visitor.set("words", " ".join([*words, self.visitor.marker])))

    async def map(self, note: Note) -> None:
        """Click a point, which runs a part of the page, and one of the sidebar after it.

        Now and then the map is drawn in the other number of dimensions.
        """
        if self.acted % 10 == 3:
            now = "map_3D_pick" in self.visitor.tab
            note(await self.visitor.set("view", ["2D" if now else "3D"]))
            return
        key = "map_3D_pick" if "map_3D_pick" in self.visitor.tab else "map_2D_pick"
        token_id = self.rng.choice(self.words.on_map)
        note(await self.visitor.report(key, "click", {"id": token_id}))
        await self.sleep(FOLLOW)
        note(await self.visitor.report(key, "follow", {}))

    async def bring(self, note: Note) -> None:
        """Upload a file of vectors, use it, and see it on the map."""
        name = f"{self.visitor.marker}.txt"
        note(await self.visitor.upload(name, vectors_of(self.visitor.marker)))
        note(await self.visitor.press("Use it on every page"))
        note(await self.visitor.go("map"))

    def _word(self) -> str:
        return self.rng.choice(self.words.common)


ACTIONS: dict[str, Callable[[Pupil, Note], Awaitable[None]]] = {
    "lookup": Pupil.lookup,
    "similarity": Pupil.similarity,
    "analogy": Pupil.analogy,
    "map": Pupil.map,
    "matrix": Pupil.matrix,
    "upload": Pupil.bring,
}

_body: list[bytes] = []


def vectors_of(marker: str) -> bytes:
    """Return a file of vectors of 5 MB whose words nobody else has."""
    if not _body:
        rows = np.random.default_rng(0).normal(size=(UPLOAD_MB * 1_000_000 // 508, 50))
        lines = [
            f"zqm0000x{i} " + " ".join(f"{each: 8.5f}" for each in row)
            for i, row in enumerate(rows)
        ]
        _body.append("\n".join(lines).encode())
    return _body[0].replace(b"zqm0000x", marker.encode())

"""Why three measures name different neighbors, in sentences that follow from the numbers."""

from __future__ import annotations

from statistics import fmean

from embviz.app.text import format_number, plain
from embviz.neighbors import METRICS, MetricComparison, RankDisagreement


def why(found: MetricComparison) -> str:
    """Say where three rankings differ, and how the lengths of the rows make them differ."""
    n = len(found.rankings["cosine"])
    if found.has_equal_norms:
        return (
            "All rows of this vocabulary are equally long, so the three measures cannot differ but "
            "by rounding."
        )
    lengths = _lengths(found)
    if len(found.shared_tokens) == n:
        return (
            f"All three measures name the same {n} words here, although the rows differ in length. "
            f"{lengths}"
        )
    told = [f"**All three measures name {len(found.shared_tokens)} of the {n} words.** {lengths}"]
    by_product, by_distance = (
        found.largest_disagreement("dot"),
        found.largest_disagreement("euclidean"),
    )
    if by_product:
        told.append(f"- By dot product, {_product(by_product)}")
    if by_distance:
        told.append(f"- By distance, {_distance(by_distance)}")
    return "\n\n".join(told)


def _lengths(found: MetricComparison) -> str:
    cosine, distance, product = (
        format_number(fmean(found.norms[token] for token in found.rankings[metric].tokens), 2)
        for metric in METRICS
    )
    low, middle, high = (format_number(length, 2) for length in found.norm_quantiles)
    return (
        f"Mean length of the rows named: **{cosine}** by cosine, **{distance}** by distance, "
        f"**{product}** by dot product (half of the vocabulary is at most {middle} long, the "
        f"middle four fifths are {low} to {high}; what is asked for has {format_number(found.query_norm, 2)})."
    )


def _product(change: RankDisagreement) -> str:
    longer = change.norms[0] > change.norms[1]
    why = (
        f"but its row is longer ({_two(change.norms, 2)}), and the dot product multiplies cosine "
        "and length"
        if longer
        else f"with lengths {_two(change.norms, 2)}; the dot product multiplies cosine and length"
    )
    return f"{_came(change)} {why}: {_two(change.scores)}."


def _distance(change: RankDisagreement) -> str:
    length = "shorter" if change.norms[0] < change.norms[1] else "longer"
    return (
        f"{_came(change)} but its row is {length} ({_two(change.norms, 2)}), so that it ends "
        f"nearer: {_two(change.scores)}. Distance counts direction and length at once."
    )


def _came(change: RankDisagreement) -> str:
    less = "less" if change.cosines[0] < change.cosines[1] else "no more"
    return (
        f"{plain(change.added_token)} is named and {plain(change.dropped_token)} is not: its direction is {less} "
        f"alike (cosine {_two(change.cosines)}),"
    )


def _two(values: tuple[float, float], places: int = 3) -> str:
    return f"{format_number(values[0], places)} against {format_number(values[1], places)}"

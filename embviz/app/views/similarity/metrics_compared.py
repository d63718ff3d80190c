"""An explanation of how the rankings by three metrics differ, from the numbers."""

from __future__ import annotations

from statistics import fmean

from embviz.app.text import format_number, plain
from embviz.neighbors import METRICS, MetricComparison, RankDisagreement


def explain_differences(comparison: MetricComparison) -> str:
    """Return Markdown on how the rankings differ, and how the row norms explain it."""
    n = len(comparison.rankings["cosine"])
    if comparison.has_equal_norms:
        return (
            "All rows of this vocabulary are equally long, so the three measures cannot differ but "
            "by rounding."
        )
    lengths = _describe_lengths(comparison)
    if len(comparison.shared_tokens) == n:
        return (
            f"All three measures name the same {n} words here, although the rows differ in length. "
            f"{lengths}"
        )
    paragraphs = [
        f"**All three measures name {len(comparison.shared_tokens)} of the {n} words.** {lengths}"
    ]
    if by_product := comparison.largest_disagreement("dot"):
        paragraphs.append(f"- By dot product, {_describe_dot_product(by_product)}")
    if by_distance := comparison.largest_disagreement("euclidean"):
        paragraphs.append(f"- By distance, {_describe_distance(by_distance)}")
    return "\n\n".join(paragraphs)


def _describe_lengths(comparison: MetricComparison) -> str:
    cosine, distance, product = (
        format_number(
            fmean(comparison.norms[token] for token in comparison.rankings[metric].tokens), 2
        )
        for metric in METRICS
    )
    low, middle, high = (format_number(length, 2) for length in comparison.norm_quantiles)
    return (
        f"Mean length of the rows named: **{cosine}** by cosine, **{distance}** by distance, "
        f"**{product}** by dot product (half of the vocabulary is at most {middle} long, the "
        f"middle four fifths are {low} to {high}; what is asked for has "
        f"{format_number(comparison.query_norm, 2)})."
    )


def _describe_dot_product(change: RankDisagreement) -> str:
    is_longer = change.norms[0] > change.norms[1]
    norms = _format_pair(change.norms, 2)
    reason = f"but its row is longer ({norms}), and" if is_longer else f"with lengths {norms};"
    return (
        f"{_describe_swap(change)} {reason} the dot product multiplies cosine and length: "
        f"{_format_pair(change.scores)}."
    )


def _describe_distance(change: RankDisagreement) -> str:
    length = "shorter" if change.norms[0] < change.norms[1] else "longer"
    return (
        f"{_describe_swap(change)} but its row is {length} ({_format_pair(change.norms, 2)}), so "
        f"that it ends nearer: {_format_pair(change.scores)}. Distance counts direction and length "
        "at once."
    )


def _describe_swap(change: RankDisagreement) -> str:
    less = "less" if change.cosines[0] < change.cosines[1] else "no more"
    return (
        f"{plain(change.added_token)} is named and {plain(change.dropped_token)} is not: its "
        f"direction is {less} alike (cosine {_format_pair(change.cosines)}),"
    )


def _format_pair(values: tuple[float, float], decimals: int = 3) -> str:
    return f"{format_number(values[0], decimals)} against {format_number(values[1], decimals)}"

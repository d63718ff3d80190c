"""The geometry of the rows: isotropy, norms, hubness and duplicates."""

from embviz.evaluation.geometry.duplicates import find_duplicates, find_zero_rows
from embviz.evaluation.geometry.hubness import Hubness, hubness
from embviz.evaluation.geometry.isotropy import Isotropy, isotropy
from embviz.evaluation.geometry.norms import NormProfile, norm_profile

__all__ = [
    "Hubness",
    "Isotropy",
    "NormProfile",
    "find_duplicates",
    "find_zero_rows",
    "hubness",
    "isotropy",
    "norm_profile",
]

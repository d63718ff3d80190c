"""Compression: fewer dimensions, numbers of lower precision, and what that costs."""

from embviz.evaluation.compression.quantize import (
    CompressionScheme,
    compress,
    compression_schemes,
)
from embviz.evaluation.compression.sweep import (
    CompressionResult,
    CompressionSweep,
    sweep_compression,
)

__all__ = [
    "CompressionResult",
    "CompressionScheme",
    "CompressionSweep",
    "compress",
    "compression_schemes",
    "sweep_compression",
]

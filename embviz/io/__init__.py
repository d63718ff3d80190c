"""Load and save embeddings in every common format; samples; a cache for slow files."""

from embviz.io.archives.decompress import COMPRESSED_SUFFIXES
from embviz.io.cache.folder import CacheDir
from embviz.io.cache.loader import open_cached
from embviz.io.errors import FormatError, shorten
from embviz.io.inspect import FileSummary, inspect_file
from embviz.io.load import load
from embviz.io.options import Limits, LoadOptions, Note
from embviz.io.samples import QUESTIONS_PATH, SAMPLES, load_sample, load_word_groups
from embviz.io.save import WRITERS, save
from embviz.io.source import FilePath
from embviz.io.text.word_list import WordList, is_word_list, read_word_list

__all__ = [
    "COMPRESSED_SUFFIXES",
    "QUESTIONS_PATH",
    "SAMPLES",
    "WRITERS",
    "CacheDir",
    "FilePath",
    "FileSummary",
    "FormatError",
    "Limits",
    "LoadOptions",
    "Note",
    "WordList",
    "inspect_file",
    "is_word_list",
    "load",
    "load_sample",
    "load_word_groups",
    "open_cached",
    "read_word_list",
    "save",
    "shorten",
]

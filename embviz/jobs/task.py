"""Functions that a worker process can run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, TypeAlias, TypeVar

from numpy.typing import NDArray

from embviz.jobs.progress import Report

T = TypeVar("T")

Arrays: TypeAlias = Mapping[str, NDArray[Any]]
Settings: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class JobResult:
    """The result of a job, as it is stored.

    Attributes
    ----------
    arrays : mapping of str to ndarray
    values : mapping of str to JSON values
    """

    arrays: Arrays
    values: Settings


JobFunction: TypeAlias = Callable[[Arrays, Settings, Report], JobResult]


@dataclass(frozen=True)
class Task(Generic[T]):
    """A function that runs in a worker process, and the meaning of its result.

    Attributes
    ----------
    function : str
        ``embviz.package.module:function``. The function takes arrays by name, a mapping of JSON
        values and a callback for its progress, and returns a `JobResult`. Large output may go to a
        path named in the settings instead.
    decode : callable
        Turns the `JobResult` into the result that callers see. Runs in the server.
    check : callable, optional
        Called with the arrays and the settings before they are written; raises ValueError with a
        sentence for visitors when the work is too large.
    """

    function: str
    decode: Callable[[JobResult], T]
    check: Callable[[Arrays, Settings], None] | None = None


def load_function(name: str) -> JobFunction:
    """Import a function of embviz by its name.

    Raises
    ------
    ValueError
        When `name` has not the form ``embviz.package.module:function``.
    ImportError, AttributeError
        When there is no such module or function.

    Examples
    --------
    >>> load_function("embviz.jobs.task:load_function").__name__
    'load_function'
    >>> load_function("os:remove")
    Traceback (most recent call last):
    ValueError: 'os:remove' is not the name of a job, such as 'embviz.package.module:function'.
    """
    module, _, attribute = name.partition(":")
    if not module.startswith("embviz.") or not attribute.isidentifier():
        raise ValueError(
            f"{name!r} is not the name of a job, such as 'embviz.package.module:function'."
        )
    function: JobFunction = getattr(import_module(module), attribute)
    return function

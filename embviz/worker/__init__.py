"""Heavy work in processes of their own, so that nothing else has to wait for it.

`Line` starts ``python -m embviz.worker FOLDER`` for what joins it, a few at once. The process finds
its work in the folder, writes how far it is to its standard output, and leaves its result in the
folder.
"""

from embviz.maps import MOST_ROWS, SEEDS, Result, Task
from embviz.worker.folder import read_result, write_job
from embviz.worker.job import Job
from embviz.worker.line import Line
from embviz.worker.pace import Pace
from embviz.worker.processors import cores, keep_to_one, on_all
from embviz.worker.run import Run, State

__all__ = [
    "MOST_ROWS",
    "SEEDS",
    "Job",
    "Line",
    "Pace",
    "Result",
    "Run",
    "State",
    "Task",
    "cores",
    "keep_to_one",
    "on_all",
    "read_result",
    "write_job",
]

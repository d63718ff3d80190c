"""Heavy work in processes of their own, so that nothing else has to wait for it.

`Line` starts ``python -m embviz.jobs FOLDER`` for what joins it, a few at once. The process finds
its work in the folder, writes how far it is to its standard output, and leaves its result in the
folder.
"""

from embviz.jobs.cpu_affinity import cores, keep_to_one, on_all
from embviz.jobs.eta import Pace
from embviz.jobs.handle import Job
from embviz.jobs.payload import read_result, write_job
from embviz.jobs.process import Run, State
from embviz.jobs.queue import Line
from embviz.maps import MOST_ROWS, SEEDS, Result, Task

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

"""Heavy work in processes of their own, so that nothing else has to wait for it.

`JobQueue` starts ``python -m embviz.jobs FOLDER`` for what joins it, a few at once. The process finds
its work in the folder, writes how far it is to its standard output, and leaves its result in the
folder.
"""

from embviz.jobs.cpu_affinity import cpu_count, pin_to_one_cpu, use_all_cpus
from embviz.jobs.eta import EtaEstimator
from embviz.jobs.handle import JobHandle
from embviz.jobs.payload import read_result, write_payload
from embviz.jobs.process import JobState, WorkerProcess
from embviz.jobs.queue import JobQueue
from embviz.maps import MAX_ROWS, N_SEEDS, Task, TaskResult

__all__ = [
    "MAX_ROWS",
    "N_SEEDS",
    "EtaEstimator",
    "JobHandle",
    "JobQueue",
    "JobState",
    "Task",
    "TaskResult",
    "WorkerProcess",
    "cpu_count",
    "pin_to_one_cpu",
    "read_result",
    "use_all_cpus",
    "write_payload",
]

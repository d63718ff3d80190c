"""Heavy work in worker processes: a queue of named functions with progress, cancel and limits."""

from embviz.jobs.handle import JobHandle
from embviz.jobs.payload import write_payload
from embviz.jobs.process import cpu_count
from embviz.jobs.progress import Progress, Report, subprogress
from embviz.jobs.queue import JobQueue
from embviz.jobs.task import Arrays, JobResult, Settings, Task

__all__ = [
    "Arrays",
    "JobHandle",
    "JobQueue",
    "JobResult",
    "Progress",
    "Report",
    "Settings",
    "Task",
    "cpu_count",
    "subprogress",
    "write_payload",
]

"""Where chunks are tagged: in this process, in several, or on a Dask cluster; always in order."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing.context import BaseContext
from typing import TYPE_CHECKING

from classifier.config import TagSettings
from classifier.errors import SettingsError, UserError
from classifier.labels.chunk import ChunkTask, TaggedChunk, tag_chunk

if TYPE_CHECKING:
    from classifier.labels.training import TrainedModel

ENGINES = ("local", "dask")
# Chunks under way for each worker: one that it works on, and one that waits.
AHEAD = 2
_PRELOADED = [
    "classifier.labels.training",
    "classifier.labels.evidence",
    "classifier.labels.stream",
]


def run_tasks(
    tasks: Iterator[ChunkTask], models: Sequence[TrainedModel], settings: TagSettings
) -> Iterator[TaggedChunk]:
    """Tag chunks, drawing each only when there is room for it.

    Args:
        tasks: the chunks.
        models: one a scheme; sent to each worker once.
        settings: the engine and its processes.

    Returns:
        what each chunk gave, in the order of the chunks.

    Raises:
        SettingsError: no such engine, or it is not installed.
        UserError: a worker process was ended from outside.
    """
    if settings.engine not in ENGINES:
        raise SettingsError(
            f"There is no engine {settings.engine!r}.", mend=f"use {' or '.join(ENGINES)}"
        )
    if settings.scheduler and settings.engine != "dask":
        raise SettingsError(
            "The option --scheduler is for the engine `dask`.", mend="add --engine dask"
        )
    if settings.engine == "dask":
        from classifier.labels.dask_engine import run_on_cluster

        return run_on_cluster(tasks, models, settings)
    if settings.jobs == 1:
        return (tag_chunk(task, models) for task in tasks)
    return _run_in_processes(tasks, models, settings.jobs)


def _run_in_processes(
    tasks: Iterator[ChunkTask], models: Sequence[TrainedModel], jobs: int
) -> Iterator[TaggedChunk]:
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    first = list(itertools.islice(tasks, 2))
    if len(first) < 2:  # noqa: PLR2004 - one chunk is done before a second process has started
        yield from (tag_chunk(task, models) for task in first)
        return
    pool = ProcessPoolExecutor(
        jobs, mp_context=_context(), initializer=_start_worker, initargs=(list(models),)
    )
    under_way: deque[Future[TaggedChunk]] = deque()
    try:
        for task in itertools.chain(first, tasks):
            under_way.append(pool.submit(_tag_here, task))
            if len(under_way) > AHEAD * jobs:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenProcessPool as error:
        raise UserError(
            "A worker process was ended before its work was done.",
            found="the system, or a person, stopped it; often because the memory was full",
            mend="close other programs and run the command again, or with fewer --jobs; nothing"
            " was written",
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _context() -> BaseContext:
    # A plain fork would copy locks that other threads hold, such as the progress bar's.
    context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


def warm_up(settings: TagSettings) -> None:
    """Start the process that workers are copied from, where there will be any.

    It imports what they need while this one goes on, to load the models and the first cases.
    """
    if settings.jobs > 1 and settings.engine == "local" and sys.platform != "win32":
        from multiprocessing import forkserver

        _context()
        forkserver.ensure_running()


_here: list[Sequence[TrainedModel]] = []


def _start_worker(models: Sequence[TrainedModel]) -> None:
    # The main process tells its workers when to stop; Ctrl-C reaches them all.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _here[:] = [models]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        # Killed, it can't say goodbye, and its workers would wait for ever.
        parent.join()
        os._exit(1)


def _tag_here(task: ChunkTask) -> TaggedChunk:
    return tag_chunk(task, _here[0])

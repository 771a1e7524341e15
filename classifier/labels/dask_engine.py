"""Tagging on a Dask cluster.

The program that was started reads the cases and writes the result, and the workers tag: they need
this package, and no share of its disks. A chunk travels with its task, so that whatever becomes of
a worker, another can do its work; the models travel once to each worker, to those that join later
as well.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from classifier.config import TagSettings
from classifier.errors import SettingsError, UserError
from classifier.labels.chunk import ChunkTask, TaggedChunk

if TYPE_CHECKING:
    from distributed import Client, Future

    from classifier.labels.training import TrainedModel

# For each thread of a worker: a chunk under way, one that waits, and one that travels.
_AHEAD = 3
_PATIENCE = 30.0  # seconds


def run_on_cluster(
    tasks: Iterator[ChunkTask], models: Sequence[TrainedModel], settings: TagSettings
) -> Iterator[TaggedChunk]:
    """Tag chunks on a cluster; as :func:`classifier.labels.stream.run_tasks`.

    Args:
        tasks: the chunks.
        models: one a scheme.
        settings: ``scheduler`` is the address of a running cluster's; where it is empty, ``jobs``
            workers are started on this computer.

    Raises:
        SettingsError: Dask is not installed, or the scheduler does not answer.
        UserError: the cluster was lost, or each worker that took up a chunk was ended.
    """
    _check_installed()
    return _run(tasks, models, settings)


def _check_installed() -> None:
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise SettingsError(
            "The engine `dask` is not installed.",
            found=str(error),
            mend="install it with: python -m pip install 'complaint-themes[dask]' (in a checkout:"
            " python -m pip install -e '.[dask]'), or leave out --engine dask",
        ) from error


def _run(
    tasks: Iterator[ChunkTask], models: Sequence[TrainedModel], settings: TagSettings
) -> Iterator[TaggedChunk]:
    from distributed import CancelledError, KilledWorker

    from classifier.labels.dask_worker import tag_on_worker

    with ExitStack() as stack:
        client = _connect(stack, settings)
        _send_models(client, models)
        under_way: deque[Future] = deque()
        try:
            for task in tasks:
                # Not scattered: data that only a worker holds would be lost with it.
                under_way.append(client.submit(tag_on_worker, task, pure=False, retries=2))
                if len(under_way) > _AHEAD * max(sum(client.nthreads().values()), 1):
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        except (KilledWorker, CancelledError, OSError, TimeoutError) as error:
            raise UserError(
                "The Dask cluster could not finish the work.",
                found=f"{type(error).__name__}: {error}".splitlines()[0],
                mend="look at the workers' logs (often their memory was full), and run the command"
                " again; nothing was written",
            ) from error


def _connect(stack: ExitStack, settings: TagSettings) -> Client:
    from distributed import Client, LocalCluster

    if settings.scheduler:
        try:
            client = Client(settings.scheduler, timeout=_PATIENCE)
        except (OSError, ValueError, TimeoutError) as error:
            raise SettingsError(
                f"The Dask scheduler {settings.scheduler} does not answer.",
                found=str(error).splitlines()[0] if str(error) else type(error).__name__,
                mend="start one with `dask scheduler`, and workers with `dask worker"
                " tcp://HOST:8786`, and give its address, such as tcp://HOST:8786",
            ) from error
        return stack.enter_context(client)
    cluster = stack.enter_context(
        LocalCluster(
            n_workers=settings.jobs, threads_per_worker=1, processes=True, dashboard_address=None
        )
    )
    return stack.enter_context(Client(cluster))


def _send_models(client: Client, models: Sequence[TrainedModel]) -> None:
    from classifier.labels.dask_worker import ModelsPlugin

    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        client.register_plugin(ModelsPlugin(models))
    except TimeoutError as error:
        raise SettingsError(
            "The Dask cluster has no workers.",
            mend="start some with `dask worker` and the scheduler's address",
        ) from error
    except ImportError as error:
        raise SettingsError(
            "The Dask workers don't have this program.",
            found=str(error),
            mend="install the same version of complaint-themes on every worker",
        ) from error

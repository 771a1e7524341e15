"""What runs on a Dask worker: it keeps the models, and tags the chunks that it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from distributed import WorkerPlugin, get_worker

from classifier.labels.chunk import ChunkTask, TaggedChunk, tag_chunk

if TYPE_CHECKING:
    from classifier.labels.training import TrainedModel

_NAME = "complaint-themes-models"


class ModelsPlugin(WorkerPlugin):
    """Keeps the models on each worker, those that join later included.

    Args:
        models: one a scheme.
    """

    name = _NAME

    def __init__(self, models: Sequence[TrainedModel]) -> None:
        self.models = list(models)


def tag_on_worker(task: ChunkTask) -> TaggedChunk:
    """Tag a chunk with the models that the worker keeps."""
    plugin = cast(ModelsPlugin, get_worker().plugins[_NAME])
    return tag_chunk(task, plugin.models)

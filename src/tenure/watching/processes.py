"""Figures that are looked up when they are asked for: of the processes that answer, and of their connections."""

import os
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from prometheus_client import Metric, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from tenure.watching.figures import FOLDER

FILES: Final = "*_*.db"
"""How the files of processes that answer together are called: what they keep, and whose they are."""


class Processes(Collector):
    """Memory, processor time and open files of each process that answers, by its id."""

    def collect(self) -> Iterator[Metric]:
        """Tell of all that live."""
        families: dict[str, Metric] = {}
        for pid in sorted(_living()):
            for family in ProcessCollector(pid=partial(int, pid), registry=None).collect():
                name = f"tenure_{family.name}"
                told = families.setdefault(name, Metric(name, family.documentation, family.type))
                for sample in family.samples:
                    told.add_sample(f"tenure_{sample.name}", {**sample.labels, "pid": str(pid)}, sample.value)
        yield from families.values()


class Connections(Collector):
    """The connections to the database, by what they do; None where the database does not answer."""

    def __init__(self, found: Mapping[str, int] | None) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """Tell of all of them."""
        yield GaugeMetricFamily(
            "tenure_database_up", "Whether the database answers.", value=float(self._found is not None)
        )
        family = GaugeMetricFamily(
            "tenure_database_connections", "Connections of the working role.", labels=("state",)
        )
        for state, count in (self._found or {}).items():
            family.add_metric((state,), count)
        yield family


def _living() -> set[int]:
    """Give the processes that answer: this one, and those that keep their figures where it does."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return {os.getpid()}
    named = {file.stem.rpartition("_")[2] for file in Path(folder).glob(FILES)}
    return {int(pid) for pid in named if pid.isdecimal() and Path(f"/proc/{pid}").exists()} | {os.getpid()}

"""What a run was measured on: versions, cores, and how busy the machine was with other things."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = (
    "django", "wagtail", "graphene", "graphene-django", "strawberry-graphql", "graphql-core", "psycopg", "granian",
    "wagtail-grapple", "strawberry-graphql-django", "djangorestframework",
)  # fmt: skip


def machine(postgres: str, load_before: Iterable[float]) -> dict[str, Any]:
    """Answer it, when the run is over: its own load is in the second of the two."""
    return {
        "python": platform.python_version(),
        "postgresql": postgres,
        **{name: version(name) for name in PACKAGES},
        "system": f"{platform.system()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load_before": [round(value, 2) for value in load_before],
        "load_after": [round(value, 2) for value in os.getloadavg()],
    }


def cpu_seconds(pid: int) -> float | None:
    """Answer the processor time that a process and those it has started have taken; None where /proc does not tell."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return sum(map(_own_cpu_seconds, [pid, *map(int, children)]))
    except OSError:
        return None


def _own_cpu_seconds(pid: int) -> float:
    # After the name, which stands in brackets and may hold anything.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

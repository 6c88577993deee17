"""What every compiled function needs: the compiler's settings, and work on several cores."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import ParamSpec, TypeVar

import numba
import numpy as np

Number = int | np.int64
"""A whole number in compiled code, which is one of 64 bits whatever it is called."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def compiled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The function as machine code, kept on disk between runs; other threads may run meanwhile.

    Threads of our own, made for each call: numba's stay alive, and a worker that forks after them hangs.
    """
    made: Callable[Arguments, Result] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return made


def inlined(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The same, for small functions that only compiled functions call."""
    made: Callable[Arguments, Result] = numba.njit(cache=True, nogil=True, forceinline=True, error_model="numpy")(
        function
    )
    return made


def in_parts(size: int, work: Callable[[int, int], Result], smallest: int = 64) -> list[Result]:
    """What ``work(begin, end)`` gives for consecutive parts of ``range(size)``, in order, on all cores at once."""
    cores = _cores()
    parts = max(1, min(cores * 8, size // smallest))
    bounds = np.linspace(0, size, parts + 1, dtype=np.int64).tolist()
    if cores == 1 or parts == 1:
        return [work(begin, end) for begin, end in pairwise(bounds)]
    with ThreadPoolExecutor(cores) as pool:
        return list(pool.map(work, bounds[:-1], bounds[1:]))


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1

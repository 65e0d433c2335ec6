"""Two compiled calls side by side: a search is one question, and the second core would only watch."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


@cache
def _helper(process: int) -> tuple[ThreadPoolExecutor, threading.Lock]:
    """One thread for each process, made in it: a thread does not survive a fork."""
    return ThreadPoolExecutor(1, thread_name_prefix="marks"), threading.Lock()


def abreast(one: Callable[[], A], other: Callable[[], B]) -> tuple[A, B]:
    """Results of both; one after the other where there is one core, or another search has the helper."""
    helper, free = _helper(os.getpid())
    if (os.cpu_count() or 1) < 2 or not free.acquire(blocking=False):
        return one(), other()
    try:
        later = helper.submit(other)
        try:
            first = one()
        finally:
            second = later.result()
        return first, second
    finally:
        free.release()

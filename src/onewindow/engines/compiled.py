"""Typed door to numba, which has no types of its own: `jit` keeps a function's signature for the type checker.

numba is imported when a module of kernels is imported, never before; so engines import such modules inside functions.
Compiled code is cached on disk beside the module (numba's own cache), shared by every process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def frozen(code: str, ndim: int = 1) -> Any:
    """The numba type of a C-contiguous read-only array of type `code` ("u4", "f4", ...); takes writable ones too."""
    import numba
    import numpy as np

    return numba.types.Array(numba.from_dtype(np.dtype(code)), ndim, "C", readonly=True)


def jit(*arguments: Any) -> Callable[[F], F]:
    """Compile to machine code without the interpreter lock. With `arguments` (numba types) it is compiled, or read
    from the cache, when the module is imported and has exactly that signature; without, as its callers need it."""
    import numba

    def keep(function: F) -> F:
        # Division follows numpy (no exception), which lets loops be vectorised.
        decorate: Any = numba.njit(arguments or None, cache=True, nogil=True, error_model="numpy")
        compiled: F = decorate(function)
        return compiled

    return keep

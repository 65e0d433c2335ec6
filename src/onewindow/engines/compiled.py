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


def jit(*arguments: Any, inline: bool = False, borrowing: bool = False) -> Callable[[F], F]:
    """Compile to machine code without the interpreter lock. With `arguments` (numba types) it is compiled, or read
    from the cache, when the module is imported and has exactly that signature; without, as its callers need it.
    ``inline``: always a part of its callers. ``borrowing``: references to arrays are not counted, which saves much of
    the time, to compile and to run, where small functions hand many arrays on; such a function cannot make an array."""
    import numba

    def keep(function: F) -> F:
        # Division follows numpy (no exception), which lets loops be vectorised.
        more: dict[str, Any] = {"_nrt": False} if borrowing else {}
        decorate: Any = numba.njit(
            arguments or None, cache=True, nogil=True, error_model="numpy", forceinline=inline, **more
        )
        compiled: F = decorate(function)
        return compiled

    return keep


def lender() -> Any:
    """A function for compiled code that makes of an array a view that owns nothing.

    References to it are not counted, which costs more than the work where many small functions share many arrays. The
    array itself must outlive the view: lend a parameter, once, at the top.
    """
    from numba.extending import intrinsic

    @intrinsic
    def lend(context: Any, array: Any) -> Any:
        def generate(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            view = target.make_array(signature.args[0])(target, builder, value=arguments[0])
            view.meminfo = view.meminfo.type(None)
            return view._getvalue()

        return array(array), generate

    return lend

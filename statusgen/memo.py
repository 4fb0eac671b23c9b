"""The seam at which results are remembered: who calls a pure function may be given another caller.

The phases take a :class:`Memo` and know no more of it. What a memory holds, for
how long and where, is decided above the pipeline.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

__all__ = ["Memo", "call"]

T = TypeVar("T")


class Memo(Protocol):
    """Calls a pure function; one that remembers may return what it returned before."""

    def __call__(self, function: Callable[..., T], *values: object) -> T:
        """Return ``function(*values)``."""
        ...


def call(function: Callable[..., T], *values: object) -> T:
    """Remember nothing."""
    return function(*values)

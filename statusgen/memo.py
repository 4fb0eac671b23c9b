"""The seam at which results are remembered: who calls a pure function may be given another caller.

The phases take a :class:`Memo` and know no more of it. What a memory holds, for
how long and where, is decided above the pipeline.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Memo(Protocol):
    """Calls a pure function; one that remembers may return what it returned before."""

    def __call__(self, function: Callable[..., T], *values: object) -> T:
        """Return ``function(*values)``."""
        ...


def call(function: Callable[..., T], *values: object) -> T:
    """Remember nothing."""
    return function(*values)


def with_fields(value: T, **fields: object) -> T:
    """Return a frozen value with these fields; the very same where they are what it has.

    So what did not change stays known to a memory that goes by identity.
    """
    if all(
        given is (known := getattr(value, name)) or given == known for name, given in fields.items()
    ):
        return value
    changed: Any = value
    made: T = replace(changed, **fields)
    return made

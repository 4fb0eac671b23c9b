"""The interface to remembered results.

The phases call their functions through a :class:`Memo`. The caller of the pipeline decides what is
remembered, and for how long.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Memo(Protocol):
    """Calls a pure function, and may return a remembered result."""

    def __call__(self, function: Callable[..., T], *values: object) -> T:
        """Return ``function(*values)``."""
        ...


def call(function: Callable[..., T], *values: object) -> T:
    """Return ``function(*values)`` without remembering it."""
    return function(*values)


def with_fields(value: T, **fields: object) -> T:
    """Return a frozen value with these fields, or the same object if nothing changes.

    So a memory that compares by identity recognizes it.
    """
    if all(
        given is (known := getattr(value, name)) or given == known for name, given in fields.items()
    ):
        return value
    changed: Any = value
    made: T = replace(changed, **fields)
    return made

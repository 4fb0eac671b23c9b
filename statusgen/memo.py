"""The interface to remembered results.

The phases call their functions through a :class:`Memo`. The caller of the pipeline decides what is
remembered, and for how long.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Key = TypeVar("Key")


class Memo(Protocol):
    """Calls a pure function, and may return a remembered result."""

    def __call__(self, function: Callable[..., T], *values: object) -> T:
        """Return ``function(*values)``."""
        ...


def call(function: Callable[..., T], *values: object) -> T:
    """Return ``function(*values)`` without remembering it."""
    return function(*values)


class Results(dict[Key, T]):
    """The results of a pure function by its value, made when they are first looked up.

    For an object that needs the same results again and again, and keeps them as long as it lives.
    """

    def __init__(self, function: Callable[[Key], T]) -> None:
        """Take the function."""
        super().__init__()
        self._function = function

    def __missing__(self, value: Key) -> T:
        """Call the function, and keep its result."""
        made = self[value] = self._function(value)
        return made


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

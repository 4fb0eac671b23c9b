"""A memory for pure functions that lives as long as whoever holds it: a preview, a command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar

from statusgen.source.text import File

T = TypeVar("T")

PLAIN: Final = (str, bytes, int, datetime, tuple, frozenset, type(None), File)
"""What is compared by what it says. Every other value is large, frozen, and known by itself."""

Key = tuple[object, ...]


class Memory:
    """Calls pure functions, and remembers of each what it was asked in its last run.

    A run begins with :meth:`begin`. A function that a run does not come to (since a mistake ends
    it before) keeps what it had.
    """

    def __init__(self) -> None:
        self._before: dict[Callable[..., Any], dict[Key, tuple[Key, Any]]] = {}
        self._now: dict[Callable[..., Any], dict[Key, tuple[Key, Any]]] = {}

    def begin(self) -> None:
        """Forget what the last run did not ask for again."""
        self._before |= self._now
        self._now = {}

    def __call__(self, function: Callable[..., T], *values: object) -> T:
        """Return ``function(*values)``."""
        # An address is taken by nothing else while the value lives, and its entry keeps it alive.
        key = tuple(value if isinstance(value, PLAIN) else (id(value),) for value in values)
        now = self._now.setdefault(function, {})
        if key not in now:
            before = self._before.get(function, {})
            now[key] = before[key] if key in before else (values, function(*values))
        result: T = now[key][1]
        return result

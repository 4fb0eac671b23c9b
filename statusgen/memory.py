"""Remember the results of pure functions, during a preview or a command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from statusgen.source.text import File

T = TypeVar("T")

PLAIN: Final = frozenset({str, bytes, int, datetime, tuple, frozenset, timedelta, File})
"""Types that are compared by value. Others are compared by identity, so ``True`` is not 1."""

Key = tuple[object, ...]


class Memory:
    """Calls pure functions, and remembers the results of the last run.

    A run begins with :meth:`begin`. A function that is not called in a run keeps its results.
    """

    def __init__(self) -> None:
        self._before: dict[Callable[..., Any], dict[Key, tuple[Key, Any]]] = {}
        self._now: dict[Callable[..., Any], dict[Key, tuple[Key, Any]]] = {}

    def begin(self) -> None:
        """Start a run, and forget what the last one did not use."""
        self._before |= self._now
        self._now = {}

    def __call__(self, function: Callable[..., T], *values: object) -> T:
        """Return ``function(*values)``."""
        # The entry keeps the value alive, so that no other value gets the same id.
        key = tuple(value if type(value) in PLAIN else (id(value),) for value in values)
        now = self._now.setdefault(function, {})
        if key not in now:
            before = self._before.get(function, {})
            now[key] = before[key] if key in before else (values, self.make(function, values))
        result: T = now[key][1]
        return result

    def make(self, function: Callable[..., T], values: tuple[object, ...]) -> T:
        """Return the result of a call that is not remembered."""
        return function(*values)

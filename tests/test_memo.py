from __future__ import annotations

from statusgen.memo import call


def test_a_call_that_remembers_nothing_is_a_call() -> None:
    assert call(max, 1, 2) == 2

from __future__ import annotations

from dataclasses import dataclass

from statusgen.memo import call, with_fields


@dataclass(frozen=True)
class Value:
    name: str
    parts: tuple[str, ...] = ()


def test_a_call_that_remembers_nothing_is_a_call() -> None:
    assert call(max, 1, 2) == 2


def test_a_value_with_the_fields_that_it_has_is_the_very_same() -> None:
    value = Value("a", ("b",))
    assert with_fields(value, name="a", parts=(*"b",)) is value
    assert with_fields(value, name="c") == Value("c", ("b",))

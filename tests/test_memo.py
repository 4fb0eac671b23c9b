from __future__ import annotations

from dataclasses import dataclass

from statusgen.memo import Results, call, with_fields


@dataclass(frozen=True)
class Value:
    name: str
    parts: tuple[str, ...] = ()


def test_the_default_memo_remembers_nothing() -> None:
    assert call(max, 1, 2) == 2


def test_unchanged_fields_return_the_same_object() -> None:
    value = Value("a", ("b",))
    assert with_fields(value, name="a", parts=(*"b",)) is value
    assert with_fields(value, name="c") == Value("c", ("b",))


def test_results_are_made_once() -> None:
    made = []

    def double(value: int) -> int:
        made.append(value)
        return 2 * value

    known = Results(double)
    assert [known[3], known[4], known[3]] == [6, 8, 6]
    assert made == [3, 4]

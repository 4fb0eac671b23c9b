from __future__ import annotations

from dataclasses import dataclass

from statusgen.memory import Memory
from statusgen.source.text import File


@dataclass(frozen=True)
class Large:
    name: str


class Counted:
    """A function that says how often it was asked in earnest."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, *values: object) -> list[object]:
        self.asked += 1
        return [*values]


def test_what_was_asked_before_is_not_asked_again() -> None:
    memory, function = Memory(), Counted()
    first = memory(function, "a", 1)
    memory.begin()
    assert memory(function, "a", 1) is first
    assert memory(function, "b", 1) == ["b", 1]
    assert function.asked == 2


def test_files_are_known_by_what_they_hold_and_large_values_by_themselves() -> None:
    memory, function = Memory(), Counted()
    for _ in range(2):
        memory(function, File(path="a", data=b"x"))
    assert function.asked == 1
    large = Large("a")
    for value in (large, large, Large("a")):
        assert memory(function, value) == [value]
    assert function.asked == 3


def test_what_the_last_run_did_not_ask_for_is_forgotten() -> None:
    memory, function = Memory(), Counted()
    memory(function, "a")
    for _ in range(2):
        memory.begin()
        memory(function, "b")
    memory.begin()
    memory(function, "a")
    assert function.asked == 3


def test_a_function_that_a_run_does_not_come_to_keeps_what_it_had() -> None:
    memory, early, late = Memory(), Counted(), Counted()
    memory(early, "a")
    memory(late, "a")
    for _ in range(3):  # a mistake ends these runs before the late function
        memory.begin()
        memory(early, "b")
    memory.begin()
    memory(late, "a")
    assert late.asked == 1

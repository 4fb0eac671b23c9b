from __future__ import annotations

from dataclasses import dataclass

from statusgen.memory import Memory
from statusgen.source.text import File


@dataclass(frozen=True)
class Large:
    name: str


class Counted:
    """A function that counts its calls."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, *values: object) -> list[object]:
        self.asked += 1
        return [*values]


def test_a_repeated_call_is_remembered() -> None:
    memory, function = Memory(), Counted()
    first = memory(function, "a", 1)
    memory.begin()
    assert memory(function, "a", 1) is first
    assert memory(function, "b", 1) == ["b", 1]
    assert function.asked == 2


def test_files_compare_by_content_and_large_values_by_identity() -> None:
    memory, function = Memory(), Counted()
    for _ in range(2):
        memory(function, File(path="a", data=b"x"))
    assert function.asked == 1
    large = Large("a")
    for value in (large, large, Large("a")):
        assert memory(function, value) == [value]
    assert function.asked == 3


def test_unused_results_are_forgotten() -> None:
    memory, function = Memory(), Counted()
    memory(function, "a")
    for _ in range(2):
        memory.begin()
        memory(function, "b")
    memory.begin()
    memory(function, "a")
    assert function.asked == 3


def test_a_function_that_is_not_called_keeps_its_results() -> None:
    memory, early, late = Memory(), Counted(), Counted()
    memory(early, "a")
    memory(late, "a")
    for _ in range(3):  # these runs end before the late function
        memory.begin()
        memory(early, "b")
    memory.begin()
    memory(late, "a")
    assert late.asked == 1

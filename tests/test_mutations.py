"""Whatever happens to a file of the demonstration site, we report it instead of failing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from statusgen import pipeline, project
from statusgen.memory import Memory
from statusgen.problems import Rejected

ROOT = Path(__file__).parents[1]
OPTIONS = pipeline.Options(as_of=datetime(2026, 11, 20, 14, 20, tzinfo=UTC), checking=True)
WHOLE = project.read(ROOT)
NUMBERS = range(len(WHOLE.files))
MEMORY = Memory()
"""Most files stay the same."""

PIECES = (
    *("0", "9", "-", "\N{EN DASH}", ":", "/", " ", "\N{NO-BREAK SPACE}", "\n", "\n\n", "#", "## "),
    *("---\n", "- ", "`", "```\n", "{", "{{", "}", "[", "]", "(", "|", "*", "_", "<", "<!--", "&"),
    *(
        "\\",
        "'",
        '"',
        "@",
        "!",
        "%",
        "~~",
        "\x00",
        "\x85",
        "\N{LINE SEPARATOR}",
        "\ud7ff",
        "\ufeff",
    ),
    *(
        "\N{RIGHT-TO-LEFT OVERRIDE}",
        "\N{FULLWIDTH COLON}",
        "\N{FULLWIDTH DIGIT ZERO}",
        "0000-00-00",
    ),
    *("9999-12-31 23:59", "2026-02-30", "24:00", "+99:99", "next: ", "none", "window: ", "ended: "),
    *("components: all=down\n", "## Resolved\n", "## Update - 2026-11-20 14:05\n", "![](", "]("),
)
WAYS = ("insert", "replace", "delete", "repeat", "swap")


def mutated(data: bytes, edits: list[tuple[float, str, str]]) -> bytes:
    """Return a file with edits: each a place between 0 and 1, a way and a piece of text."""
    for share, way, piece in edits:
        lines = data.splitlines(keepends=True) or [b""]
        number, at = int(share * len(lines)), int(share * (len(data) + 1))
        match way:
            case "insert":
                data = data[:at] + piece.encode() + data[at:]
            case "replace":
                data = data[:at] + piece.encode() + data[at + len(piece) :]
            case "delete":
                data = b"".join(lines[:number] + lines[number + 1 :])
            case "repeat":
                data = b"".join(lines[: number + 1] + lines[number:])
            case _:
                lines[number - 1], lines[number] = lines[number], lines[number - 1]
                data = b"".join(lines)
    return data


SHARES = st.floats(0, 1, exclude_max=True)
EDITS = st.lists(
    st.tuples(SHARES, st.sampled_from(WAYS), st.sampled_from(PIECES)), min_size=1, max_size=3
)


@given(number=st.sampled_from(NUMBERS), edits=EDITS)
def test_no_mistake_in_a_file_makes_us_fail(
    number: int, edits: list[tuple[float, str, str]]
) -> None:
    file = WHOLE.files[number]
    changed = replace(file, data=mutated(file.data, edits))
    files = tuple(changed if each is file else each for each in WHOLE.files)
    MEMORY.begin()
    try:
        problems = pipeline.plan(replace(WHOLE, files=files), OPTIONS, MEMORY).problems
    except Rejected as rejected:
        problems = rejected.problems
    assert "internal-error" not in {problem.code for problem in problems}

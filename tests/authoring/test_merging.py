from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.authoring.merging import merge_sections

BASE = "---\ntitle: X\n---\n\n## Investigating — 1\n\nWe look.\n"
A = "## Update — 2\n\nMine.\n"
B = "## Update — 3\n\nTheirs.\n"


LOG = "Internal — 2026-11-20 14:10"


def merged(base: str, mine: str, theirs: str) -> str | None:
    found = merge_sections(base.encode(), mine.encode(), theirs.encode())
    return None if isinstance(found, str) else found[0].decode()


def test_both_sections_stand_whole() -> None:
    assert merged(BASE, f"{BASE}\n{A}", f"{BASE}\n{B}") == f"{BASE}\n{B}\n{A}"


def test_where_the_newest_stands_first_both_do() -> None:
    head, first = BASE[: BASE.index("## ")], BASE[BASE.index("## ") :]
    assert merged(BASE, f"{head}{A}\n{first}", f"{head}{B}\n{first}") == f"{head}{B}\n{A}\n{first}"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (["14:31"], ["14:30"], ["14:31", "14:30"]),
        (["14:29"], ["14:30"], ["14:30", "14:29"]),
        (["14:30"], ["14:30"], ["14:30:01", "14:30"]),
        (["14:31"], ["14:32", LOG, "14:30"], ["14:32", LOG, "14:31", "14:30"]),
        (["14:33"], ["14:32", LOG, "14:30"], ["14:33", "14:32", LOG, "14:30"]),
        (["14:33", "14:31"], ["14:30"], ["14:33", "14:31", "14:30"]),
        ([LOG], ["14:30"], ["14:30", LOG]),
    ],
)
def test_where_the_newest_stands_first_the_times_decide(
    mine: list[str], theirs: list[str], expected: list[str], end: str
) -> None:
    def falling(times: list[str]) -> str:
        updates = [f"Update — 2026-11-20 {each}" for each in times]
        words = [each.replace("Update — 2026-11-20 Int", "Int") for each in updates]
        text = "".join(f"## {each}\n\nText.\n\n" for each in words)
        return f"---\ntitle: X\n---\n\n{text}".replace("\n", end)

    old = ["14:05", "14:00"]
    assert merged(falling(old), falling(mine + old), falling(theirs + old)) == falling(
        expected + old
    )


def test_between_others_that_rise_it_stands_behind_them() -> None:
    def rising(*times: str) -> str:
        return "".join(f"## Update — 2026-11-20 {each}\n\nText.\n\n" for each in times)

    base, mine, theirs = (rising(*own, "14:30") for own in ([], ["14:20"], ["14:10"]))
    assert merged(base, mine, theirs) == rising("14:10", "14:20", "14:30")


def test_what_others_changed_elsewhere_stays() -> None:
    changed = BASE.replace("title: X", "title: Y")
    assert merged(BASE, f"{BASE}\n{A}", changed) == f"{changed}\n{A}"


@pytest.mark.parametrize(
    ("mine", "theirs", "stands"),
    [
        ("Identified", "Resolved", False),
        ("Identified", "Résolue", False),
        ("In progress", "Cancelled", False),
        ("Update", "Resolved", True),
        ("Internal", "Resolved", True),
        ("Chatter", "Resolved", True),
        ("Identified", "Chatter", True),
        ("Resolved", "Resolved", True),
        ("Resolved", "Monitoring", True),
    ],
)
def test_nothing_is_opened_again_that_somebody_else_ended(
    mine: str,
    theirs: str,
    *,
    stands: bool,
) -> None:
    own = f"{BASE}\n## {mine} — 2026-11-20 14:31\n\nMine.\n"
    other = f"{BASE}\n## {theirs} — 2026-11-20 14:30\n\nTheirs.\n"
    assert (merged(BASE, own, other) is not None) == stands
    if not stands:  # it is said what ended it
        found = merge_sections(BASE.encode(), own.encode(), other.encode())
        assert found == f"{theirs} — 2026-11-20 14:30"


def test_line_ends_are_those_of_the_file() -> None:
    windows = BASE.replace("\n", "\r\n")
    mine = windows + f"\n{A}".replace("\n", "\r\n")
    assert merged(windows, mine, windows) == mine


@pytest.mark.parametrize(
    ("mine", "theirs", "moved"),
    [
        ("Update — 2026-11-20 14:30", ["Identified — 2026-11-20 14:30"], "14:30:01"),
        ("Update — 2026-11-20 14:30 UTC", ["Update — 2026-11-20 14:30 UTC"], "14:30:01 UTC"),
        (
            "In progress — 2026-11-20 14:30:59",
            ["Update — 2026-11-20 14:30:59", "Update — 2026-11-20 14:31"],
            "14:31:01",
        ),
        (
            "Update — 2026-11-20 15:30 Europe/Paris",
            ["Update — 2026-11-20 14:30 UTC"],
            "15:30:01 Europe/Paris",
        ),
        ("Update — 2026-11-20 14:30", ["Internal — 2026-11-20 14:30"], "14:30"),
        ("Internal — 2026-11-20 14:30", ["Update — 2026-11-20 14:30"], "14:30"),
        ("Update — 2026-11-20 14:30", ["Update — 2026-11-20 14:31"], "14:30"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_of_two_at_one_instant_the_own_one_moves_behind(
    mine: str, theirs: list[str], moved: str, end: str
) -> None:
    def ended(*headings: str) -> str:
        added = "".join(f"\n## {heading}\n\n- next: 15:00\n" for heading in headings)
        return f"{BASE}{added}".replace("\n", end)

    wanted = f"{mine.partition(' — ')[0]} — 2026-11-20 {moved}"
    found = merged(ended(), ended(mine), ended(*theirs))
    assert found == ended(*theirs, wanted)


def test_own_sections_all_move_behind() -> None:
    one, two = "## Update — 2026-11-20 14:30\n\nA.\n", "## Update — 2026-11-20 14:30:01\n\nB.\n"
    found = merged(BASE, f"{BASE}\n{one}\n{two}", f"{BASE}\n{one}")
    own = f"{one}\n{two}".replace("14:30:01", "14:30:02").replace("14:30\n", "14:30:01\n")
    assert found == f"{BASE}\n{one}\n{own}"


def test_which_times_moved_is_told() -> None:
    one, two = "## Update — 2026-11-20 14:30\n\nA.\n", "## Resolved — 2026-11-20 14:30:01\n\nB.\n"
    found = merge_sections(*(text.encode() for text in (BASE, BASE + one + two, BASE + one)))
    assert found
    assert found[1] == (
        "The time was taken, so yours moved: "
        "Update of 2026-11-20 14:30 is now of 2026-11-20 14:30:01, "
        "Resolved of 2026-11-20 14:30:01 is now of 2026-11-20 14:30:02."
    )
    found = merge_sections(*(text.encode() for text in (BASE, BASE + two, BASE + one)))
    assert found
    assert not found[1]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (BASE.replace("We", "They"), BASE),
        (BASE, BASE),
        (f"{BASE}More.\n", BASE),
        (f"{BASE}\n{A}".replace("title: X", "title: Z"), BASE),
        (BASE.replace("We look.", "We look.\nClosely."), BASE),
        (BASE.replace("## Inv", f"{A}\n## Inv"), BASE.replace("## Inv", "## Env")),
        (BASE.replace("## Inv", f"{A}\n## Inv").replace("We look", "We see"), BASE),
        (BASE.replace("We look.", f"{A}\nWe look."), BASE),
    ],
)
def test_whatever_else_was_done_is_for_people(mine: str, theirs: str) -> None:
    assert merged(BASE, mine, theirs) is None


def test_what_is_no_text_is_for_people() -> None:
    assert merge_sections(b"\xff", b"\xff", b"\xff") == ""


LINES = st.lists(st.sampled_from(["## Update — 2", "", "Text.", "## Resolved — 4"]), max_size=5)


@given(base=LINES, mine=LINES, theirs=LINES)
def test_no_line_is_lost(base: list[str], mine: list[str], theirs: list[str]) -> None:
    old, here, there = ("\n".join([*base, *more, ""]) for more in ([], mine, theirs))
    found = merged(old, here, there)
    if found is not None:
        kept = [line for line in found.split("\n") if line]
        assert sorted(kept) == sorted(filter(None, [*base, *mine, *theirs]))

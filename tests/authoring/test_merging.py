from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.authoring.merging import find_end, merge_sections

BASE = "---\ntitle: X\n---\n\n## Investigating — 2026-11-20 13:01\n\nWe look.\n"
A = "## Update — 2026-11-20 13:03\n\nMine.\n"
B = "## Update — 2026-11-20 13:02\n\nTheirs.\n"


LOG = "Internal — 2026-11-20 14:10"


def merged(base: str, mine: str, theirs: str) -> str | None:
    found = merge_sections(base.encode(), mine.encode(), theirs.encode())
    return None if found is None else found[0].decode()


def test_both_sections_are_kept() -> None:
    assert merged(BASE, f"{BASE}\n{A}", f"{BASE}\n{B}") == f"{BASE}\n{B}\n{A}"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (["14:31"], ["14:30"], ["14:31", "14:30"]),
        (["14:29"], ["14:30"], ["14:30", "14:29"]),
        (["14:31"], ["14:32", LOG, "14:30"], ["14:32", "14:31", LOG, "14:30"]),
        (["14:33"], ["14:32", LOG, "14:30"], ["14:33", "14:32", LOG, "14:30"]),
        (["14:33", "14:31"], ["14:30"], ["14:33", "14:31", "14:30"]),
        ([LOG], ["14:30"], ["14:30", LOG]),
    ],
)
def test_newest_first_files_stay_sorted(
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


def test_a_section_between_two_others_is_inserted_there() -> None:
    def rising(*times: str) -> str:
        return "".join(f"## Update — 2026-11-20 {each}\n\nText.\n\n" for each in times)

    base, mine, theirs = (rising(*own, "14:30") for own in ([], ["14:20"], ["14:10"]))
    assert merged(base, mine, theirs) == rising("14:10", "14:20", "14:30")


def test_other_changes_are_kept() -> None:
    changed = BASE.replace("title: X", "title: Y")
    assert merged(BASE, f"{BASE}\n{A}", changed) == f"{changed}\n{A}"


@pytest.mark.parametrize(
    ("mine", "theirs", "stands"),
    [
        ("Identified — 2026-11-20 14:31", "Resolved — 2026-11-20 14:30", False),
        ("Identified — 2026-11-20 14:30", "Resolved — 2026-11-20 14:30", False),
        ("Identified — 2026-11-20 14:31", "Résolue — 2026-11-20 14:30", False),
        ("In progress — 2026-11-20 14:31", "Cancelled — 2026-11-20 14:30", False),
        ("Resolved — 2026-11-20 14:29", "Monitoring — 2026-11-20 14:30", True),
        ("Identified — 2026-11-20 14:29", "Resolved — 2026-11-20 14:30", True),
        ("Identified — 2026-11-20 15:29 Europe/Paris", "Resolved — 2026-11-20 14:30", True),
        ("Update — 2026-11-20 14:31", "Resolved — 2026-11-20 14:30", True),
        ("Internal — 2026-11-20 14:31", "Resolved — 2026-11-20 14:30", True),
        ("Chatter — 2026-11-20 14:31", "Resolved — 2026-11-20 14:30", True),
        ("Identified — 2026-11-20 14:31", "Chatter — 2026-11-20 14:30", True),
        ("Resolved — 2026-11-20 14:31", "Resolved — 2026-11-20 14:30", True),
        ("Resolved — 2026-11-20 14:31", "Monitoring — 2026-11-20 14:30", True),
        ("Resolved — 2026-11-20 14:30", "Monitoring — 2026-11-20 14:30", True),
    ],
)
def test_an_update_after_a_resolution_is_found(mine: str, theirs: str, *, stands: bool) -> None:
    own, other = (f"{BASE}\n## {each}\n\nText.\n".encode() for each in (mine, theirs))
    found = find_end(BASE.encode(), own, other)
    assert (found is None) == stands
    if found:
        assert found == (theirs, mine)


def test_a_resolved_incident_can_be_reopened() -> None:
    over = f"{BASE}\n## Resolved — 2026-11-20 14:30\n\nOver.\n"
    mine = f"{over}\n## Identified — 2026-11-20 15:00\n\nBack.\n"
    theirs = f"{over}\n## Update — 2026-11-20 14:50\n\nMore.\n"
    assert find_end(over.encode(), mine.encode(), theirs.encode()) is None
    assert find_end(b"", b"", b"") is None


def test_times_without_zone_use_the_zone_of_the_file() -> None:
    base = BASE.replace("title", "timezone: Europe/Paris\ntitle")
    mine = f"{base}\n## Resolved — 2026-11-20 14:31 UTC\n\nOver.\n".encode()
    theirs = f"{base}\n## Monitoring — 2026-11-20 15:30\n\nBetter.\n".encode()
    assert find_end(base.encode(), mine, theirs) is None
    theirs = theirs.replace(b"15:30", b"15:31").replace(b"Monitoring", b"Update")
    found = merge_sections(base.encode(), mine, theirs)
    assert found
    assert "Resolved, 2026-11-20 14:31 is now 2026-11-20 14:31:01" in found[1]


def test_line_ends_are_kept() -> None:
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
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_of_two_equal_times_the_own_one_moves(
    mine: str, theirs: list[str], moved: str, end: str
) -> None:
    def ended(added: str) -> bytes:
        return f"{BASE}{added}".replace("\n", end).encode()

    others = "".join(f"\n## {heading}\n\nTheirs.\n" for heading in theirs)
    found = merge_sections(ended(""), ended(f"\n## {mine}\n\nMine.\n"), ended(others))
    own = f"\n## {mine.partition(' — ')[0]} — 2026-11-20 {moved}\n\nMine.\n"
    assert found
    assert sorted(found[0].split(b"\n")) == sorted(ended(others + own).split(b"\n"))


def test_a_section_is_inserted_by_its_time() -> None:
    def rising(*times: str) -> str:
        return BASE + "".join(f"\n## Update — 2026-11-20 {each}\n\nText.\n" for each in times)

    assert merged(BASE, rising("14:31"), rising("14:30", "14:32")) == (
        rising("14:30", "14:31", "14:32")
    )


def test_an_inserted_section_is_not_repeated() -> None:
    one, two = "## Update — 2026-11-20 14:30\n\nA.\n", "## Update — 2026-11-20 14:30:01\n\nB.\n"
    assert merged(BASE, f"{BASE}\n{one}\n{two}", f"{BASE}\n{one}") == f"{BASE}\n{one}\n{two}"
    both = f"{BASE}\n{one}"
    assert merged(BASE, both, both) == both


def test_changed_times_are_reported() -> None:
    one, two = "## Update — 2026-11-20 14:30\n\n{}\n", "## Resolved — 2026-11-20 14:30:01\n\nB.\n"
    theirs = BASE + one.format("A.")
    found = merge_sections(BASE.encode(), (BASE + one.format("C.") + two).encode(), theirs.encode())
    assert found
    assert found[1] == (
        "They had the same time, so yours changed: "
        "Update, 2026-11-20 14:30 is now 2026-11-20 14:30:01; "
        "Resolved, 2026-11-20 14:30:01 is now 2026-11-20 14:30:02."
    )
    found = merge_sections(BASE.encode(), (BASE + two).encode(), theirs.encode())
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
        (BASE.replace("## Inv", f"{A}\n## Inv").replace("We look", "We see"), BASE),
        (BASE.replace("We look.", f"{A}\nWe look."), BASE),
    ],
)
def test_other_changes_are_not_merged(mine: str, theirs: str) -> None:
    assert merged(BASE, mine, theirs) is None


def test_binary_files_are_not_merged() -> None:
    assert merge_sections(b"\xff", b"\xff", b"\xff") is None


ONE, OTHER = "## Internal — 2026-11-20 13:02", "## Internal — 2026-11-20 13:04"
LINES = st.lists(st.sampled_from([ONE, "", "Text.", OTHER]), max_size=5)


@given(base=LINES, mine=LINES, theirs=LINES)
def test_no_line_is_lost(base: list[str], mine: list[str], theirs: list[str]) -> None:
    old, here, there = ("\n".join([*base, *more, ""]) for more in ([], mine, theirs))
    found = merged(old, here, there)
    if found is not None:
        kept = [line for line in found.split("\n") if line]
        assert {*kept} == {*filter(None, [*base, *mine, *theirs])}

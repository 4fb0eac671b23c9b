from __future__ import annotations

import sys
from pathlib import Path

import builds
import corpus

SMALL = builds.Size(5, "plain")
SCRIPT = """
echo $(ls -d output .statusgen 2>/dev/null) $(cat content/incidents/* | cksum) >> ../found
mkdir -p output .statusgen
"""
STAND_IN = builds.Program(
    name="stand-in",
    words=("sh", "-c", SCRIPT),
)
"""Notes which folders it finds and a checksum of the incidents, and makes the folders."""


def test_each_case_begins_with_its_folders_and_changes(tmp_path: Path) -> None:
    costs = builds.measure([STAND_IN], SMALL, 2, tmp_path)
    lines = (tmp_path / "found").read_text(encoding="utf-8").splitlines()
    folders = [tuple(line.split()[:-2]) for line in lines]
    texts = [line.split()[-2:] for line in lines]
    both = (".statusgen", "output")
    assert folders == [(), both, both, both, (".statusgen",)] * 2
    for cold, same, edited, updated, restored in (texts[:5], texts[5:]):
        assert cold == same
        assert updated == restored
        assert cold != edited != updated
    assert [len(each) for each in costs.values()] == [2] * len(builds.CASES)


def test_changes_are_valid(tmp_path: Path) -> None:
    corpus.write(tmp_path, incidents=5)
    builds.one_edited(tmp_path, 0)
    builds.one_update(tmp_path, 0)
    builds.build(builds.statusgen("ours", builds.ROOT), tmp_path, corpus.NOW)
    pages = "".join(
        path.read_text(encoding="utf-8") for path in tmp_path.glob("output/incidents/*/index.html")
    )
    assert "We have checked this 2 times." in pages
    assert "We have tried 2 ways to fix this." in pages


def test_memory_is_that_of_the_largest_process(tmp_path: Path) -> None:
    large = f"{sys.executable} -Sc \"b'x' * (400 << 20)\"; true"
    program = builds.Program(name="large", words=("sh", "-c", large))
    assert 400 < builds.build(program, tmp_path, corpus.NOW).memory < 600


def test_tables_show_medians_and_medians_of_ratios() -> None:
    programs = [builds.Program(name=name, words=()) for name in ("ours", "theirs")]

    def costs(*walls: float) -> list[builds.Cost]:
        return [builds.Cost(wall=wall, cpu=1, memory=8) for wall in walls]

    given = {(case, "ours"): costs(1, 2, 9) for case in builds.CASES}
    given |= {(case, "theirs"): costs(2, 1, 3) for case in builds.CASES}
    assert list(builds.table(given, programs))[2] == (
        "| cold | 2.00, 1.00, 8 | 2.00, 1.00, 8 | 2.00, 1.00, 1.00 |"
    )
    larger = {key: costs(4, 4, 4) for key in given}
    assert list(builds.growth(given, larger, programs))[2] == (
        "| cold | 2.00, 1.00, 1.00 | 2.00, 1.00, 1.00 |"
    )

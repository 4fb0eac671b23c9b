"""The ledger in real repositories: read, written, pushed, and refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from people import Copies, git
from sample import NOW, lay

from statusgen.announcing.ledger import KEPT, AnnouncingError, Ledger, ledger_of
from statusgen.git import Git

REF = "refs/statusgen/announced"
HOUR = timedelta(hours=1)


def put(copies: Copies, data: bytes) -> None:
    """Write any file as the ledger, and push it."""
    run = Git(folder=copies.ana)
    blob = run("hash-object", "-w", "--stdin", given=data).output
    tree = run("mktree", given=f"100644 blob {blob}\tledger.json\n".encode()).output
    commit = run("commit-tree", tree, "-m", "Damage").output
    git(copies.ana, "push", "-q", "origin", f"+{commit}:{REF}")


def test_a_ledger_is_read_as_it_was_written_in_another_clone(copies: Copies) -> None:
    mine, theirs = ledger_of(copies.ana), ledger_of(copies.bo)
    assert mine.read() == (None, "")
    ledger = Ledger(revision="abc", at=NOW, busy=NOW).told(["1", "2"], NOW + HOUR)
    first = mine.write(ledger, "")
    assert theirs.read() == (ledger, first)
    second = theirs.write(ledger.advanced("def", NOW + HOUR), first)
    assert mine.read()[1] == second
    assert git(copies.remote, "rev-list", "--count", REF) == "2"
    assert git(copies.remote, "ls-tree", "--name-only", REF) == "ledger.json"
    assert git(copies.ana, "status", "--porcelain") == ""


def test_the_slower_of_two_runs_writes_nothing(copies: Copies) -> None:
    mine, theirs = ledger_of(copies.ana), ledger_of(copies.bo)
    first = mine.write(Ledger(revision="abc", at=NOW), "")
    assert theirs.read()[1] == first
    second = mine.write(Ledger(revision="def", at=NOW), first)
    with pytest.raises(AnnouncingError, match="Another run"):
        theirs.write(Ledger(revision="ghi", at=NOW), first)
    assert git(copies.remote, "rev-parse", REF) == second
    assert theirs.read()[1] == second


def test_without_a_remote_the_ledger_is_local(copies: Copies) -> None:
    git(copies.ana, "remote", "remove", "origin")
    here = ledger_of(copies.ana)
    first = here.write(Ledger(revision="abc", at=NOW), "")
    assert here.read()[1] == first
    with pytest.raises(AnnouncingError):  # of two runs at once
        here.write(Ledger(revision="def", at=NOW), "")
    assert ledger_of(copies.bo).read() == (None, "")


def test_a_remote_that_cannot_be_reached_is_an_error(copies: Copies) -> None:
    git(copies.ana, "remote", "set-url", "origin", str(copies.remote / "gone"))
    with pytest.raises(AnnouncingError, match="git cannot reach origin: "):
        ledger_of(copies.ana).read()


def test_projects_in_one_repository_have_a_ledger_each(copies: Copies) -> None:
    french = lay(copies.ana / "fr", {"content/site.yml": "format: 1\n"})
    ledger_of(french).write(Ledger(revision="abc", at=NOW), "")
    assert ledger_of(copies.ana).read() == (None, "")
    ledger, _ = ledger_of(copies.bo).read()
    assert ledger is None
    assert git(copies.remote, "for-each-ref", "--format=%(refname)", "refs/statusgen") == (
        "refs/statusgen/fr/announced"
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b'{"format": 1}', b'{"format": 2, "revision": "a", "at": "", "sent": {}}'],
)
def test_a_damaged_ledger_has_the_time_of_its_commit_and_no_revision(
    copies: Copies, data: bytes
) -> None:
    put(copies, data)
    ledger, tip = ledger_of(copies.bo).read()
    assert ledger
    assert not ledger.revision
    assert ledger.at.isoformat() == git(copies.bo, "show", "-s", "--format=%cI", tip)
    ledger_of(copies.bo).write(ledger, tip)


def test_what_was_sent_is_kept_for_thirty_days_at_least() -> None:
    ledger = Ledger(at=NOW).told(["old"], NOW - KEPT).told(["new"], NOW - KEPT + HOUR)
    assert [*ledger.sent] == ["old", "new"]
    assert [*ledger.advanced("abc", NOW).sent] == ["new"]

"""No two files have one name, and no two things one identity."""

from __future__ import annotations

from collections.abc import Iterable

from statusgen.problems import Problems, Span
from statusgen.reading.entries import Entry

__all__ = ["check_identities"]


def check_identities(entries: Iterable[Entry], shown: frozenset[str], problems: Problems) -> None:
    """Report files of one room that share a name or an id, whatever their folders and case.

    The problem stands in the file that is not published (whose path is not in ``shown``), where
    there is one: it then stops nobody.
    """
    ordered = sorted(entries, key=lambda entry: (entry.path not in shown, entry.path))
    names: dict[str, Entry] = {}
    for entry in ordered:
        earlier = names.setdefault(entry.name.casefold(), entry)
        if earlier is not entry:
            problems.error(
                "duplicate-slug",
                f"Another file has the name `{entry.name}`, too",
                Span(path=entry.path, line=0),
                f"It is {earlier.path}. Names are addresses, in whatever folder the files are "
                "and in whatever case; rename one of them.",
            )
    for entry in ordered:
        if entry.id == entry.name:
            continue
        earlier = names.setdefault(entry.id.casefold(), entry)
        # Its own name in another case is taken as well: it has the same address on many a disk.
        if earlier is not entry or entry.id.casefold() == entry.name.casefold():
            problems.error(
                "duplicate-id",
                f"The id `{entry.id}` is taken",
                entry.span("id"),
                f"{earlier.path} has it as its name or id; case does not count.",
            )

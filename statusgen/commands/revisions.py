"""Compare incidents with another revision: silent changes, second reports, deleted pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from statusgen.advice.codes import excuses
from statusgen.git import Git
from statusgen.git.checkout import Checkout, Remote
from statusgen.memo import call
from statusgen.model import Practice, Sort, Update, public_texts
from statusgen.moments import is_published
from statusgen.problems import Problem, Problems, warning
from statusgen.reading.assemble import with_components
from statusgen.reading.content import INCIDENTS, SITE_FILE, Content, read_content
from statusgen.reading.incident import IncidentEntry
from statusgen.source.text import File, Texts
from statusgen.timeline import Timeline, timeline_of

_WORD: Final = re.compile(r"[^\W_]+")


def content_of(folder: Path, paths: Iterable[str], revision: str = "") -> Content:
    """Return site.yml as it is here, and files here or of a revision; missing ones are left out."""
    git = Git(folder=folder)

    def data(path: str) -> bytes:
        if revision and path != SITE_FILE:
            return git.show(revision, path)
        return (folder / path).read_bytes() if (folder / path).is_file() else b""

    found = ((path, data(path)) for path in (SITE_FILE, *paths))
    files = tuple(File(path=path, data=text) for path, text in found if text)
    return read_content(Texts(files=files), Problems())


def find_silent_changes(
    folder: Path, revision: str, *tip: str, as_of: datetime
) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """Return a warning for each changed update, or a note on why nothing could be compared.

    The files are those that differ from where this branch left ``revision``, now or in ``tip``.
    """
    git = Git(folder=folder)
    base = git("merge-base", revision, "HEAD")
    changed = base and git.diff(base.output, *tip, under=(INCIDENTS,))
    if not changed:
        is_shallow = git("rev-parse", "--is-shallow-repository").output == "true"
        reason = "this clone is shallow" if is_shallow else (base or changed).reason
        hint = " `git fetch --unshallow` gets the rest." if is_shallow else ""
        return (), (f"Published texts were not compared with {revision}: {reason}.{hint}",)
    now = content_of(folder, changed.names)
    before = content_of(folder, changed.names, base.output)
    found = Problems(find_uncorrected(before.incidents, now.incidents, as_of))
    found.drop(excuses(now.site.practice if now.site else Practice(), now.entries))
    return tuple(found), ()


def find_uncorrected(
    before: Iterable[IncidentEntry], now: Iterable[IncidentEntry], as_of: datetime
) -> Iterator[Problem]:
    """Yield a warning for each update with other words than before and no new ``corrected``.

    For another title or summary, any update that is new or corrected will do. Spaces and markup do
    not count, nor do files that were or are not published.
    """
    was = {entry.path: entry for entry in before if entry.is_shown(preview=False)}
    for entry in (each for each in now if each.path in was and each.is_shown(preview=False)):
        former, title, told = was[entry.path], entry.front.get("title"), False
        written = (each.update for each in former.written)
        known = {update.id: update for update in written if is_published(update.at, as_of)}
        for update, place in ((each.update, each.heading) for each in entry.written):
            old = known.get(update.id)
            if not old or old.corrected != update.corrected:
                told = True
            elif _words(old) != _words(update):
                yield warning(
                    "uncorrected-change",
                    "The words of this published update changed, but readers are not told",
                    place,
                    "Add `- corrected: TIME` to it, or next time use `statusgen correct`.",
                )
        if title and known and not told and _heading(former) != _heading(entry):
            yield warning(
                "uncorrected-change",
                "The title or summary changed, but readers are not told",
                title.span,
                "Add an update that says so, or `- corrected: TIME` to the newest one.",
            )


def _heading(entry: IncidentEntry) -> list[str]:
    found = entry.incident
    return _WORD.findall(f"{found.title} {found.summary.markdown}") if found else []


def _words(update: Update) -> list[tuple[str, list[str]]]:
    return [(name, _WORD.findall(text.markdown)) for name, text in public_texts(update)]


def find_second_report(
    checkout: Checkout, remote: Remote, as_of: datetime
) -> tuple[str, str] | None:
    """Return the open incident in what was fetched that a new one of the own commits repeats."""
    git, folder, base = checkout.git, checkout.folder, checkout.base(remote)
    own = (path for path in checkout.own(remote) if path.startswith(INCIDENTS))
    new = [path for path in own if not git.show(base, path)]
    names = git.diff(base, remote.ref, under=(INCIDENTS,)).names
    mine, theirs = content_of(folder, new), content_of(folder, names, remote.ref)
    return next(find_alike(mine, theirs, as_of), None)


def find_alike(mine: Content, theirs: Content, as_of: datetime) -> Iterator[tuple[str, str]]:
    """Yield each incident in ``theirs`` with the scenario or a component of one in ``mine``.

    It is the name of the incident, and a sentence. Both must be open, and shown to readers.
    """
    own = _open(mine, as_of)
    for other in _open(theirs, as_of):
        if shared := next(filter(None, (_alike(line, other) for line in own)), ""):
            slug = other.incident.slug
            yield slug, f"{slug} ({other.incident.title}) is open, with the same {shared}"


def _open(content: Content, as_of: datetime) -> list[Timeline]:
    """Return the open incidents that readers see."""
    shown = [entry for entry in content.incidents if entry.is_shown(preview=False)]
    found = with_components(content.site, shown, Problems(), call) if content.site else {}
    lines = (
        timeline_of(incident, as_of)
        for incident in found.values()
        if incident.sort is Sort.INCIDENT and is_published(incident.updates[0].at, as_of)
    )
    return [line for line in lines if line.is_open]


def _alike(one: Timeline, other: Timeline) -> str:
    """Return what two incidents have in common; empty if they differ."""
    scenario = one.incident.team.scenario
    if scenario and scenario == other.incident.team.scenario:
        return f"scenario: {scenario}"
    shared = [name for name in one.touched if name in other.touched]
    return f"component{'s' * (len(shared) > 1)}: {', '.join(shared)}" if shared else ""

"""``statusgen postmortem``: the draft of a look back, with what the incident says already."""

from __future__ import annotations

from dataclasses import replace

from statusgen.authoring.lookback import Lookback, write_lookback
from statusgen.commands.choosing import Subject, find_incident
from statusgen.commands.desk import Desk
from statusgen.commands.filing import answered, file_text
from statusgen.commands.options import UsageError
from statusgen.commands.report import Report
from statusgen.languages import read_language
from statusgen.problems import Problems
from statusgen.reading.content import POSTMORTEMS, read_content
from statusgen.rendering.locale import Locale

__all__ = ["postmortem"]


def postmortem(desk: Desk, word: str, *, title: str | None = None) -> Report:
    """Write the draft of a postmortem for the incident that ``word`` names."""
    return answered(lambda: _postmortem(desk, word, title))


def _postmortem(desk: Desk, word: str, title: str | None) -> Report:
    subject = find_incident(desk, word, None)
    _check_first(desk, subject)
    settings = desk.site.settings
    lookback = Lookback(
        timeline=subject.timeline,
        log=subject.incident.team.log,
        names=desk.names(desk.directory.ids.get(each, each) for each in subject.timeline.touched),
        internal=subject.entry.internal,
        sections=desk.site.practice.sections,
        title=" ".join(title.split()) if title else None,
        as_of=desk.clock,
        locale=Locale(read_language(settings.language), settings.timezone),
    )
    path = f"{POSTMORTEMS}{subject.incident.slug}.md"
    beside = (subject.file.path,)
    filed = file_text(desk, path, write_lookback(lookback).encode(), before=None, beside=beside)
    return Report(
        problems=filed.problems,
        summary=f"{desk.shown(path)}: a draft, with what is known already",
        notes=tuple(_notes(subject)),
        written=path,
        message=f"{subject.incident.title}: draft of a postmortem",
    )


def _notes(subject: Subject) -> list[str]:
    notes = ["Write for readers, without blame: what happened, why, and what changes."]
    if count := len(subject.incident.team.log):
        notes.append(f"Entries of the log, {count} here, stand in comments: never published.")
    if subject.entry.internal:
        return [*notes, "The incident is internal, and so is this: it is never published."]
    return [*notes, "To publish it, replace `draft: true` by `published:` and a time."]


def _check_first(desk: Desk, subject: Subject) -> None:
    """Refuse a second one for the same incident, and say where the first one is."""
    files = tuple(each for each in desk.texts.files if each.path.startswith(POSTMORTEMS))
    texts = replace(desk.texts, files=files, unread=(), problems=())
    known = {subject.incident.slug, subject.incident.id}
    for entry in read_content(texts, Problems()).postmortems:
        if known.intersection(name.text for name in entry.incidents):
            message = f"`{subject.incident.slug}` has a postmortem already: "
            message += desk.shown(entry.path)
            raise UsageError(message)

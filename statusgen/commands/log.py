"""``statusgen log``: one more entry in the log of an incident, which only the team sees."""

from __future__ import annotations

from statusgen.authoring.composing import heading, section
from statusgen.authoring.escaping import as_log, clean
from statusgen.commands.choosing import find_incident
from statusgen.commands.desk import Desk
from statusgen.commands.filing import answered, file_text
from statusgen.commands.options import UsageError
from statusgen.commands.report import Report
from statusgen.commands.said import listener_of

__all__ = ["log"]


def log(desk: Desk, word: str | None, text: str, *, at: str | None = None) -> Report:
    """Append an entry to the incident that ``word`` names, or to the one that is open."""
    return answered(lambda: _log(desk, word, text, at))


def _log(desk: Desk, word: str | None, text: str, at: str | None) -> Report:
    if not clean(text).strip():
        message = "The text is empty, so nothing was written."
        raise UsageError(message)
    subject = find_incident(desk, word, None)
    zone = subject.entry.zone
    listener = listener_of(desk, zone)
    instant = listener.instant("--at", at)
    listener.finish()
    head = heading(None, instant or desk.clock.replace(second=0), zone)
    path = subject.file.path
    new = subject.with_section(section(head, (), as_log(text)))
    filed = file_text(desk, path, new, before=subject.file.data)
    return Report(
        problems=filed.problems,
        summary=f"{desk.shown(path)}: {head.removeprefix('## ')}",
        notes=("It is for the team: no page shows it.",),
        written=path,
        message=f"Log: {subject.incident.title}",
    )

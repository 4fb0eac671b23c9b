"""Finds the incident that a command is about: the named one, or the open one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from statusgen.authoring.inserting import add_section, place_of_new
from statusgen.authoring.naming import find_files, nearest_file, title_in
from statusgen.commands.options import UsageError
from statusgen.commands.prompts import choose
from statusgen.commands.report import some
from statusgen.commands.workspace import Workspace
from statusgen.git.checkout import find_news
from statusgen.memo import call
from statusgen.model import STATES, Incident, Sort, State, States
from statusgen.notation.names import name_of_file
from statusgen.notation.words import SORTS
from statusgen.notation.words import STATES as WORDS
from statusgen.problems import Problems, Rejected, did_you_mean, printable
from statusgen.reading.assemble import with_components
from statusgen.reading.content import INCIDENTS
from statusgen.reading.incident import IncidentEntry
from statusgen.source.text import File
from statusgen.timeline import Timeline, timeline_of

NOTHING: Final = "No incident is open. Name one, or start one with `statusgen new`."

ALL: Final = f"`statusgen status` lists the open ones; all are in {INCIDENTS}."


def find_file(word: str, files: Sequence[File], kind: tuple[str, str], *, asks: bool) -> File:
    """Return the file that a word names; with ``asks``, ask which one if it names several.

    ``kind`` says what the files are, and where to find all of them. Raise :class:`UsageError` if
    the word names none.
    """
    if found := find_files(word, files):
        return _one_of(found, f"`{word}` matches several; type more of the name:", asks=asks)
    what, hint = kind
    message = f"There is no {what} `{word}`. {did_you_mean(nearest_file(word, files), hint)}"
    raise UsageError(message)


def _one_of(files: Sequence[File], message: str, *, asks: bool) -> File:
    """Return the only file, or ask. Without ``asks``, raise :class:`UsageError` with the list."""
    by_name = {name_of_file(file.path): file for file in files}
    choices = [(name, title_in(file)) for name, file in by_name.items()]
    if len(files) > 1 and not asks:
        lines = (printable(f"  {name}  {title}") for name, title in choices)
        raise UsageError("\n".join((message, *lines)))
    return by_name[choose("Which one?", choices)] if len(files) > 1 else files[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The incident that a command is about."""

    file: File
    entry: IncidentEntry
    incident: Incident
    timeline: Timeline
    """Up to now."""

    def is_opened_by(self, state: State, at: datetime) -> bool:
        """Return whether an update with this state and time reopens the incident."""
        goes_on = state is not State.UPDATE and not state.is_end
        return goes_on and self.timeline.closed is not None and at >= self.timeline.closed

    @property
    def returning(self) -> States:
        """The components of an ended incident, in their states before it ended."""
        moments = (each for each in reversed(self.timeline.moments) if not each.state.is_end)
        last = next(moments, None)
        is_incident = self.incident.sort is Sort.INCIDENT
        return last.components if last and is_incident else ()

    def with_section(self, section: str) -> bytes:
        """Return the file with one more section, next to its newest one."""
        updates = [heading.line for heading in self.entry.headings]
        log = [entry.line for entry in self.incident.team.log]
        return add_section(self.file.data, section, before=place_of_new(updates, log))


def find_incident(
    workspace: Workspace, word: str | None, state: State | None, *, asks: bool = False
) -> Subject:
    """Return the named incident; without a word, the open one that can have the state.

    With ``asks``, ask which one if several match. Raise :class:`UsageError` if none does, and
    :class:`~statusgen.problems.Rejected` if it cannot be read.
    """
    if word is None:
        return _the_open_one(workspace, state, asks=asks)
    file = find_file(
        word, workspace.incidents_named(name_of_file(word.strip())), ("incident", ALL), asks=asks
    )
    entries, problems = workspace.read([file])
    subject = _subject(workspace, file, entries[0])
    if not subject:
        raise Rejected(problems)
    return subject


def incident_and_state(words: Sequence[str], *, keeps: bool = False) -> tuple[str | None, str]:
    """Return the incident and the state that were typed; a state may have several words.

    ``keeps``: without a state, it is ``update``.
    """
    whole, (first, *rest) = " ".join(words), words or [""]
    if WORDS.find(whole):
        return None, whole
    if rest:
        return first, " ".join(rest)
    near = WORDS.nearest(first)
    if keeps and not near:
        return first or None, State.UPDATE.word
    message = f"`{first}` is not a state. After an INCIDENT, a STATE" if first else "STATE"
    hint = did_you_mean(near, f"Choose one of: {_states(State)}.")
    message = f"{message} is required. {hint}"
    raise UsageError(message)


def read_state(word: str, sort: Sort | None = None) -> State:
    """Return the state that a word names; ``sort`` is the incident's, if known."""
    state = WORDS.find(word)
    names = _states(STATES[sort] if sort else State)
    if not state:
        hint = did_you_mean(WORDS.nearest(word), always=f"Choose one of: {names}.")
        message = f"`{word}` is not a state. {hint}"
        raise UsageError(message)
    if sort and state not in STATES[sort]:
        raise UsageError(_no_state_of(word, sort))
    return state


def _no_state_of(word: str, sort: Sort) -> str:
    names = _states(STATES[sort])
    return f"`{word}` is not a state of {SORTS[sort]}. Choose one of: {names}."


def _states(states: Iterable[State]) -> str:
    return ", ".join(each.word for each in states)


def _the_open_one(workspace: Workspace, state: State | None, *, asks: bool) -> Subject:
    by_path = {file.path: file for file in workspace.unsettled}
    entries, problems = workspace.read(by_path.values())
    subjects = [
        subject for entry in entries if (subject := _subject(workspace, by_path[entry.path], entry))
    ]
    fitting = [each for each in subjects if not state or state in STATES[each.incident.sort]]
    running = [each for each in fitting if each.timeline.is_open and not each.timeline.is_upcoming]
    found = running or [
        each for each in fitting if each.timeline.is_upcoming and state is not State.UPDATE
    ]
    unread = [entry.path for entry in entries if not entry.incident]
    if message := _of_the_unread(unread, problems):
        raise UsageError(message)
    if not found:
        nothing = " ".join(filter(None, (find_news(workspace.folder), NOTHING)))
        raise UsageError(_of_the_open(subjects, state) or nothing)
    file = _one_of([each.file for each in found], "Several are open; name one:", asks=asks)
    return next(each for each in found if each.file is file)


def _of_the_unread(paths: Sequence[str], problems: Problems) -> str:
    """Return what to fix first if the incident may be in a file that cannot be read."""
    first = next((each for each in problems.errors if each.span.path in paths), None)
    if not first:
        return ""
    wrong = f"{first.span.place}: {first.message}. {first.hint}".rstrip()
    return (
        f"{some(paths)} cannot be read, and could be the incident you mean. {wrong} "
        "Then run the command again, or name the incident."
    )


def _of_the_open(subjects: Sequence[Subject], state: State | None) -> str:
    """Return why a state fits none of the open incidents."""
    others = [each for each in subjects if each.timeline.is_open]
    if not (others and state):
        return ""
    names = some([each.incident.slug for each in others])
    if any(state in STATES[each.incident.sort] for each in others):
        return f"Open: {names}. To use `{state.word}` here, name the incident."
    sorts = dict.fromkeys(each.incident.sort for each in others)
    return " ".join((f"Open: {names}.", *(_no_state_of(state.word, sort) for sort in sorts)))


def _subject(workspace: Workspace, file: File, entry: IncidentEntry) -> Subject | None:
    if not entry.incident:
        return None
    incident = with_components(workspace.site, [entry], Problems(), call)[entry.path]
    # An incident that is dated ahead is seen as of its first update.
    as_of = max(workspace.clock, incident.updates[0].at)
    timeline = timeline_of(incident, as_of)
    return Subject(file=file, entry=entry, incident=incident, timeline=timeline)

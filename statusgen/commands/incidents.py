"""Finds the incident that a command is about: the named one, or the open one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from statusgen.authoring.inserting import add_section, place_of_new
from statusgen.authoring.naming import find_files, title_in
from statusgen.commands.options import UsageError
from statusgen.commands.prompts import choose
from statusgen.commands.report import some
from statusgen.commands.workspace import Workspace
from statusgen.memo import call
from statusgen.model import STATES, Incident, Sort, State, States
from statusgen.notation.names import name_of_file
from statusgen.notation.words import STATES as WORDS
from statusgen.problems import Problems, Rejected, did_you_mean, printable
from statusgen.reading.assemble import with_components
from statusgen.reading.content import INCIDENTS, without_settled
from statusgen.reading.incident import IncidentEntry
from statusgen.reading.sections import name_of_sort
from statusgen.source.text import File
from statusgen.timeline import Timeline, timeline_of

NOTHING: Final = "No incident is open. Name one, or start one with `statusgen new`."

ALL: Final = f"`statusgen status` lists the open ones; all are in {INCIDENTS}."


def one_of(choices: Sequence[tuple[str, str]], message: str, *, asks: bool) -> str:
    """Return the name of one of several choices, each a name and a title.

    Without ``asks``, raise :class:`UsageError` with ``message`` and the list.
    """
    if asks:
        return choose("Which one?", choices)
    lines = (printable(f"  {name}  {title}") for name, title in choices)
    raise UsageError("\n".join((message, *lines)))


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
    found = find_files(word, workspace.incident_files)
    if not found.files:
        hint = did_you_mean(found.nearest, ALL)
        message = f"There is no incident `{word}`. {hint}"
        raise UsageError(message)
    file = found.files[0]
    if len(found.files) > 1:
        message = f"`{word}` matches several; type more of the name:"
        name = one_of(list(map(_choice, found.files)), message, asks=asks)
        file = next(each for each in found.files if name_of_file(each.path) == name)
    entries, problems = workspace.read([file])
    subject = _subject(workspace, file, entries[0])
    if not subject:
        raise Rejected(problems)
    return subject


def incident_and_state(words: Sequence[str], *, keeps: bool = False) -> tuple[str | None, str]:
    """Return the incident and the state that were typed; a state may have several words.

    ``keeps``: without a state, it is ``update``.
    """
    is_named = len(words) == 1 and not WORDS.find(words[0])
    if keeps and (not words or (is_named and not WORDS.nearest(words[0]))):
        return next(iter(words), None), State.UPDATE.word
    if not words:
        message = f"STATE is required. Choose one of: {_states(State)}."
        raise UsageError(message)
    if is_named:
        message = f"`{words[0]}` is not a state. After an INCIDENT, a STATE is required. "
        message += did_you_mean(WORDS.nearest(words[0]), f"Choose one of: {_states(State)}.")
        raise UsageError(message)
    if WORDS.find(" ".join(words)):
        return None, " ".join(words)
    return words[0], " ".join(words[1:])


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
    return f"`{word}` is not a state of {name_of_sort(sort)}. Choose one of: {names}."


def _states(states: Iterable[State]) -> str:
    return ", ".join(each.word for each in states)


def _the_open_one(workspace: Workspace, state: State | None, *, asks: bool) -> Subject:
    recent = without_settled(workspace.texts, workspace.clock).files
    by_path = {file.path: file for file in recent if file.path.startswith(INCIDENTS)}
    entries, problems = workspace.read(by_path.values())
    subjects = [
        subject for entry in entries if (subject := _subject(workspace, by_path[entry.path], entry))
    ]
    fitting = [each for each in subjects if not state or state in STATES[each.incident.sort]]
    found = [each for each in fitting if _goes_on(each.timeline)] or [
        each for each in fitting if each.timeline.is_upcoming and state is not State.UPDATE
    ]
    unread = [entry.path for entry in entries if not entry.incident]
    if message := _of_the_unread(unread, problems):
        raise UsageError(message)
    if not found:
        raise UsageError(_of_the_open(subjects, state) or NOTHING)
    if len(found) == 1:
        return found[0]
    choices = [_choice(each.file) for each in found]
    name = one_of(choices, "Several are open; name one:", asks=asks)
    return next(each for each in found if name_of_file(each.file.path) == name)


def _of_the_unread(paths: Sequence[str], problems: Problems) -> str:
    """Return what to fix first if the incident may be in a file that cannot be read."""
    first = next((each for each in problems.errors if each.span.path in paths), None)
    if not first:
        return ""
    message = f"{some(paths)} cannot be read, and could be the incident you mean. "
    message += f"{first.span.place}: {first.message}. {first.hint}"
    return f"{message.rstrip()} Then run the command again, or name the incident."


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


def _goes_on(timeline: Timeline) -> bool:
    return timeline.is_open and not timeline.is_upcoming


def _subject(workspace: Workspace, file: File, entry: IncidentEntry) -> Subject | None:
    if not entry.incident:
        return None
    incident = with_components(workspace.site, [entry], Problems(), call)[entry.path]
    # An incident that is dated ahead is seen as of its first update.
    as_of = max(workspace.clock, incident.updates[0].at)
    timeline = timeline_of(incident, as_of)
    return Subject(file=file, entry=entry, incident=incident, timeline=timeline)


def _choice(file: File) -> tuple[str, str]:
    return name_of_file(file.path), title_in(file)

"""``statusgen update``: one more update in the file of an incident."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from statusgen.authoring.composing import Frame, Given, Written, says_more, section
from statusgen.authoring.filling import left_open
from statusgen.authoring.owing import debts
from statusgen.authoring.stamping import stamped
from statusgen.commands.choosing import Subject, find_incident, read_state
from statusgen.commands.desk import Desk
from statusgen.commands.drafting import (
    Edit,
    draft,
    no_editor,
    promise_of,
    ready_made,
    understood,
)
from statusgen.commands.filing import answered, file_text
from statusgen.commands.hearing import heard
from statusgen.commands.options import UsageError
from statusgen.commands.placing import check_end
from statusgen.commands.report import Report
from statusgen.commands.said import Said
from statusgen.commands.seen import held_over, still_seen
from statusgen.model import Phase, Scenario, State, Text
from statusgen.moments import ACTIVE
from statusgen.notation.words import fold
from statusgen.timeline import Timeline, play

__all__ = ["update"]


TOLD: Final = frozenset({"missing-explanation", "missing-action"})
"""Warnings of what the report says as well, with the command that settles it."""


def update(
    desk: Desk,
    word: str | None,
    state_word: str,
    said: Said,
    *,
    reopen: bool = False,
    edit: Edit = no_editor,
    always_edit: bool = False,
) -> Report:
    """Append an update to the incident that ``word`` names, or to the one that is open."""
    return answered(
        lambda: _update(desk, word, state_word, said, reopen=reopen, edit=edit, always=always_edit)
    )


def _update(
    desk: Desk,
    word: str | None,
    state_word: str,
    said: Said,
    *,
    reopen: bool,
    edit: Edit,
    always: bool,
) -> Report:
    subject = find_incident(desk, word, read_state(state_word))
    state = read_state(state_word, subject.incident.sort)
    at, given, frame = heard(desk, subject, state, said)
    check_end(subject, state, at, reopen=reopen)
    scenario = desk.scenario(subject.incident.team.scenario)
    phase = _phase(scenario, state, subject, given)
    _check_used(said, phase, state)
    written = draft(frame, given, phase, edit=edit, always=always)
    new = section(written.heading, written.fields, written.text)
    filed = file_text(desk, subject.file.path, subject.with_section(new), before=subject.file.data)
    after = play(filed.incident, max(at, desk.clock)) if filed.incident else subject.timeline
    path = desk.shown(subject.file.path)
    return Report(
        problems=tuple(each for each in filed.problems if each.code not in TOLD),
        summary=f"{path}: {written.heading.removeprefix('## ')}",
        notes=(
            *ready_made(written),
            *_remarks(subject, at, state),
            *understood(given.window, given, frame),
            *_promise(written, frame, after),
            *_owed(desk, after, path),
            *still_seen(subject, state, given, after),
            *held_over(desk, subject, after),
        ),
        written=subject.file.path,
        message=f"{state.heading}: {subject.incident.title}",
    )


def _phase(scenario: Scenario | None, state: State, subject: Subject, given: Given) -> Phase | None:
    """Return what the scenario says in a state, without a text that would not be so.

    That there is nothing new is not so where there is, nor once it is over. The announcement of a
    maintenance says nothing of why it moves, and is no news while it is announced.
    """
    phase = scenario.phase(state) if scenario else None
    if phase is None or (state is State.UPDATE and not subject.timeline.is_open):
        return None
    is_stale = state is State.UPDATE and says_more(given, phase.text.markdown)
    is_known = state is State.SCHEDULED and subject.timeline.is_upcoming
    return replace(phase, text=Text()) if is_stale or is_known or given.window else phase


def _check_used(said: Said, phase: Phase | None, state: State) -> None:
    """Refuse values that no text has a place for: they would be lost."""
    texts = [text for _, text in phase.fields] if phase else []
    if phase and said.message is None:
        texts.append(phase.text.markdown)
    used = {*left_open(texts, {})}
    names = [pair.partition("=")[0].strip() for pair in said.values]
    if lost := [name for name in names if fold(name) not in used]:
        message = f"--set: The text for `{state.word}` has no place for {', '.join(lost)}. "
        message += "Say it with --message."
        raise UsageError(message)


def _remarks(subject: Subject, at: datetime, state: State) -> Iterator[str]:
    timeline, zone = subject.timeline, subject.entry.zone
    last, window = subject.incident.updates[-1].at, timeline.now.window
    if at < last:
        yield f"It stands before the last update, which is of {stamped(last, zone)}."
    if window and timeline.is_upcoming and state in ACTIVE and at < window.start:
        yield f"It was planned from {stamped(window.start, zone)}; for readers it has begun now."
    if state.is_end and timeline.ended and at > timeline.ended:
        yield f"It was over since {stamped(timeline.ended, zone)}; `update` adds to that quietly."


def _promise(written: Written, frame: Frame, after: Timeline) -> Iterator[str]:
    """Yield when readers hear more, unless a later update has kept that promise already."""
    if after.last_update <= frame.at:
        yield from promise_of(written, frame, is_open=after.is_open and not after.is_upcoming)


def _owed(desk: Desk, after: Timeline, path: str) -> Iterator[str]:
    """Yield what readers are still owed, each with what settles it."""
    slug = after.incident.slug
    lookback = None if after.is_open else desk.postmortem_of(after.incident)
    is_told = lookback is not None and lookback.is_shown(preview=False)
    owed = debts(after, is_told=is_told)
    if owed.said:
        what = ", ".join(name for name, _ in owed.said)
        options = " ".join(f'{option} "…"' for _, option in owed.said)
        yield f'Still owed: {what}. `statusgen update {slug} update --message "…" {options}`'
    if owed.decision:
        yield (
            "Still owed: a decision on a postmortem. Write `postmortem: required`, `not_needed` or "
            f"a date at the head of {path}."
        )
    if owed.postmortem and not lookback:
        yield f"Still owed: a postmortem. `statusgen postmortem {slug}` drafts it."

"""``statusgen update``: one more update in the file of an incident."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from statusgen.commands import prompts
from statusgen.commands.parameters import TextCommand, said_options, workspace_of
from statusgen.commands.printing import usage_errors
from statusgen.commands.report import Report

if TYPE_CHECKING:
    from statusgen.authoring.composing import ComposedUpdate, Frame, Given
    from statusgen.commands.drafts import Edit
    from statusgen.commands.incidents import Subject
    from statusgen.commands.update_options import UpdateOptions
    from statusgen.commands.workspace import Workspace
    from statusgen.model import Phase, Scenario, State
    from statusgen.timeline import Timeline


@click.command("update", cls=TextCommand)
@click.argument("words", metavar="[INCIDENT] STATE", nargs=-1)
@click.option("--cause", metavar="TEXT", help="Why it happened.")
@click.option("--fix", metavar="TEXT", help="How it was put right.")
@click.option("--action", metavar="TEXT", help="What users must do, or none.")
@click.option("--window", metavar="'TIME / TIME'", help="The new window of a maintenance.")
@click.option("--reopen", is_flag=True, help="Open again what is over.")
@said_options
def command(
    *,
    words: tuple[str, ...],
    reopen: bool,
    edit: bool,
    publish: bool,
    no_input: bool,
    project: Path,
    **said: Any,  # noqa: ANN401 - those of said_options
) -> None:
    """Add an update to INCIDENT, or to the one that is open.

    STATE is one such as identified, monitoring or resolved; `update` keeps the one before it.
    """
    from statusgen.commands.editor import Editor
    from statusgen.commands.prompts import finish_writing, settled

    with prompts.interruptible(), usage_errors():
        from statusgen.commands import incidents
        from statusgen.commands.reminders import wanted

        incident, state = incidents.incident_and_state(words)
        desk = workspace_of(project)
        asks = prompts.asks_for(said, no_input=no_input)
        editor = Editor(asked=edit)
        write = editor if asks or edit else None

        request = prompts.said_of(said)

        def attempt(name: str | None, *, again: bool) -> Report:
            words = request
            if asks:
                found = wanted(desk, name, state, request, reopen=again)
                words = prompts.complete(found, request)
            return (prompts.ask_until_complete if asks else prompts.once)(
                desk,
                lambda request: update(
                    desk, name, state, request, reopen=again, edit=write, always_edit=edit
                ),
                words,
                prompts.answered,
            )

        with editor:
            report = settled(attempt, incident, reopen=reopen, asks=asks)
        editor.give_back(report)
    finish_writing(report, desk, publish=publish)


TOLD: Final = frozenset({"missing-explanation", "missing-action"})
"""Warnings of what the report says as well, with the command that settles it."""


def update(
    desk: Workspace,
    word: str | None,
    state_word: str,
    said: UpdateOptions,
    *,
    reopen: bool = False,
    edit: Edit | None = None,
    always_edit: bool = False,
) -> Report:
    """Append an update to the incident that ``word`` names, or to the one that is open."""
    from statusgen.commands.saving import answered

    return answered(
        lambda: _update(desk, word, state_word, said, reopen=reopen, edit=edit, always=always_edit)
    )


def _update(
    desk: Workspace,
    word: str | None,
    state_word: str,
    said: UpdateOptions,
    *,
    reopen: bool,
    edit: Edit | None,
    always: bool,
) -> Report:
    from statusgen.authoring.composing import section
    from statusgen.commands.drafts import draft, ready_made, understood
    from statusgen.commands.incidents import find_incident, read_state
    from statusgen.commands.reminders import held_over, still_seen
    from statusgen.commands.saving import save_text
    from statusgen.commands.timing import check_end
    from statusgen.commands.update_options import heard
    from statusgen.timeline import play

    subject = find_incident(desk, word, read_state(state_word))
    state = read_state(state_word, subject.incident.sort)
    at, given, frame = heard(desk, subject, state, said)
    check_end(subject, state, at, reopen=reopen)
    scenario = desk.scenario(subject.incident.team.scenario)
    phase = _phase(scenario, state, subject, given)
    _check_used(said, phase, state)
    written = draft(frame, given, phase, edit=edit, always=always)
    new = section(written.heading, written.fields, written.text)
    filed = save_text(desk, subject.file.path, subject.with_section(new), before=subject.file.data)
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
    from statusgen.authoring.composing import says_more
    from statusgen.model import State, Text

    phase = scenario.phase(state) if scenario else None
    if phase is None or (state is State.UPDATE and not subject.timeline.is_open):
        return None
    is_stale = state is State.UPDATE and says_more(given, phase.text.markdown)
    is_known = state is State.SCHEDULED and subject.timeline.is_upcoming
    return replace(phase, text=Text()) if is_stale or is_known or given.window else phase


def _check_used(said: UpdateOptions, phase: Phase | None, state: State) -> None:
    """Refuse values that no text has a place for: they would be lost."""
    from statusgen.authoring.filling import left_open
    from statusgen.commands.options import OptionError
    from statusgen.notation.words import fold

    texts = [text for _, text in phase.fields] if phase else []
    if phase and said.message is None:
        texts.append(phase.text.markdown)
    used = {*left_open(texts, {})}
    names = [pair.partition("=")[0].strip() for pair in said.values]
    if lost := [name for name in names if fold(name) not in used]:
        message = f"The text for `{state.word}` has no place for {', '.join(lost)}. "
        message += "Say it with --message."
        raise OptionError(("--set", message))


def _remarks(subject: Subject, at: datetime, state: State) -> Iterator[str]:
    from statusgen.authoring.stamping import stamped
    from statusgen.moments import ACTIVE

    timeline, zone = subject.timeline, subject.entry.zone
    last, window = subject.incident.updates[-1].at, timeline.now.window
    if at < last:
        yield f"It stands before the last update, which is of {stamped(last, zone)}."
    if window and timeline.is_upcoming and state in ACTIVE and at < window.start:
        yield f"It was planned from {stamped(window.start, zone)}; for readers it has begun now."
    if state.is_end and timeline.ended and at > timeline.ended:
        yield f"It was over since {stamped(timeline.ended, zone)}; `update` adds to that quietly."


def _promise(written: ComposedUpdate, frame: Frame, after: Timeline) -> Iterator[str]:
    """Yield when readers hear more, unless a later update has kept that promise already."""
    from statusgen.commands.drafts import promise_of

    if after.last_update <= frame.at:
        yield from promise_of(written, frame, is_open=after.is_open and not after.is_upcoming)


def _owed(desk: Workspace, after: Timeline, path: str) -> Iterator[str]:
    """Yield what readers are still owed, each with what settles it."""
    from statusgen.authoring.owing import debts

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

"""An update on its way to its file."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import at

from statusgen.authoring.composing import ComposedUpdate, Frame, Given
from statusgen.authoring.filling import Facts
from statusgen.commands.drafts import (
    MESSAGE,
    IncompleteError,
    cadence_of,
    draft,
    promise_of,
)
from statusgen.commands.options import UsageError
from statusgen.model import WITHDRAWN, Impact, Phase, Practice, Sort, State, Text, Variable
from statusgen.rendering.locale import Language, Locale

FRAME = Frame(
    state=State.IDENTIFIED,
    at=at("14:05"),
    now=at("14:05"),
    zone="UTC",
    facts=Facts(at=at("14:05"), title="Errors"),
    locale=lambda: Locale(Language(code="en"), "UTC"),
)
READY = Phase(state=State.IDENTIFIED, text=Text(markdown="Ready."))
PRACTICE = Practice(cadence=((Impact.MAJOR, timedelta(hours=1)),))


def test_without_an_editor_a_text_is_needed() -> None:
    assert draft(FRAME, Given(), READY, edit=None).text == "Ready."
    assert draft(FRAME, Given(message="Mine."), None, edit=None).text == "Mine."
    with pytest.raises(IncompleteError) as error:
        draft(FRAME, Given(), None, edit=None)
    assert error.value.missing == (MESSAGE,)


def test_an_editor_is_given_what_is_ready() -> None:
    assert draft(FRAME, Given(), READY, edit=str.upper).text == "Ready."
    assert draft(FRAME, Given(), READY, edit=str.upper, always=True).text == "READY."
    assert draft(FRAME, Given(), None, edit=lambda text: f"{text}New.").text == "New."
    with pytest.raises(UsageError, match="The text is empty, so nothing was written"):
        draft(FRAME, Given(), None, edit=lambda _: "\n")
    with pytest.raises(UsageError, match="was not saved"):
        draft(FRAME, Given(), None, edit=lambda _: None)


def test_what_is_missing_is_told_before_an_editor_opens() -> None:
    ready = replace(READY, text=Text(markdown="{{ eta }}"))
    with pytest.raises(IncompleteError, match=r"--eta WHEN  When is it expected to be over\?"):
        draft(FRAME, Given(), ready, edit=str.upper, always=True)


def test_what_nothing_fills_in_is_a_mistake_of_the_scenario() -> None:
    path = "content/scenarios/bad.md"
    words = "{{ eta }} {{ compnents }}"
    ready = replace(READY, text=Text(markdown=words, path=path, line=9))
    with pytest.raises(UsageError) as error:
        draft(FRAME, Given(), ready, edit=None)
    assert not isinstance(error.value, IncompleteError)
    assert str(error.value) == (
        f"{path} has `{{{{ compnents }}}}`, which nothing fills in. Did you mean `components`? "
        "Correct it there, or write the text with --message."
    )
    frame = replace(FRAME, variables=(Variable(name="region", ask="Which?"),))
    for name, meant in (("zqx", False), ("regoin", True)):
        ready = replace(READY, text=Text(markdown=f"{{{{ {name} }}}}"))
        with pytest.raises(UsageError, match=name) as error:
            draft(frame, Given(), ready, edit=None)
        assert ("Did you mean `region`?" in str(error.value)) is meant
    assert draft(FRAME, Given(message="Mine."), ready, edit=None).text == "Mine."


def test_a_promise_that_the_text_needs_is_asked_for_unless_it_is_withdrawn() -> None:
    ready = replace(READY, text=Text(markdown="More by {{ next }}."))
    with pytest.raises(IncompleteError, match="--next WHEN"):
        draft(FRAME, Given(), ready, edit=None)
    with pytest.raises(UsageError, match="--next: The scenario's text says when"):
        draft(FRAME, Given(next=WITHDRAWN), ready, edit=None)
    other = replace(READY, text=Text(markdown="Over by {{ eta }}."))
    with pytest.raises(IncompleteError, match="--eta WHEN"):
        draft(FRAME, Given(next=WITHDRAWN), other, edit=None)


def test_a_cadence_is_the_incidents_own_or_the_sites() -> None:
    own, hour = timedelta(minutes=20), timedelta(hours=1)
    open_state = State.IDENTIFIED
    assert cadence_of(PRACTICE, Sort.INCIDENT, open_state, Impact.MAJOR, None) == hour
    assert cadence_of(PRACTICE, Sort.INCIDENT, open_state, Impact.MINOR, None) is None
    assert cadence_of(PRACTICE, Sort.INCIDENT, open_state, Impact.MAJOR, own) == own
    assert cadence_of(PRACTICE, Sort.INCIDENT, State.RESOLVED, Impact.MAJOR, own) is None
    assert cadence_of(PRACTICE, Sort.MAINTENANCE, State.SCHEDULED, Impact.MAJOR, own) is None
    assert cadence_of(PRACTICE, Sort.MAINTENANCE, State.IN_PROGRESS, Impact.MAJOR, own) == own
    assert cadence_of(PRACTICE, Sort.MAINTENANCE, State.IN_PROGRESS, Impact.MAJOR, None) is None
    assert cadence_of(PRACTICE, Sort.NOTICE, State.NOTICE, Impact.MAJOR, None) is None


def test_the_promise_is_told() -> None:
    written = ComposedUpdate(heading="", fields=(), text="", next=at("14:06"))
    assert [*promise_of(written, FRAME, is_open=True)] == [
        "Next update promised by 2026-11-20 14:06 UTC, in 1 minute."
    ]
    silent = replace(written, next=None)
    assert [*promise_of(silent, FRAME, is_open=False)] == []
    assert "--next" in next(iter(promise_of(silent, FRAME, is_open=True)))

"""Options of an update, read by the rules of the format."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest
from builders import at, component, group, states, window

from statusgen.authoring.composing import Given
from statusgen.commands.options import UsageError
from statusgen.commands.update_options import OptionReader, UpdateOptions
from statusgen.model import WITHDRAWN, Impact, Sort, Variable
from statusgen.problems import Problems, Span
from statusgen.reading.site import directory_of

DIRECTORY = directory_of(
    (
        component("api"),
        replace(component("web"), aliases=("old",)),
        group("apps", component("ios"), component("android", since="11-21 00:00")),
    )
)


def option_reader() -> OptionReader:
    return OptionReader(zone="UTC", clock=at("14:05"), directory=DIRECTORY, problems=Problems())


def given(options: UpdateOptions, sort: Sort = Sort.INCIDENT, *, is_begun: bool = False) -> Given:
    reader = option_reader()
    found = reader.given(options, at("14:05"), sort, is_begun=is_begun)
    reader.finish()
    return found


def test_every_option_has_its_value() -> None:
    options = UpdateOptions(
        message="We look.",
        components=("api=down, old=ok",),
        impact="Critical",
        next="30m",
        eta="16:00",
        workaround="Wait.\nAnd see.",
        cause="none",
        action="Rotate `keys`.",
        window="2026-11-20 22:00 / 2026-11-20 23:00",
    )
    assert given(options) == Given(
        message="We look.",
        components=states("api=down, web=ok"),
        impact=Impact.CRITICAL,
        next=at("14:35"),
        eta=at("16:00"),
        workaround="Wait. And see.",
        cause="none",
        action="Rotate `keys`.",
        window=window("22:00", "23:00"),
    )
    assert given(UpdateOptions()) == Given()
    for none in ("None", "none", "none.", " None. "):
        assert given(UpdateOptions(next=none, eta=none)) == Given(next=WITHDRAWN, eta=WITHDRAWN)
    with pytest.raises(UsageError, match="--message: The text is empty"):
        given(UpdateOptions(message=" \n\x07"))
    empty = UpdateOptions(workaround="", cause=" ", fix="\n", action="\x07")
    with pytest.raises(UsageError) as raised:
        given(empty)
    assert re.findall("^--[a-z]+", str(raised.value), re.MULTILINE) == [
        *("--action", "--cause", "--fix", "--workaround")
    ]


def test_all_invalid_options_are_reported_together() -> None:
    options = UpdateOptions(
        components=("apii=down", "api=dwn", "web"), impact="huge", next="14:05x", eta="-"
    )
    with pytest.raises(UsageError) as error:
        given(options)
    lines = str(error.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        *("--component", "--component", "--component", "--eta", "--impact", "--next")
    ]
    assert "Did you mean `api`?" in str(error.value)
    assert "`huge` is not a known impact. Choose one of: none, minor, major, critical." in lines[4]


def test_unknown_component_is_reported_once() -> None:
    with pytest.raises(UsageError) as error:
        given(UpdateOptions(components=("apii", "apps=up", "apii=dwn")))
    assert len(str(error.value).splitlines()) == 3
    assert "`apii` has no state" not in str(error.value)


def test_states_have_defaults() -> None:
    reader = option_reader()
    known = states("web=degraded")
    assert reader.states(["old"], Sort.INCIDENT, at("14:05"), known) == known
    assert reader.states(["api"], Sort.MAINTENANCE, at("14:05")) == states("api=maintenance")
    assert given(UpdateOptions(components=("api",)), Sort.MAINTENANCE).components == states(
        "api=maintenance"
    )
    reader.finish()


@pytest.mark.parametrize(
    ("options", "day", "expected"),
    [
        (["apps=down"], "11-20", "ios=down"),
        (["apps=down"], "11-21", "ios=down, android=down"),
        (["all=degraded"], "11-21", "api=degraded, web=degraded, ios=degraded, android=degraded"),
        (["api=down", "all=ok"], "11-20", "api=down, web=ok, ios=ok"),
        (["all=ok", "apps=down", "old=degraded"], "11-20", "api=ok, web=degraded, ios=down"),
    ],
)
def test_a_group_means_its_components_in_use(options: list[str], day: str, expected: str) -> None:
    reader = option_reader()
    assert reader.states(options, Sort.INCIDENT, at(f"{day} 14:05")) == states(expected)
    reader.finish()


def test_a_group_without_a_state_has_that_of_its_components() -> None:
    reader = option_reader()
    known = states("ios=degraded, android=down")
    assert reader.states(["apps"], Sort.INCIDENT, at("11-21 14:05"), known) == known
    reader.finish()
    reader.states(["all"], Sort.INCIDENT, at("14:05"), known)
    assert [each.message for each in reader.problems] == ["`all` has no state"]


def test_times_are_read_in_the_files_zone() -> None:
    reader = option_reader()
    assert reader.instant("--at", None) is None
    assert reader.instant("--at", " NOW") is None
    assert reader.moment("--from", "now", at("14:01")) == at("14:05")
    assert reader.instant("--at", "2026-11-20 14:05") == at("14:05")
    assert reader.instant("--at", "14:05") == at("14:05")
    assert reader.instant("--at", "14:15") == at("14:15")
    assert reader.instant("--at", "14:16") == at("11-19 14:16")
    assert reader.instant("--at", "09:30 Europe/Paris") == at("08:30")
    assert reader.moment("--from", "22:00", at("14:05")) == at("22:00")
    assert reader.moment("--from", "2h", at("14:05")) == at("16:05")
    assert reader.moment("--from", "2026-11-20 14:00 +01:00", at("14:05")) == at("13:00")
    assert reader.moment("--from", None, at("14:05")) is None
    until = Span(path="--until")
    assert reader.window_of(at("14:00"), None, until) is None
    reader.finish()
    assert reader.window_of(at("14:00"), at("13:00"), until) is None
    with pytest.raises(UsageError, match="--until"):
        reader.finish()


@pytest.mark.parametrize("text", ["tomorrow", "2h", "20.11.2026 14:05", ""])
def test_invalid_time_lists_the_valid_forms(text: str) -> None:
    reader = option_reader()
    assert reader.instant("--at", text) is None
    (problem,) = reader.problems
    assert problem.message == f"`{text}` is not a valid time"
    assert all(f"`{form}`" in problem.hint for form in ("now", "14:05", "2026-11-20 14:05"))


@pytest.mark.parametrize(
    "text", ["22:00 / 23:00", "22:00 / 1h", "7h55m / 60m", "2026-11-20 22:00 / 23:00"]
)
def test_a_window_takes_times_of_day_and_durations(text: str) -> None:
    assert given(UpdateOptions(window=text)) == Given(window=window("22:00", "23:00"))


@pytest.mark.parametrize(
    "text", ["22:00", "soon / 1h", "22:00 / none", "2026-11-20 22:00 / 2026-11-20 21:00"]
)
def test_an_invalid_window_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--window: "):
        given(UpdateOptions(window=text))


def test_a_window_may_begin_with_its_update() -> None:
    assert given(UpdateOptions(window="14:05 / 2h")) == Given(window=window("14:05", "16:05"))


@pytest.mark.parametrize("start", ["13:30", "14:05"])
def test_the_window_of_work_that_has_begun_is_not_that_of_tomorrow(start: str) -> None:
    found = given(UpdateOptions(window=f"{start} / 16:00"), is_begun=True)
    assert found == Given(window=window(start, "16:00"))


def test_invalid_window_time_has_a_short_hint() -> None:
    reader = option_reader()
    assert reader.moment("--until", "tomorrow", at("14:05")) is None
    (problem,) = reader.problems
    assert all(f"`{form}`" in problem.hint for form in ("15:00", "30m"))


@pytest.mark.parametrize("text", ["25:00", "14:61", "9:5"])
def test_impossible_time_of_day_is_reported(text: str) -> None:
    reader = option_reader()
    assert reader.instant("--at", text) is None
    with pytest.raises(UsageError, match=f"^--at: `{text}` "):
        reader.finish()


def test_kinds_are_those_of_the_format() -> None:
    reader = option_reader()
    assert reader.kinds(["panne, data loss", "outage"]) == ("outage", "data_loss")
    assert reader.kinds(["Avis"]) == ("notice",)
    reader.finish()
    reader.kinds(["maintenance"])
    with pytest.raises(UsageError, match="--kind"):
        reader.finish()


def test_variables_are_set_inherited_or_default() -> None:
    reader = option_reader()
    variables = [Variable(name="a", default="x"), Variable(name="b_c", default="y")]
    assert reader.values(["b-c= one\ntwo "], variables, [("a", "z")]) == (
        ("a", "z"),
        ("b_c", "one two"),
    )
    assert reader.values([], [*variables, Variable(name="d")], []) == (("a", "x"), ("b_c", "y"))
    assert reader.values(["a=", "d= "], [*variables, Variable(name="d")], [("d", "old")]) == (
        ("a", ""),
        ("b_c", "y"),
    )
    reader.finish()


def test_unknown_variable_lists_the_known_ones() -> None:
    reader = option_reader()
    reader.values(["who=x"], [Variable(name="region"), Variable(name="symptom")], [])
    reader.values(["regin=x"], [Variable(name="region")], [])
    assert [each.hint for each in reader.problems] == [
        "Did you mean `region`?",
        "Variables: region, symptom.",
    ]


@pytest.mark.parametrize(
    ("now", "text", "meant"),
    [
        ("2026-03-29T12:05Z", "13:50", "2026-03-29T11:50Z"),
        ("2026-03-29T12:05Z", "14:20", "2026-03-28T13:20Z"),
        ("2026-03-30T00:30Z", "02:10", "2026-03-30T00:10Z"),
        ("2026-10-25T13:05Z", "13:50", "2026-10-25T12:50Z"),
        ("2026-10-25T13:05Z", "14:30", "2026-10-24T12:30Z"),
        ("2026-11-20T14:05Z", "15:05", "2026-11-20T14:05Z"),
        ("2026-11-20T14:05Z", "15:15", "2026-11-20T14:15Z"),
        ("2026-11-20T14:05Z", "15:16", "2026-11-19T14:16Z"),
    ],
)
def test_time_of_day_is_the_last_one_when_clocks_change(now: str, text: str, meant: str) -> None:
    here = replace(option_reader(), zone="Europe/Paris", clock=datetime.fromisoformat(now))
    assert here.instant("--at", text) == datetime.fromisoformat(meant)
    assert not len(here.problems)


def test_site_without_components_says_so() -> None:
    here = replace(option_reader(), directory=directory_of(()))
    here.given(UpdateOptions(components=("api=down",)), at("14:00"), Sort.INCIDENT)
    assert [each.hint for each in here.problems] == ["site.yml has no components."]

"""Names of components, and many of them in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import at, component, group, named

from statusgen.languages import read_language
from statusgen.model import Component, ComponentState, Group
from statusgen.rendering.components import affected, names_of, parts_of
from statusgen.rendering.locale import Locale

ENGLISH = Locale(read_language("en"), "UTC")
FRENCH = Locale(read_language("fr"), "UTC")

EUROPE = group("europe", *(component(f"eu{number}") for number in range(4)))
ASIA = group("asia", *(component(f"as{number}") for number in range(3)))
LONE = tuple(component(name) for name in ("api", "web", "mail", "search"))
Entries = tuple[Component | Group, ...]
SITE: Entries = (*LONE, EUROPE, ASIA)


def words(ids: str, entries: Entries = SITE, locale: Locale = ENGLISH) -> str:
    states = tuple((each, ComponentState.MAJOR_OUTAGE) for each in ids.split())
    return affected(locale, parts_of(names_of(entries), states, at("12:00"))).text


EU, AS = "eu0 eu1 eu2 eu3", "as0 as1 as2"


@pytest.mark.parametrize(
    ("ids", "english", "french"),
    [
        ("api", "Api", "Api"),
        (f"api {EU}", "Api, Eu0, Eu1, Eu2 and Eu3", "Api, Eu0, Eu1, Eu2 et Eu3"),
        (f"web api {EU}", "all of Europe, Web and Api", "tout le groupe Europe, Web et Api"),
        (
            f"api web mail eu0 eu1 {AS}",
            *(
                "all of Asia, Api, Web and 3 others",
                "tout le groupe Asia, Api, Web et 3 autres",
            ),
        ),
        (
            f"api web mail search {EU}",
            *(
                "all of Europe, Api, Web, Mail and Search",
                "tout le groupe Europe, Api, Web, Mail et Search",
            ),
        ),
        (
            "api web mail search eu0 eu1",
            "Api, Web, Mail and 3 others",
            "Api, Web, Mail et 3 autres",
        ),
        (f"api web mail search {AS} {EU}", "all 11 components", "les 11 composants"),
    ],
)
def test_many_components_are_told_by_whole_groups(ids: str, english: str, french: str) -> None:
    assert words(ids) == english
    assert words(ids, locale=FRENCH) == french


def test_a_group_is_whole_without_members_that_were_not_in_use() -> None:
    others = (component("old", until="11-19 00:00"), component("new", since="11-21 00:00"))
    entries: Entries = (*LONE, group("europe", *EUROPE.components, *others))
    assert words(f"api web {EU}", entries) == "all of Europe, Api and Web"
    assert words(f"api old new {EU}", entries) == "all of Europe, Api, Old and New"


def test_the_value_has_every_id_and_their_number() -> None:
    parts = named(*"ABCDEFG")
    made = affected(ENGLISH, parts)
    assert not made.all_named
    assert made.text == "A, B, C and 4 others"


def test_components_with_the_same_name_are_counted_apart() -> None:
    names = ("Queue", "Queue", *"ABCDE")
    parts = tuple(replace(each, id=str(place)) for place, each in enumerate(named(*names)))
    assert affected(ENGLISH, parts).text == "Queue, Queue, A and 4 others"


def test_names_include_retired_components() -> None:
    entries = (component("api", until="2020-01-01 00:00"), EUROPE)
    assert [each.name for each in names_of(entries).values()] == ["Api", "Eu0", "Eu1", "Eu2", "Eu3"]

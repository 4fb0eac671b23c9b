from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.notation.promises import promises_of


@pytest.mark.parametrize(
    "text",
    [
        "Mail arrives late. The next update comes by 10:15.",
        "We will write again by 10:20.",
        "We\u2019ll post another update by **10:20**, or sooner.",
        "We\u2019ll post the next update\nby 10:20.",
        "Next update: 09:20 UTC",
        "Next update 10:20 CET.",
        "Next update at 4:20 am EST",
        "Next update by 11 a.m.",
        "By 10:20, we will share more news.",
        "In 30 minutes, we\u2019ll update this page.",
        "Next update in 30 minutes.",
        "Next update in half an hour.",
        "We will have news within 2 hours.",
        "We aim to send an update every 30 mins",
        "Next update in 1 hour 30 minutes.",
        "An update will follow by 10:20.",
        "The next update comes at ~~10:10~~ 10:20.",
        "You\u2019ll hear from us by 3:30.",
        "We will update you tomorrow at 9:00.",
        "Another update will follow by 2026-11-21 10:00.",
        "The next update comes on Monday at 10:00.",
        "Prochaine mise \u00e0 jour \u00e0 10 h 20.",
        "Prochain point \u00e0 11\u00a0h.",
        "Un nouveau point sera fait dans 1h30.",
        "Nouvelle mise \u00e0 jour pr\u00e9vue \u00e0 10h20.",
        "Prochaine communication\u00a0: 10 h 20",
        "Nous vous tiendrons inform\u00e9s d\u2019ici 10h20.",
        "Nous reviendrons vers vous dans une heure.",
        "Nous publierons de nouvelles informations avant 10:20.",
        "Nous vous donnerons des nouvelles demain \u00e0 9 h.",
    ],
)
def test_news_by_a_time_is_a_promise(text: str) -> None:
    assert len([*promises_of(text)]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "We will write when we begin at 22:00.",
        "We will post an update once it is fixed, at 15:00 at the latest.",
        "We will keep you updated.",
        "We will provide updates as necessary.",
        "The next update will come soon.",
        "The service will be back by 10:15.",
        "We will update our servers at 22:00.",
        "The update is scheduled for Thursday at 6:30 AM.",
        "Windows updates were installed at 8:45AM.",
        "As we said in the update at 09:15, mail is late.",
        "It began at 09:10. We will post another update soon.",
        "We expect that to be completed in a few hours.",
        "At 09:10 we began to see errors, and we will post another update.",
        "An update will be installed at 22:00.",
        "~~The next update comes by 10:15.~~",
        "La nouvelle mise \u00e0 jour du service a \u00e9t\u00e9 install\u00e9e \u00e0 10:15.",
        "The release 10.15 of the app needs an update.",
        "Nous vous \u00e9crirons d\u00e8s que le service sera r\u00e9tabli \u00e0 15 h.",
        "Le service sera r\u00e9tabli \u00e0 15 h. Nous vous tiendrons inform\u00e9s.",
    ],
)
def test_other_sentences_promise_nothing(text: str) -> None:
    assert not [*promises_of(text)]


def test_the_time_is_found_in_the_text() -> None:
    text = "Mail is late. The next update comes **by 10:15**."
    ((when, start, end),) = promises_of(text)
    assert when == "by 10:15"
    assert text[start:end].startswith("by 10:15")


@pytest.mark.parametrize("text", ["Next update: 10:15", "Next update no later than 10:15."])
def test_a_message_can_say_the_time(text: str) -> None:
    assert [when for when, *_ in promises_of(text)] == ["at 10:15"]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for _, start, end in promises_of(text):
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    "text",
    ["will " * 20_000, "next update " * 20_000, "a" * 200_000, "next update by " + "1 " * 50_000],
)
def test_a_long_text_takes_no_time(text: str) -> None:
    assert len([*promises_of(text[:200_000])]) >= 0

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.notation.promises import other_promises

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)  # 10:00 in Paris


def promises(text: str, minutes: int | None = None) -> int:
    """Return how many promises in a text are not that of `next`, in so many minutes."""
    promised = AT + timedelta(minutes=minutes) if minutes is not None else None
    return len([*other_promises(text, AT, "Europe/Paris", promised)])


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Mail arrives late. The next update comes by 10:15.", 15),
        ("We will write again by 10:20.", 20),
        ("We\u2019ll post another update by **10:20**, or sooner.", 20),
        ("We\u2019ll post the next update\nby 10:20.", 20),
        ("Next update: 09:20 UTC", 20),
        ("Next update 10:20 CET.", 20),
        ("Next update at 4:20 am EST", 20),
        ("Next update by 11 a.m.", 60),
        ("By 10:20, we will share more news.", 20),
        ("In 30 minutes, we\u2019ll update this page.", 30),
        ("Next update in 30 minutes.", 30),
        ("Next update in half an hour.", 30),
        ("We will have news within 2 hours.", 120),
        ("We will have news within 2 hours.", 60),
        ("We aim to send an update every 30 mins", 30),
        ("Next update in 1 hour 30 minutes.", 90),
        ("An update will follow by 10:20.", 20),
        ("The next update comes at ~~10:10~~ 10:20.", 20),
        ("You\u2019ll hear from us by 3:30.", 330),
        ("We will update you tomorrow at 9:00.", 23 * 60),
        ("Another update will follow by 2026-11-21 10:00.", 24 * 60),
        ("The next update comes on Monday at 10:00.", 3 * 24 * 60),
        ("Prochaine mise \u00e0 jour \u00e0 10 h 20.", 20),
        ("Prochain point \u00e0 11\u00a0h.", 60),
        ("Un nouveau point sera fait dans 1h30.", 90),
        ("Nouvelle mise \u00e0 jour pr\u00e9vue \u00e0 10h20.", 20),
        ("Prochaine communication\u00a0: 10 h 20", 20),
        ("Nous vous tiendrons inform\u00e9s d\u2019ici 10h20.", 20),
        ("Nous reviendrons vers vous dans une heure.", 60),
        ("Nous publierons de nouvelles informations avant 10:20.", 20),
        ("Nous vous donnerons des nouvelles demain \u00e0 9 h.", 23 * 60),
    ],
)
def test_news_by_a_time_is_a_promise(text: str, minutes: int) -> None:
    assert promises(text) == 1
    assert promises(text, minutes) == 0
    assert promises(text, minutes + 3 * 24 * 60 + 61) == 1


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
    assert promises(text) == 0


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("The next update comes by 10:15.", 30),
        ("The next update comes by 10:15.", 24 * 60 + 15),
        ("The next update comes by 10:15 UTC.", 15),
        ("The next update comes by 10:15 America/New_York.", 15),
        ("Next update in 30 minutes.", 60),
        ("Next update in 2 hours.", 30),
        ("Prochaine mise \u00e0 jour \u00e0 10 h 20.", 30),
    ],
)
def test_another_time_does_not_fit(text: str, minutes: int) -> None:
    assert promises(text, minutes) == 1


def test_the_time_is_found_in_the_text() -> None:
    text = "Mail is late. The next update comes **by 10:15**."
    ((when, start, end),) = other_promises(text, AT, "UTC", None)
    assert when == "by 10:15"
    assert text[start:end].startswith("by 10:15")


@pytest.mark.parametrize("text", ["Next update: 10:15", "Next update no later than 10:15."])
def test_a_message_can_say_the_time(text: str) -> None:
    assert [when for when, *_ in other_promises(text, AT, "UTC", None)] == ["at 10:15"]


def test_an_unknown_zone_fits_any_time() -> None:
    assert promises("The next update comes by 10:15 XYZ.", 30) == 0


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for _, start, end in other_promises(text, AT, "UTC", AT):
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    "text",
    ["will " * 20_000, "next update " * 20_000, "a" * 200_000, "next update by " + "1 " * 50_000],
)
def test_a_long_text_takes_no_time(text: str) -> None:
    assert promises(text[:200_000]) >= 0

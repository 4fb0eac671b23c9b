"""What responses show, without a network."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from statusgen.checkup import Expected, Response, lacking

URL = "https://status.acme.example/"
AT = datetime(2026, 11, 20, 14, 40, tzinfo=UTC)


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(url=URL, status=status, headers=named, body=body)


@pytest.mark.parametrize(
    ("expected", "response", "reason"),
    [
        (Expected(address="", texts=("a", "b")), answer(body=b"b and a"), ""),
        (Expected(address="", texts=("a", "c")), answer(body=b"b and a"), "does not have it yet"),
        (Expected(address="", texts=("a",)), answer(502, b"a"), "answers 502"),
        (Expected(address=""), Response(url=URL, reason="timed out"), "does not answer: timed out"),
        (Expected(address="", status=404), answer(404), ""),
        (Expected(address="", status=404), answer(502), "answers 502"),
        (Expected(address="", status=404), answer(200), "is still there"),
        (
            Expected(address="", status=404),
            Response(url=URL, reason="timed out"),
            "does not answer: timed out",
        ),
        (
            Expected(address="", since=AT),
            answer(body=b'{"generated_at":"2026-11-20T14:40:00Z"}'),
            "",
        ),
        *(
            (Expected(address="", since=AT), answer(body=body), "is from an earlier build")
            for body in (
                b'{"generated_at":"2026-11-20T14:39:59Z"}',
                b"<h1>Log in</h1>",
            )
        ),
    ],
)
def test_a_response_is_as_expected_or_says_why_not(
    expected: Expected, response: Response, reason: str
) -> None:
    assert lacking(expected, response) == reason


@pytest.mark.parametrize(
    ("control", "seconds"),
    [
        ("public, max-age=60", 60),
        ("max-age=0, s-maxage=600", 600),
        ("no-cache", 0),
        ("public", None),
    ],
)
def test_caches_keep_it_for_as_long_as_the_host_says(control: str, seconds: int | None) -> None:
    assert answer(cache_control=control).kept == seconds

"""What options say: a value, or a usage error that names the option."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sample import SITE

from statusgen.commands.options import UsageError, instant, line_of, site_url
from statusgen.pipeline import Inputs
from statusgen.reading.content import SITE_FILE
from statusgen.source.text import File

CLOCK = datetime(2026, 11, 20, 14, 40, 0, 999, tzinfo=UTC)
TOKYO = Inputs(
    files=(File(path=SITE_FILE, data=f"{SITE}timezone: Asia/Tokyo\n".encode()),),
    default_theme=(),
    languages=(),
)


def test_time_is_in_the_sites_zone_by_default() -> None:
    assert instant("2026-11-20 14:05", CLOCK, TOKYO) == datetime(2026, 11, 20, 5, 5, tzinfo=UTC)
    assert instant("2026-11-20 14:05Z", CLOCK, TOKYO) == datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


def test_now_defaults_to_the_clock() -> None:
    assert instant(None, CLOCK, TOKYO) == CLOCK.replace(microsecond=0)


@pytest.mark.parametrize("text", ["", "now", "14:40", "2026-11-20", "\udcff"])
def test_invalid_now_is_reported(text: str) -> None:
    with pytest.raises(UsageError, match=r"--now: .*\. (?:Write|Add) "):
        instant(text, CLOCK, TOKYO)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (None, None),
        ("https://preview.example.com/7/", "https://preview.example.com/7"),
        (" http://localhost:8000 ", "http://localhost:8000"),
    ],
)
def test_base_url_loses_its_final_slash(text: str | None, url: str | None) -> None:
    assert site_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        *("", "example.com", "ftp://a.example", "https://a.example/?b", "https://a.example/#"),
        *("https://a.example:99999", "https://[x", "https://a.example/a b", "https://ä.example"),
        *("https://ana:secret@a.example", "https://a.example/a/../b", 'https://a.example/"<b>'),
    ],
)
def test_invalid_base_url_is_reported(text: str) -> None:
    with pytest.raises(UsageError, match="--base-url: "):
        site_url(text)


def test_text_is_one_clean_line() -> None:
    assert line_of("--title", None) is None
    assert line_of("--title", " What\x1b[31m  went\nwrong\x07 ") == "What[31m went wrong"
    for text in ('Mend "<b>"', "👩\N{ZERO WIDTH JOINER}💻"):
        assert line_of("--preview", text) == text


@pytest.mark.parametrize("text", ["", " ", " \t", "\n", "\x07"])
def test_empty_text_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"^--title: The text is empty\."):
        line_of("--title", text)

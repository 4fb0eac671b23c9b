"""Links that open a forge's editor: what it reads of them."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.forges import LONGEST, Forge, Link, forge_of, link_to

REPOSITORY = "https://github.com/acme/status"
PATH = "content/incidents/YYYY-MM-DD-slow.md"


@pytest.mark.parametrize(
    ("repository", "forge"),
    [
        ("https://github.com/acme/status", Forge.GITHUB),
        ("https://github.acme.example/a/b", Forge.GITHUB),
        ("https://gitlab.com/acme/web/status", Forge.GITLAB),
        ("https://gitlab.acme.example/a/b", Forge.GITLAB),
        ("https://git.acme.example/github/b", None),
        ("https://notgithub.example/a/b", None),
    ],
)
def test_a_host_says_which_forge_it_is(repository: str, forge: Forge | None) -> None:
    assert forge_of(repository) is forge


def link(forge: Forge, text: str, branch: str = "main", repository: str = REPOSITORY) -> Link:
    return link_to(forge, repository, branch, PATH, ("Slow", text))


def test_a_link_to_github_has_the_name_and_the_text() -> None:
    made = link(Forge.GITHUB, "---\ntitle: é & #1 + 2?\n---\n", "release/a b", f"{REPOSITORY}.git/")
    assert made.carries_text
    parts = urlsplit(made.url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{REPOSITORY}/new/release/a%20b"
    assert parse_qs(parts.query) == {
        "filename": [PATH],
        "value": ["---\ntitle: é & #1 + 2?\n---\n"],
    }


def test_a_link_to_gitlab_has_the_name_and_the_text_is_pasted() -> None:
    made = link(Forge.GITLAB, "text", repository="https://gitlab.com/acme/web/status")
    assert made.url == f"https://gitlab.com/acme/web/status/-/new/main?file_name={PATH}"
    assert (made.carries_text, made.text) == (False, "text")


@given(st.text(alphabet="aé\n\N{FIRE}", max_size=12000))
def test_no_link_is_longer_than_servers_take(text: str) -> None:
    made = link(Forge.GITHUB, text)
    assert len(made.url) <= LONGEST
    assert made.url.isascii()
    assert made.carries_text == ("value=" in made.url)


def test_a_text_that_is_too_long_is_pasted() -> None:
    made = link(Forge.GITHUB, "é" * 2000)
    assert not made.carries_text
    assert made.url == f"{REPOSITORY}/new/main?filename={PATH}"

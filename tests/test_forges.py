"""Which forge hosts a repository, and where its pages are."""

from __future__ import annotations

import pytest

from statusgen.forges import find_forge


@pytest.mark.parametrize(
    ("remote", "found"),
    [
        ("git@github.com:acme/status.git", ("github", "https://github.com/acme/status")),
        ("https://github.com/acme/status", ("github", "https://github.com/acme/status")),
        ("https://github.com/acme/status/", ("github", "https://github.com/acme/status")),
        (
            "ssh://git@gitlab.acme.example:2222/web/acme/status.git",
            ("gitlab", "https://gitlab.acme.example/web/acme/status"),
        ),
        ("https://codeberg.org/acme/status.git", None),
        ("../github.git", None),
    ],
)
def test_the_forge_follows_from_the_address(remote: str, found: tuple[str, str] | None) -> None:
    known = find_forge(remote)
    assert (known and (known[0].name, known[1])) == found

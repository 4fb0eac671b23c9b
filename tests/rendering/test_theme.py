from __future__ import annotations

from statusgen.problems import Problems
from statusgen.rendering.theme import Theme

DEFAULT = (
    ("templates/page.html", b""),
    ("templates/index.html", b"{% extends 'page.html' %}"),
    ("static/style.css", b"a"),
    ("static/status.js", b"b"),
)


def test_static_files_override_one_by_one() -> None:
    mine = Theme(
        name="acme",
        files=(("static/style.css", b"mine"), ("static/x/logo.png", b"\x89")),
        default=DEFAULT,
    )
    assert mine.static() == (("status.js", b"b"), ("style.css", b"mine"), ("x/logo.png", b"\x89"))


def test_a_template_that_nothing_uses_is_reported() -> None:
    files = (
        ("templates/index.html", b"{% include 'part.html' %}"),
        ("templates/part.html", b""),
        ("templates/pgae.html", b"{# pgae.html #}"),
        ("templates/zebra.html", b""),
    )
    mine = Theme(name="acme", files=files, default=DEFAULT)
    assert [(each.span.path, each.hint) for each in Problems(mine.unknown())] == [
        ("themes/acme/templates/pgae.html", "Did you mean `page.html`?"),
        ("themes/acme/templates/zebra.html", "All templates are listed in docs/themes.md."),
    ]

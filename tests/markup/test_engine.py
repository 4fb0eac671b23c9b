from __future__ import annotations

import pytest

from statusgen.markup.engine import Engine

ENGINE = Engine()


def test_elements_are_made_safe() -> None:
    assert ENGINE.safe(ENGINE.tree("a *b*\n\n<b>c</b>")) == (
        "<p>a <em>b</em></p>\n<p>&lt;b&gt;c&lt;/b&gt;</p>"
    )
    assert ENGINE.safe(ENGINE.line("# a\n*b*")) == "# a <em>b</em>"


def test_where_links_and_images_lead() -> None:
    found = [each for each in ENGINE.targets("[a](<x &amp; y>) ![b](z) `[c](d)`") if each[0]]
    assert found == [("x & y", False), ("z", True)]


def test_code_of_every_kind() -> None:
    code = ENGINE.code("`1` 2\n\n    3\n\n```\n4\n```\n\n- 5\n\n  ~~~\n  6\n  ~~~")
    assert [digit for digit in "123456" if digit in code] == list("1346")


def test_headings() -> None:
    assert list(ENGINE.headings("# *A* b\n\n> ### C")) == [(1, "A b"), (3, "C")]


@pytest.mark.parametrize("first", ["```", "[a]: b", "<!--"])
def test_no_text_leaves_anything_for_the_next(first: str) -> None:
    ENGINE.tree(first)
    assert ENGINE.safe(ENGINE.tree("[a]")) == "<p>[a]</p>"
    assert ENGINE.code("a") == ""

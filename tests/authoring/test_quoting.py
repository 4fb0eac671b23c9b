"""Any text is read again as it was."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statusgen.authoring.escaping import clean
from statusgen.authoring.quoting import scalar
from statusgen.problems import Problems
from statusgen.source.text import Mapping, Scalar, Source
from statusgen.source.tree import parse_yaml


@given(st.text(min_size=1))
@example("Issue #42: 'it' is \"down\" \\ up")
@example("- x")
@example("no")
@example("{a, b}")
@example("---")
def test_a_title_is_read_as_it_was_typed(text: str) -> None:
    title = " ".join(clean(text).split())
    if not title:
        return
    problems = Problems()
    source = Source(path="a.md", text=f"title: {scalar(title)}\nkind: outage\n")
    node = parse_yaml(source, problems)
    assert list(problems) == []
    assert isinstance(node, Mapping)
    value = node.get("title")
    assert isinstance(value, Scalar)
    assert value.text == title


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Elevated error rates", "Elevated error rates"),
        ("It's down", "It's down"),
        ("404", "404"),
        ("a: b", '"a: b"'),
        ('say "no": now', "'say \"no\": now'"),
        ('it\'s "no": now', '"it\'s \\"no\\": now"'),
    ],
)
def test_quotes_are_there_only_where_they_are_needed(text: str, written: str) -> None:
    assert scalar(text) == written

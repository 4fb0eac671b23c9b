from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from statusgen.problems import Problem, Problems
from statusgen.source.text import Broken, Mapping, Node, Scalar, Sequence, Source
from statusgen.source.tree import DEEPEST, QUOTING, parse_yaml, quoted, with_quotes


def parse(text: str) -> tuple[Mapping | None, list[Problem]]:
    problems = Problems()
    return parse_yaml(Source(path="site.yml", text=text), problems), list(problems)


def plain(node: Node | None) -> object:
    match node:
        case Mapping():
            return {key.text: plain(value) for key, value in node.entries}
        case Sequence():
            return [plain(item) for item in node.items]
        case Scalar():
            return node.text
        case _:
            return node and "broken"


def codes(text: str) -> list[tuple[str, int, int]]:
    return [(each.code, each.span.line, each.span.column) for each in parse(text)[1]]


def nodes(node: Node) -> list[Node]:
    match node:
        case Mapping():
            below = [part for entry in node.entries for part in entry]
        case Sequence():
            below = list(node.items)
        case _:
            below = []
    return [node, *(deep for each in below for deep in nodes(each))]


@pytest.mark.parametrize(
    "value", ["No", "14:30", "2026-11-20 14:05", "0x1F", "1_000", "~", "null", "1e3", "404", "<<"]
)
def test_values_keep_the_characters_that_were_typed(value: str) -> None:
    assert plain(parse(f"title: {value}")[0]) == {"title": value}


def test_lists_keys_and_quotes() -> None:
    text = "a: [x, 'y: z']\nb:\n  - {c: d}\n  - \"e\\tf\"\ng: ''\n"
    assert parse(text)[1] == []
    assert plain(parse(text)[0]) == {"a": ["x", "y: z"], "b": [{"c": "d"}, "e\tf"], "g": ""}


def test_values_of_many_lines() -> None:
    text = "a: |\n  one #1\n  two\nb: >-\n  one\n  two\nc: 'one\n  two'\nd: one\n  two\n"
    assert parse(text)[1] == []
    assert plain(parse(text)[0]) == {
        "a": "one #1\ntwo\n",
        "b": "one two",
        "c": "one two",
        "d": "one two",
    }


@pytest.mark.parametrize("text", ["", "\n\n", "# a comment", "---\n"])
def test_empty_text_is_an_empty_mapping(text: str) -> None:
    assert plain(parse(text)[0]) == {}


def test_escaped_control_characters_are_left_out() -> None:
    assert plain(parse('a: "b\\x07c"')[0]) == {"a": "bc"}


def test_columns_count_characters() -> None:
    root, _ = parse('😀é: "ü" # x\nkey: ab\u2028c')
    assert root
    first, second = root.entries
    assert [(node.span.line, node.span.column, node.span.length) for node in (*first, *second)] == [
        (1, 1, 2),
        (1, 5, 3),
        (2, 1, 3),
        (2, 6, 4),
    ]


def test_places_have_the_line_of_the_file() -> None:
    problems = Problems()
    source = Source(path="x.md", text="---\ntitle: a\ntitle: b\n---\nbody: [")
    assert plain(parse_yaml(source, problems, first=2, last=3)) == {"title": "a"}
    assert [(each.code, each.span.line) for each in problems] == [("duplicate-key", 3)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\na: 2", [("duplicate-key", 2, 1)]),
        ("a:\nb: c", [("missing-value", 1, 1)]),
        ("a: {b: }", [("missing-value", 1, 5)]),
        ("a:\n  -\n  - b", [("missing-value", 2, 4)]),
        ("a: *b", [("yaml-feature", 1, 4)]),
        ("a: &b c", [("yaml-feature", 1, 4)]),
        ("a: &b [c]\nd: *b", [("yaml-feature", 1, 4), ("yaml-feature", 2, 4)]),
        ("a: !important", [("yaml-feature", 1, 4)]),
        ("a: !!str b", [("yaml-feature", 1, 4)]),
        ("<<: {a: b}", [("yaml-feature", 1, 1)]),
        ("? [a]\n: b", [("yaml-key", 1, 3)]),
        ("a: b\n---\nc: d", [("yaml-documents", 2, 1)]),
        ("just text", [("yaml-no-keys", 1, 1)]),
        ("- a\n- b", [("yaml-no-keys", 1, 1)]),
        ("a: {{ b }}", [("yaml-syntax", 1, 4)]),
        ("a: {{b: {c}}}", [("yaml-syntax", 1, 4)]),
    ],
)
def test_unsupported_yaml_is_reported_at_its_place(
    text: str, found: list[tuple[str, int, int]]
) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("title: #42 is open", '`title: "#42 is open"`'),
        ("title:API", "a space after the colon"),
        ("title: {{ title }}", 'title: "{{ title }}"'),
        ("title: *Important* news", 'title: "*Important* news"'),
        ("- {name: Search, maps}", "a comma inside { }"),
        ("a: {api:down}", "a space after the colon"),
        ("a: &b c", 'a: "&b c"'),
    ],
)
def test_the_hint_shows_how_to_write_the_value(text: str, hint: str) -> None:
    assert hint in "\n".join(each.hint for each in parse(text)[1])


def test_a_broken_value_keeps_its_key() -> None:
    root, _ = parse("a:\nb: *c\nd: e")
    assert root
    assert isinstance(root.get("a"), Broken)
    assert isinstance(root.get("b"), Broken)
    assert plain(root.get("d")) == "e"


def test_text_that_yaml_drops_as_a_comment_is_reported() -> None:
    [lost] = parse("title: Issue #42 is open\nb: c")[1]
    assert (lost.code, lost.is_error) == ("lost-text", False)
    assert "`#42 is open` is dropped" in lost.message
    assert '"Issue #42 is open"' in lost.hint
    assert (lost.span.line, lost.span.column, lost.span.length) == (1, 14, 11)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("title: 'Issue' #42", "\"'Issue' #42\""),
        ("title: one\n  two #42", '"one two #42"'),
    ],
)
def test_a_value_that_lost_text_is_shown_in_quotes(text: str, hint: str) -> None:
    [lost] = parse(text)[1]
    assert lost.code == "lost-text"
    assert f"Quote the value: `{hint}`" in lost.hint


@pytest.mark.parametrize(
    "text",
    [
        "components:   # states from the beginning on\n  api: down",
        "started: 2026-11-20 13:58         # optional: when it began",
        "a: b # ",
        "a: b #",
        "a: b ### c",
        "# a: #b\na: b#c",
        "a: 'b' # c",
        "a: >  #c\n  b #d",
    ],
)
def test_real_comments_are_not_reported(text: str) -> None:
    assert parse(text)[1] == []


def test_reading_continues_after_a_corrected_line() -> None:
    root, problems = parse("title: API: down\nkind: @x\nnext:\nstarted: 'now\n")
    assert [(each.code, each.span.line) for each in problems] == [
        ("yaml-syntax", 1),
        ("yaml-syntax", 2),
        ("missing-value", 3),
        ("yaml-syntax", 4),
    ]
    assert plain(root) == {
        "title": "API: down",
        "kind": "@x",
        "next": "broken",
        "started": "now",
    }


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100_000,
        "a: " + "{a: " * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(500)),
        "- " * 5_000,
        "? " * 5_000,
    ],
)
def test_deep_nesting_is_one_problem(text: str) -> None:
    root, [problem] = parse(text)
    assert root is None
    assert problem.code == "yaml-too-deep"


def test_the_deepest_nesting_allowed_is_read() -> None:
    root, problems = parse("a: " + "[" * DEEPEST + "]" * DEEPEST)
    assert problems == []
    assert root
    assert len(nodes(root)) == DEEPEST + 2


def test_a_line_that_cannot_be_corrected_is_reported_once() -> None:
    assert codes("a: b\n  c: d: e") == [("yaml-syntax", 2, 4)]


def test_aliases_do_not_expand() -> None:
    lines = ["a: &a [ha, ha]"]
    lines += [
        f"{name}: &{name} [*{before}, *{before}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    root, problems = parse("\n".join(lines))
    assert {each.code for each in problems} == {"yaml-feature"}
    assert root
    assert len(nodes(root)) < 100


YAML = st.text(st.sampled_from("ab:- #'\"{}[],&*!|>@%?\n\t\\😀é\u2028\ufeff"), max_size=60)


@given(st.one_of(st.text(max_size=60), YAML))
def test_any_yaml_is_read_or_reported_inside_the_text(text: str) -> None:
    source = Source(path="site.yml", text=text)
    problems = Problems()
    root = parse_yaml(source, problems)
    assert root is not None or problems.errors
    spans = [each.span for each in problems]
    spans += [node.span for node in nodes(root)] if root else []
    for span in spans:
        assert 1 <= span.line <= len(source.lines)
        assert span.text == source.lines[span.line - 1]
        assert 1 <= span.column <= len(span.text) + 1
        assert 1 <= span.length <= max(1, len(span.text) + 1 - span.column)


def complaint(text: str) -> Problem:
    return next(each for each in parse(text)[1] if each.code == "yaml-syntax")


@pytest.mark.parametrize(
    ("line", "better"),
    [
        ("title: API: down", 'title: "API: down"'),
        ("title: @home", 'title: "@home"'),
        ("title: %d errors", 'title: "%d errors"'),
        ("title: `x`", 'title: "`x`"'),
        ("title: [Resolved] API down", 'title: "[Resolved] API down"'),
        ("title: {{ name }} is down", 'title: "{{ name }} is down"'),
        ("title: *bold* and", 'title: "*bold* and"'),
        ("title: & more: x", 'title: "& more: x"'),
        ("title: | x", 'title: "| x"'),
        ("title: > 5 errors", 'title: "> 5 errors"'),
        ("title: - one", 'title: "- one"'),
        ('title: "API" is down', "title: '\"API\" is down'"),
        ("title: 'it's down'", 'title: "it\'s down"'),
        ('title: "not closed', 'title: "not closed"'),
        ("title: API: down  # a comment", 'title: "API: down"  # a comment'),
        ("  - name: A: B", '  - name: "A: B"'),
    ],
)
def test_the_hint_shows_the_line_with_quotes(line: str, better: str) -> None:
    problem = complaint(f"x: y\n{line}" if not line.strip().startswith("-") else f"x:\n{line}")
    assert problem.span.line == 2
    assert problem.hint.endswith(f"\n{better.strip()}")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: b\n  c: d", 2, "indented more"),
        ("a:\n\tb: c", 2, "tab"),
        ("a: b\nc\nd: e", 2, "no colon"),
        ("a: {b: c\nd: e", 1, "`{` is not closed"),
        ("a: [b\nc: d", 1, "`[` is not closed"),
        ("a: [", 1, "is not closed"),
        ("a: [x, 'y", 1, "quote is not closed"),
        ('a: "c:\\quarantine"', 1, "escape"),
        ("%YAML 2.0\n---\na: b", 1, "directive"),
        ("  a: b\nc: d", 2, "does not fit"),
        ("a: b\n]", 2, "does not fit"),
    ],
)
def test_other_mistakes_are_reported_at_their_line(text: str, line: int, message: str) -> None:
    problem = complaint(text)
    assert problem.span.line == line
    assert message in problem.message
    assert problem.hint


def test_messages_do_not_use_words_of_libyaml() -> None:
    for text in ("a: b: c", "a: @", "a: {", "a\nb: c", "a: 'b"):
        shown = complaint(text).message + complaint(text).hint.replace(QUOTING, "")
        for word in ("token", "scalar", "mapping", "stream", "block", "context"):
            assert word not in shown


@pytest.mark.parametrize("line", ["title: fine", "title: [a, b]", "a: {b: c}", "text", ""])
def test_a_valid_line_is_not_changed(line: str) -> None:
    assert with_quotes(line) is None


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1))
def test_a_quoted_text_is_read_unchanged(text: str) -> None:
    document = f"- {quoted(text)}"
    assert yaml.load(document, Loader=yaml.CBaseLoader) == [text]  # noqa: S506 - it makes text only


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("title\uff1aFoo", "There is a fullwidth colon after `title`", 6),
        ("title:\u00a0Foo", "There is a no-break space after `title:`", 7),
        ("a:\n\u00a0\u00a0api: down", "There is a no-break space at the start", 1),
        ("a:\n  -\u2009api", "There is a thin space after `-`", 4),
        ("a:\n  \u2022 api\n  - web", "There is a bullet at the start", 3),
        ("a:\n  api\uff1adown", "There is a fullwidth colon after `api`", 6),
    ],
)
def test_a_lookalike_that_hides_the_structure_is_named(
    text: str, message: str, column: int
) -> None:
    problems = Problems()
    assert parse_yaml(Source(path="x", text=f"{text}\nsecond: 1"), problems)
    (problem,) = problems
    assert (problem.code, problem.message) == ("yaml-syntax", message)
    assert problem.span.column == column
    assert problem.hint.startswith("Type it again: `")


@pytest.mark.parametrize(
    "text",
    [
        "a: |\n  EU\uff1adown\n  \u2013 so\u00a0on\n",
        "a: >\n  \u2022\u00a0EU: down\n",
        "- { a: 帮助\uff1a支持\uff0cfoo, b: c }",
        "a: Caf\u00e9\u00a0\u2013 bar",
        "\u00a0a: b",
    ],
)
def test_lookalikes_in_values_are_kept(text: str) -> None:
    problems = Problems()
    parse_yaml(Source(path="x", text=f"k:\n  {text}" if text[0] == "-" else text), problems)
    assert not list(problems)


@pytest.mark.parametrize("text", ["a: {b\uff1ac}", "a: {b: c\uff0cd: e}"])
def test_a_lookalike_in_braces_is_named(text: str) -> None:
    problems = Problems()
    parse_yaml(Source(path="x", text=text), problems)
    assert [each.hint for each in problems if "There is a fullwidth co" in each.hint]

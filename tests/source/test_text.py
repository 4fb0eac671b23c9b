from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.problems import Problems, Span
from statusgen.source.text import LARGEST, File, Mapping, Scalar, Source, decode

BOM = b"\xef\xbb\xbf"


def read(data: bytes) -> tuple[str | None, list[tuple[str, int, int]]]:
    problems = Problems()
    source = decode(File(path="x.md", data=data), problems)
    found = [(each.code, each.span.line, each.span.column) for each in problems]
    return source.text if source else None, found


def hint(data: bytes) -> str:
    problems = Problems()
    decode(File(path="x.md", data=data), problems)
    return "\n".join(f"{each.message}; {each.hint}" for each in problems)


@pytest.mark.parametrize("data", [b"a\nb", b"a\r\nb", b"a\rb", BOM + b"a\nb"])
def test_byte_order_mark_and_line_ends_make_no_difference(data: bytes) -> None:
    assert read(data) == ("a\nb", [])


def test_invalid_utf_8_is_reported_at_its_byte() -> None:
    data = b"---\r\ntitle: caf\xe9\r\n---\r\n"
    assert read(data) == (None, [("not-utf-8", 2, 11)])
    assert "0xE9" in hint(data)
    assert read(BOM + b"a\xe9")[1] == [("not-utf-8", 1, 2)]


@pytest.mark.parametrize(
    "data",
    ["text".encode("utf-16"), "text".encode("utf-32"), b"\xfe\xff\0t", "text".encode("utf-16-le")],
)
def test_other_encodings_are_errors(data: bytes) -> None:
    assert read(data) == (None, [("not-text", 0, 1)])
    assert "Save text as UTF-8" in hint(data)


def test_binary_data_is_an_error() -> None:
    assert read(b"GIF89a, or so it says" + b"\0") == (None, [("not-text", 0, 1)])
    assert "content/static/" in hint(b"GIF89a, or so it says" + b"\0")


def test_a_file_has_at_most_a_million_bytes() -> None:
    assert read(b"x" * LARGEST)[1] == []
    assert read(b"x" * (LARGEST + 1)) == (None, [("file-too-large", 0, 1)])


def test_control_characters_are_left_out_with_one_warning_for_each_line() -> None:
    data = "a\x1b[0m\x07\nfine\tand\nb\u0085\ufeff".encode()
    assert read(data) == (
        "a[0m\nfine\tand\nb",
        [("control-character", 1, 2), ("control-character", 3, 2)],
    )
    assert "U+0007, U+001B" in hint(data)


def test_line_separators_become_spaces() -> None:
    assert read("a\u2028b\u2029c".encode()) == ("a b c", [])


@pytest.mark.parametrize("text", ["\u2067\u05d0\u05d1\u2069 ok", "\u202b\u05d0\u05d1\u202c"])
def test_direction_characters_are_kept(text: str) -> None:
    assert read(text.encode()) == (text, [])


def test_spans_are_kept_inside_the_text() -> None:
    source = Source(path="x.md", text="ab\n😀é")
    span = source.span(2, 2, 9)
    assert (span.line, span.column, span.length, span.text) == (2, 2, 1, "😀é")
    last = source.span(7, 7)
    assert (last.line, last.column, last.length) == (2, 3, 1)


@given(st.binary(max_size=60))
def test_any_bytes_are_decoded_or_reported(data: bytes) -> None:
    problems = Problems()
    source = decode(File(path="x.md", data=data), problems)
    assert source is not None or problems.errors
    for problem in problems:
        assert 1 <= problem.span.column <= len(problem.span.text) + 1
    if source:
        assert decode(File(path="x.md", data=source.text.encode()), problems) == source


def test_a_merge_conflict_is_one_problem() -> None:
    left = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\nd"
    assert read(left.encode()) == (None, [("merge-conflict", 2, 1)])
    for text in (
        "a\n=======\nb",
        "<<<<<<< HEAD\n>>>>>>> other\n",
        " <<<<<<< a\n=======\n>>>>>>> b",
    ):
        assert read(text.encode()) == (text, [])


PLACE = Span(path="x.md")


def scalar(text: str) -> Scalar:
    return Scalar(text=text, span=PLACE)


@pytest.mark.parametrize("key", ["action_required", "Action-Required", "action  required"])
def test_a_key_is_found_in_any_spelling(key: str) -> None:
    mapping = Mapping(entries=((scalar("Action required"), scalar("none")),), span=PLACE)
    assert mapping.get(key) == scalar("none")
    assert mapping.get("action") is None


def test_messages_quote_a_value_on_one_short_line() -> None:
    assert scalar(" a\n  b ").shown == "a b"
    assert scalar("x" * 60).shown == "x" * 60
    assert scalar("x" * 61).shown == "x" * 59 + "…"

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statusgen.markup.converter import Converter, simple_html
from statusgen.markup.inline import simple_line
from statusgen.model import Text

PIECES = st.sampled_from(
    [
        *(
            "a",
            "Some words",
            "é",
            "中",
            "1",
            "2026",
            "5 %",
            " ",
            "  ",
            "\xa0",
            "\u202f",
            ". ",
            ", ",
        ),
        *("\n", "\n\n", "\n\n", "\n\n", "- ", "\n- ", "1. ", "\n2. ", "1) ", "# ", "### "),
        *("**", "*", "`", "_", "~~", "!", "(", ")", "[", "]", "\\", "&amp;", "<", "|", "=", "---"),
        *("**bold text.**", " *said (so)* ", "`a*b_c`", "*«é»*", "snake_case", "www.a.example"),
        *("https://a.example/x?y=1#z.", "http://a3.1", "ftp://", "<https://a.example/a_b>"),
        *("[the page](https://a.example/x)", "[a.](https://b-c.example)", "mail@a.example"),
    ]
)
TEXTS = st.lists(PIECES, max_size=9).map("".join)


@given(TEXTS)
@example("`a``b`")
@example("See https://a3.1 now.")
@example("- a\n\n1. b")
@example("## a\n\n### b")
def test_a_simple_text_is_as_from_the_engine(text: str) -> None:
    if html := simple_html(text, 3):
        # A rule is not simple, so the converter takes the engine.
        made = Converter().to_html(Text(markdown=f"{text}\n\n***"), address=str, heading_level=3)
        assert f"{html}\n<hr>" == made


@given(TEXTS.map(lambda text: " ".join(text.split())))
@example("! [a](https://a.example)![a](https://a.example)")
def test_a_simple_line_is_as_from_the_engine(text: str) -> None:
    if html := simple_line(text):
        assert f"{html} &amp;" == Converter().to_inline_html(
            Text(markdown=f"{text} &amp;"), address=str
        )


@pytest.mark.parametrize(
    "text",
    [
        "At 14:05 some requests failed.\nAll is well.\n\nSorry for that (and «\xa0merci\xa0»).",
        "## You can do\n\n1. Open **Settings**.\n2. Choose `--all`.\n\nSee https://a.example/x.",
        "- *Europe*: slow\n- Asia: [see there](https://a.example/x?y=1)",
    ],
)
def test_ordinary_texts_are_simple(text: str) -> None:
    assert simple_html(text, 3)

import base64
import hashlib
import re

from hypothesis import given
from hypothesis import strategies as st

from statusgen.colour import contrast
from statusgen.rendering import style

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@given(COLOURS, st.sampled_from([style.LIGHT, style.DARK]))
def test_any_accent_can_be_read(accent: str, surface: str) -> None:
    assert contrast(style.legible(accent, surface), surface) >= style.CONTRAST


def test_an_accent_that_can_be_read_is_left_alone() -> None:
    assert style.legible("#0b5fff", style.LIGHT) == "#0b5fff"
    assert style.legible("#8ab4ff", style.DARK) == "#8ab4ff"


def test_comments_go_and_strings_stay() -> None:
    css = 'a::before {\n  content: "/* no */ \\" //";  /* yes\n   */ color: red;\n}\n\n/* open'
    assert style.sheet(css, None).startswith('a::before{content:"/* no */ \\" //";color:red}')


def test_the_accent_comes_last() -> None:
    sheet = style.sheet(":root { --accent: #000 }", "#0b5fff")
    assert sheet.startswith(":root{--accent:#000}:root{--accent:#0b5fff}")
    assert sheet.count("{") == sheet.count("}")


@given(st.text())
def test_the_policy_allows_the_element_to_the_character(css: str) -> None:
    sheet = style.sheet(css, None)
    element = style.element(sheet)
    found = re.fullmatch(r"<style>(.*)</style>", element, re.DOTALL)
    assert found
    assert "</" not in found[1]
    digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in style.policy(sheet)


def test_nothing_comes_from_elsewhere() -> None:
    policy = style.policy("")
    assert policy.startswith("default-src 'none'; script-src 'self'; connect-src 'self'; ")
    assert policy.endswith("; base-uri 'none'; form-action 'none'")
    assert "unsafe" not in policy

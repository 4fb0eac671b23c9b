"""The widget's script as it is published, on an address that other people's pages keep."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

from statusgen import addresses
from statusgen.rendering.theme import Theme

_COMMENT: Final = re.compile(r"^ *(?:/\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
"""A comment that has its lines to itself."""

_TOKEN: Final = re.compile(
    r"""(
        "(?:\\.|[^"\\\n])*" | `(?:\\.|[^`\\])*`     # a text, kept as it is
        | /(?:\\.|\[[^\]\n]*\]|[^/\\\n*])+/         # a pattern
    )
    | [,;]\s*(?=[\]}])                              # a sign that ends what ends anyway
    | \s*([=(){}\[\],;:?&|<>*+-])\s*                # a sign, without the blanks around it
    | (\n)\s*                                       # a new line, without its indent
    """,
    re.VERBOSE | re.DOTALL,
)

_STYLE: Final = re.compile(r"(\$\{[^}]*\})|\s*([{};,])\s*|(?<=:)\s+")
"""In a style sheet: what is put in, kept as it is; a sign, or a colon, without the blanks."""


def widget_script(theme: Theme) -> bytes:
    """Return it: the default theme's without what only its readers need, a site's own untouched.

    A theme without the script has an empty one.
    """
    path = f"static/{addresses.WIDGET_SCRIPT}"
    data = dict(theme.static()).get(addresses.WIDGET_SCRIPT, b"")
    return data if path in dict(theme.files) else squeeze(data.decode()).encode()


def squeeze(script: str) -> str:
    """Return a script without comments and blanks, as far as whole lines and plain signs go.

    Enough for our own, which a test compares with its source; no parser of the language. Texts
    must not stand in ``'`` or hold one another, those of several lines must be style sheets, and
    statements must end with ``;``.
    """
    return _TOKEN.sub(_squeezed, _COMMENT.sub("", script))


def _squeezed(found: re.Match[str]) -> str:
    text, sign, line = found.groups(default="")
    if "\n" in text:
        text = _STYLE.sub(lambda each: each[1] or each[2] or "", text)
    return text or sign or line


def integrity(data: bytes) -> str:
    """Return the value of an ``integrity`` attribute (W3C Subresource Integrity)."""
    return f"sha384-{base64.b64encode(hashlib.sha384(data).digest()).decode()}"

"""The widget's script as it is published, on an address that other people's pages keep."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

from statusgen.rendering import urls
from statusgen.rendering.theme import Theme

_COMMENT: Final = re.compile(r"^ *(?:/\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
"""A comment that has its lines to itself."""

_TOKEN: Final = re.compile(
    r"""(
        "(?:\\.|[^"\\\n])*" | `(?:\\.|[^`\\])*`     # a text, kept as it is
        | /(?:\\.|\[[^\]\n]*\]|[^/\\\n*])+/         # a pattern
    )
    | \s*([=(){}\[\],;:?&|<>])\s*                   # a sign, without the blanks around it
    | \n\s*                                         # a new line, without its indent
    """,
    re.VERBOSE | re.DOTALL,
)


def widget_script(theme: Theme) -> bytes:
    """Return it: the default theme's without what only its readers need, a site's own untouched.

    A theme without the script has an empty one.
    """
    path = f"static/{urls.WIDGET_SCRIPT}"
    data = dict(theme.static()).get(urls.WIDGET_SCRIPT, b"")
    return data if path in dict(theme.files) else squeeze(data.decode()).encode()


def squeeze(script: str) -> str:
    """Return a script without comments and blanks, as far as whole lines and plain signs go.

    Enough for our own, which a test compares with its source; no parser of the language. Texts
    must not stand in ``'`` or hold one another, and statements must end with ``;``.
    """
    bare = _COMMENT.sub("", script)
    return _TOKEN.sub(lambda found: found[1] or found[2] or "\n", bare)


def integrity(data: bytes) -> str:
    """Return the value of an ``integrity`` attribute (W3C Subresource Integrity)."""
    return f"sha384-{base64.b64encode(hashlib.sha384(data).digest()).decode()}"

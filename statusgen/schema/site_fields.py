"""The types of values that only site.yml has."""

from __future__ import annotations

import re
from typing import Annotated

from statusgen.notation.words import LANGUAGES
from statusgen.problems import did_you_mean, nearest
from statusgen.schema.fields import TEXT, Context, Leaf, matcher
from statusgen.source.nodes import Scalar

__all__ = ["FORMAT", "Accent", "Format", "Language", "Logo", "SiteId", "Theme"]

FORMAT = 1
"""The version of the content format that this statusgen reads."""

_SITE_ID = re.compile(
    r"(?=.{1,200}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
    r",[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
)
"""A tagging entity (RFC 4151, section 2.1): an authority's domain, and a date at which it was."""

_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_THEME = re.compile(r"[A-Za-z0-9_-]{1,100}")
_LOGO = re.compile(r"static/(?:[^/\\\s.][^/\\\s]*/)*[^/\\\s.][^/\\\s]*\.(?:svg|png)", re.IGNORECASE)


def _format(node: Scalar, _: str, context: Context) -> int | None:
    if node.text.strip() == str(FORMAT):
        return FORMAT
    context.problems.error(
        "unknown-format",
        f"The format is `{node.shown}`, and this statusgen reads {FORMAT}",
        node.span,
        "Write `format: 1`; a higher number is for a newer statusgen.",
    )
    return None


def _language(node: Scalar, _: str, context: Context) -> str | None:
    text = node.text.strip()
    if text in LANGUAGES:
        return text
    # fr-FR, FR and fr_CA are all French; names of languages are told by their beginnings.
    near = nearest(text, LANGUAGES) or nearest(re.split(r"[-_]", text)[0], LANGUAGES)
    near = near or {"english": "en", "french": "fr", "français": "fr"}.get(text.casefold())
    complete = (code for code, state in LANGUAGES.items() if state == "complete")
    known = f"Known are {', '.join(complete)}."
    hint = did_you_mean(near, always=known)
    context.problems.error("unknown-language", f"`{text}` is not a language here", node.span, hint)
    return None


def _accent(node: Scalar, _: str, context: Context) -> str | None:
    text = node.text.strip().lower()
    if not _COLOUR.fullmatch(text):
        hint = 'Write it as `"#0b5fff"`, in quotes: `#` begins a comment.'
        message = f"`{node.shown}` is not a colour"
        context.problems.error("invalid-colour", message, node.span, hint)
        return None
    return text if len(text) == len("#rrggbb") else "#" + "".join(2 * digit for digit in text[1:])


Format = Annotated[int, Leaf(_format, {"const": FORMAT})]
SiteId = Annotated[
    str,
    Leaf(
        matcher(
            _SITE_ID,
            "invalid-site-id",
            "the id of a site",
            "Write a domain of yours and a year in which it was, `status.example.com,2026`, in "
            "small letters. Once people subscribe to feeds, it never changes.",
        ),
        {"type": "string", "pattern": f"^{_SITE_ID.pattern}$"},
    ),
]
Language = Annotated[str, Leaf(_language, {"enum": [*LANGUAGES]})]
Theme = Annotated[
    str,
    Leaf(
        matcher(
            _THEME, "invalid-theme", "the name of a theme", "It is the name of a folder in themes/."
        ),
        TEXT,
    ),
]
Logo = Annotated[
    str,
    Leaf(
        matcher(
            _LOGO,
            "invalid-logo",
            "a logo",
            "It is an SVG or PNG file in content/static/: `static/logo.svg`.",
        ),
        {"type": "string", "pattern": r"^static/.+\.([sS][vV][gG]|[pP][nN][gG])$"},
    ),
]
Accent = Annotated[str, Leaf(_accent, {"type": "string", "pattern": f"^(?:{_COLOUR.pattern})$"})]

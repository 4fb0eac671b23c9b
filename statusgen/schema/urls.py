"""Addresses in site.yml and front matter: on the web, and on this site."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from statusgen.problems import InvalidValueError, short
from statusgen.schema.fields import TEXT, Leaf
from statusgen.source.text import Scalar

_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")
"""What may not stand in a URL unencoded (RFC 3986, section 2)."""

_HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.?"
)
_SEGMENT = re.compile(r"(?!\.\.?$)[^\\:*?\"<>|#%\s\x00-\x1f\x7f/]+")
_LANGUAGE = re.compile(r"(?!api$|old$)[A-Za-z]{2,3}", re.IGNORECASE)
"""Outputs have `api`; `old` is what people call what they replace, and no language."""

_VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")
LONGEST_PATH = 200


def parse_site_url(text: str) -> str:
    """Return where a site stands, without a slash at the end.

    The command line asks for one, too.
    """
    parts = _split(text, "https", "http")
    path = parts.path.rstrip("/")
    if not (
        set("?#") & set(text) or "@" in parts.netloc or {"", ".", ".."} & {*path.split("/")[1:]}
    ):
        return f"{parts.scheme}://{parts.netloc}{path}"
    raise InvalidValueError(
        code="invalid-url",
        message=f"`{short(text)}` is not the address of a site: it has more than host and path",
        hint="Query, fragment and user belong to no site; a path has no empty parts, `.` or `..`.",
    )


def _split(text: str, *schemes: str) -> SplitResult:
    """Return the parts of a URL that is well-formed and has one of the schemes."""
    fault = ""
    if bad := _UNSAFE.search(text := text.strip()):
        shown = "a blank" if bad[0].isspace() else f"`{bad[0]}`"
        fault = f": {shown} must be percent-encoded (in a host: written in its xn-- form)"
    with suppress(ValueError):
        parts = urlsplit(text)
        is_web = parts.scheme in {"http", "https"}
        is_whole = _HOST.fullmatch(parts.hostname or "") if is_web else parts.path
        if is_whole and parts.scheme in schemes and parts.port != 0 and not bad:
            return parts
    raise InvalidValueError(
        code="invalid-url",
        message=f"`{short(text)}` is not a usable URL{fault}",
        hint="Write it as `https://status.example.com`. It may begin with "
        f"{', '.join(f'{scheme}:' for scheme in schemes)}.",
    )


def _web_url(text: str) -> str:
    return _split(text, "https", "http").geturl()


def _link_url(text: str) -> str:
    return _split(text, "https", "http", "mailto", "tel").geturl()


def _channel_url(text: str) -> str:
    if not (text := text.strip()) or re.search(r"\s", text):
        message = f"`{short(text)}` is not the URL of a channel"
        raise InvalidValueError(code="invalid-url", message=message, hint="A URL has no blanks.")
    if "${" in _VARIABLE.sub("", text):
        raise InvalidValueError(
            code="invalid-variable",
            message="`${` begins the name of a variable, and none follows",
            hint="Write `${NAME}`, with letters, digits and `_` in the name.",
        )
    return text


def holds_password(url: str) -> bool:
    """Tell whether a password stands in the URL of a channel, rather than a ``${NAME}``."""
    return re.search(r"//[^/?#@\s]*:[^/?#@\s]+@", _VARIABLE.sub("", url)) is not None


def _site_path(text: str) -> str:
    """Return a path on this site without slashes around it."""
    path = text.strip().removeprefix("/").removesuffix("/")
    first, *_ = parts = path.split("/")
    if len(path) > LONGEST_PATH or not all(map(_SEGMENT.fullmatch, parts)):
        raise InvalidValueError(
            code="invalid-path",
            message=f"`{short(text)}` is not a path on this site",
            hint="Write it from the top of the site: `old/page` or `index.xml`, without host, "
            "query, `..` and blanks.",
        )
    if _LANGUAGE.fullmatch(first):
        raise InvalidValueError(
            code="reserved-path",
            message=f"`{short(text)}` begins with `{first}`, which is reserved for languages",
            hint="Paths whose first part has two or three letters are kept for translations.",
        )
    return path


def _site_target(text: str) -> str:
    """Return an address on this site; `/` is its front page."""
    return "" if text.strip() == "/" else _site_path(text)


WebUrl = Annotated[str, Leaf(_web_url, {"type": "string", "pattern": "^https?://"})]
"""http or https."""

LinkUrl = Annotated[
    str, Leaf(_link_url, {"type": "string", "pattern": "^(https?://|mailto:|tel:)"})
]
"""What the text of an author may link to."""

SiteUrl = Annotated[str, Leaf(parse_site_url, {"type": "string", "pattern": "^https?://[^?#]*$"})]
"""Where the site stands; without a slash at the end."""

ChannelUrl = Annotated[str, Leaf(_channel_url, {"type": "string", "minLength": 1})]
"""Any scheme that delivery knows, with ``${NAME}`` for what is secret."""

SitePath = Annotated[Scalar, Leaf(_site_path, TEXT, placed=True)]
"""A path on this site, without slashes around it, and where it was written."""

SiteTarget = Annotated[Scalar, Leaf(_site_target, TEXT, placed=True)]
"""As :data:`SitePath`, or the front page, which is empty."""

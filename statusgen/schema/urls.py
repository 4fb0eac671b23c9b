"""Addresses in site.yml and front matter: on the web, and on this site."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from statusgen.problems import Problems
from statusgen.schema.fields import TEXT, Context, Leaf
from statusgen.source.text import Scalar

_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")
"""What may not stand in a URL unencoded (RFC 3986, section 2)."""

_HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.?"
)
_SEGMENT = re.compile(r"[^\\:*?\"<>|#%\s\x00-\x1f\x7f]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")
_NOT_RESERVED = frozenset({"api", "old"})
"""Outputs have the one; the other is what people call what they replace, and no language."""

_VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")
_PASSWORD = re.compile(r"//[^/?#@\s]*:(?P<secret>[^/?#@\s]+)@")
LONGEST_PATH = 200


def parse_site_url(node: Scalar, problems: Problems) -> str | None:
    """Return where a site stands, without a slash at the end; ``None`` where it can stand nowhere.

    The command line asks for one, too.
    """
    parts = _split(node, ("https", "http"), problems)
    if parts is None:
        return None
    path = parts.path.rstrip("/")
    base = f"{parts.scheme}://{parts.netloc}{path}"
    text = node.text.strip()
    if parts.username is not None or "?" in text or "#" in text or not _is_path(path):
        problems.error(
            "invalid-url",
            f"`{node.shown}` is not the address of a site: it has more than host and path",
            node.span,
            "Query, fragment and user belong to no site; a path has no empty parts, `.` or `..`.",
        )
        return None
    return base


def _split(node: Scalar, schemes: tuple[str, ...], problems: Problems) -> SplitResult | None:
    """Return the parts of a URL that is well-formed and has one of the schemes."""
    text = node.text.strip()
    fault = ""
    parts = None
    if bad := _UNSAFE.search(text):
        shown = "a blank" if bad[0].isspace() else f"`{bad[0]}`"
        fault = f"{shown} must be percent-encoded (in a host: written in its xn-- form)"
    else:
        try:
            parts = urlsplit(text)
            _ = parts.port
        except ValueError:
            fault = "host or port is not well-formed"
    if parts and not parts.scheme:
        fault = "it has no scheme"
    elif parts and parts.scheme not in schemes:
        fault = f"`{parts.scheme}:` is not among {', '.join(f'{name}:' for name in schemes)}"
    elif parts and parts.scheme in {"http", "https"} and not _HOST.fullmatch(parts.hostname or ""):
        fault = "it has no host"
    elif parts and not (parts.netloc or parts.path):
        fault = "nothing follows the scheme"
    if fault:
        hint = "Write it as `https://status.example.com`."
        problems.error(
            "invalid-url", f"`{node.shown}` is not a usable URL: {fault}", node.span, hint
        )
        return None
    return parts


def _web_url(node: Scalar, _: str, context: Context) -> str | None:
    return node.text.strip() if _split(node, ("https", "http"), context.problems) else None


def _link_url(node: Scalar, _: str, context: Context) -> str | None:
    schemes = ("https", "http", "mailto", "tel")
    return node.text.strip() if _split(node, schemes, context.problems) else None


def _site_url(node: Scalar, _: str, context: Context) -> str | None:
    return parse_site_url(node, context.problems)


def _is_path(path: str) -> bool:
    return all(part not in {"", ".", ".."} for part in path.split("/")[1:])


def _channel_url(node: Scalar, _: str, context: Context) -> str | None:
    text = node.text.strip()
    problems = context.problems
    if not text or re.search(r"\s", text):
        problems.error(
            "invalid-url",
            f"`{node.shown}` is not the URL of a channel",
            node.span,
            "A URL has no blanks.",
        )
        return None
    if "${" in _VARIABLE.sub("", text):
        problems.error(
            "invalid-variable",
            "`${` begins the name of a variable, and none follows",
            node.span,
            "Write `${NAME}`, with letters, digits and `_` in the name.",
        )
        return None
    secret = _PASSWORD.search(text)
    if secret and not _VARIABLE.search(secret["secret"]):
        problems.warning(
            "secret-in-file",
            "The URL of the channel holds a password",
            node.span,
            "Everybody who can read the repository can read it. Change the password, put it "
            "into an environment variable, and write `${NAME}` here.",
        )
    return text


def _site_path(node: Scalar, _: str, context: Context) -> Scalar | None:
    """Return a path on this site without slashes around it."""
    text = node.text.strip()
    path = text.removeprefix("/").removesuffix("/")
    parts = path.split("/")
    if len(path) > LONGEST_PATH or not all(_is_segment(part) for part in parts):
        context.problems.error(
            "invalid-path",
            f"`{node.shown}` is not a path on this site",
            node.span,
            "Write it from the top of the site: `old/page` or `index.xml`, without host, "
            "query, `..` and blanks.",
        )
        return None
    if _LANGUAGE.fullmatch(parts[0]) and parts[0].lower() not in _NOT_RESERVED:
        context.problems.error(
            "reserved-path",
            f"`{node.shown}` begins with `{parts[0]}`, which is reserved for languages",
            node.span,
            "Paths whose first part has two or three letters are kept for translations.",
        )
        return None
    return replace(node, text=path)


def _site_target(node: Scalar, key: str, context: Context) -> Scalar | None:
    """Return an address on this site; `/` is its front page."""
    if node.text.strip() == "/":
        return replace(node, text="")
    return _site_path(node, key, context)


def _is_segment(part: str) -> bool:
    return part not in {"", ".", ".."} and _SEGMENT.fullmatch(part) is not None


WebUrl = Annotated[str, Leaf(_web_url, {"type": "string", "pattern": "^https?://"})]
"""http or https."""

LinkUrl = Annotated[
    str, Leaf(_link_url, {"type": "string", "pattern": "^(https?://|mailto:|tel:)"})
]
"""What the text of an author may link to."""

SiteUrl = Annotated[str, Leaf(_site_url, {"type": "string", "pattern": "^https?://[^?#]*$"})]
"""Where the site stands; without a slash at the end."""

ChannelUrl = Annotated[str, Leaf(_channel_url, {"type": "string", "minLength": 1})]
"""Any scheme that delivery knows, with ``${NAME}`` for what is secret."""

SitePath = Annotated[Scalar, Leaf(_site_path, TEXT)]
"""A path on this site, without slashes around it, and where it was written."""

SiteTarget = Annotated[Scalar, Leaf(_site_target, TEXT)]
"""As :data:`SitePath`, or the front page, which is empty."""

"""URLs and paths in site.yml and front matter."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from statusgen.problems import InvalidValueError, short
from statusgen.schema.fields import TEXT, Leaf
from statusgen.source.text import Scalar

_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")
"""Characters that must be encoded in a URL (RFC 3986, section 2)."""

_HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.?"
)
_SEGMENT = re.compile(r"(?!\.\.?$)[^\\:*?\"<>|#%\s\x00-\x1f\x7f/]+")
_LANGUAGE = re.compile(r"(?!api$|old$)[A-Za-z]{2,3}", re.IGNORECASE)
"""A language code, but not `api` and `old`, which no language uses."""

_SECRET = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)\}")
_RESERVED = ("GITHUB_", "CI_", "ACTIONS_")
"""How the names of variables begin that a forge sets in its jobs."""
_MAILBOX = re.compile(r"[^\s,;:<>@$]+@[^\s,;:<>@$]+\.[^\s,;:<>@$]+")
LONGEST_PATH = 200


def parse_site_url(text: str) -> str:
    """Read the URL of a site; return it without a slash at the end.

    The command line also uses this.
    """
    parts = _split(text, "https", "http")
    path = parts.path.rstrip("/")
    if not (
        set("?#") & set(text) or "@" in parts.netloc or {"", ".", ".."} & {*path.split("/")[1:]}
    ):
        return f"{parts.scheme}://{parts.netloc}{path}"
    raise InvalidValueError(
        code="invalid-url",
        message=f"`{short(text)}` is not a valid site URL: it has more than a host and a path",
        hint="Remove the query, the fragment, the user, and any `.`, `..` or `//` in the path.",
    )


def _split(text: str, *schemes: str) -> SplitResult:
    """Return the parts of a valid URL with one of the schemes."""
    fault = ""
    if bad := _UNSAFE.search(text := text.strip()):
        shown = "a space" if bad[0].isspace() else f"`{bad[0]}`"
        fault = f": {shown} must be percent-encoded (in a host name, use the xn-- form)"
    with suppress(ValueError):
        parts = urlsplit(text)
        is_web = parts.scheme in {"http", "https"}
        is_whole = _HOST.fullmatch(parts.hostname or "") if is_web else parts.path
        if is_whole and parts.scheme in schemes and parts.port != 0 and not bad:
            return parts
    raise InvalidValueError(
        code="invalid-url",
        message=f"`{short(text)}` is not a valid URL{fault}",
        hint="Write a full URL, such as `https://status.example.com`. "
        f"Its scheme must be one of: {', '.join(schemes)}.",
    )


def _web_url(text: str) -> str:
    return _split(text, "https", "http").geturl()


def _link_url(text: str) -> str:
    return _split(text, "https", "http", "mailto", "tel").geturl()


def _channel_url(text: str) -> str:
    if not (text := text.strip()) or re.search(r"\s", text):
        message = f"`{short(text)}` is not a valid channel URL"
        raise InvalidValueError(
            code="invalid-url", message=message, hint="Write a URL without spaces."
        )
    return _secret(text) if "${" in text else text


def _secret(text: str) -> str:
    """Return ``${NAME}``. Another text may be a password, so no message repeats it."""
    found = _SECRET.fullmatch(text.strip())
    if found and not found["name"].upper().startswith(_RESERVED):
        return found[0]
    raise InvalidValueError(
        code="invalid-variable",
        message=f"`{found['name']}` cannot be the name of a secret"
        if found
        else "The value must be `${NAME}` and nothing else",
        hint=f"Names that begin with {', '.join(_RESERVED)} belong to the forge. Choose another."
        if found
        else "Store the whole value as a secret, and write its name here, in letters, digits "
        "and `_`.",
    )


def _mailbox(text: str) -> str:
    if _MAILBOX.fullmatch(text := text.strip()):
        return text
    raise InvalidValueError(
        code="invalid-mailbox",
        message=f"`{short(text)}` is not a single e-mail address",
        hint="Write one, such as that of a mailing list. Keep the addresses of people out of the "
        "repository: store them as a secret, and write `to: ${NAME}`.",
    )


def _recipients(text: str) -> str:
    return _secret(text) if "${" in text else _mailbox(text)


def holds_password(url: str) -> bool:
    """Return whether the URL of a channel has a password."""
    return re.search(r"//[^/?#@\s]*:[^/?#@\s]+@", url) is not None


def _site_path(text: str) -> str:
    """Return a path on this site without leading or trailing slash."""
    path = text.strip().removeprefix("/").removesuffix("/")
    first, *_ = parts = path.split("/")
    if len(path) > LONGEST_PATH or not all(map(_SEGMENT.fullmatch, parts)):
        raise InvalidValueError(
            code="invalid-path",
            message=f"`{short(text)}` is not a valid path on this site",
            hint="Write a path such as `old/page` or `index.xml`, without a host, query, `..` "
            "or spaces.",
        )
    if _LANGUAGE.fullmatch(first):
        raise InvalidValueError(
            code="reserved-path",
            message=f"`{short(text)}` begins with `{first}`, which is reserved for a language",
            hint="Begin the path with a word of more than three letters.",
        )
    return path


def _site_target(text: str) -> str:
    """Return a path on this site, or an empty text for `/`, its front page."""
    return "" if text.strip() == "/" else _site_path(text)


WebUrl = Annotated[str, Leaf(_web_url, {"type": "string", "pattern": "^https?://"})]
"""An http or https URL."""

LinkUrl = Annotated[
    str, Leaf(_link_url, {"type": "string", "pattern": "^(https?://|mailto:|tel:)"})
]
"""A URL that texts may link to."""

SiteUrl = Annotated[str, Leaf(parse_site_url, {"type": "string", "pattern": "^https?://[^?#]*$"})]
"""The URL of the site, without a slash at the end."""

ChannelUrl = Annotated[str, Leaf(_channel_url, {"type": "string", "minLength": 1})]
"""A URL with any scheme, or ``${NAME}``: the secret that holds it."""

SecretName = Annotated[
    str, Leaf(_secret, {"type": "string", "pattern": r"^\$\{[A-Za-z_][A-Za-z0-9_]*\}$"})
]
"""``${NAME}``: a value that only the environment has."""

Mailbox = Annotated[str, Leaf(_mailbox, {"type": "string", "pattern": "^[^@ ]+@[^@ ]+$"})]
"""An e-mail address."""

Recipients = Annotated[
    str, Leaf(_recipients, {"type": "string", "pattern": r"^([^@ ]+@[^@ ,;]+|\$\{\w+\})$"})
]
"""An e-mail address, or the secret that holds several."""

SitePath = Annotated[Scalar, Leaf(_site_path, TEXT, placed=True)]
"""A path on this site without leading or trailing slash, and its place in the file."""

SiteTarget = Annotated[Scalar, Leaf(_site_target, TEXT, placed=True)]
"""A :data:`SitePath`, or empty for the front page."""

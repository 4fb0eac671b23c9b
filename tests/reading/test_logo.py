from __future__ import annotations

import pytest
from assembly import SITE, assembled, codes

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'
PNG = b"\x89PNG\r\n\x1a\n"


def files(path: str, data: bytes, named: str = "") -> dict[str, str | bytes]:
    return {f"static/{path}": data, "site.yml": f"{SITE}logo: static/{named or path}\n"}


@pytest.mark.parametrize(("path", "data"), [("a.svg", SVG), ("a.png", PNG), ("x/A.PNG", PNG)])
def test_a_logo(path: str, data: bytes) -> None:
    site, problems = assembled(files(path, data))
    assert not list(problems)
    assert site
    assert site.settings.logo
    assert (site.settings.logo.path, site.settings.logo.data) == (f"static/{path}", data)


def test_no_logo() -> None:
    site, _ = assembled({})
    assert site
    assert site.settings.logo is None


@pytest.mark.parametrize(
    ("project", "code"),
    [
        (files("a.svg", SVG, "b.svg"), "unknown-logo"),
        (files("a.svg", SVG, "A.svg"), "unknown-logo"),
        (files("a.svg", SVG + b" " * 8192), "logo-too-large"),
        (files("a.svg", PNG), "invalid-logo"),
        (files("a.png", SVG), "invalid-logo"),
        (files("a.svg", b""), "invalid-logo"),
    ],
)
def test_what_is_wrong(project: dict[str, str | bytes], code: str) -> None:
    assert codes(project) == [f"site.yml:14:{code}"]

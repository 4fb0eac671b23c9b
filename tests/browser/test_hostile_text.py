"""Whatever an author types is data: hostile text in every field, and nothing of it runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.checks import pages, watch
from browser.conftest import serve
from playwright.sync_api import Browser
from sample import NOW, lay

from statusgen.commands.build import build

TEXTS = (
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(2)>",
    "]]><svg onload=alert(3)>",
    "</title></style></template></textarea><script>alert(4)</script>",
    "&lt;script&gt;alert(5)&lt;/script&gt; --> <!- -->",
    "`<script>alert(6)</script>` javascript:alert(7)",
    "\u202eover\u202c <b>نص</b> \u2066",
    "👩\N{ZERO WIDTH JOINER}💻 e\u0301 =cmd|' /C calc'!A0",
    "W" * 300,
)
ALL = " ".join(TEXTS)
FOREIGN = """
    [...document.scripts].filter(each => !each.src.startsWith(location.origin)).length
    + document.querySelectorAll("[onload], [onerror], [onclick], [style]").length
    + document.querySelectorAll("a[href^=javascript]").length
"""
"""How many elements could only come from an author's text."""
SCRIPT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(8)</script></svg>'


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def body(text: str) -> str:
    """Return a text in which another one is everything that Markdown knows."""
    cell = text.replace("|", "/")
    return f"""\
{ALL} https://example.com/{"x" * 300}

### {text}

- {text}
- [{cell}](https://example.com/?a=b&c "{cell.replace('"', "")}") [x](static/logo.svg)

| {cell} | {cell} |
| --- | --- |
| {cell} | {cell} |

> {text}

```{text.partition(" ")[0].replace("`", "")}
{text}
```

![{text.replace("]", "")}](static/logo.svg)
<a href="javascript:alert(9)" onclick="alert(10)">here</a>
"""


def project() -> dict[str, str]:
    components = [
        f"  - {{id: c{number}, name: {quoted(text)}, description: {quoted(text)}}}\n"
        for number, text in enumerate(TEXTS)
    ]
    links = ", ".join(f'{{label: {quoted(text)}, url: "https://a.example/?b&c"}}' for text in TEXTS)
    files = {
        "content/static/logo.svg": SCRIPT,
        "content/site.yml": f"format: 1\nid: status.acme.example,2026\ntitle: {quoted(ALL)}\n"
        f"description: {quoted(ALL)}\nurl: https://status.acme.example\nlogo: static/logo.svg\n"
        f"links: [{links}]\nsubscribe: [{links}]\ncomponents:\n{''.join(components)}"
        f"  - name: {quoted(ALL)}\n    id: group\n    description: {quoted(ALL)}\n"
        f"    components:\n      - {{id: leaf, name: {quoted(ALL)}}}\n",
    }
    for number, text in enumerate(TEXTS):
        title = f"---\ntitle: {quoted(text)}\n"
        fields = f"- next: 15:00\n- workaround: {ALL}\n- cause: {text}\n- action required: {ALL}\n"
        files |= {
            f"content/incidents/i{number}.md": f"{title}components: {{c{number}: down}}\n---\n\n"
            f"{ALL}\n\n## Identified — 2026-11-20 14:{number:02}\n\n{fields}\n{body(text)}",
            f"content/incidents/m{number}.md": f"{title}components: [leaf]\nscheduled: "
            "{from: 2026-11-20 14:00, until: 2026-11-21 14:00}\n---\n\n"
            f"## Scheduled — 2026-11-19 10:{number:02}\n\n{body(text)}",
            f"content/incidents/n{number}.md": f"{title}kind: notice\n---\n\n"
            f"## Notice — 2026-11-19 09:{number:02}\n\n{body(text)}",
            f"content/postmortems/p{number}.md": f"{title}incident: i{number}\n"
            f"published: 2026-11-20 14:30\nauthors: [{quoted(text)}]\nsummary: {quoted(ALL)}\n"
            f"---\n\n## {text}\n\n{body(text)}",
        }
    return files


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Return the address and the folder of a site whose authors mean no good."""
    folder = lay(tmp_path_factory.mktemp("hostile"), project())
    report = build(
        folder,
        folder / "output",
        now=None,
        clock=NOW,
        tell=lambda _done, _total: None,
        preview=ALL,
    )
    assert not report.failed, report
    for address in serve(folder / "output"):
        yield address, folder / "output"


def test_nothing_runs_and_nothing_is_wider_than_the_screen(
    browser: Browser, hostile: tuple[str, Path]
) -> None:
    address, folder = hostile
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page, seen = watch(context)
    for path in pages(folder):
        page.goto(f"{address}/{path}")
        assert page.evaluate(FOREIGN) == 0, path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    shown = page.goto(f"{address}/incidents/i0/") and page.inner_text("h1")
    context.close()
    assert seen == []
    assert shown == TEXTS[0]

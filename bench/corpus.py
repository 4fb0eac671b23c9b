"""Make a project of any size for tests and benchmarks, the same each time.

Run it with ``python bench/corpus.py DIR --incidents 1000 --components 12 --groups 3 --open 3``.
With ``--rich``, every text is unique, half of the updates have lists, links, code or emphasis, and
one incident in ten has a postmortem of some 800 words. Each ``--seed`` gives other texts.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 20, 14, 40, tzinfo=UTC)
"""The instant at which to look at the project."""

SYMPTOMS = (
    "Elevated error rates",
    "Slow responses",
    "Delayed processing",
    "Failing sign-ins",
    "Stale data",
    "Timeouts",
    "Missing notifications",
)
SENTENCES = (
    "We see more errors than usual, and some requests fail.",
    "Requests that fail can be sent again; nothing that was confirmed is lost.",
    "The cause is known: a queue grew faster than it was emptied.",
    "We have added capacity, and waiting times are falling.",
    "Customers in Europe are affected more than others.",
    "All regions answer as they should since a few minutes; we keep watching.",
    "We roll back the release that began today.",
    "A third party that we depend on has confirmed a fault on its side.",
)
COURSE = ("Investigating", "Identified", "Update", "Update", "Monitoring", "Update", "Monitoring")
SHAPES = (
    "**{first}** {second}",
    "{first} See [the requests of service {number}](https://example.com/requests?id={number}).",
    "{first} Set `retries: {number}` until then. *{second}*",
    "{first}\n\n- {second}\n- Requests to `/v2/items/{number}` may be slow.\n- **Mail** is sent.",
    "{first}\n\n1. Open <https://example.com/{number}>.\n2. Choose *Retry*.\n\n{second}",
)
STATES = ("degraded_performance", "partial_outage", "major_outage")


def files(
    *,
    incidents: int = 1000,
    components: int = 12,
    groups: int = 3,
    unresolved: int = 3,
    rich: bool = False,
    seed: int | None = None,
) -> Iterator[tuple[str, str]]:
    """Yield the path and text of each file of the project."""
    chance = random.Random(incidents if seed is None else seed)  # noqa: S311 - the same project each time; nothing secret
    ids = [f"service-{number + 1}" for number in range(components)]
    yield "content/site.yml", site(ids, groups)
    for number in range(incidents):
        age = timedelta(hours=2 + number * 11, minutes=chance.randrange(60))
        is_open = number < unresolved
        began = NOW - (timedelta(hours=1 + number) if is_open else age + timedelta(days=1))
        slug = f"{began:%Y-%m-%d}-{number:05}"
        yield (
            f"content/incidents/{slug}.md",
            incident(chance, ids, began, is_open=is_open, rich=rich),
        )
        if rich and not (number + 1) % 10:
            yield f"content/postmortems/{slug}.md", postmortem(chance, slug, began)


def write(folder: Path, **options: Any) -> None:  # noqa: ANN401 - those of `files`
    """Write the project into a folder."""
    for path, data in files(**options):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(data, encoding="utf-8")


def site(ids: list[str], groups: int) -> str:
    """Return the site.yml of a project with these components and groups."""
    lines = [
        "format: 1",
        "id: status.example.com,2026",
        "title: Example Status",
        "url: https://status.example.com",
        "timezone: UTC",
        "components:",
    ]
    size = -(-len(ids) // groups) if groups else len(ids)
    for number, name in enumerate(ids):
        if groups and number % size == 0:
            lines += [f"  - name: Group {number // size + 1}", "    components:"]
        indent = "      " if groups else "  "
        title = name.replace("-", " ").title()
        lines.append(f"{indent}- {{id: {name}, name: {title}, since: 2024-01-01}}")
    return "\n".join(lines) + "\n"


def text(chance: random.Random) -> str:
    """Return a text that no other update has, in half of all cases with lists, links or code."""
    number = chance.randrange(10**6)
    first, second = chance.sample(SENTENCES, k=2)
    first = f"{first[:-1]} ({number:,} requests a minute)."
    shape = chance.choice(SHAPES) if chance.random() < 1 / 2 else "{first} {second}"
    return shape.format(first=first, second=second, number=number)


def postmortem(chance: random.Random, slug: str, began: datetime) -> str:
    """Return a postmortem of some 800 words."""
    lines = ["---", f"title: What happened on {began:%d %B}", f"incident: {slug}"]
    lines += [f"published: {began + timedelta(days=3):%Y-%m-%d %H:%M} UTC", "---"]
    for heading in ("Impact", "Timeline", "Root cause", "What we do next"):
        lines += ["", f"## {heading}"]
        for _ in range(7):
            lines += ["", text(chance)]
    return "\n".join(lines) + "\n"


def incident(
    chance: random.Random, ids: list[str], began: datetime, *, is_open: bool, rich: bool = False
) -> str:
    """Return an incident with three to eight updates that begins at an instant."""
    touched = chance.sample(ids, k=min(len(ids), chance.randint(1, 2)))
    lines = ["---", f"title: {chance.choice(SYMPTOMS)} on {touched[0]}", "components:"]
    lines += [f"  {name}: {chance.choice(STATES)}" for name in touched]
    lines += ["---"] if is_open or rich else ["postmortem: not_needed", "---"]
    count = chance.randint(3, 8)
    at = began
    for number in range(count):
        last = number == count - 1 and not is_open
        state = "Resolved" if last else COURSE[min(number, len(COURSE) - 1)]
        lines += ["", f"## {state} — {at:%Y-%m-%d %H:%M} UTC", ""]
        if is_open and number == count - 1:
            lines += [f"- next: {NOW + timedelta(minutes=20):%Y-%m-%d %H:%M} UTC", ""]
        if last:
            lines += ["- cause: A queue grew faster than it was emptied.", "- fix: More capacity."]
            lines += [""]
        plain = () if rich else chance.sample(SENTENCES, k=chance.randint(1, 3))
        lines += [text(chance) if rich else " ".join(plain)]
        at += timedelta(minutes=chance.randint(3, 7) if is_open else chance.randint(5, 90))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the project into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--incidents", type=int, default=1000)
    parser.add_argument("--components", type=int, default=12)
    parser.add_argument("--groups", type=int, default=3)
    parser.add_argument("--open", dest="unresolved", type=int, default=3)
    parser.add_argument("--rich", action="store_true")
    parser.add_argument("--seed", type=int)
    options = vars(parser.parse_args())
    write(options.pop("folder"), **options)


if __name__ == "__main__":
    main()

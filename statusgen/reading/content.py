"""Read every file of a project: bytes in, entries out. References are not resolved yet.

Commands that must answer at once read only the files that may still matter. Most incidents of an
old project ended long ago, which their headings show. This quick check says yes only if it is sure:
anything that is not written in the plain form that commands write is left to the full rules. A file
with a mistake, which ``check`` reports, may count as ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from statusgen.lookalikes import plain
from statusgen.memo import Memo, call
from statusgen.model import Sort
from statusgen.notation.names import name_of_file
from statusgen.problems import Problem, Problems, internal_error
from statusgen.reading.entries import Entry
from statusgen.reading.incident import (
    IncidentEntry,
    PostmortemEntry,
    parse_incident,
    parse_postmortem,
)
from statusgen.reading.scenario import ScenarioEntry, parse_scenario
from statusgen.reading.sections import HeadingReader, Section
from statusgen.reading.site import SiteEntry, parse_site
from statusgen.source.page import Line
from statusgen.source.text import LARGEST, File, Source, Texts, decode

E = TypeVar("E", bound=Entry)

SITE_FILE: Final = "content/site.yml"
INCIDENTS: Final = "content/incidents/"
POSTMORTEMS: Final = "content/postmortems/"
SCENARIOS: Final = "content/scenarios/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The files of a project as they were read, each by its path."""

    site: SiteEntry | None
    """``None`` if site.yml is missing or is not text."""
    incidents: tuple[IncidentEntry, ...] = ()
    postmortems: tuple[PostmortemEntry, ...] = ()
    scenarios: tuple[ScenarioEntry, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything except site.yml."""
        return (*self.incidents, *self.postmortems, *self.scenarios)

    @property
    def zone(self) -> str:
        """The default time zone of the site; UTC if site.yml does not name one."""
        return self.site.settings.timezone if self.site else "UTC"


def read_content(texts: Texts, problems: Problems, memo: Memo = call) -> Content:
    """Read every file. Problems found on the disk come first in ``problems``."""
    problems.extend(texts.problems)
    files = {file.path: file for file in texts.files}
    site, found = memo(_read_site, files.get(SITE_FILE))
    problems.extend(found)
    zone, language = Content(site=site).zone, site.settings.language if site else "en"

    def read(folder: str, kind: type[E], parse: Callable[..., E], *values: str) -> Iterator[E]:
        for path in sorted({*files, *texts.unread}):
            if path.startswith(folder):
                entry, found = memo(_read, kind, parse, files.get(path), path, *values)
                problems.extend(found)
                yield entry

    return Content(
        site=site,
        incidents=tuple(read(INCIDENTS, IncidentEntry, parse_incident, zone)),
        postmortems=tuple(read(POSTMORTEMS, PostmortemEntry, parse_postmortem, zone)),
        scenarios=tuple(read(SCENARIOS, ScenarioEntry, parse_scenario, zone, language)),
    )


def is_of_scenarios(path: str) -> bool:
    """Tell whether a path is the scenarios folder or inside it."""
    return f"{path}/".startswith(SCENARIOS)


def zone_of(texts: Texts) -> str:
    """Return the time zone of site.yml, for times on the command line; UTC if it names none."""
    site = (file for file in texts.files if file.path == SITE_FILE)
    return Content(site=_read_site(next(site, None))[0]).zone


def _read_site(file: File | None) -> tuple[SiteEntry | None, tuple[Problem, ...]]:
    problems = Problems()
    source = decode(file, problems) if file else None
    return (parse_site(source, problems) if source else None), tuple(problems)


def _read(
    kind: type[E], parse: Callable[..., E], file: File | None, path: str, *values: str
) -> tuple[E, tuple[Problem, ...]]:
    """Return the entry of one file, and its problems."""
    problems = Problems()
    source = decode(file, problems) if file else None
    try:
        entry = parse(source, problems, *values) if source else kind.unread(path)
    except Exception as error:  # noqa: BLE001 - a bug must not hide the other files
        problems.add(internal_error(error, path))
        entry = replace(kind.unread(path), draft=bool(file and says_draft(file.data)))
    return entry, tuple(problems)


def says_draft(data: bytes) -> bool:
    """Tell whether a file is a draft, without the parser, which may have failed."""
    return bool(re.match(rb"---\r?\n(?:.+\n)*?draft: *true\s*\n", data))


_ZONES_DIFFER: Final = timedelta(days=2)
"""The end of an incident is read as UTC, whatever its zone. No two zones differ by more."""

_VALUE = r"""
    (?: \{[^{}\[\]"'\n]*\} | \[[^{}\[\]"'\n]*\] | "[^"\n]*" | '[^'\n]*' | [^\s{\["'|>\#][^\n]* )?
"""
_FRONT = re.compile(
    rf"""
    ---\n
    (?P<front>
      (?:
        (?! ---[^\S\n]*\n )
        (?: [a-z]+(?:_[a-z]+)*:\ ?{_VALUE} | [^\S\n]+(?:-\ )?(?:[\w-]+:\ ?)?{_VALUE} | \#[^\n]* )
        \n
      )*
    )
    ---\n
    """,
    re.VERBOSE | re.ASCII,
)
"""Front matter with plain keys and values of one line each."""
_TELLING = re.compile(r"^(pin|postmortem|scheduled): ?(.*)$", re.MULTILINE)
"""The keys that decide which states end the incident, and whether it matters after its end."""
_NOT_NEEDED = frozenset({"not_needed", "not needed", "not-needed"})
_HEADING = re.compile(
    r"^(##[^\n#]* )(\d{4}-\d\d-\d\d \d\d:\d\d)((?: [A-Za-z+-][\w/+:-]*)?)$",
    re.ASCII | re.MULTILINE,
)
"""A heading: the part with the state, the time, and the zone."""

Sections = dict[tuple[str, Sort], Section | None]
"""What the parser of headings returned for each heading and sort: there are few different ones."""

_UNCLEAR = ("```", "~~~", "<!--", "<<<<<<<")
"""Marks that may hide a heading, or make two of one."""


def is_settled(
    data: bytes,
    before: datetime,
    undecided: datetime | None = None,
    known: Sections | None = None,
) -> bool:
    """Tell whether an incident certainly ended before an instant, from the bytes of its file.

    ``undecided`` is the instant for incidents without ``postmortem: not_needed``; the default is
    ``before``. ``False`` means unknown. ``known`` is filled, to be passed again.
    """
    text = data.decode(errors="replace").replace("\r\n", "\n") if len(data) <= LARGEST else ""
    is_plain = text.replace("\n", "").isprintable() and "\N{REPLACEMENT CHARACTER}" not in text
    text = plain(text)
    head = _FRONT.match(text) if is_plain else None
    if not head or any(mark in text for mark in _UNCLEAR):
        return False
    keys = dict(_TELLING.findall(head["front"]))
    decision = keys.get("postmortem")
    if "pin" in keys or (decision and decision not in _NOT_NEEDED):
        return False
    sort = Sort.MAINTENANCE if "scheduled" in keys else Sort.INCIDENT
    end = _end(text[head.end() :], sort, known if known is not None else {})
    latest = (before if decision else undecided or before) - _ZONES_DIFFER
    return end is not None and end < latest.replace(tzinfo=None)


def _end(body: str, sort: Sort, known: Sections) -> datetime | None:
    """Return when the last update ended the incident, if all are in order and in one zone."""
    headings = list(_HEADING.finditer(body))
    times = [found[2] for found in headings]
    zones = {found[3] for found in headings}
    if len(headings) != body.count("##") or len(zones) != 1 or times != sorted({*times}):
        return None
    for found in reversed(headings):
        section = _section(found[1], sort, known)
        if not (section and section.internal):
            # A component state given at the end stays in force: `components: api=down`.
            is_end = section and section.state and section.state.is_end
            with suppress(ValueError):  # 31 June
                is_sure = is_end and "=" not in body[found.end() :]
                return datetime.fromisoformat(found[2]) if is_sure else None
            break
    return None


def _section(heading: str, sort: Sort, known: Sections) -> Section | None:
    key = heading, sort
    if key not in known:
        source = Source(path="", text=f"{heading}2000-01-01 00:00")
        reader = HeadingReader(source=source, problems=Problems(), sort=sort, zone="UTC")
        known[key] = reader.read(Line(number=1, text=source.text), "")
    return known[key]


def without_settled(texts: Texts, before: datetime, undecided: datetime | None = None) -> Texts:
    """Return the texts without the incidents that are settled (:func:`is_settled`).

    Their names are kept in ``unread``, so that references to them are not mistakes.
    """
    known: Sections = {}

    def is_left(file: File) -> bool:
        return file.path.startswith(INCIDENTS) and is_settled(file.data, before, undecided, known)

    return _without(texts, is_left)


def without_unused(texts: Texts) -> Texts:
    """Return the texts without the scenarios that no incident in them names."""
    written = b"\n".join(file.data for file in texts.files if file.path.startswith(INCIDENTS))

    def is_left(file: File) -> bool:
        return file.path.startswith(SCENARIOS) and name_of_file(file.path).encode() not in written

    # With an escape, YAML can spell a name in another way.
    return texts if b"\\" in written else _without(texts, is_left)


def _without(texts: Texts, is_left: Callable[[File], bool]) -> Texts:
    left = {file.path for file in texts.files if is_left(file)}
    return replace(
        texts,
        files=tuple(file for file in texts.files if file.path not in left),
        unread=tuple(sorted({*texts.unread, *left})),
    )

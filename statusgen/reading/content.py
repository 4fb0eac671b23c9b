"""Every text of a project, read: bytes in, entries out, nothing looked up elsewhere yet.

A command that has to answer at once reads only what may still be open or owed. Most files of an
old project are over, which a glance at their headings tells. A glance is sure, or says no: whatever
is not written in the plain form that commands write is left to the full rules. Where a file has a
mistake, which ``check`` tells, it may be called over all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from statusgen.memo import Memo, call
from statusgen.model import Sort
from statusgen.notation.names import name_of_file
from statusgen.problems import Problem, Problems
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
from statusgen.source.text import File, Source, Texts, decode

E = TypeVar("E", bound=Entry)

SITE_FILE: Final = "content/site.yml"
INCIDENTS: Final = "content/incidents/"
POSTMORTEMS: Final = "content/postmortems/"
SCENARIOS: Final = "content/scenarios/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The files of a project as they were read, each by its path."""

    site: SiteEntry | None
    """``None`` where there is no site.yml, or none that is text."""
    incidents: tuple[IncidentEntry, ...] = ()
    postmortems: tuple[PostmortemEntry, ...] = ()
    scenarios: tuple[ScenarioEntry, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All but site.yml."""
        return (*self.incidents, *self.postmortems, *self.scenarios)

    @property
    def zone(self) -> str:
        """The zone of times that state none; UTC where site.yml does not say."""
        return self.site.settings.timezone if self.site else "UTC"


def read_content(texts: Texts, problems: Problems, memo: Memo = call) -> Content:
    """Read every file; mistakes in them are added to ``problems``, after those of the disk."""
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
    """Tell whether a path is that of the scenarios' folder or of what is in it."""
    return f"{path}/".startswith(SCENARIOS)


def zone_of(texts: Texts) -> str:
    """Return the zone that site.yml names, for times on the command line; UTC if it has none."""
    site = (file for file in texts.files if file.path == SITE_FILE)
    return Content(site=_read_site(next(site, None))[0]).zone


def _read_site(file: File | None) -> tuple[SiteEntry | None, tuple[Problem, ...]]:
    problems = Problems()
    source = decode(file, problems) if file else None
    return (parse_site(source, problems) if source else None), tuple(problems)


def _read(
    kind: type[E], parse: Callable[..., E], file: File | None, path: str, *values: str
) -> tuple[E, tuple[Problem, ...]]:
    """Return what was read of one file, and what is wrong with it."""
    problems = Problems()
    source = decode(file, problems) if file else None
    entry = parse(source, problems, *values) if source else kind.unread(path)
    return entry, tuple(problems)


_ZONES_DIFFER: Final = timedelta(days=2)
"""More than any two zones: the end of a file that names none is read as UTC."""

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
"""Front matter that begins and ends each value on one line, and has plain keys."""
_TELLING = re.compile(r"^(pin|postmortem|scheduled): ?(.*)$", re.MULTILINE)
"""The keys that tell what kind of end is one, and what keeps a file in mind after it."""
_NOT_NEEDED = frozenset({"not_needed", "not needed", "not-needed"})
_HEADING = re.compile(
    r"^(##[^\n#]* )(\d{4}-\d\d-\d\d \d\d:\d\d)((?: [A-Za-z+-][\w/+:-]*)?)$",
    re.ASCII | re.MULTILINE,
)
"""Where an update may begin: what tells its state, its time, and the zone."""

Sections = dict[tuple[str, Sort], Section | None]
"""What the parser of headings says of each that was asked for: an old project has few words."""

_UNCLEAR = ("```", "~~~", "<!--")
"""What may hide a heading."""


def is_settled(
    data: bytes,
    before: datetime,
    undecided: datetime | None = None,
    known: Sections | None = None,
) -> bool:
    """Tell whether an incident, by the bytes of its file, is sure to have ended before an instant.

    ``undecided`` is the instant for one whose head does not say that it gets no postmortem; the
    same if left out. False says nothing: it may be over all the same. ``known`` is filled.
    """
    problems = Problems()
    source = decode(File(path="", data=data), problems)
    text = source.text if source and not len(problems) else ""
    head = _FRONT.match(text)
    if not head or any(mark in text for mark in _UNCLEAR):
        return False
    keys = dict(_TELLING.findall(head["front"]))
    decision = keys.get("postmortem")
    if "pin" in keys or (decision and decision not in _NOT_NEEDED):
        return False
    sort = Sort.MAINTENANCE if "scheduled" in keys else Sort.INCIDENT
    end = _end(text[head.end() :], sort, {} if known is None else known)
    latest = (before if decision else undecided or before) - _ZONES_DIFFER
    return end is not None and end < latest.replace(tzinfo=None)


def _end(body: str, sort: Sort, known: Sections) -> datetime | None:
    """Return when the last of its updates, which are in order and of one zone, brought the end."""
    headings = list(_HEADING.finditer(body))
    times = [found[2] for found in headings]
    zones = {found[3] for found in headings}
    if len(headings) != body.count("##") or len(zones) != 1 or times != sorted({*times}):
        return None
    for found in reversed(headings):
        section = _section(found[1], sort, known)
        if not (section and section.internal):
            # A state that is given with the end holds on: `components: api=down`.
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
    """Return the texts without what :func:`is_settled` holds for; of that the names are left.

    They are among ``unread``, so that what refers to them is no mistake.
    """
    known: Sections = {}

    def is_left(file: File) -> bool:
        return file.path.startswith(INCIDENTS) and is_settled(file.data, before, undecided, known)

    return _without(texts, is_left)


def without_unused(texts: Texts) -> Texts:
    """Return the texts without the scenarios that no incident among them can name."""
    said = b"\n".join(file.data for file in texts.files if file.path.startswith(INCIDENTS))

    def is_left(file: File) -> bool:
        return file.path.startswith(SCENARIOS) and name_of_file(file.path).encode() not in said

    # YAML could spell a name otherwise.
    return texts if b"\\" in said else _without(texts, is_left)


def _without(texts: Texts, is_left: Callable[[File], bool]) -> Texts:
    left = {file.path for file in texts.files if is_left(file)}
    return replace(
        texts,
        files=tuple(file for file in texts.files if file.path not in left),
        unread=tuple(sorted({*texts.unread, *left})),
    )

"""Every text of a project, read: bytes in, entries out, nothing looked up elsewhere yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from statusgen.memo import Memo, call
from statusgen.problems import Problem, Problems
from statusgen.reading.entries import Entry
from statusgen.reading.incident import IncidentEntry, parse_incident
from statusgen.reading.postmortem import PostmortemEntry, parse_postmortem
from statusgen.reading.scenario import ScenarioEntry, parse_scenario
from statusgen.reading.site import SiteEntry, parse_site
from statusgen.source.text import File, Source, Texts, decode

__all__ = [
    "INCIDENTS",
    "POSTMORTEMS",
    "SCENARIOS",
    "SITE_FILE",
    "Content",
    "is_of_scenarios",
    "read_content",
    "zone_of",
]

E = TypeVar("E", bound=Entry)
T = TypeVar("T")

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
    site: SiteEntry | None = None
    if SITE_FILE in files:
        site, found = memo(_read_site, files[SITE_FILE])
        problems.extend(found)
    zone = site.settings.timezone if site else "UTC"
    language = site.settings.language if site else "en"

    def read(folder: str, parse: Callable[..., _Read[E]], *values: object) -> Iterator[E]:
        for path in sorted({*files, *texts.unread}):
            if path.startswith(folder):
                entry, found = memo(parse, files.get(path), path, *values)
                problems.extend(found)
                yield entry

    return Content(
        site=site,
        incidents=tuple(read(INCIDENTS, _read_incident, zone)),
        postmortems=tuple(read(POSTMORTEMS, _read_postmortem, zone)),
        scenarios=tuple(read(SCENARIOS, _read_scenario, zone, language)),
    )


def is_of_scenarios(path: str) -> bool:
    """Tell whether a path is that of the scenarios' folder or of what is in it."""
    return f"{path}/".startswith(SCENARIOS)


def zone_of(texts: Texts) -> str:
    """Return the zone that site.yml names, for times on the command line; UTC if it has none."""
    file = next((file for file in texts.files if file.path == SITE_FILE), None)
    site = _read_site(file)[0] if file else None
    return site.settings.timezone if site else "UTC"


_Read = tuple[T, tuple[Problem, ...]]
"""What was read of one file, and what is wrong with it."""


def _read_site(file: File) -> _Read[SiteEntry | None]:
    problems = Problems()
    source = decode(file, problems)
    return (parse_site(source, problems) if source else None), tuple(problems)


def _read_incident(file: File | None, path: str, zone: str) -> _Read[IncidentEntry]:
    return _read(file, IncidentEntry.unread(path), partial(parse_incident, zone=zone))


def _read_postmortem(file: File | None, path: str, zone: str) -> _Read[PostmortemEntry]:
    return _read(file, PostmortemEntry.unread(path), partial(parse_postmortem, zone=zone))


def _read_scenario(file: File | None, path: str, zone: str, language: str) -> _Read[ScenarioEntry]:
    parse = partial(parse_scenario, zone=zone, language=language)
    return _read(file, ScenarioEntry.unread(path), parse)


def _read(file: File | None, unread: E, parse: Callable[[Source, Problems], E]) -> _Read[E]:
    problems = Problems()
    source = decode(file, problems) if file else None
    return (parse(source, problems) if source else unread), tuple(problems)

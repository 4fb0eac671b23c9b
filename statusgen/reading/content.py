"""Every text of a project, read: bytes in, entries out, nothing looked up elsewhere yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from statusgen.memo import Memo, call
from statusgen.problems import Problem, Problems
from statusgen.reading.entries import Entry
from statusgen.reading.incident import (
    IncidentEntry,
    PostmortemEntry,
    parse_incident,
    parse_postmortem,
)
from statusgen.reading.scenario import ScenarioEntry, parse_scenario
from statusgen.reading.site import SiteEntry, parse_site
from statusgen.source.text import File, Texts, decode

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
    zone = site.settings.timezone if site else "UTC"

    def read(folder: str, kind: type[E], parse: Callable[..., E], *values: str) -> Iterator[E]:
        for path in sorted({*files, *texts.unread}):
            if path.startswith(folder):
                entry, found = memo(_read, kind, parse, files.get(path), path, *values)
                problems.extend(found)
                yield entry

    language = site.settings.language if site else "en"
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

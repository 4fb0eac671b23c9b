"""Read every file of a project: bytes in, entries out. References are not resolved yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from statusgen.memo import Memo, call
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


def without_unused(texts: Texts, names: Iterable[str]) -> Texts:
    """Return the texts without the scenarios and postmortems of other incidents.

    ``names`` are the names and ids of the incidents in the texts.
    """
    written = b"\n".join(file.data for file in texts.files if file.path.startswith(INCIDENTS))
    own = [name.encode() for name in names]

    def is_used(file: File) -> bool:
        if file.path.startswith(SCENARIOS):
            # With an escape, YAML can spell a name in another way.
            return name_of_file(file.path).encode() in written or b"\\" in written
        front = file.data.partition(b"\n---")[0]
        is_postmortem = file.path.startswith(POSTMORTEMS)
        return not is_postmortem or b"\\" in front or any(name in front for name in own)

    return without(texts, [file.path for file in texts.files if not is_used(file)])


def without(texts: Texts, paths: Iterable[str]) -> Texts:
    """Return the texts without some files."""
    left = {*paths}
    return replace(texts, files=tuple(file for file in texts.files if file.path not in left))

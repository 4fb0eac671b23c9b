"""A project as commands for authors see it: they read only what they need.

Reading a project with years of incidents takes too long for someone in a hurry.
So only site.yml is parsed at once, and other files when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from statusgen.advice.leaks import mask_secrets
from statusgen.commands.options import NO_PROJECT, UsageError
from statusgen.files import read_texts
from statusgen.memory import Memory
from statusgen.model import Component, ComponentState, Incident, Scenario
from statusgen.notation.names import name_of_file
from statusgen.problems import Problems
from statusgen.reading.content import (
    INCIDENTS,
    POSTMORTEMS,
    SCENARIOS,
    SITE_FILE,
    Content,
    read_content,
)
from statusgen.reading.incident import IncidentEntry, PostmortemEntry
from statusgen.reading.scenario import ScenarioEntry
from statusgen.reading.site import Directory, SiteEntry, directory_of
from statusgen.settled import Recent, read_recent, settle
from statusgen.source.text import File, Texts
from statusgen.status import in_use

if TYPE_CHECKING:
    from statusgen.rendering.components import TouchedComponent
    from statusgen.rendering.locale import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A project, as commands for authors need it."""

    folder: Path
    recent: Recent
    """Its texts, without most of the incidents that are settled."""
    site: SiteEntry
    memory: Memory = field(repr=False, compare=False)
    """Keeps what was read, so no file is read twice."""

    @property
    def clock(self) -> datetime:
        """Now, in whole seconds."""
        return self.recent.as_of

    @property
    def texts(self) -> Texts:
        """Everything but settled incidents."""
        return self.recent.texts

    @property
    def whole(self) -> Texts:
        """Everything, read again if it must be."""
        return read_texts(self.folder) if self.recent.settled else self.texts

    @property
    def unsettled(self) -> tuple[File, ...]:
        """The files of the incidents that may still matter."""
        return _incidents(settle(self.recent, self.memory))

    @property
    def zone(self) -> str:
        """The time zone of the site."""
        return self.site.settings.timezone

    def locale(self, language: str | None = None) -> Locale:
        """Return a locale with the zone of the site; by default in its language."""
        from statusgen.languages import read_language
        from statusgen.rendering.locale import Locale

        return Locale(read_language(language or self.site.settings.language), self.zone)

    @property
    def directory(self) -> Directory:
        """The names and aliases of components."""
        return directory_of(self.site.components)

    @property
    def components(self) -> tuple[Component, ...]:
        """The components in use, in the order of site.yml."""
        return tuple(
            leaf
            for each in self.site.components
            for leaf in each.leaves
            if in_use(leaf, self.clock)
        )

    @property
    def incident_files(self) -> tuple[File, ...]:
        """All files in incidents/."""
        return _incidents(self.whole)

    def incidents_named(self, name: str) -> tuple[File, ...]:
        """Return the unsettled incident with a name, or else all files in incidents/."""
        named = (each for each in _incidents(self.texts) if name_of_file(each.path) == name)
        return tuple(named) or self.incident_files

    @property
    def scenario_files(self) -> tuple[File, ...]:
        """All files in scenarios/."""
        return tuple(file for file in self.texts.files if file.path.startswith(SCENARIOS))

    @property
    def scenarios(self) -> tuple[ScenarioEntry, ...]:
        """All scenarios, read."""
        return self._read(self.scenario_files).scenarios

    def scenario(self, name: str | None) -> Scenario | None:
        """Return a scenario by its name, if it can be read."""
        files = [file for file in self.scenario_files if name_of_file(file.path) == name]
        return next((each.scenario for each in self._read(files).scenarios), None)

    def parts(self, names: Iterable[str]) -> tuple[TouchedComponent, ...]:
        """Return components by any of their names. An unknown one has its id as its name."""
        from statusgen.rendering.components import Named, names_of, parts_of

        meant = self.directory.meant(((name, None) for name in names), self.clock)
        states = dict.fromkeys(meant, ComponentState.OPERATIONAL)
        known = {**{each: Named(name=each) for each in states}, **names_of(self.site.components)}
        return parts_of(known, tuple(states.items()), self.clock)

    def postmortem_of(self, incident: Incident) -> PostmortemEntry | None:
        """Return the postmortem of an incident, drafts included."""
        files = [file for file in self.texts.files if file.path.startswith(POSTMORTEMS)]
        names = {incident.slug, incident.id}
        entries = self._read(files).postmortems
        named = (each for each in entries if names.intersection(n.text for n in each.incidents))
        return next(named, None)

    def _read(self, files: Iterable[File], problems: Problems | None = None) -> Content:
        site = (file for file in self.texts.files if file.path == SITE_FILE)
        found = problems if problems is not None else Problems()
        return read_content(Texts(files=(*site, *files)), found, self.memory)

    def shown(self, path: str) -> str:
        """Return a path relative to the current folder."""
        return str(self.folder / path)

    def read(self, files: Iterable[File]) -> tuple[tuple[IncidentEntry, ...], Problems]:
        """Read incidents, and return them with their problems."""
        known = {file.path for file in files}
        problems = Problems()
        content = self._read(files, problems)
        problems.drop(lambda problem: problem.span.path not in known)
        mask_secrets(problems)
        return content.incidents, problems


def open_workspace(folder: Path, clock: datetime) -> Workspace:
    """Open the project in ``folder``; raise :class:`UsageError` without a site.yml."""
    recent = read_recent(folder, lambda _: clock.replace(microsecond=0))
    problems = Problems(each for each in recent.texts.problems if each.code != "no-site")
    memory = Memory()
    site = (file for file in recent.texts.files if file.path == SITE_FILE)
    content = read_content(Texts(files=tuple(site)), problems, memory)
    if not content.site:
        broken = next(iter(problems), None)
        raise UsageError(f"{broken.message}. {broken.hint}" if broken else NO_PROJECT)
    return Workspace(folder=folder, recent=recent, site=content.site, memory=memory)


def _incidents(texts: Texts) -> tuple[File, ...]:
    return tuple(file for file in texts.files if file.path.startswith(INCIDENTS))

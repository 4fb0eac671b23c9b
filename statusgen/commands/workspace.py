"""A project as commands for authors see it: they read only what they need.

Reading a project with years of incidents takes too long for someone in a hurry.
So only site.yml is read at once, and other files when they are asked for.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
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
from statusgen.source.text import File, Texts
from statusgen.status import in_use

if TYPE_CHECKING:
    from statusgen.rendering.components import TouchedComponent
    from statusgen.rendering.locale import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A project, as commands for authors need it."""

    folder: Path
    texts: Texts
    site: SiteEntry
    clock: datetime
    """Now, in whole seconds."""
    memory: Memory = field(repr=False, compare=False)
    """Keeps what was read, so no file is read twice."""

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
        return tuple(file for file in self.texts.files if file.path.startswith(INCIDENTS))

    @property
    def scenario_files(self) -> tuple[File, ...]:
        """All files in scenarios/."""
        return tuple(file for file in self.texts.files if file.path.startswith(SCENARIOS))

    @property
    def scenarios(self) -> tuple[ScenarioEntry, ...]:
        """All scenarios, read."""
        return self._read(file.path for file in self.scenario_files).scenarios

    def scenario(self, name: str | None) -> Scenario | None:
        """Return a scenario by its name, if it can be read."""
        paths = [file.path for file in self.scenario_files if name_of_file(file.path) == name]
        return next((each.scenario for each in self._read(paths).scenarios), None)

    def parts(self, names: Iterable[str]) -> tuple[TouchedComponent, ...]:
        """Return components by any of their names. An unknown one has its id as its name."""
        from statusgen.rendering.components import Named, names_of, parts_of

        meant = self.directory.meant(((name, None) for name in names), self.clock)
        states = dict.fromkeys(meant, ComponentState.OPERATIONAL)
        known = {**{each: Named(name=each) for each in states}, **names_of(self.site.components)}
        return parts_of(known, tuple(states.items()), self.clock)

    def postmortem_of(self, incident: Incident) -> PostmortemEntry | None:
        """Return the postmortem of an incident, drafts included."""
        paths = {file.path for file in self.texts.files if file.path.startswith(POSTMORTEMS)}
        names = {incident.slug, incident.id}
        entries = self._read(paths).postmortems
        named = (each for each in entries if names.intersection(n.text for n in each.incidents))
        return next(named, None)

    def _read(self, paths: Iterable[str], problems: Problems | None = None) -> Content:
        texts = _only(self.texts, {SITE_FILE, *paths})
        return read_content(texts, problems if problems is not None else Problems(), self.memory)

    def shown(self, path: str) -> str:
        """Return a path relative to the current folder."""
        return str(self.folder / path)

    def read(self, files: Iterable[File]) -> tuple[tuple[IncidentEntry, ...], Problems]:
        """Read incidents, and return them with their problems."""
        known = {file.path for file in files}
        problems = Problems()
        content = self._read(known, problems)
        problems.drop(lambda problem: problem.span.path not in known)
        mask_secrets(problems)
        return content.incidents, problems


def open_workspace(folder: Path, clock: datetime) -> Workspace:
    """Open the project in ``folder``; raise :class:`UsageError` without a site.yml."""
    texts = read_texts(folder)
    problems = Problems(each for each in texts.problems if each.code != "no-site")
    memory = Memory()
    content = read_content(_only(texts, {SITE_FILE}), problems, memory)
    if not content.site:
        broken = next(iter(problems), None)
        raise UsageError(f"{broken.message}. {broken.hint}" if broken else NO_PROJECT)
    return Workspace(
        folder=folder,
        texts=texts,
        site=content.site,
        clock=clock.replace(microsecond=0),
        memory=memory,
    )


def _only(texts: Texts, paths: Container[str]) -> Texts:
    """Return some of the texts."""
    files = tuple(file for file in texts.files if file.path in paths)
    unread = tuple(path for path in texts.unread if path in paths)
    return replace(texts, files=files, unread=unread, problems=())

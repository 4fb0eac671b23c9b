"""From a project in memory to the bytes of its site: the phases, a line each.

Everything is a value on its way from one phase to the next. Two barriers stand
before anything is written: :func:`plan` raises :class:`Rejected` with every
mistake in the content, :func:`render` with every mistake in a template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate

from statusgen import handbook, manifest, outputs
from statusgen.advice.advise import advise
from statusgen.advice.leaks import mask_secrets
from statusgen.memo import Memo, call
from statusgen.model import Site, StaticFile
from statusgen.problems import Problem, Problems, Rejected, Span, did_you_mean, nearest
from statusgen.reading.assemble import assemble
from statusgen.reading.content import SITE_FILE, is_of_scenarios, read_content
from statusgen.reading.entries import Entry
from statusgen.reading.site import SiteEntry
from statusgen.rendering.artifact import Artifact
from statusgen.rendering.kit import Kit, KitData
from statusgen.rendering.locale import Language
from statusgen.rendering.theme import DEFAULT, Files, Theme
from statusgen.source.text import Texts
from statusgen.status import status_of

Tell = Callable[[int, int], None]
"""Takes how many artifacts are rendered, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs(Texts):
    """A project in memory: all that a site is made of."""

    static: tuple[StaticFile, ...] = ()
    themes: tuple[tuple[str, Files], ...] = field(default=(), repr=False)
    """The project's own, by name."""
    default_theme: Files = field(repr=False)
    languages: tuple[Language, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line says of one run."""

    as_of: datetime
    base_url: str | None = None
    preview: str | None = None
    """The label of a preview, which shows drafts."""
    strict: bool = False
    """Warnings stop it as well."""
    checking: bool = False
    """Mistakes in what is not published stay errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An output, declared and not yet rendered."""

    artifacts: tuple[Artifact, ...]
    """In the order in which they are written; no two at one path."""
    kit: KitData
    problems: tuple[Problem, ...] = ()
    """Warnings."""


def plan(inputs: Inputs, options: Options, memo: Memo = call) -> Plan:
    """Read, assemble and declare. Raise :class:`Rejected` with all problems, not with the first.

    ``memo`` may remember what pure functions returned before; the plan is the same.
    """
    made = _assembled(inputs, options, memo)
    problems = made.problems if options.checking else made.published
    if made.site is None or _stops(problems, options):
        raise Rejected(problems)
    artifacts = outputs.plan(made.site, status_of(made.site, memo), made.theme, memo)
    return _planned(artifacts, made.site, made.theme, inputs, problems)


def plan_handbook(inputs: Inputs, options: Options) -> Plan:
    """Declare the team's internal handbook, apart from the site and from its mistakes.

    Scenarios are what it shows, so mistakes in them are errors; those in incidents, which it does
    not show, count only where they keep the site itself from being made.
    """
    made = _assembled(inputs, options)
    if made.site is None or made.published.errors:
        raise Rejected(made.problems)
    hidden = {entry.path for entry in made.entries if not is_of_scenarios(entry.path)}
    problems = Problems(each for each in made.problems if each.span.path not in hidden)
    if _stops(problems, options):
        raise Rejected(problems)
    theme = handbook.dressed(made.theme)
    return _planned(handbook.plan(made.site), made.site, theme, inputs, problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Assembled:
    """What the phases before planning came to."""

    site: Site | None
    """As far as it could be made; ``None`` without a site.yml."""
    theme: Theme
    entries: tuple[Entry, ...]
    problems: Problems
    published: Problems
    """The same as a build weighs them: in what is not published, an error is a warning."""


def _assembled(inputs: Inputs, options: Options, memo: Memo = call) -> _Assembled:
    problems = Problems()
    content = read_content(inputs, problems, memo)
    theme = _theme(inputs, content.site, problems)
    site = assemble(
        content,
        inputs.static,
        problems,
        as_of=options.as_of,
        base_url=options.base_url,
        preview=options.preview,
        memo=memo,
    )
    advise(site, content, problems, memo)
    mask_secrets(problems)
    return _Assembled(
        site=site,
        theme=theme,
        entries=content.entries,
        problems=problems,
        published=_as_published(problems, content.entries, options),
    )


def _planned(
    artifacts: Iterable[Artifact], site: Site, theme: Theme, inputs: Inputs, problems: Problems
) -> Plan:
    """Return the plan of these artifacts, in the order in which they are written."""
    ordered = sorted(artifacts, key=lambda each: (each.stage, each.path))
    problems.extend(_collisions(ordered))
    if problems.errors:
        raise Rejected(problems)
    code = site.settings.language
    return Plan(
        artifacts=tuple(ordered),
        kit=KitData(
            settings=site.settings,
            language=next(each for each in inputs.languages if each.code == code),
            theme=theme,
            preview=site.preview,
        ),
        problems=tuple(problems),
    )


def render(planned: Plan, tell: Tell = lambda _done, _total: None) -> tuple[tuple[str, bytes], ...]:
    """Return path and bytes of each file. Raise :class:`Rejected` for mistakes in templates."""
    kit = Kit(planned.kit)
    problems = Problems(kit.templates.problems())
    files = []
    for number, artifact in enumerate(planned.artifacts, start=1):
        try:
            files.append((artifact.path, artifact.produce(kit)))
        except Rejected as rejected:
            problems.extend(rejected.problems)
        tell(number, len(planned.artifacts))
    if len(problems):
        raise Rejected((*planned.problems, *problems))
    return tuple(files)


def _theme(inputs: Inputs, entry: SiteEntry | None, problems: Problems) -> Theme:
    """Return the site's theme; one that the project does not have is a problem."""
    name = entry.settings.theme if entry else DEFAULT
    themes = {DEFAULT: (), **dict(inputs.themes)}
    if entry and name not in themes:
        problems.error(
            "unknown-theme",
            f"There is no theme `{name}`",
            entry.span("theme"),
            did_you_mean(nearest(name, themes), f"A theme is a folder: themes/{name}/templates/."),
        )
    return Theme(name=name, files=themes.get(name, ()), default=inputs.default_theme)


def _as_published(problems: Problems, entries: Iterable[Entry], options: Options) -> Problems:
    """Return the problems as a build weighs them: what is not published does not stop it."""
    is_preview = options.preview is not None
    hidden = {entry.path for entry in entries if not entry.is_shown(preview=is_preview)}
    return Problems(
        problem.as_warning()
        if problem.span.path in hidden or is_of_scenarios(problem.span.path)
        else problem
        for problem in problems
    )


def _stops(problems: Problems, options: Options) -> bool:
    return bool(problems.errors) or (options.strict and len(problems) > 0)


def _collisions(artifacts: Iterable[Artifact]) -> Iterator[Problem]:
    """Find outputs that want one path, or a folder where another wants a file.

    Case does not count, nor how an accent is composed: some disks see no difference.
    """
    known = {manifest.fold(manifest.NAME): ""}
    for artifact in artifacts:
        key = manifest.fold(artifact.path)
        if key in known:
            yield _collision(artifact, artifact.path, known[key])
        known.setdefault(key, artifact.origin)
    for artifact in artifacts:
        for parent in accumulate(manifest.fold(artifact.path).split("/")[:-1], "{}/{}".format):
            if parent in known:
                yield _collision(artifact, parent, known[parent])


def _collision(artifact: Artifact, path: str, origin: str) -> Problem:
    return Problem(
        code="path-collision",
        message=f"{artifact.path} is wanted by {artifact.origin or 'statusgen'}, and {path} by "
        f"{origin or 'statusgen'}",
        span=Span(path=artifact.origin or origin or SITE_FILE, line=0),
        hint="Rename one of the two: an id, an alias, a redirect or a file.",
    )

"""Turn a project in memory into the files of its site, phase by phase.

Each phase returns values for the next one. There are two barriers: :func:`plan` raises
:class:`Rejected` with all mistakes in the content, and :func:`render` with those in templates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, is_dataclass, replace
from datetime import datetime
from itertools import accumulate
from traceback import walk_tb

from statusgen import handbook, manifest, outputs
from statusgen.advice.advise import advise
from statusgen.advice.leaks import mask_secrets
from statusgen.manifest import Output
from statusgen.memo import Memo
from statusgen.memory import Memory
from statusgen.model import Site, StaticFile
from statusgen.problems import (
    Problem,
    Problems,
    Rejected,
    Span,
    did_you_mean,
    internal_error,
    nearest,
)
from statusgen.reading.assemble import assemble, report_moved
from statusgen.reading.content import SITE_FILE, is_of_scenarios, read_content, says_draft
from statusgen.reading.entries import Entry
from statusgen.reading.site import SiteEntry
from statusgen.rendering.artifact import Artifact
from statusgen.rendering.kit import Kit, KitData
from statusgen.rendering.locale import Language
from statusgen.rendering.theme import DEFAULT, Files, Theme
from statusgen.source.text import Texts
from statusgen.status import status_of

Tell = Callable[[int, int], None]
"""Takes how many artifacts are rendered, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs(Texts):
    """A project in memory: everything that a site is made from."""

    static: tuple[StaticFile, ...] = ()
    themes: tuple[tuple[str, Files], ...] = field(default=(), repr=False)
    """The custom themes, by name."""
    default_theme: Files = field(repr=False)
    languages: tuple[Language, ...] = field(repr=False)
    former: manifest.Identity = field(default_factory=dict)
    """The former values of site.yml, if it has changed."""
    committed: Texts | None = field(default=None, repr=False)
    """The former site.yml as it was committed, with the names of the incidents of that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of a run."""

    as_of: datetime
    base_url: str | None = None
    preview: str | None = None
    """The label of a preview, which shows drafts."""
    strict: bool = False
    """Warnings count as errors."""
    checking: bool = False
    """Errors in unpublished files count as errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A site that is planned, but not yet rendered."""

    artifacts: tuple[Artifact, ...]
    """In the order of writing; no two have the same path."""
    kit: KitData
    problems: tuple[Problem, ...] = ()
    """Warnings."""


def plan(inputs: Inputs, options: Options, memo: Memo | None = None) -> Plan:
    """Read and plan a site. Raise :class:`Rejected` with all problems.

    ``memo`` may return remembered results, which does not change the plan. Without it, results are
    remembered for this plan alone.
    """
    return _recovering(_plan, inputs, options, memo or Memory())


def _recovering(
    make: Callable[[Inputs, Options, Memo], Plan], inputs: Inputs, options: Options, memo: Memo
) -> Plan:
    """Return a plan; if a file triggers a bug, report it and leave out the file."""
    try:
        return make(inputs, options, memo)
    except Rejected:
        raise
    except Exception as error:
        path = _file_of(error)
        culprit = next((file for file in inputs.files if file.path == path), None)
        if not culprit:
            raise
        problem = internal_error(error, path)
        if says_draft(culprit.data) and not options.checking:
            problem = problem.as_warning()
        rest = replace(
            inputs,
            files=tuple(file for file in inputs.files if file is not culprit),
            unread=(*inputs.unread, path),
            problems=(*inputs.problems, problem),
        )
        return _recovering(make, rest, options, memo)


def _plan(inputs: Inputs, options: Options, memo: Memo) -> Plan:
    made = _assembled(inputs, options, memo)
    problems = made.problems if options.checking else made.published
    if not made.site or _stops(problems, options):
        raise Rejected(problems)
    artifacts = outputs.plan(made.site, status_of(made.site, memo), made.theme, memo)
    return _planned(artifacts, made.site, made.theme, inputs, problems)


def plan_handbook(inputs: Inputs, options: Options) -> Plan:
    """Plan the team's internal handbook.

    It shows scenarios, so mistakes in them are errors. Mistakes in incidents only count if they
    would stop a build.
    """
    return _recovering(_plan_handbook, inputs, options, Memory())


def _plan_handbook(inputs: Inputs, options: Options, memo: Memo) -> Plan:
    made = _assembled(inputs, options, memo)
    if not made.site or made.published.errors:
        raise Rejected(made.problems)
    hidden = {entry.path for entry in made.entries if not is_of_scenarios(entry.path)}
    problems = Problems(each for each in made.problems if each.span.path not in hidden)
    if _stops(problems, options):
        raise Rejected(problems)
    theme = handbook.dressed(made.theme)
    return _planned(handbook.plan(made.site), made.site, theme, inputs, problems)


def site_of(inputs: Inputs, options: Options, memo: Memo) -> tuple[Site, KitData]:
    """Return what :func:`plan` would publish, without planning its files, and with which words.

    Raise :class:`Rejected` as :func:`plan` does. Texts are those of the default theme.
    """
    made = _assembled(inputs, options, memo)
    if not made.site or _stops(made.published, options):
        raise Rejected(made.published)
    return made.site, _kit(made.site, Theme(name=DEFAULT, default=inputs.default_theme), inputs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Assembled:
    """The results of the phases before planning."""

    site: Site | None
    """As far as it could be assembled; ``None`` without a site.yml."""
    theme: Theme
    entries: tuple[Entry, ...]
    problems: Problems
    published: Problems
    """The same problems, where errors in unpublished files are warnings."""


def _assembled(inputs: Inputs, options: Options, memo: Memo) -> _Assembled:
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
    if inputs.committed:
        report_moved(content, read_content(inputs.committed, Problems()), problems)
    advise(site, content, problems, memo, former=inputs.former)
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
    """Return the plan of these artifacts, in the order of writing."""
    ordered = sorted(artifacts, key=lambda each: (each.stage, each.path))
    problems.extend(_collisions(ordered))
    if problems.errors:
        raise Rejected(problems)
    kit = _kit(site, theme, inputs)
    return Plan(artifacts=tuple(ordered), kit=kit, problems=tuple(problems))


def _kit(site: Site, theme: Theme, inputs: Inputs) -> KitData:
    code = site.settings.language
    return KitData(
        settings=site.settings,
        language=next(each for each in inputs.languages if each.code == code),
        theme=theme,
        preview=site.preview,
    )


def render(planned: Plan, tell: Tell = lambda _done, _total: None) -> tuple[tuple[str, bytes], ...]:
    """Return the path and bytes of each file. Raise :class:`Rejected` for mistakes in templates."""
    return tuple((each.path, each.load()) for each in outputs_of(planned, tell))


def made(artifact: Artifact, kit: Kit) -> Output:
    """Render a file. Raise :class:`Rejected` as :func:`produce` does."""
    return Output.of(artifact.path, produce(artifact, kit))


def outputs_of(
    planned: Plan,
    tell: Tell = lambda _done, _total: None,
    make: Callable[[Artifact, Kit], Output] = made,
) -> Iterator[Output]:
    """Yield each file as soon as it is rendered, in the order of writing.

    Raise :class:`Rejected` at the end for mistakes in templates. ``make`` may return remembered
    files.
    """
    kit = Kit(planned.kit)
    problems = Problems(kit.templates.problems())
    for number, artifact in enumerate(planned.artifacts, start=1):
        try:
            yield make(artifact, kit)
        except Rejected as rejected:
            problems.extend(rejected.problems)
        tell(number, len(planned.artifacts))
    if len(problems):
        raise Rejected((*planned.problems, *problems))


def produce(artifact: Artifact, kit: Kit) -> bytes:
    """Return the bytes of a file. Raise :class:`Rejected` for a mistake in a template or a bug."""
    try:
        return artifact.produce(kit)
    except Rejected:
        raise
    except Exception as error:
        path = _file_of(error) or artifact.origin or artifact.path
        raise Rejected([internal_error(error, path)]) from error


def _file_of(error: Exception) -> str:
    """Return the file of the content that the innermost code was about; empty if it is unknown."""
    for frame, _ in reversed(list(walk_tb(error.__traceback__))):
        for value in frame.f_locals.values():
            subject = getattr(value, "incident", value) if is_dataclass(value) else ""
            path = value if isinstance(value, str) else getattr(subject, "path", "")
            if isinstance(path, str) and re.fullmatch(r"content/.*\.md", path):
                return path
    return ""


def _theme(inputs: Inputs, entry: SiteEntry | None, problems: Problems) -> Theme:
    """Return the theme of the site, or the default one if it is unknown."""
    name = entry.settings.theme if entry else DEFAULT
    themes = {DEFAULT: (), **dict(inputs.themes)}
    if entry and name not in themes:
        problems.error(
            "unknown-theme",
            f"`{name}` is not a known theme",
            entry.span("theme"),
            did_you_mean(
                nearest(name, themes), f"To make this theme, create themes/{name}/templates/."
            ),
        )
    theme = Theme(name=name, files=themes.get(name, ()), default=inputs.default_theme)
    problems.extend(theme.unknown())
    return theme


def _as_published(problems: Problems, entries: Iterable[Entry], options: Options) -> Problems:
    """Return the problems of a build, where errors in unpublished files are warnings."""
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
    """Find files with the same path, and files at the path of a folder.

    Upper and lower case are the same, and so are composed and decomposed accents, since some file
    systems do not tell them apart.
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
        message=f"{artifact.origin or 'statusgen'} and {origin or 'statusgen'} both need the path "
        f"{path}",
        span=Span(path=artifact.origin or origin or SITE_FILE, line=0),
        hint="Change one of them: an id, an alias, a redirect or a file name.",
    )

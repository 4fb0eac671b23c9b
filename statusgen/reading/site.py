"""Read site.yml into an entry.

If site.yml has mistakes, the entry has whatever could be read and is marked as not
complete. The other files are read in the same run, with the site's time zone if it
is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from types import MappingProxyType
from typing import Final, TypeVar

from statusgen.model import (
    MANAGEMENT,
    Channel,
    Component,
    Group,
    LabelledLink,
    Person,
    Practice,
    Role,
    Settings,
    Text,
)
from statusgen.notation.names import slug_of
from statusgen.notation.words import fold
from statusgen.problems import Problems, Span, did_you_mean, nearest, short
from statusgen.schema.fields import FORMAT
from statusgen.schema.records import read_front, salvage
from statusgen.schema.site import (
    ComponentRecord,
    GroupRecord,
    PersonRecord,
    SiteFile,
)
from statusgen.source.text import Mapping, Node, Scalar, Sequence, Source
from statusgen.source.tree import parse_yaml
from statusgen.status import existed

V = TypeVar("V")

PUBLIC = ("title", "description", "websub", "repository", "links", "subscribe", "components")
"""Keys whose values are public; `repository` only if pages link to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEntry:
    """site.yml as it was read, with references to other files not resolved yet."""

    settings: Settings
    """Without the logo; ``base_url`` is ``url``."""
    components: tuple[Component | Group, ...]
    practice: Practice
    logo_path: str | None
    """Its address, ``static/logo.svg``."""
    spans: tuple[tuple[str, Span], ...]
    """The places of values: ``logo``, ``theme`` and other keys, ``components.<id>`` (groups and
    old ids, too), ``redirects.<old path>`` (its target), ``advice.<code>`` and ``team.<role>``."""
    texts: tuple[Text, ...]
    """Its public values, each with its line."""
    source: Source
    complete: bool
    """Whether all of it could be read."""

    def span(self, key: str) -> Span:
        """Return the place of a value, or of the first key if it has none."""
        places = dict(self.spans)
        return places.get(key, places[""])


ALL: Final = "all"
"""The name of all components. It cannot be an id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """What the name of a component can mean."""

    ids: Dictionary[str, str]
    """Each id and old id of a component, with the id that it has today."""
    groups: Dictionary[str, tuple[Component, ...]]
    """Each id and old id of a group, and ``all``, with their components."""
    names: Dictionary[str, str]
    """Each name for readers, folded, with its id."""

    def nearest(self, name: str) -> str | None:
        """Return the id that was probably meant by an unknown name."""
        return self.names.get(fold(name)) or nearest(name, {*self.ids, *self.groups})

    def meant(self, named: Iterable[tuple[str, V]], at: datetime) -> dict[str, tuple[str, V]]:
        """Return each component that is meant at an instant, with its name as given and the value.

        A group means its components in use at that time. A narrower name counts more: that of a
        component more than that of its group, and a group more than ``all``.
        """
        found: dict[str, tuple[str, V]] = {}
        for name, value in sorted(named, key=lambda pair: -len(self.groups.get(pair[0], ()))):
            leaves = self.groups.get(name)
            used = [leaf.id for leaf in leaves or () if existed(leaf, at)]
            found |= dict.fromkeys(used if leaves else [self.ids.get(name, name)], (name, value))
        return found


def directory_of(components: tuple[Component | Group, ...]) -> Directory:
    """Return the names of components and groups in site.yml."""
    groups = [each for each in components if isinstance(each, Group)]
    leaves = [leaf for each in components for leaf in each.leaves]
    ids = {name: leaf.id for leaf in leaves for name in (leaf.id, *leaf.aliases)}
    held = {name: group.components for group in groups for name in (group.id, *group.aliases)}
    return Directory(
        ids=MappingProxyType(ids),
        groups=MappingProxyType(held | {ALL: tuple(leaves)}),
        names=MappingProxyType({fold(each.name): each.id for each in (*components, *leaves)}),
    )


def report_unknown(names: Iterable[Scalar], directory: Directory, problems: Problems) -> None:
    """Report each name that is not a component or a group."""
    known = {**directory.ids, **directory.groups}
    for name in (each for each in names if each.text not in known):
        problems.error(
            "unknown-component",
            f"`{name.shown}` is not a known component",
            name.span,
            did_you_mean(
                directory.nearest(name.text),
                f"Choose from: {short(', '.join(directory.ids))}.",
                always="Keep a retired component in site.yml with `until`, and the old id of a "
                "renamed one in `aliases`.",
            )
            + name.span.lookalike,
        )


def parse_site(source: Source, problems: Problems) -> SiteEntry:
    """Read site.yml. A file with mistakes also returns an entry, which is not complete."""
    front = parse_yaml(source, problems)
    site = read_front(SiteFile, front, problems, zone="UTC") if front else None
    complete = site is not None
    front = front or Mapping(entries=(), span=source.span(1))
    if not site:
        site = SiteFile.model_construct(
            **{
                "format": FORMAT,
                "id": "",
                "title": "",
                "url": "",
                **salvage(SiteFile, front, zone="UTC"),
            }
        )
    places = {"": front.span} | {name.text: value.span for name, value in front.entries}
    places |= {f"redirects.{old.text}": new.span for old, new in site.redirects.items()}
    places |= {f"advice.{code.text}": code.span for code in site.advice}
    team = front.get("team")
    for name, _ in team.entries if isinstance(team, Mapping) else ():
        places[f"team.{fold(name.text)}"] = name.span
    components = tuple(_component_or_group(each, problems) for each in site.components)
    _check_ids(site, components, places, problems)
    _check_redirects(site, problems)
    directory = directory_of(components) if complete else None
    values = chain.from_iterable(
        _scalars(front.get(key)) for key in PUBLIC if key != "repository" or site.show_source
    )
    return SiteEntry(
        settings=_settings(site),
        components=components,
        practice=Practice(
            team=tuple(
                Role(
                    name=name,
                    primary=_person(role.primary),
                    backups=tuple(_person(backup) for backup in role.backups),
                    does=role.does,
                )
                for name, role in site.team.items()
            ),
            channels=_channels(site, directory, problems),
            cadence=tuple(site.cadence.items()),
            advice=tuple((code.text, reason) for code, reason in site.advice.items()),
            sections=site.postmortem.sections,
        ),
        logo_path=site.logo,
        spans=tuple(places.items()),
        texts=tuple(
            Text(markdown=value.text, path=source.path, line=value.span.line) for value in values
        ),
        source=source,
        complete=complete,
    )


def _scalars(node: Node | None) -> Iterator[Scalar]:
    """Yield all values in a part of the tree."""
    if isinstance(node, Scalar):
        yield node
    inside = [value for _, value in node.entries] if isinstance(node, Mapping) else ()
    for each in node.items if isinstance(node, Sequence) else inside:
        yield from _scalars(each)


def _settings(site: SiteFile) -> Settings:
    return Settings(
        id=site.id,
        title=site.title,
        url=site.url,
        base_url=site.url,
        description=site.description,
        language=site.language,
        timezone=site.timezone,
        rebuild=site.rebuild,
        theme=site.theme,
        accent=site.accent,
        noindex=site.noindex,
        show_source=site.show_source,
        repository=site.repository,
        links=tuple(LabelledLink(**dict(each)) for each in site.links),
        subscribe=tuple(LabelledLink(**dict(each)) for each in site.subscribe),
        websub=site.websub,
        redirects=tuple((old.text, new.text) for old, new in site.redirects.items()),
    )


def _person(record: PersonRecord) -> Person:
    return Person(name=record.name, contact=record.contact, notify=record.notify or "")


def _component_or_group(
    record: ComponentRecord | GroupRecord, problems: Problems
) -> Component | Group:
    if isinstance(record, ComponentRecord):
        return _component(record)
    slug = record.id.text if record.id else slug_of(record.name.text)
    if not slug:
        problems.error(
            "missing-key",
            f"No id can be made from the name `{record.name.shown}`",
            record.name.span,
            "Add an `id` to the group, in lowercase letters a to z.",
        )
    return Group(
        id=slug,
        name=record.name.text,
        components=tuple(_component(each) for each in record.components),
        description=record.description,
        aliases=tuple(alias.text for alias in record.aliases),
    )


def _component(record: ComponentRecord) -> Component:
    return Component(
        id=record.id.text,
        name=record.name,
        description=record.description,
        since=record.since,
        until=record.until,
        aliases=tuple(alias.text for alias in record.aliases),
    )


def _named_ids(
    site: SiteFile, components: tuple[Component | Group, ...]
) -> Iterator[tuple[str, Span]]:
    """Yield every id and old id with its place, including the ids made from group names."""
    for record, made in zip(site.components, components, strict=True):
        leaves = record.components if isinstance(record, GroupRecord) else ()
        names = [name for leaf in leaves for name in (leaf.id, *leaf.aliases)]
        named = (record.id or record.name) if isinstance(record, GroupRecord) else record.id
        ids = [(made.id, named.span)] if made.id else []
        yield from (*ids, *((name.text, name.span) for name in (*record.aliases, *names)))


def _check_ids(
    site: SiteFile,
    components: tuple[Component | Group, ...],
    places: dict[str, Span],
    problems: Problems,
) -> None:
    """Report ids that are given twice, and add the place of each id."""
    for name, span in _named_ids(site, components):
        if name == ALL:
            problems.error(
                "invalid-id",
                "`all` cannot be an id",
                span,
                "It means all components. Choose another; a group named “All” needs an `id`.",
            )
        first = places.setdefault(f"components.{name}", span)
        if first is not span:
            problems.error(
                "duplicate-id",
                f"The id `{name}` appears twice",
                span,
                f"It is already on line {first.line}. Components, groups and old ids share one set "
                "of names. A group without an `id` has one that is made from its name.",
            )


def _channels(
    site: SiteFile, directory: Directory | None, problems: Problems
) -> tuple[Channel, ...]:
    """Return the channels; their components are only checked if site.yml is complete."""
    names = set()
    for record in site.channels:
        if record.name.text in names:
            problems.error(
                "duplicate-channel",
                f"Two channels are named `{record.name.shown}`",
                record.name.span,
                "Rename one of them.",
            )
        names.add(record.name.text)
        for role in filter(None, (record.approve, record.text)):
            others = () if role is record.approve else (MANAGEMENT,)
            if directory and fold(role.text) not in {*site.team, *others}:
                problems.error(
                    "unknown-role",
                    f"`{role.shown}` is not a known role",
                    role.span,
                    did_you_mean(
                        nearest(role.text, (*site.team, *others)),
                        "Add it to `team`, or write another role.",
                    ),
                )
    return tuple(
        Channel(
            name=record.name.text,
            audience=record.audience,
            url=record.url,
            password=record.password or "",
            secret=record.secret or "",
            sender=record.sender or "",
            to=record.to or "",
            format=record.kind,
            impact=record.impact,
            components=_leaves(record.components, directory, problems) if directory else (),
            kinds=record.kinds,
            states=record.states or (("first", "resolved") if record.kind == "social" else ()),
            quiet=record.quiet,
            remind=record.remind,
            approve=fold(record.approve.text) if record.approve else "",
            text=fold(record.text.text) if record.text else "",
        )
        for record in site.channels
    )


def _leaves(names: tuple[Scalar, ...], directory: Directory, problems: Problems) -> tuple[str, ...]:
    """Return the components with these names, and those in groups with these names."""
    report_unknown(names, directory, problems)
    groups = {name: [leaf.id for leaf in held] for name, held in directory.groups.items()}
    known = groups | {name: [leaf] for name, leaf in directory.ids.items()}
    return tuple(dict.fromkeys(leaf for name in names for leaf in known.get(name.text, ())))


def _check_redirects(site: SiteFile, problems: Problems) -> None:
    seen: dict[str, Span] = {}
    for old, new in site.redirects.items():
        first = seen.setdefault(old.text.casefold(), old.span)
        if old.text.casefold() == new.text.casefold():
            problems.error(
                "redirect-loop", f"`{old.shown}` redirects to itself", old.span, "Delete it."
            )
        elif first is not old.span:
            problems.error(
                "duplicate-key",
                f"`{old.shown}` is redirected twice",
                old.span,
                f"It is already on line {first.line}. Case does not matter.",
            )

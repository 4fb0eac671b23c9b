"""site.yml: text in, an entry out.

Where site.yml is broken, the entry holds whatever could be read and says that
it is not complete: the other files are read in the same run, with the site's
time zone if that is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from statusgen.colour import contrast
from statusgen.model import (
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
from statusgen.problems import Problems, Span, did_you_mean, nearest
from statusgen.reading.site_texts import texts_of_site
from statusgen.schema.fields import FORMAT
from statusgen.schema.records import read_front, salvage
from statusgen.schema.site import (
    ChannelRecord,
    ComponentRecord,
    GroupRecord,
    LinkRecord,
    PersonRecord,
    RoleRecord,
    SiteFile,
)
from statusgen.source.text import Mapping, Node, Scalar, Sequence, Source
from statusgen.source.tree import parse_yaml

__all__ = ["SiteEntry", "parse_site"]

SURFACES = (("white", "#ffffff"), ("dark grey", "#121212"))
"""What pages are drawn on, by day and by night."""

LEAST_CONTRAST = 3.0
"""For what is not small text (WCAG 2.2, 1.4.11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEntry:
    """site.yml as it was read; nothing in it is looked up elsewhere yet."""

    settings: Settings
    """Without the logo; ``base_url`` is ``url``."""
    components: tuple[Component | Group, ...]
    practice: Practice
    logo_path: str | None
    """Its address, ``static/logo.svg``."""
    spans: tuple[tuple[str, Span], ...]
    """Where values stand: ``logo``, ``theme`` and other keys, ``components.<id>`` (groups and
    old ids, too), ``redirects.<old path>`` (its target), ``advice.<code>``, ``team.<role>`` and
    ``team.<role>.<number>``: the name of its primary, 0, and of its backups."""
    texts: tuple[Text, ...]
    """What readers see of it."""
    source: Source
    complete: bool
    """Whether all was read. If not, what is missing here is perhaps only unreadable."""

    def span(self, key: str) -> Span:
        """Return the place of a value; where it has none, that of the first key."""
        places = dict(self.spans)
        return places.get(key, places[""])


def parse_site(source: Source, problems: Problems) -> SiteEntry:
    """Read site.yml. There always is an entry; it is complete where all of it could be read."""
    front = parse_yaml(source, problems)
    site = read_front(SiteFile, front, problems, zone="UTC") if front else None
    complete = site is not None
    front = front or Mapping(entries=(), span=source.span(1))
    if site is None:
        blank: dict[str, Any] = {"format": FORMAT, "id": "", "title": "", "url": ""}
        blank.update(salvage(SiteFile, front, zone="UTC"))
        site = SiteFile.model_construct(**blank)
    places = {"": front.span} | {name.text: value.span for name, value in front.entries}
    places |= {f"redirects.{old.text}": new.span for old, new in site.redirects.items()}
    places |= {f"advice.{code.text}": code.span for code in site.advice}
    places |= dict(_places_of_team(front.get("team")))
    components = tuple(_component_or_group(each, problems) for each in site.components)
    ids = _ids(site, components, places, problems)
    _check_redirects(site, problems)
    _warn_of_contrast(site.accent, places, problems)
    return SiteEntry(
        settings=_settings(site),
        components=components,
        practice=Practice(
            team=tuple(_role(name, role) for name, role in site.team.items()),
            channels=_channels(site, ids if complete else None, problems),
            cadence=tuple(site.cadence.items()),
            advice=tuple((code.text, reason) for code, reason in site.advice.items()),
            sections=site.postmortem.sections,
        ),
        logo_path=site.logo,
        spans=tuple(places.items()),
        texts=texts_of_site(front, source, show_source=site.show_source),
        source=source,
        complete=complete,
    )


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
        links=_links(site.links),
        subscribe=_links(site.subscribe),
        websub=site.websub,
        redirects=tuple((old.text, new.text) for old, new in site.redirects.items()),
    )


def _links(records: tuple[LinkRecord, ...]) -> tuple[LabelledLink, ...]:
    return tuple(LabelledLink(label=record.label, url=record.url) for record in records)


def _component_or_group(
    record: ComponentRecord | GroupRecord, problems: Problems
) -> Component | Group:
    if isinstance(record, ComponentRecord):
        return _component(record)
    return Group(
        id=record.id.text if record.id else _slug(record.name, problems),
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


def _slug(name: Scalar, problems: Problems) -> str:
    """Return the id of a group that has none of its own."""
    slug = slug_of(name.text)
    if not slug:
        message = f"No id can be made from the name `{name.shown}`"
        hint = "Add an `id` to the group, with small letters a to z."
        problems.error("missing-key", message, name.span, hint)
    return slug


def _named_ids(
    site: SiteFile, components: tuple[Component | Group, ...]
) -> Iterator[tuple[str, Span, tuple[str, ...]]]:
    """Yield every id with its place and the ids of the components that it stands for."""
    for record, made in zip(site.components, components, strict=True):
        leaves = made.components if isinstance(made, Group) else (made,)
        named = record.id or (record.name if isinstance(record, GroupRecord) else None)
        if named and made.id:
            yield made.id, named.span, tuple(leaf.id for leaf in leaves)
        for alias in record.aliases:
            yield alias.text, alias.span, tuple(leaf.id for leaf in leaves)
        for leaf in record.components if isinstance(record, GroupRecord) else ():
            for name in (leaf.id, *leaf.aliases):
                yield name.text, name.span, (leaf.id.text,)


def _ids(
    site: SiteFile,
    components: tuple[Component | Group, ...],
    places: dict[str, Span],
    problems: Problems,
) -> dict[str, tuple[str, ...]]:
    """Return each id, old ones too, with the components that it stands for; none is twice."""
    ids: dict[str, tuple[str, ...]] = {}
    for name, span, leaves in _named_ids(site, components):
        if name in ids:
            first = places[f"components.{name}"]
            hint = f"It stands on line {first.line} already; components, groups and old ids share "
            hint += "one set of names."
            if any(_is_of_name(record, first) for record in site.components):
                hint += " There it is made from the name of a group: give that an `id` of its own."
            problems.error("duplicate-id", f"The id `{name}` is given twice", span, hint)
        else:
            ids[name] = leaves
            places[f"components.{name}"] = span
    return ids


def _is_of_name(record: ComponentRecord | GroupRecord, place: Span) -> bool:
    """Tell whether a record is a group whose id is made from its name, which stands there."""
    return isinstance(record, GroupRecord) and record.id is None and record.name.span == place


def _role(name: str, record: RoleRecord) -> Role:
    return Role(
        name=name,
        primary=_person(record.primary),
        backups=tuple(_person(backup) for backup in record.backups),
        does=record.does,
    )


def _person(record: PersonRecord) -> Person:
    return Person(name=record.name, contact=record.contact)


def _places_of_team(team: Node | None) -> Iterator[tuple[str, Span]]:
    for name, role in team.entries if isinstance(team, Mapping) else ():
        yield f"team.{fold(name.text)}", name.span
        backups = role.get("backups") if isinstance(role, Mapping) else None
        primary = role.get("primary") if isinstance(role, Mapping) else None
        people = (primary, *(backups.items if isinstance(backups, Sequence) else ()))
        for number, person in enumerate(people):
            named = person.get("name") if isinstance(person, Mapping) else None
            yield f"team.{fold(name.text)}.{number}", (named or name).span


def _channels(
    site: SiteFile, ids: dict[str, tuple[str, ...]] | None, problems: Problems
) -> tuple[Channel, ...]:
    """Return the channels; their components are looked up, unless ``ids`` are not all known."""
    names = set()
    for record in site.channels:
        if record.name.text in names:
            message = f"Two channels have the name `{record.name.shown}`"
            problems.error("duplicate-channel", message, record.name.span, "Rename one of them.")
        names.add(record.name.text)
    return tuple(
        Channel(
            name=record.name.text,
            audience=record.audience,
            url=record.url,
            impact=record.impact,
            components=_looked_up(record, ids, problems),
            kinds=record.kinds,
        )
        for record in site.channels
    )


def _looked_up(
    record: ChannelRecord, ids: dict[str, tuple[str, ...]] | None, problems: Problems
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for named in record.components if ids is not None else ():
        if (leaves := ids.get(named.text) if ids else None) is not None:
            found |= dict.fromkeys(leaves)
            continue
        near = nearest(named.text, ids or ())
        hint = did_you_mean(near, "Components are listed in `components`.")
        message = f"`{named.shown}` is not a known component"
        problems.error("unknown-component", message, named.span, hint)
    return tuple(found)


def _check_redirects(site: SiteFile, problems: Problems) -> None:
    seen: dict[str, Span] = {}
    for old, new in site.redirects.items():
        folded = old.text.casefold()
        if folded == new.text.casefold():
            message = f"`{old.shown}` redirects to itself"
            problems.error("redirect-loop", message, old.span, "Delete it.")
        elif folded in seen:
            message = f"`{old.shown}` is redirected twice"
            hint = f"It stands on line {seen[folded].line} already; case does not count."
            problems.error("duplicate-key", message, old.span, hint)
        seen.setdefault(folded, old.span)


def _warn_of_contrast(accent: str | None, places: dict[str, Span], problems: Problems) -> None:
    for name, surface in SURFACES if accent else ():
        ratio = contrast(accent or surface, surface)
        if ratio < LEAST_CONTRAST:
            problems.warning(
                "low-contrast",
                f"The accent `{accent}` has a contrast of {ratio:.1f} : 1 on {name}",
                places["accent"],
                f"Below {LEAST_CONTRAST:.0f} : 1 many people cannot see it; pages use the "
                "nearest colour that can be seen. Choose a stronger one to have it as it is.",
            )

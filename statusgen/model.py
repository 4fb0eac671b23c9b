"""The domain as frozen values, without rules.

Only :func:`statusgen.reading.assemble.assemble` makes a :class:`Site` for publication, so every
reference in a site resolves. Instants are aware and in UTC, sequences are tuples, and texts stay
Markdown. The rules are in :mod:`statusgen.timeline`, :mod:`statusgen.status` and
:mod:`statusgen.history`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final


class _Severity(enum.IntEnum):
    """Levels from harmless to worst."""

    @property
    def word(self) -> str:
        """The name in files and in the API: ``partial_outage``."""
        return self.name.lower()


class ComponentState(_Severity):
    """The state of a component, in order of severity."""

    OPERATIONAL = 0
    UNDER_MAINTENANCE = 1
    DEGRADED_PERFORMANCE = 2
    PARTIAL_OUTAGE = 3
    MAJOR_OUTAGE = 4


class Impact(_Severity):
    """How severe an incident is."""

    NONE = 0
    MINOR = 1
    MAJOR = 2
    CRITICAL = 3


class Kind(enum.StrEnum):
    """The kind of harm that an incident does."""

    DEGRADATION = "degradation"
    OUTAGE = "outage"
    DATA_LOSS = "data_loss"
    SECURITY = "security"


class Sort(enum.StrEnum):
    """The type of a file under incidents/."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"
    NOTICE = "notice"


class State(enum.StrEnum):
    """The state that an update gives its incident, maintenance or notice."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NOTICE = "notice"
    UPDATE = "update"
    """Keeps the previous state."""

    @property
    def word(self) -> str:
        """The name in files and in the API: ``in_progress``."""
        return self.value

    @property
    def heading(self) -> str:
        """The word in a heading: ``In progress``."""
        return self.value.replace("_", " ").capitalize()

    @property
    def is_end(self) -> bool:
        """Whether this state closes the incident, maintenance or notice."""
        return self in {State.RESOLVED, State.COMPLETED, State.CANCELLED}


STATES: dict[Sort, tuple[State, ...]] = {
    Sort.INCIDENT: (
        State.INVESTIGATING,
        State.IDENTIFIED,
        State.MONITORING,
        State.RESOLVED,
        State.UPDATE,
    ),
    Sort.MAINTENANCE: (
        State.SCHEDULED,
        State.IN_PROGRESS,
        State.VERIFYING,
        State.COMPLETED,
        State.CANCELLED,
        State.UPDATE,
    ),
    Sort.NOTICE: (State.NOTICE, State.UPDATE, State.RESOLVED),
}
"""The states that are allowed for each sort. A first ``update`` means the first of them."""


class Withdrawn(enum.Enum):
    """The value of a field that was written as ``none``, which ends the earlier value."""

    WITHDRAWN = "none"


WITHDRAWN = Withdrawn.WITHDRAWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Markdown from an author, with its place and its resolved links."""

    markdown: str = ""
    path: str = ""
    """The file that contains it, relative to the project."""
    line: int = 0
    """The line of its first character in that file, from 1."""
    targets: tuple[tuple[str, str], ...] = ()
    """Each relative link as written, with its address on this site (``postmortems/x/#top``,
    ``static/a.png``). ``assemble`` fills it in."""

    def __bool__(self) -> bool:
        """Whether the text is more than whitespace."""
        return bool(self.markdown.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The planned start and end of maintenance; ``start`` is before ``end``."""

    start: datetime
    end: datetime


States = tuple[tuple[str, ComponentState], ...]
"""Component ids with their states, in the order in which they were named. Ids are unique."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateFacts:
    """The fields of an update that readers see as they were written. ``None``: not given."""

    id: str
    """``20261120T140500Z``: the id in feeds and in the API, and the anchor on pages. An update made
    by the clock ends in ``-start`` or ``-end``."""
    at: datetime
    state: State
    """As written, so it may be ``UPDATE``."""
    body: Text = Text()
    next: datetime | None = None
    window: Window | None = None
    """The new window, if the update moves the maintenance."""
    ended: datetime | None = None
    """When it ended, if that was before the update that says so."""
    corrected: datetime | None = None
    by_clock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(UpdateFacts):
    """One update, written by an author or made by the clock. ``None``: not given."""

    components: States = ()
    impact: Impact | None = None
    eta: datetime | Withdrawn | None = None
    workaround: Text | Withdrawn | None = None
    cause: Text | Withdrawn | None = None
    fix: Text | Withdrawn | None = None
    action: Text | Withdrawn | None = None
    announce: bool | None = None
    """``False``: on internal channels only. ``True``: a correction also goes to external ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """An internal section of an incident's file."""

    at: datetime
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamOnly:
    """The internal part of an incident. No output reads a value of this type."""

    log: tuple[LogEntry, ...] = ()
    scenario: str | None = None
    variables: tuple[tuple[str, str], ...] = ()
    cadence: timedelta | None = None
    roles: tuple[tuple[str, str], ...] = ()


class Decision(enum.StrEnum):
    """A decision about a postmortem that sets no date."""

    REQUIRED = "required"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFacts:
    """The facts that a file under incidents/ states once, for all of its updates."""

    slug: str
    """Part of its address: ``incidents/<slug>/``."""
    id: str
    """Its id in feeds and in the API; by default the slug."""
    title: str
    sort: Sort
    summary: Text = Text()
    kinds: tuple[Kind, ...] = ()
    until: datetime | None = None
    """Notices only: when the clock ends it."""
    draft: bool = False
    """Shown in previews only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(IncidentFacts):
    """An incident, maintenance or notice: one file under incidents/."""

    path: str
    updates: tuple[Update, ...]
    """At least one, oldest first, each at its own instant. A Site holds only those that are
    published at ``Site.as_of`` (CONTENT, law 4), without those made by the clock."""
    impact: Impact | None = None
    """From the front matter."""
    components: States = ()
    """States from the beginning (maintenance: the states from start to end)."""
    started: datetime | None = None
    window: Window | None = None
    """Maintenance only: the window in the front matter."""
    pinned: bool = False
    """At the top while it is open."""
    pinned_until: datetime | None = None
    """At the top until then, open or not."""
    postmortem: Decision | date | None = None
    aliases: tuple[str, ...] = ()
    team: TeamOnly = TeamOnly()

    @property
    def began(self) -> datetime:
        """When it began: ``started``, or the time of its first update."""
        return self.started or self.updates[0].at


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmortem:
    """A public postmortem: one file under postmortems/."""

    slug: str
    id: str
    path: str
    title: str
    incidents: tuple[str, ...]
    """Slugs."""
    published: datetime | None
    """``None`` only for a draft."""
    by_day: bool = False
    """``published`` is the start of a day that was given without a time."""
    body: Text
    authors: tuple[str, ...] = ()
    summary: str = ""
    draft: bool = False
    aliases: tuple[str, ...] = ()


PUBLIC_TEXTS: Final[Mapping[type, tuple[str, ...]]] = MappingProxyType(
    {
        Incident: ("title", "summary"),
        Update: ("body", "workaround", "cause", "fix", "action"),
        Postmortem: ("title", "summary", "authors", "body"),
    }
)
"""The fields with texts for readers. The search for secrets and the check of links and placeholders
use this list. A test fails if a text field is missing from it."""


def public_texts(value: Incident | Update | Postmortem) -> Iterator[tuple[str, Text]]:
    """Yield each text for readers with the name of its field.

    A plain value from the front matter becomes a text without path and line.
    """
    for name in PUBLIC_TEXTS[value.__class__]:
        match getattr(value, name):
            case Text() as text:
                yield name, text
            case str() as line:
                yield name, Text(markdown=line)
            case tuple() as lines:
                yield name, Text(markdown="\n".join(lines))
    if isinstance(value, Incident):
        for update in value.updates:
            yield from public_texts(update)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A part of the service, with a name that readers know."""

    id: str
    name: str
    description: str = ""
    since: datetime | None = None
    """The start of uptime: 00:00 on the given day, in the site's zone."""
    until: datetime | None = None
    """Retired from this instant."""
    aliases: tuple[str, ...] = ()
    """Former ids."""

    @property
    def leaves(self) -> tuple[Component, ...]:
        """The component itself, as if it were a group."""
        return (self,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Components that are shown together. Groups do not nest."""

    id: str
    name: str
    components: tuple[Component, ...]
    description: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def leaves(self) -> tuple[Component, ...]:
        """Its components."""
        return self.components


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledLink:
    """A link with its label."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of the team; internal."""

    name: str
    contact: str = ""
    notify: str = field(default="", repr=False)
    """``${NAME}``: the secret that holds an address of theirs, as for ``url`` of a channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role in an incident, with the people who take it; internal."""

    name: str
    primary: Person
    backups: tuple[Person, ...] = ()
    does: str = ""

    @property
    def people(self) -> tuple[Person, ...]:
        """The person in charge, then the backups."""
        return (self.primary, *self.backups)

    def held_by(self, given: Mapping[str, str]) -> tuple[Person, ...]:
        """Return who has the role, then the backups; ``given`` are people by role."""
        name = given.get(self.name, self.primary.name)
        first = next((each for each in self.people if each.name == name), Person(name=name))
        return (first, *(each for each in self.people if each.name != name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel that updates are announced on, besides page, feeds and widget; internal.

    ``url``, ``password``, ``secret`` and ``to`` may be ``${NAME}``, which means the value of a
    secret when the channel is used.
    """

    name: str
    audience: str
    """``internal`` or ``external``."""
    url: str = field(repr=False)
    password: str = field(default="", repr=False)
    """Mail only: the password of the server."""
    secret: str = field(default="", repr=False)
    """JSON events only: the key that signs them."""
    sender: str = ""
    """Mail only: the address it comes from."""
    to: str = field(default="", repr=False)
    """Mail only: the address of a list, or the name of a secret with addresses."""
    format: str = "chat"
    """``chat``, ``mail``, ``social`` or ``json``."""
    impact: Impact = Impact.NONE
    components: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    states: tuple[str, ...] = ()
    """``first`` and words of states; each end counts as ``resolved``. Empty: all."""
    quiet: tuple[time, time] | None = None
    """From when to when news below major impact waits, in the site's zone; may span midnight."""
    remind: timedelta | None = None
    """How long before maintenance starts to announce it again."""
    approve: str = ""
    """The role that approves each message."""
    text: str = ""
    """The audience whose texts it gets from the scenario: a role, or ``management``."""


MANAGEMENT: Final = "management"
"""An audience with texts of its own, as each role of the team is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A value that a scenario asks for."""

    name: str
    ask: str = ""
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """The text of a scenario for one state, with placeholders."""

    state: State
    fields: tuple[tuple[str, str], ...] = ()
    """Keys in their preferred spelling (``action required``), with their values."""
    text: Text = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Prepared texts and a runbook for a possible incident: one file under scenarios/."""

    slug: str
    path: str
    title: str
    sort: Sort
    phases: tuple[Phase, ...]
    """In the order of the file. Each state appears once."""
    asides: tuple[tuple[str, State, Text], ...] = ()
    """Texts for an audience, a role or ``management``, with the state that each is for."""
    runbook: Text = Text()
    summary: Text = Text()
    """The text above the first phase: when to use it."""
    kinds: tuple[Kind, ...] = ()
    impact: Impact | None = None
    components: States = ()
    cadence: timedelta | None = None
    """The longest time without an update while such an incident is open."""
    duration: timedelta | None = None
    """Maintenance only: the length of its window."""
    roles: tuple[str, ...] = ()
    """The names of the roles that it needs."""
    postmortem: Decision | None = None
    language: str = "en"
    variables: tuple[Variable, ...] = ()
    internal: bool = False
    """Incidents made from it are internal."""

    @property
    def opening(self) -> Phase:
        """The phase for the first state, or the first phase of the file."""
        return self.phase(STATES[self.sort][0]) or self.phases[0]

    def phase(self, state: State) -> Phase | None:
        """Return the phase for a state, if there is one."""
        return next((phase for phase in self.phases if phase.state is state), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """The internal part of the site. No output reads a value of this type."""

    team: tuple[Role, ...] = ()
    channels: tuple[Channel, ...] = ()
    cadence: tuple[tuple[Impact, timedelta], ...] = ()
    """For each impact, the longest time without an update while an incident is open."""
    advice: tuple[tuple[str, str], ...] = ()
    """Codes of the warnings that are turned off, each with the reason."""
    sections: tuple[str, ...] = ()
    """The headings that each postmortem needs."""
    scenarios: tuple[Scenario, ...] = ()
    """By slug."""

    def roles(self, names: Iterable[str]) -> tuple[Role, ...]:
        """Return the named roles in their order; without names, all roles of the team."""
        known = {role.name: role for role in self.team}
        return tuple(known[name] for name in names if name in known) or self.team

    def role_for(self, name: str) -> Role | None:
        """Return the role with a name; without it, the first of the team."""
        return next((each for each in self.team if each.name == name), next(iter(self.team), None))


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """A file that is published unchanged."""

    path: str
    """The path in the output: ``static/logo.svg``, ``.well-known/security.txt``."""
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The public part of site.yml."""

    id: str
    title: str
    url: str
    """Without a trailing slash; may include a path."""
    base_url: str
    """The same as ``url``, except for a preview on another host."""
    description: str = ""
    language: str = "en"
    timezone: str = "UTC"
    rebuild: timedelta | None = None
    theme: str = "default"
    logo: StaticFile | None = None
    accent: str | None = None
    """``#rrggbb``."""
    noindex: bool = False
    show_source: bool = False
    repository: str | None = None
    links: tuple[LabelledLink, ...] = ()
    subscribe: tuple[LabelledLink, ...] = ()
    websub: str | None = None
    redirects: tuple[tuple[str, str], ...] = ()
    """Old paths with their new addresses on this site, both without a leading slash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything that is published at one instant."""

    as_of: datetime
    """The only clock."""
    settings: Settings
    components: tuple[Component | Group, ...]
    """In the order of site.yml, including retired ones."""
    incidents: tuple[Incident, ...]
    """Incidents, maintenance and notices, by slug."""
    postmortems: tuple[Postmortem, ...]
    """Newest first; drafts (in a preview only) last."""
    static: tuple[StaticFile, ...] = ()
    preview: str | None = None
    """The label of a preview, which also shows drafts."""
    practice: Practice = Practice()

    @property
    def leaves(self) -> tuple[Component, ...]:
        """All components without their groups, including retired ones."""
        return tuple(leaf for entry in self.components for leaf in entry.leaves)

    @property
    def parts(self) -> tuple[Component | Group, ...]:
        """All groups and components, including retired ones; each group before its members."""
        found: list[Component | Group] = []
        for entry in self.components:
            found += (entry, *entry.components) if isinstance(entry, Group) else (entry,)
        return tuple(found)

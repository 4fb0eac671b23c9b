"""The domain as frozen values: what a status site is about.

Only :func:`statusgen.reading.assemble.assemble` makes a :class:`Site` that is
published, so every reference in one resolves. Every instant is aware and in
UTC; every sequence is a tuple; texts stay Markdown. There are no rules here:
they are in :mod:`statusgen.timeline`, :mod:`statusgen.status` and
:mod:`statusgen.history`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final


class _Severity(enum.IntEnum):
    """Words in their order, from harmless to worst."""

    @property
    def word(self) -> str:
        """The word of the format and the API: ``partial_outage``."""
        return self.name.lower()


class ComponentState(_Severity):
    """How a component is, in order of severity."""

    OPERATIONAL = 0
    UNDER_MAINTENANCE = 1
    DEGRADED_PERFORMANCE = 2
    PARTIAL_OUTAGE = 3
    MAJOR_OUTAGE = 4


class Impact(_Severity):
    """How much an incident hurts, in order."""

    NONE = 0
    MINOR = 1
    MAJOR = 2
    CRITICAL = 3


class Kind(enum.StrEnum):
    """What sort of harm an incident does."""

    DEGRADATION = "degradation"
    OUTAGE = "outage"
    DATA_LOSS = "data_loss"
    SECURITY = "security"


class Sort(enum.StrEnum):
    """What a file under incidents/ is."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"
    NOTICE = "notice"


class State(enum.StrEnum):
    """What an update says of its incident, maintenance or notice."""

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
    """Keeps the state before it."""

    @property
    def word(self) -> str:
        """The word of the format and the API: ``in_progress``."""
        return self.value

    @property
    def heading(self) -> str:
        """The word as headings have it: ``In progress``."""
        return self.value.replace("_", " ").capitalize()

    @property
    def is_end(self) -> bool:
        """Whether nothing is open any more in this state."""
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
"""The states that an update of each sort may name; the first is meant by a first ``update``."""


class Withdrawn(enum.Enum):
    """The value of a field that was given as ``none``: what held no longer does."""

    WITHDRAWN = "none"


WITHDRAWN = Withdrawn.WITHDRAWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An author's Markdown, with what is needed to render it and to find it again."""

    markdown: str = ""
    path: str = ""
    """The file that it stands in, relative to the project."""
    line: int = 0
    """The line of its first character in that file, from 1."""
    targets: tuple[tuple[str, str], ...] = ()
    """Each relative link as written, and the address on this site that it leads to
    (``postmortems/x/#top``, ``static/a.png``); assembling fills it."""

    def __bool__(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.markdown.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when until when maintenance is planned; ``start`` is before ``end``."""

    start: datetime
    end: datetime


States = tuple[tuple[str, ComponentState], ...]
"""Component ids with their states, in the order in which they were named; no id twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateFacts:
    """What an update tells readers as it was written. ``None``: not given."""

    id: str
    """``20261120T140500Z``: identity in feeds and API, and anchor; with ``-start`` or ``-end``
    behind it where the clock made it."""
    at: datetime
    state: State
    """As written: ``UPDATE`` stays ``UPDATE``."""
    body: Text = Text()
    next: datetime | None = None
    window: Window | None = None
    """The window that it moves maintenance to."""
    corrected: datetime | None = None
    by_clock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(UpdateFacts):
    """One update as it was written (or as the clock made it). ``None``: not given."""

    components: States = ()
    impact: Impact | None = None
    eta: datetime | Withdrawn | None = None
    workaround: Text | Withdrawn | None = None
    cause: Text | Withdrawn | None = None
    fix: Text | Withdrawn | None = None
    action: Text | Withdrawn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """An internal section."""

    at: datetime
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamOnly:
    """What the team wrote for itself. No output takes a value of this type."""

    log: tuple[LogEntry, ...] = ()
    scenario: str | None = None
    variables: tuple[tuple[str, str], ...] = ()
    cadence: timedelta | None = None
    roles: tuple[tuple[str, str], ...] = ()
    allow: tuple[str, ...] = ()


class Decision(enum.StrEnum):
    """What was decided on a postmortem, where it is no date."""

    REQUIRED = "required"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFacts:
    """What a file under incidents/ tells readers once, for all of its updates."""

    slug: str
    """Its address: ``incidents/<slug>/``."""
    id: str
    """Its identity in feeds and API; the slug, unless the file says otherwise."""
    title: str
    sort: Sort
    summary: Text = Text()
    kinds: tuple[Kind, ...] = ()
    until: datetime | None = None
    """A notice: when the clock ends it."""
    draft: bool = False
    """Only in a preview."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(IncidentFacts):
    """An incident, maintenance or notice: one file under incidents/."""

    path: str
    updates: tuple[Update, ...]
    """Oldest first, at least one, no two at one instant; in a Site only those that are
    published at ``Site.as_of`` (CONTENT, law 4). The clock's own are not among them."""
    impact: Impact | None = None
    """As stated in the front matter."""
    components: States = ()
    """States from the beginning on (maintenance: those it holds from start to end)."""
    started: datetime | None = None
    window: Window | None = None
    """Maintenance: as announced in the front matter."""
    pinned: bool = False
    """On top while open."""
    pinned_until: datetime | None = None
    """On top until then, open or not."""
    postmortem: Decision | date | None = None
    aliases: tuple[str, ...] = ()
    team: TeamOnly = TeamOnly()

    @property
    def began(self) -> datetime:
        """When it began: as stated, else at its first update."""
        return self.started or self.updates[0].at


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmortem:
    """A look back in public: one file under postmortems/."""

    slug: str
    id: str
    path: str
    title: str
    incidents: tuple[str, ...]
    """Slugs."""
    published: datetime | None
    """``None`` only where it is a draft."""
    body: Text
    authors: tuple[str, ...] = ()
    summary: str = ""
    draft: bool = False
    aliases: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()


PUBLIC_TEXTS: Final[Mapping[type, tuple[str, ...]]] = MappingProxyType(
    {
        Incident: ("title", "summary"),
        Update: ("body", "workaround", "cause", "fix", "action"),
        Postmortem: ("title", "summary", "authors", "body"),
    }
)
"""The fields that hold what authors tell readers. The search for secrets goes by this list, and so
does the check of links and placeholders. A test finds a text field that is missing from it."""


def public_texts(value: Incident | Update | Postmortem) -> Iterator[tuple[str, Text]]:
    """Yield what readers are told, each text with the name of its field.

    A plain value of the front matter becomes a text without path and line.
    """
    for name in PUBLIC_TEXTS[type(value)]:
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
    """A part of the service that readers know by name."""

    id: str
    name: str
    description: str = ""
    since: datetime | None = None
    """Uptime counts from here: 00:00 of the day given, in the site's zone."""
    until: datetime | None = None
    """Retired from here on."""
    aliases: tuple[str, ...] = ()
    """Its old ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Components that readers see together; one level."""

    id: str
    name: str
    components: tuple[Component, ...]
    description: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledLink:
    """A labelled address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on the team; internal."""

    name: str
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A duty in an incident, and who has it; internal."""

    name: str
    primary: Person
    backups: tuple[Person, ...] = ()
    does: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where updates are announced, beside page, feeds and widget; internal."""

    name: str
    audience: str
    """``internal`` or ``external``."""
    url: str = field(repr=False)
    """With ``${NAME}`` where a secret is read from the environment when it is used."""
    impact: Impact = Impact.NONE
    components: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """What a scenario leaves open, and asks for."""

    name: str
    ask: str = ""
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """What a scenario says in one state, with placeholders."""

    state: State
    fields: tuple[tuple[str, str], ...] = ()
    """Keys as they are best written (``action required``), and their values."""
    text: Text = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """An incident that may come, with its texts and its runbook: one file under scenarios/."""

    slug: str
    path: str
    title: str
    sort: Sort
    phases: tuple[Phase, ...]
    """In the order of the file; no state twice."""
    runbook: Text = Text()
    summary: Text = Text()
    """What stands before the first phase: when to use it."""
    kinds: tuple[Kind, ...] = ()
    impact: Impact | None = None
    components: States = ()
    cadence: timedelta | None = None
    """How long silence may last while such an incident is open."""
    duration: timedelta | None = None
    """Of a maintenance: how long its window is."""
    roles: tuple[str, ...] = ()
    """Who is needed: names of roles of the team."""
    postmortem: Decision | None = None
    language: str = "en"
    variables: tuple[Variable, ...] = ()
    internal: bool = False
    """What is made from it is for the team alone."""
    allow: tuple[str, ...] = ()

    @property
    def opening(self) -> Phase:
        """What is said first: the text for the first state, else the first text of the file."""
        return self.phase(STATES[self.sort][0]) or self.phases[0]

    def phase(self, state: State) -> Phase | None:
        """Return what it says in a state, if it does."""
        return next((phase for phase in self.phases if phase.state is state), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """What the team keeps to itself. No output takes a value of this type."""

    team: tuple[Role, ...] = ()
    channels: tuple[Channel, ...] = ()
    cadence: tuple[tuple[Impact, timedelta], ...] = ()
    """How long silence may last while an incident of this impact is open."""
    advice: tuple[tuple[str, str], ...] = ()
    """Codes of warnings that are turned off, with the reasons."""
    sections: tuple[str, ...] = ()
    """The headings that a postmortem is expected to have."""
    scenarios: tuple[Scenario, ...] = ()
    """By slug."""

    def roles(self, names: Iterable[str]) -> tuple[Role, ...]:
        """Return these roles of the team, in their order; all of them where none is named."""
        known = {role.name: role for role in self.team}
        return tuple(known[name] for name in names if name in known) or self.team


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """A file of the author's that is published as it is."""

    path: str
    """In the output: ``static/logo.svg``, ``.well-known/security.txt``."""
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """site.yml, as far as the public sees it."""

    id: str
    title: str
    url: str
    """Without a slash at the end; may have a path."""
    base_url: str
    """As ``url``, but for a preview elsewhere."""
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
    """Old path and the address on this site that it leads to, both without a slash in front."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything that is published at one instant."""

    as_of: datetime
    """The only clock."""
    settings: Settings
    components: tuple[Component | Group, ...]
    """In the order of site.yml, retired ones included."""
    incidents: tuple[Incident, ...]
    """Incidents, maintenance and notices, by slug."""
    postmortems: tuple[Postmortem, ...]
    """Newest first; drafts (in a preview) last."""
    static: tuple[StaticFile, ...] = ()
    preview: str | None = None
    """The label of a preview, which shows drafts."""
    practice: Practice = Practice()

    @property
    def leaves(self) -> tuple[Component, ...]:
        """All components, without their groups, retired ones included."""
        return tuple(part for part in self.parts if isinstance(part, Component))

    @property
    def parts(self) -> tuple[Component | Group, ...]:
        """All groups and components, retired ones included; a group before its own."""
        found: list[Component | Group] = []
        for entry in self.components:
            found += (entry, *entry.components) if isinstance(entry, Group) else (entry,)
        return tuple(found)

"""The keys of site.yml. Descriptions here are shown by editors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from statusgen.model import Impact
from statusgen.notation.words import IMPACTS
from statusgen.schema.fields import (
    Accent,
    ComponentId,
    Context,
    Duration,
    Flag,
    Format,
    HarmWord,
    ImpactWord,
    Language,
    Line,
    Logo,
    Moment,
    Paragraph,
    Reference,
    RoleName,
    SiteId,
    Theme,
    Zone,
    one_of,
    words_schema,
)
from statusgen.schema.records import ENTRIES, KeyedRecord
from statusgen.schema.urls import (
    ChannelUrl,
    LinkUrl,
    SitePath,
    SiteTarget,
    SiteUrl,
    WebUrl,
    holds_password,
)
from statusgen.source.text import Mapping, Node


class LinkRecord(KeyedRecord):
    """A link with its label."""

    label: Line
    """What readers see."""
    url: LinkUrl
    """Where it leads: an http, https, mailto or tel address."""


class ComponentRecord(KeyedRecord):
    """A part of the service that readers know by name."""

    id: ComponentId
    """Its name in addresses and in incidents; never changed, or the old one goes to aliases."""
    name: Line
    """What readers see."""
    description: Paragraph = ""
    """One sentence on what it does."""
    since: Moment | None = None
    """Uptime counts from this day."""
    until: Moment | None = None
    """Retired from this day on: gone from the lists, while its pages and history stay."""
    aliases: tuple[ComponentId, ...] = ()
    """Its old ids, which stay valid."""

    def check(self, node: Mapping, context: Context) -> None:
        """Report a component that ends before it begins."""
        if self.since and self.until and self.since >= self.until:
            at = node.get("until") or node
            hint = "`since` is the first day, `until` the day from which on it is retired."
            message = f"`{self.id.text}` is retired before it begins"
            context.problems.error("until-before-since", message, at.span, hint)


class GroupRecord(KeyedRecord):
    """Components that readers see together."""

    name: Reference
    """What readers see."""
    id: ComponentId | None = None
    """Its name in addresses; made from the name where it is left out."""
    description: Paragraph = ""
    """One sentence on what they have in common."""
    aliases: tuple[ComponentId, ...] = ()
    """Its old ids, which stay valid."""
    components: tuple[ComponentRecord, ...]
    """What is in it; a group holds no groups."""

    def check(self, node: Mapping, context: Context) -> None:
        """Report a group of nothing."""
        if not self.components:
            at = node.get("components") or node
            message = f"The group `{self.name.text}` is empty"
            context.problems.error("empty-group", message, at.span, "Delete it, or fill it.")


def _sort(node: Node) -> str:
    return "group" if isinstance(node, Mapping) and node.get("components") else "component"


ComponentEntry = Annotated[
    Annotated[ComponentRecord, Tag("component")] | Annotated[GroupRecord, Tag("group")],
    Discriminator(_sort),
]


class PersonRecord(KeyedRecord):
    """Somebody on the team."""

    name: Line
    """Who it is."""
    contact: Line = ""
    """How to reach them: a phone number, a chat name."""


class RoleRecord(KeyedRecord):
    """A duty in an incident."""

    primary: PersonRecord
    """Who has it."""
    backups: tuple[PersonRecord, ...] = ()
    """Who has it where the first one cannot be reached."""
    does: Paragraph = ""
    """What the duty is."""


class ChannelRecord(KeyedRecord):
    """A place where updates are announced."""

    name: Reference
    """What it is called in reports."""
    audience: Annotated[Literal["internal", "external"], one_of("internal", "external")]
    """Who reads it: internal is the team, external is everybody else."""
    url: ChannelUrl
    """Where to send; `${NAME}` is read from the environment when it is used."""
    impact: ImpactWord = Impact.NONE
    """Only incidents of this impact and up."""
    components: tuple[Reference, ...] = ()
    """Only incidents that touch one of these."""
    kinds: tuple[HarmWord, ...] = ()
    """Only incidents of these kinds."""

    def check(self, node: Mapping, context: Context) -> None:
        """Warn of a password in the file."""
        if holds_password(self.url):
            context.problems.warning(
                "secret-in-file",
                "The URL of the channel holds a password",
                (node.get("url") or node).span,
                "Everybody who can read the repository can read it. Change the password, put it "
                "into an environment variable, and write `${NAME}` here.",
            )


class PostmortemRecord(KeyedRecord):
    """What postmortems look like here."""

    sections: tuple[Line, ...] = ()
    """Headings that each one is expected to have."""


class SiteFile(KeyedRecord):
    """The settings of a status site: content/site.yml."""

    format: Format
    """The version of this file's format: 1."""
    id: SiteId
    """The identity of the site, a domain and a year; feeds rest on it, so it never changes."""
    title: Line
    """The name of the site."""
    url: SiteUrl
    """Where the site is published; a path behind the host is allowed."""
    description: Paragraph = ""
    """One sentence for search engines and feeds."""
    language: Language = "en"
    """The language of the pages."""
    timezone: Zone = "UTC"
    """The time zone of the pages, and of times in files that state none: `Europe/Paris`."""
    rebuild: Duration | None = None
    """How often a scheduled job builds the site again: `1h`."""
    theme: Theme = "default"
    """The folder under themes/ whose files go before the default ones."""
    logo: Logo | None = None
    """An SVG or PNG file of at most 8 KB, by its address: `static/logo.svg`."""
    accent: Accent | None = None
    """The colour of links and buttons, in quotes: `"#0b5fff"`."""
    noindex: Flag = False
    """Asks search engines to leave the site out."""
    show_source: Flag = False
    """Links pages to their text and its history in the repository."""
    repository: WebUrl | None = None
    """Where the content is kept."""
    links: tuple[LinkRecord, ...] = ()
    """Links at the foot of each page."""
    subscribe: tuple[LinkRecord, ...] = ()
    """Ways to subscribe that are not on this site, such as a mailing list."""
    components: tuple[ComponentEntry, ...] = ()
    """The parts of the service, and groups of them, in the order in which they are shown."""
    cadence: Annotated[dict[ImpactWord, Duration], ENTRIES] = Field(
        default_factory=dict, json_schema_extra={"propertyNames": words_schema(IMPACTS)}
    )
    """How long silence may last while an incident of this impact is open."""
    postmortem: PostmortemRecord = PostmortemRecord.model_construct()
    """What postmortems are expected to have."""
    advice: Annotated[dict[Reference, Line], ENTRIES] = Field(default_factory=dict)
    """Warnings that are turned off: the code of each, and the reason."""
    team: Annotated[dict[RoleName, RoleRecord], ENTRIES] = Field(default_factory=dict)
    """Who has which duty in an incident. Internal."""
    channels: tuple[ChannelRecord, ...] = ()
    """Where updates are announced, beside page and feeds. Internal."""
    websub: WebUrl | None = None
    """The hub that is told when feeds change (WebSub)."""
    redirects: Annotated[dict[SitePath, SiteTarget], ENTRIES] = Field(default_factory=dict)
    """Old addresses on this site, and where they lead now."""

    def check(self, node: Mapping, context: Context) -> None:
        """Report links to a source that nobody names."""
        if self.show_source and not self.repository:
            at = node.get("show_source") or node
            hint = "Add `repository: https://…`, where the content can be read."
            message = "`repository` is missing, and `show_source` links to it"
            context.problems.error("missing-key", message, at.span, hint)

"""The keys of site.yml. Editors show the descriptions of fields."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Discriminator, Field, Tag

from statusgen.model import Impact
from statusgen.notation.words import IMPACTS
from statusgen.schema.fields import (
    Accent,
    AnnouncedState,
    ComponentId,
    Context,
    Duration,
    Flag,
    Format,
    HarmWord,
    Hours,
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
    Mailbox,
    Recipients,
    SecretName,
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
    """Its http, https, mailto or tel address."""


class ComponentRecord(KeyedRecord):
    """A part of your service that readers know by name."""

    id: ComponentId
    """Its name in addresses and incidents. If you change it, add the old one to aliases."""
    name: Line
    """What readers see."""
    description: Paragraph = ""
    """One sentence about what it does."""
    since: Moment | None = None
    """The day from which uptime counts."""
    until: Moment | None = None
    """The day it is retired: it leaves the lists, its pages and history stay."""
    aliases: tuple[ComponentId, ...] = ()
    """Its old ids, which stay valid."""

    def check(self, node: Mapping, context: Context) -> None:
        """Report a component that is retired before it exists."""
        if self.since and self.until and self.since >= self.until:
            at = node.get("until") or node
            hint = "Correct one: `since` is its first day, and `until` the day it is retired."
            message = f"`until` of `{self.id.text}` must be after `since`"
            context.problems.error("until-before-since", message, at.span, hint)


class GroupRecord(KeyedRecord):
    """Components that are shown together."""

    name: Reference
    """What readers see."""
    id: ComponentId | None = None
    """Its name in addresses; by default made from its name."""
    description: Paragraph = ""
    """One sentence about what they have in common."""
    aliases: tuple[ComponentId, ...] = ()
    """Its old ids, which stay valid."""
    components: tuple[ComponentRecord, ...]
    """The components in it; a group cannot contain groups."""

    def check(self, node: Mapping, context: Context) -> None:
        """Report an empty group."""
        if not self.components:
            at = node.get("components") or node
            message = f"The group `{self.name.text}` has no components"
            context.problems.error(
                "empty-group", message, at.span, "Add components, or delete the group."
            )


def _sort(node: Node) -> str:
    return "group" if isinstance(node, Mapping) and node.get("components") else "component"


ComponentEntry = Annotated[
    Annotated[ComponentRecord, Tag("component")] | Annotated[GroupRecord, Tag("group")],
    Discriminator(_sort),
]


class PersonRecord(KeyedRecord):
    """A person on the team."""

    name: Line
    """Their name."""
    contact: Line = ""
    """How to reach them, such as a phone number."""
    notify: SecretName | None = None
    """The secret with an address that wakes them, such as a pager: `${NAME}`."""


class RoleRecord(KeyedRecord):
    """A role in an incident."""

    primary: PersonRecord
    """The person who has it."""
    backups: tuple[PersonRecord, ...] = ()
    """Who takes over if the first person cannot be reached."""
    does: Paragraph = ""
    """What the role does."""


SOCIAL: Final = frozenset(
    {"mastodon", "mastodons", "toot", "toots", "bluesky", "bsky", "twitter", "tweet", "x"}
)
"""The schemes of apprise for networks where a post is public and short."""


class ChannelRecord(KeyedRecord):
    """A place where updates are announced."""

    name: Reference
    """Its name in reports."""
    audience: Annotated[Literal["internal", "external"], one_of("internal", "external")]
    """Who reads it: `internal` for the team, `external` for everyone else."""
    url: ChannelUrl
    """Where to send updates, or `${NAME}`: the secret that holds the whole address."""
    password: SecretName | None = None
    """The secret with the password of the mail server: `${NAME}`."""
    secret: SecretName | None = None
    """The secret that signs each JSON event: `${NAME}`."""
    sender: Mailbox | None = Field(default=None, alias="from")
    """The address that mail comes from."""
    to: Recipients | None = None
    """The address of a mailing list, or `${NAME}`: the secret with addresses, one mail each."""
    format: Annotated[str, one_of("chat", "mail", "social", "json")] | None = None
    """The kind of text: `chat`, `mail`, `social` or `json`; by default that of the address."""
    impact: ImpactWord = Impact.NONE
    """The lowest impact that is announced."""
    components: tuple[Reference, ...] = ()
    """Announce only incidents that affect one of these."""
    kinds: tuple[HarmWord, ...] = ()
    """Announce only incidents of these kinds."""
    states: tuple[AnnouncedState, ...] = ()
    """Announce only updates with these states; `first` is the first one of each incident."""
    quiet: Hours | None = None
    """Hours in which news below major impact waits, in the site's zone: `22:00-07:00`."""
    remind: Duration | None = None
    """How long before maintenance begins it is announced again: `24h`."""
    approve: Reference | None = None
    """The role that approves each message."""
    text: Reference | None = None
    """The role whose texts it gets from the scenario, or `management`."""

    @property
    def kind(self) -> str:
        """The format as given, or the one that fits the address."""
        scheme = self.url.partition(":")[0].lower()
        is_mail = bool(self.to or self.sender or scheme in {"smtp", "smtps"})
        known = "json" if scheme == "https" else "social" if scheme in SOCIAL else "chat"
        return self.format or ("mail" if is_mail else known)

    def check(self, node: Mapping, context: Context) -> None:
        """Warn of a password in the URL, and report mail without its addresses."""
        if holds_password(self.url):
            context.problems.warning(
                "secret-in-file",
                "The channel URL contains a password",
                (node.get("url") or node).span,
                "Anyone who can read the repository can read it. Change it, store the new address "
                "as a secret, and write `${NAME}` here.",
            )
        if self.text and self.audience == "external":
            context.problems.error(
                "misplaced-key",
                "`text` cannot be used for an external channel",
                self.text.span,
                "Texts for an audience are internal. Delete it, or write `audience: internal`.",
            )
        addresses = {"from": self.sender, "to": self.to} if self.kind == "mail" else {}
        for key in (key for key, address in addresses.items() if not address):
            message, hint = f"`{key}` is required for mail", f"Add `{key}: status@example.com`."
            context.problems.error("missing-key", message, node.span, hint)


class PostmortemRecord(KeyedRecord):
    """What postmortems must have."""

    sections: tuple[Line, ...] = ()
    """Headings that each postmortem should have."""


class SiteFile(KeyedRecord):
    """The settings of a status site: content/site.yml."""

    format: Format
    """The version of the format: 1."""
    id: SiteId
    """The identity of the site, a domain and a year. Feeds depend on it: never change it."""
    title: Line
    """The name of the site."""
    url: SiteUrl
    """Where the site is published; may have a path."""
    description: Paragraph = ""
    """One sentence for search engines and feeds."""
    language: Language = "en"
    """The language of the pages."""
    timezone: Zone = "UTC"
    """The time zone of the pages, and of times in files that name none: `Europe/Paris`."""
    rebuild: Duration | None = None
    """How often a scheduled job builds the site: `1h`."""
    theme: Theme = "default"
    """The folder in themes/ whose files replace the default ones."""
    logo: Logo | None = None
    """An SVG or PNG file of at most 8 KB: `static/logo.svg`."""
    accent: Accent | None = None
    """The colour of links and buttons, in quotes: `"#0b5fff"`."""
    noindex: Flag = False
    """Asks search engines not to index the site."""
    show_source: Flag = False
    """Links each page to its text and history in the repository."""
    repository: WebUrl | None = None
    """The URL of the repository."""
    links: tuple[LinkRecord, ...] = ()
    """Links at the foot of each page."""
    subscribe: tuple[LinkRecord, ...] = ()
    """Other ways to subscribe, such as a mailing list."""
    components: tuple[ComponentEntry, ...] = ()
    """The parts of your service and groups of them, in the order of the page."""
    cadence: Annotated[dict[ImpactWord, Duration], ENTRIES] = Field(
        default_factory=dict, json_schema_extra={"propertyNames": words_schema(IMPACTS)}
    )
    """For each impact, the longest time between updates of an open incident."""
    postmortem: PostmortemRecord = PostmortemRecord.model_construct()
    """What postmortems must have."""
    advice: Annotated[dict[Reference, Line], ENTRIES] = Field(default_factory=dict)
    """The codes of warnings that are turned off, each with the reason."""
    team: Annotated[dict[RoleName, RoleRecord], ENTRIES] = Field(default_factory=dict)
    """The roles in an incident. Internal."""
    channels: tuple[ChannelRecord, ...] = ()
    """Where updates are announced, in addition to the page and the feeds. Internal."""
    websub: WebUrl | None = None
    """The WebSub hub of the feeds."""
    redirects: Annotated[dict[SitePath, SiteTarget], ENTRIES] = Field(default_factory=dict)
    """Old paths on this site, and where they lead now."""

    def check(self, node: Mapping, context: Context) -> None:
        """Report `show_source` without a repository."""
        if self.show_source and not self.repository:
            at = node.get("show_source") or node
            hint = "Add `repository: https://…`."
            message = "`repository` is required for `show_source`"
            context.problems.error("missing-key", message, at.span, hint)

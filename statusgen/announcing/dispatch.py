"""One run: find the news, tell each channel, and note in the ledger what was told.

Other runs tell the team of a failure, or call who owes an update.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from statusgen import addresses, pipeline, project
from statusgen.advice.opening import read_opening
from statusgen.advice.overdue import due
from statusgen.announcing.delivery import Outcome, ping
from statusgen.announcing.ledger import CLAIM, AnnouncingError, Ledger, LedgerRef, ledger_of
from statusgen.announcing.messages import Message, compose, digest_of, drafts, key, notice
from statusgen.announcing.news import News, news_between
from statusgen.announcing.recipients import bundles, is_told, waits
from statusgen.files import is_read
from statusgen.git import Git
from statusgen.memory import Memory
from statusgen.model import Channel, Site
from statusgen.moments import TOLERANCE
from statusgen.notation.times import local
from statusgen.problems import Problems
from statusgen.reading.assemble import assemble, outline
from statusgen.reading.content import INCIDENTS, POSTMORTEMS, SITE_FILE, Content, read_content
from statusgen.rendering.feed_links import ATOM, FORMATS, RSS
from statusgen.rendering.kit import Kit
from statusgen.settled import read_recent, settle
from statusgen.source.text import File, Texts
from statusgen.timeline import Timeline

OLD: Final = timedelta(hours=6)
"""News for people outside that is older needs a confirmation."""
OVERNIGHT: Final = timedelta(hours=24)
"""The same if it waited for the end of quiet hours."""
STEP: Final = timedelta(minutes=10)
"""How long before an update is due someone is reminded, and how long after it the backup is called.
"""
MOST: Final = 20
"""Messages for a channel in one run; more need a confirmation."""

HELD: Final = (
    "`statusgen announce --yes` sends them. `statusgen announce --since HEAD` leaves them out."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to announce, and to whom."""

    since: str = ""
    """The revision that was announced before; by default that of the ledger."""
    until: str = "HEAD"
    yes: bool = False
    """Also send what is old, or a lot, or what follows a broken ledger."""
    only: str = ""
    """``internal``, ``external``, or ``approved``: the channels with ``approve``."""
    drill: bool = False
    """Only internal incidents, as an exercise and to internal channels, without the ledger."""
    rehearsal: bool = False
    """Leave the ledger alone."""

    @property
    def writes(self) -> bool:
        """Whether the run notes in the ledger what it sends."""
        return not (self.rehearsal or self.drill)

    def includes(self, channel: Channel) -> bool:
        """Tell whether this run sends to a channel."""
        group = "approved" if channel.approve else channel.audience
        return group == (self.only or channel.audience)


@dataclass(slots=True, kw_only=True)
class Run:
    """What happened so far. Each message is in the ledger before the next one is sent."""

    wanted: Wanted
    ref: LedgerRef
    tip: str
    ledger: Ledger
    clock: Callable[[], datetime]
    send: Callable[[Message], Outcome]
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    """Channel, title and outcome of each message."""
    notes: list[str] = field(default_factory=list)
    drafts: list[tuple[str, str]] = field(default_factory=list)
    """Texts that people send by hand, each with a file name."""
    failed: bool = False
    """Whether something that should have been sent was not."""
    waiting: list[Message] = field(default_factory=list)
    """What someone has to approve."""
    complete: bool = True
    """Whether nothing is left to send, now or later."""

    def write(self, ledger: Ledger) -> None:
        """Replace the ledger."""
        if self.wanted.writes:
            self.tip = self.ref.write(ledger, self.tip)
        self.ledger = ledger

    def deliver(self, message: Message) -> None:
        """Send a message."""
        if not self.ledger.busy:
            self.write(replace(self.ledger, busy=self.clock()))
        outcome = self.send(message)
        self.add(message, outcome.detail, is_left=not outcome.ok)
        if outcome.ok:
            told = (message.id, *(key(each, message.channel) for each in message.news))
            self.write(replace(self.ledger.told(told, self.clock()), busy=self.clock()))

    def add(self, message: Message, outcome: str, *, is_left: bool) -> None:
        """Add what became of a message."""
        self.rows.append((message.channel.name, message.title, outcome))
        self.failed |= is_left
        self.complete &= not is_left

    def tell_team(self, site: Site, subject: str, title: str, text: str) -> None:
        """Tell the internal channels once about a subject; later runs only report it."""
        self.notes += [f"{title}.", text]
        for channel in site.practice.channels:
            if channel.audience == "internal" and self.wanted.includes(channel):
                digest = digest_of(channel.name, subject)
                message = notice(channel, digest, title, text, site.settings.url)
                if digest not in self.ledger.sent:
                    self.deliver(message)


def announce(
    folder: Path,
    wanted: Wanted,
    clock: Callable[[], datetime],
    send: Callable[[Message], Outcome],
    is_seen: Callable[[Site, Iterable[News]], bool],
) -> Run:
    """Send all news to the channels that should be told, and return what happened.

    ``is_seen`` waits until the published site shows the news, and tells whether it does. Raise
    :class:`AnnouncingError` if nothing may be sent, and
    :class:`~statusgen.problems.Rejected` if the site could not be published.
    """
    ref, now = ledger_of(folder), clock()
    until = _commit(ref.git, wanted.until)
    known, tip = ref.read()
    if wanted.writes and known and known.busy and now - known.busy < CLAIM:
        reason = f"Another run is sending since {known.busy:%H:%M} UTC; the next one goes on"
        raise AnnouncingError(reason)
    known = known and replace(known, busy=None)  # the claim of a run that was killed
    ledger = known or Ledger(at=now)
    run = Run(wanted=wanted, ref=ref, tip=tip, ledger=ledger, clock=clock, send=send)
    is_later = ref.git("merge-base", "--is-ancestor", until, known.revision) if known else False
    if known and known.revision != until and is_later and not (wanted.since or wanted.drill):
        run.notes.append("A later revision was announced already.")
        return run
    start, doubt = _start(ref.git, wanted, known, until, now)
    before, after, kit = _sites(ref.git, start, until, now, drill=wanted.drill)
    is_stopped = bool(doubt and known and not wanted.yes)
    try:
        if known and is_stopped:
            run.failed = True
            command = f"`statusgen announce --since {start.revision[:10]} --yes`"
            text = f"{doubt}. {command} sends the news since then. Try `--dry-run` first."
            run.tell_team(after, f"{doubt}{known.at}", "Nothing is announced for now", text)
        else:
            run.ledger = start
            if doubt and not known:
                run.tell_team(after, start.revision, "Announcing begins", doubt)
            if news := news_between(before, after):
                is_live = cache(lambda: is_seen(after, news))
                _tell(run, news, after, kit, is_live)
                run.drafts += (each for one in bundles(news) for each in drafts(one, kit, after))
                _ping(run, news, after, is_live)
                run.ledger = run.ledger.advanced(until, now) if run.complete else run.ledger
        _close(run, known)
    except AnnouncingError as error:
        run.notes.append(f"{error}.")
        run.failed = True
    except KeyboardInterrupt:
        with suppress(AnnouncingError):
            _close(run, known)
        raise
    return run


def _close(run: Run, known: Ledger | None) -> None:
    """Write the ledger if it differs from the one that is ``known``, and claim it no more."""
    ledger = replace(run.ledger, busy=None)
    if ledger != known:
        run.write(ledger)


def _start(
    git: Git, wanted: Wanted, known: Ledger | None, until: str, now: datetime
) -> tuple[Ledger, str]:
    """Return the ledger with the revision and time from which news counts.

    The text says why that is not what the ledger says.
    """
    if wanted.since or wanted.drill:
        revision = _commit(git, wanted.since or f"{wanted.until}^")
        at = min(now, datetime.fromisoformat(git("show", "-s", "--format=%cI", revision).output))
        return replace(known or Ledger(at=at), revision=revision, at=at), ""
    if not known:
        text = "News is sent from now on. `statusgen announce --since REVISION` begins earlier."
        return Ledger(revision=until, at=now), text
    if not known.revision:
        doubt = "The record of what was announced is damaged"
    elif known.at > now + TOLERANCE:
        doubt = f"The record of what was announced is from the future ({known.at:%Y-%m-%d %H:%M})"
    elif git("merge-base", "--is-ancestor", known.revision, until):
        return known, ""
    else:
        _check_depth(git)
        doubt = f"The revision {known.revision[:10]}, which was announced, is not in the history"
    before = git("rev-list", "-1", f"--before={known.at.isoformat()}", until).output
    return replace(known, revision=before or until), doubt


def _commit(git: Git, word: str) -> str:
    """Return the id of a commit."""
    found = git("rev-parse", "--verify", "--quiet", f"{word}^{{commit}}").output
    if not found:
        _check_depth(git)
        reason = f"`{word}` is not a revision of this repository"
        raise AnnouncingError(reason)
    return found


def _check_depth(git: Git) -> None:
    if git("rev-parse", "--is-shallow-repository").output == "true":
        reason = "This clone is shallow: `git fetch --unshallow` gets the rest of the history"
        raise AnnouncingError(reason)


def _sites(
    git: Git, start: Ledger, until: str, now: datetime, *, drill: bool
) -> tuple[Site, Site, Kit]:
    """Return the site as it was when the ledger was written, and as it is now, with a kit.

    Both have the site.yml of now. Where a file was broken, the others count. In a drill, only
    internal incidents are in the second one.
    """
    with TemporaryDirectory(prefix="statusgen-") as name:
        git.export(until, Path(name))
        inputs = project.read(Path(name))
    memo = Memory()
    after, data = pipeline.site_of(inputs, pipeline.Options(as_of=now), memo)
    names = git.diff(start.revision, until, under=("content",)).names
    changed = {path for path in names if path.startswith((INCIDENTS, POSTMORTEMS))}
    old = (File(path=path, data=git.show(start.revision, path)) for path in sorted(changed))
    was = (each for each in old if each.data and each.path.endswith(".md") and is_read(each.path))
    kept = (each for each in inputs.files if each.path not in changed)
    content = read_content(Texts(files=(*kept, *was)), Problems(), memo)
    if not drill:
        before = assemble(content, inputs.static, Problems(), as_of=start.at, memo=memo)
        return before or replace(after, incidents=(), postmortems=()), after, Kit(data)
    whole = read_content(inputs, Problems(), memo)
    inside = {each.path for each in whole.incidents if each.internal and not each.draft}

    def drills(content: Content, as_of: datetime) -> Site:
        made = outline(content, Problems(), as_of=as_of) or after
        kept = tuple(each for each in made.incidents if each.path in inside)
        return replace(made, incidents=kept, postmortems=())

    return drills(content, start.at), drills(whole, now), Kit(data)


def _tell(
    run: Run, news: tuple[News, ...], site: Site, kit: Kit, is_live: Callable[[], bool]
) -> None:
    """Send the news to each channel, internal ones first, and tell the team what is held back."""
    wanted, now, zone = run.wanted, site.as_of, site.settings.timezone
    held: list[Message] = []
    for channel in sorted(site.practice.channels, key=lambda each: each.audience == "external"):
        if wanted.drill and channel.audience == "external":
            continue
        left = [
            each
            for each in news
            if is_told(channel, each, site) and key(each.id, channel) not in run.ledger.sent
        ]
        later = [each for each in left if waits(channel, each, now, zone)]
        groups = bundles(each for each in left if each not in later)
        for group in groups:
            is_old = channel.audience == "external" and all(
                now - each.at > (OVERNIGHT if waits(channel, each, each.at, zone) else OLD)
                for each in group
            )
            is_held = not wanted.yes and (len(groups) > MOST or is_old)
            is_sent = wanted.includes(channel) and not is_held
            unseen = is_sent and channel.audience == "external" and not is_live()
            message = compose(channel, group, kit, site, drill=wanted.drill, unseen=unseen)
            if is_sent:
                run.deliver(message)
            elif is_held:
                held.append(message)
                run.add(message, "held back", is_left=True)
            elif channel.approve:
                run.waiting.append(message)
                run.rows.append((channel.name, message.title, f"waits for {channel.approve}"))
            run.complete &= is_sent
        for group in bundles(later):
            message = compose(channel, group, kit, site)
            run.rows.append((channel.name, message.title, "waits for the end of quiet hours"))
            run.complete = False
    if held:
        titles = [f"- {each.channel.name}: {each.title}" for each in held]
        rest = [f"- and {len(held) - MOST:,} more"] if len(held) > MOST else []
        text = "\n".join(("They are old, or too many at once:", *titles[:MOST], *rest, "", HELD))
        subject = " ".join(each.id for each in held)
        title = f"{len(held):,} messages are held back" if held[1:] else "1 message is held back"
        run.tell_team(site, subject, title, text)


def _ping(run: Run, news: tuple[News, ...], site: Site, is_live: Callable[[], bool]) -> None:
    """Tell the hub of the site which feeds have changed, once they have."""
    hub, wanted = site.settings.websub, run.wanted
    if not (hub and wanted.writes and wanted.only in {"", "external"} and is_live()):
        return
    lines = [each.timeline for each in news if each.timeline]
    touched = {name for line in lines for name in line.touched}
    scopes = [
        *(addresses.FEED, addresses.MAJOR_FEED, addresses.POSTMORTEM_FEED),
        *(
            addresses.feed(part.id)
            for part in site.parts
            for leaf in part.leaves
            if leaf.id in touched
        ),
    ]
    names = [f"{each}{form.extension}" for each in scopes for form in FORMATS]
    names += [f"{addresses.HISTORY_FEED}{form.extension}" for form in (ATOM, RSS)]
    names += [f"{addresses.incident_feed(line.incident.slug)}{ATOM.extension}" for line in lines]
    urls = [addresses.absolute(site.settings.url, each) for each in dict.fromkeys(names)]
    run.rows.append(("WebSub hub", "Feeds have changed", ping(hub, urls).detail))


def tell_of_failure(
    folder: Path, url: str, clock: Callable[[], datetime], send: Callable[[Message], Outcome]
) -> Run:
    """Tell the internal channels that a run failed, so that readers may not see the news.

    Only site.yml is read, since the content may be the reason.
    """
    now, path = clock(), folder / SITE_FILE
    files = (File(path=SITE_FILE, data=path.read_bytes()),) if path.is_file() else ()
    site = outline(read_content(Texts(files=files), Problems()), Problems(), as_of=now)
    run = Run(
        wanted=Wanted(rehearsal=True),
        ref=ledger_of(folder),
        tip="",
        ledger=Ledger(at=now),
        clock=clock,
        send=send,
    )
    if site:
        text = f"Readers may not see the latest updates. The run that failed: {url}"
        run.tell_team(site, url, "The site was not published", text)
    return run


def call_on_duty(
    folder: Path,
    wanted: Wanted,
    clock: Callable[[], datetime],
    send: Callable[[Message], Outcome],
) -> Run:
    """Call who owes an update of an open incident, once at each stage.

    What was sent is noted in a ledger of its own, since another run may be announcing now. Raise
    :class:`AnnouncingError` if that cannot be read or written.
    """
    now, memory, ref = clock(), Memory(), ledger_of(folder)
    opening = read_opening(settle(read_recent(folder, lambda _: now), memory), now, memory)
    calls = [
        message
        for each in opening.open
        if opening.site and each.entry.is_shown(preview=False)
        for message in _calls(each.timeline, opening.site, now)
    ]
    ref = replace(ref, ref=f"{ref.ref.removesuffix('announced')}called")
    known, tip = ref.read() if calls else (None, "")
    ledger = replace(known or Ledger(at=now), busy=None)
    run = Run(wanted=wanted, ref=ref, tip=tip, ledger=ledger, clock=clock, send=send)
    for message in calls:
        if message.id not in ledger.sent:
            run.deliver(message)
    if run.rows:
        run.write(replace(run.ledger.advanced("", now), busy=None))
    return run


def _calls(timeline: Timeline, site: Site, now: datetime) -> Iterator[Message]:
    """Yield what people are told about one incident, each on their own channel or the team's.

    There is no reminder if the last update came after the time for it.
    """
    practice, incident, zone = site.practice, timeline.incident, site.settings.timezone
    role, at = practice.role_for("communications"), due(timeline, practice)
    if not (role and at) or now < at - STEP or now < at < timeline.last_update + STEP:
        return
    holder, *others = role.held_by(dict(incident.team.roles))
    stages = [("late" if at <= now else "soon", holder, "")]
    stages += [("backup", each, f"{holder.name} has not. ") for each in others[: now >= at + STEP]]
    known = {each.name: each.notify for one in practice.team for each in one.people if each.notify}
    when = f"{'was' if at <= now else 'is'} due at {local(at, zone):%Y-%m-%d %H:%M} {zone}"
    link = addresses.absolute(site.settings.url, addresses.incident(incident.slug))
    command = f"`statusgen update {incident.slug} update`"
    for stage, person, why in stages:
        own = Channel(name=person.name, audience="internal", url=known.get(person.name, ""))
        for channel in (own,) if own.url else practice.channels:
            if channel.audience == "internal":
                place = "" if own.url else channel.name
                digest = digest_of(incident.id, at.isoformat(), stage, place)
                text = f"{why}{person.name}, please write it, even if nothing is new: {command}."
                yield notice(channel, digest, f"An update {when}: {incident.title}", text, link)

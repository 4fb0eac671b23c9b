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
from statusgen.notation.times import local
from statusgen.problems import Problems, did_you_mean, nearest
from statusgen.reading.assemble import assemble, outline
from statusgen.reading.content import INCIDENTS, POSTMORTEMS, SITE_FILE, Content, read_content
from statusgen.rendering.feed_links import ATOM, FORMATS, RSS
from statusgen.rendering.kit import Kit
from statusgen.settled import read_recent, settle
from statusgen.source.text import File, Texts
from statusgen.timeline import Timeline

OLD: Final = timedelta(hours=6)
"""News for people outside that is older needs a confirmation; with quiet hours, after a day."""
STEP: Final = timedelta(minutes=10)
"""How long before an update is due someone is reminded, and how long after it the backup is called.
"""
MOST: Final = 20
"""Messages for a channel in one run; more need a confirmation."""

QUIET: Final = "waits for the end of quiet hours"
HELD: Final = "held back"
REMEDY: Final = (
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
    approved: bool = False
    """Only to the channels with ``approve``, which other runs leave out."""
    drill: bool = False
    """Only internal incidents, as an exercise and to internal channels, without the ledger."""
    rehearsal: bool = False
    """Leave the ledger alone."""


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
    failed: bool = False
    """Whether something that should have been sent was not."""
    waiting: list[Message] = field(default_factory=list)
    """What someone has to approve."""
    complete: bool = True
    """Whether nothing is left to send, now or later."""
    drafts: list[tuple[str, str]] = field(default_factory=list)
    """Texts that people send by hand, each with the name of a file."""

    def write(self, ledger: Ledger) -> None:
        """Replace the ledger."""
        if not (self.wanted.rehearsal or self.wanted.drill):
            self.tip = self.ref.write(ledger, self.tip)
        self.ledger = ledger

    def note(self, *digests: str) -> None:
        """Remember digests; they are written with the next message, or at the end."""
        self.ledger = self.ledger.told(digests, self.clock())

    def deliver(self, message: Message) -> None:
        """Send a message."""
        if not self.ledger.busy:
            self.write(replace(self.ledger, busy=self.clock()))
        outcome = self.send(message)
        self.rows.append((message.channel.name, message.title, outcome.detail))
        if outcome.ok:
            self.note(message.id, *(key(each, message.channel) for each in message.news))
            self.write(replace(self.ledger, busy=self.clock()))
        else:
            self.failed, self.complete = True, False

    def tell_team(self, site: Site, subject: str, title: str, text: str) -> None:
        """Tell the internal channels once about a subject; later runs only report it."""
        self.notes += [f"{title}.", text]
        for channel in site.practice.channels:
            digest = digest_of(channel.name, subject)
            if channel.audience == "internal" and digest not in self.ledger.sent:
                self.deliver(notice(channel, digest, title, text, site.settings.url))


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
    if ref.git("rev-parse", "--is-shallow-repository").output == "true":
        reason = "This clone is shallow: `git fetch --unshallow` gets the rest of the history"
        raise AnnouncingError(reason)
    head = _commit(ref.git, wanted.until)
    known, tip = ref.read()
    if known and known.busy and now - known.busy < CLAIM and not (wanted.rehearsal or wanted.drill):
        reason = f"Another run is sending since {known.busy:%H:%M} UTC; the next one goes on"
        raise AnnouncingError(reason)
    known = known and replace(known, busy=None)  # the claim of a run that was killed
    ledger = known or Ledger(at=now)
    run = Run(wanted=wanted, ref=ref, tip=tip, ledger=ledger, clock=clock, send=send)
    is_later = ref.git("merge-base", "--is-ancestor", head, ledger.revision)
    if ledger.revision != head and is_later and not (wanted.since or wanted.drill):
        run.notes.append("A later revision was announced already.")
        return run
    start, doubt = _start(ref.git, wanted, known, head, now)
    before, after, kit = _sites(ref.git, start, head, now, drill=wanted.drill)
    marks = [key("", each) for each in after.practice.channels]
    if not ledger.sent or wanted.since or wanted.drill:  # no channel counts as new
        run.note(*marks)
        start = start.told(marks, now)
    try:
        if known and doubt and not wanted.yes:
            run.failed = True
            command = f"`statusgen announce --since {start.revision[:10]} --yes`"
            text = f"{doubt}. {command} sends the news since then. Try `--dry-run` first."
            run.tell_team(after, f"{doubt}{known.at}", "Nothing is announced for now", text)
        else:
            run.ledger = start
            if doubt and not known:
                run.tell_team(after, start.revision, "Announcing begins", doubt)
            news = news_between(before, after)
            is_live = cache(lambda: is_seen(after, news))
            _tell(run, news, after, kit, is_live)
            run.drafts += (each for one in bundles(news) for each in drafts(one, kit, after))
            _ping(run, news, after, is_live)
            if news and run.complete:
                run.ledger = run.ledger.advanced(head, now).told(marks, now)
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
    git: Git, wanted: Wanted, known: Ledger | None, head: str, now: datetime
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
        return Ledger(revision=head, at=now), text
    known = replace(known, at=min(known.at, now))  # a clock may have been wrong
    if git("merge-base", "--is-ancestor", known.revision, head):
        return known, ""
    before = git("rev-list", "-1", f"--before={known.at.isoformat()}", head).output
    doubt = (
        f"The revision {known.revision[:10]}, which was announced, is not in the history"
        if known.revision
        else "The record of what was announced is damaged"
    )
    return replace(known, revision=before or head), doubt


def _commit(git: Git, word: str) -> str:
    """Return the id of a commit."""
    found = git("rev-parse", "--verify", "--quiet", f"{word}^{{commit}}").output
    if not found:
        reason = f"git finds no commit `{word}` here"
        raise AnnouncingError(reason)
    return found


def _sites(
    git: Git, start: Ledger, head: str, now: datetime, *, drill: bool
) -> tuple[Site, Site, Kit]:
    """Return the site as it was when the ledger was written, and as it is now, with a kit.

    Both have the site.yml of now. Where a file was broken, the others count. In a drill, both have
    the internal incidents alone.
    """
    with TemporaryDirectory(prefix="statusgen-") as name:
        git.export(head, Path(name))
        inputs = project.read(Path(name))
    memo = Memory()
    after, data = pipeline.site_of(inputs, pipeline.Options(as_of=now), memo)
    names = git.diff(start.revision, head, under=("content",)).names
    changed = {path for path in names if path.startswith((INCIDENTS, POSTMORTEMS))}
    old = (File(path=path, data=git.show(start.revision, path)) for path in sorted(changed))
    was = (each for each in old if each.data and each.path.endswith(".md") and is_read(each.path))
    kept = (each for each in inputs.files if each.path not in changed)
    content = read_content(Texts(files=(*kept, *was)), Problems(), memo)
    if drill:
        content = _drills(content)
        whole = _drills(read_content(inputs, Problems(), memo))
        after = assemble(whole, inputs.static, Problems(), as_of=now, memo=memo) or after
    before = assemble(content, inputs.static, Problems(), as_of=start.at, memo=memo)
    return before or replace(after, incidents=(), postmortems=()), after, Kit(data)


def _drills(content: Content) -> Content:
    """Return the internal incidents alone, as if they were published."""
    inside = [replace(each, internal=False) for each in content.incidents if each.internal]
    return replace(content, incidents=tuple(inside), postmortems=())


def _tell(
    run: Run, news: tuple[News, ...], site: Site, kit: Kit, is_live: Callable[[], bool]
) -> None:
    """Send the news to each channel, internal ones first, and tell the team what is held back.

    A channel that the ledger does not know begins with what comes after this run.
    """
    wanted, now, begun = run.wanted, site.as_of, run.ledger.sent
    held, run.complete = list[Message](), not wanted.approved
    channels = [
        each
        for each in sorted(site.practice.channels, key=lambda one: one.audience == "external")
        if (each.approve or not wanted.approved)
        and not (wanted.drill and each.audience == "external")
    ]
    for channel in channels:
        is_outside, mark = channel.audience == "external", key("", channel)
        is_new = mark not in begun
        groups = bundles(
            each
            for each in news
            if is_told(channel, each, site) and key(each.id, channel) not in begun
        )
        for group in groups:
            left = "left out: the channel is new" if is_new else ""
            left = left or _delay(channel, group, site, wanted, is_flood=len(groups) > MOST)
            unseen = is_outside and not left and not is_live()
            message = compose(channel, group, kit, site, drill=wanted.drill, unseen=unseen)
            if not left:
                run.deliver(message)
                continue
            run.rows.append((channel.name, message.title, left))
            run.complete &= is_new
            if is_new:
                run.note(*(key(each, channel) for each in message.news))
            elif left == HELD:
                held.append(message)
            elif left != QUIET:
                asked = digest_of("asked", message.id)
                if wanted.rehearsal or now - begun.get(asked, now - OLD) >= OLD:
                    run.waiting.append(message)
                    run.note(asked)
        if is_new:
            run.note(mark)
    if held:
        run.failed = True
        titles = [f"- {each.channel.name}: {each.title}" for each in held]
        text = "\n".join(("They are old, or too many at once:", *titles[:MOST], "", REMEDY))
        subject = " ".join(each.id for each in held)
        title = f"{len(held):,} messages are held back" if held[1:] else "1 message is held back"
        run.tell_team(site, subject, title, text)


def _delay(
    channel: Channel, group: tuple[News, ...], site: Site, wanted: Wanted, *, is_flood: bool
) -> str:
    """Return why a message is not sent now, if so. What a person approved is sent."""
    if wanted.approved:
        return ""
    if all(waits(channel, each, site.as_of, site.settings.timezone) for each in group):
        return QUIET
    if channel.approve:
        return f"waits for {channel.approve}"
    oldest = site.as_of - (4 * OLD if channel.quiet else OLD)
    is_old = channel.audience == "external" and all(each.at < oldest for each in group)
    return HELD if not wanted.yes and (is_flood or is_old) else ""


def _ping(run: Run, news: tuple[News, ...], site: Site, is_live: Callable[[], bool]) -> None:
    """Tell the hub of the site once which feeds have changed, after the site shows it."""
    hub, digest = site.settings.websub, digest_of("hub", *(each.id for each in news))
    if not (hub and news) or run.wanted.rehearsal or run.wanted.drill:
        return
    if digest in run.ledger.sent or not is_live():
        return
    touched = {name for each in news if each.timeline for name in each.timeline.touched}
    parts = [each.id for each in site.parts if touched & {leaf.id for leaf in each.leaves}]
    scopes = [addresses.FEED, addresses.MAJOR_FEED, addresses.POSTMORTEM_FEED]
    names = [f"{each}{form.extension}" for each in scopes for form in FORMATS]
    names += [f"{addresses.feed(each)}{form.extension}" for each in parts for form in FORMATS]
    names += [f"{addresses.HISTORY_FEED}{form.extension}" for form in (ATOM, RSS)]
    outcome = ping(hub, [addresses.absolute(site.settings.url, each) for each in names])
    run.rows.append(("WebSub hub", "Feeds have changed", outcome.detail))
    if outcome.ok:
        run.note(digest)


def tell_of_failure(
    folder: Path, url: str, clock: Callable[[], datetime], send: Callable[[Message], Outcome]
) -> Run:
    """Tell the internal channels that a run failed, so that readers may not see the news."""
    run, site = _outside_ledger(folder, clock, send)
    text = f"Readers may not see the latest updates. The run that failed: {url}"
    run.tell_team(site, url, "The site was not published", text)
    return run


def send_test(
    folder: Path,
    name: str,
    wanted: Wanted,
    clock: Callable[[], datetime],
    send: Callable[[Message], Outcome],
) -> Run:
    """Send a test to the channel with this name; to people outside only if that is confirmed.

    Raise :class:`AnnouncingError` if there is no such channel, or no confirmation.
    """
    run, site = _outside_ledger(folder, clock, send)
    channels = {each.name: each for each in site.practice.channels}
    if not (channel := channels.get(name)):
        hint = did_you_mean(nearest(name, channels), "`statusgen team` lists them.")
        raise AnnouncingError(f"There is no channel `{name}`. {hint}".removesuffix("."))
    if channel.audience == "external" and not wanted.yes:
        reason = f"People outside read `{name}`. Add `--yes` to send the test to them"
        raise AnnouncingError(reason)
    text = f"This is a test of the channel {name}. Nothing happened, and there is nothing to do."
    digest = digest_of(name, site.as_of.isoformat())
    run.deliver(notice(channel, digest, "Test", text, site.settings.url))
    return run


def _outside_ledger(
    folder: Path, clock: Callable[[], datetime], send: Callable[[Message], Outcome]
) -> tuple[Run, Site]:
    """Return a run that notes nothing, and the site.

    Only site.yml is read, since the content may be broken.
    """
    now, path = clock(), folder / SITE_FILE
    files = (File(path=SITE_FILE, data=path.read_bytes()),) if path.is_file() else ()
    site = outline(read_content(Texts(files=files), Problems()), Problems(), as_of=now)
    if not site:
        reason = f"{SITE_FILE} is missing or cannot be read"
        raise AnnouncingError(reason)
    ref, wanted = ledger_of(folder), Wanted(rehearsal=True)
    return Run(wanted=wanted, ref=ref, tip="", ledger=Ledger(at=now), clock=clock, send=send), site


def call_on_duty(
    folder: Path,
    wanted: Wanted,
    clock: Callable[[], datetime],
    send: Callable[[Message], Outcome],
) -> Run:
    """Call who owes an update of an open incident, once at each stage.

    What was sent is noted in a ledger of its own, since another run may be announcing now. Raise
    :class:`AnnouncingError` if that or site.yml cannot be read.
    """
    now, memory, ref = clock(), Memory(), ledger_of(folder)
    opening = read_opening(settle(read_recent(folder, lambda _: now), memory), now, memory)
    if not opening.site:
        reason = f"{SITE_FILE} is missing or cannot be read"
        raise AnnouncingError(reason)
    calls = [
        message
        for each in opening.open
        if each.entry.is_shown(preview=False)
        for message in _calls(each.timeline, opening.site, now)
    ]
    ref = replace(ref, ref=f"{ref.ref.removesuffix('announced')}called")
    known, tip = ref.read() if calls else (None, "")
    ledger = replace(known or Ledger(at=now), busy=None)
    run = Run(wanted=wanted, ref=ref, tip=tip, ledger=ledger, clock=clock, send=send)
    try:
        for message in calls:
            if message.id not in ledger.sent:
                run.deliver(message)
        if run.rows:
            run.write(replace(run.ledger.advanced("", now), busy=None))
    except AnnouncingError as error:
        run.notes.append(f"{error}.")
        run.failed = True
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

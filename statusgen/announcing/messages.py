"""The texts of a message: made from the same facts for a chat, a mail, a short post and a program.

Facts come first: what is affected, what to do, and when to expect more. Then comes the newest text,
then older ones that the reader has not been told yet, and the link.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import Any, Final

from markupsafe import Markup, escape

from statusgen.announcing.news import News
from statusgen.authoring.filling import Facts, fill, left_open, values_of
from statusgen.markup.plain import as_markdown
from statusgen.model import MANAGEMENT, Channel, Postmortem, Scenario, Site, State, Text
from statusgen.moments import Moment
from statusgen.outputs.feeds.entries import FeedEntry, entry, review
from statusgen.rendering import labels
from statusgen.rendering.components import FEW, TouchedComponent, affected, names_of
from statusgen.rendering.kit import Kit
from statusgen.rendering.locale import Locale
from statusgen.timeline import Timeline, timeline_of

LIMITS: Final = (500, 300)
"""The lengths of posts."""

EXCERPT: Final = 400
"""Characters of one text in a post, and of a postmortem without a summary."""

ADVICE, SCOPE, TEXT, REASON = range(4)
"""The order of the lines in a post."""

PAGE: Final = Markup(
    '<!doctype html>\n<html lang="{lang}" dir="{dir}">\n<head><meta charset="utf-8">'
    "<title>{title}</title></head>\n"
    '<body style="max-width:40em;font:16px/1.5 sans-serif">\n<h2>{title}</h2>\n{content}\n'
    '<p><a href="{link}">{link}</a></p>\n</body>\n</html>\n'
)

_IMAGE: Final = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent to one channel about one incident, or about one postmortem."""

    id: str
    """The digest of the site's id, the ids of the news and the name of the channel."""
    channel: Channel
    news: tuple[str, ...]
    """The ids of the news, newest first."""
    thread: str
    """The id of the incident, the same for all messages about it."""
    title: str
    """``Investigating: Bicycles can't be unlocked``."""
    text: str
    """The rest of the message as plain text, for chats and mail, with the link."""
    html: str
    """The same for mail."""
    short: tuple[str, str]
    """For posts: the whole message in at most 500 and at most 300 characters, with the link."""
    link: str
    """The absolute address of the update."""
    event: Mapping[str, Any]
    """The facts for programs, ready for JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One piece of news in a message."""

    news: News
    entry: FeedEntry
    """What a feed says about it."""
    moment: Moment | None
    """The situation after the update; ``None`` for a postmortem."""
    word: str
    """What happened, in a word: ``Identified``, ``Correction``."""
    body: Text


def digest_of(*parts: str) -> str:
    """Return one digest of several texts, in hexadecimal."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def key(news_id: str, channel: Channel) -> str:
    """Return what the ledger keeps of news that a channel was told: a digest, without any name."""
    return digest_of(channel.name, news_id)


def compose(
    channel: Channel,
    news: Sequence[News],
    kit: Kit,
    site: Site,
    *,
    drill: bool = False,
    unseen: bool = False,
) -> Message:
    """Return the message about one incident or one postmortem; ``news`` is newest first.

    ``unseen`` says that the page cannot be reached at the moment, and ``drill`` that all of it is
    an exercise. Only an internal channel gets the log, the roles, the runbook and the texts for
    its audience.
    """
    words, show = kit.locale, partial(kit.markup.to_plain, address=kit.absolute)
    head, *older = parts = _parts(news, kit, site)
    title, exercise = head.word + _colon(kit) + head.entry.title, words.gettext("Drill: %(title)s")
    if drill and exercise % {"title": ""} not in title:
        title = exercise % {"title": title}
    ranked, times = [*_facts(kit, head)], [*_times(kit, head)]
    facts = [each for _, each in ranked]
    if unseen:
        times.append(words.gettext("The status page cannot be reached at the moment."))
    texts = [head.body]
    if channel.audience == "internal":
        texts += _for_the_team(channel, parts, kit, site)
    texts += (
        _section(
            words.moment(each.entry.at, head.entry.at, zone=True) + _colon(kit) + each.word,
            each.body,
        )
        for each in older
    )
    link = kit.absolute(head.entry.address)
    lines = "\n".join((*map(show, facts), *times))
    text = "\n\n".join(filter(None, (lines, *map(show, texts), link)))
    brief = [
        (rank, kit.markup.summary(each, EXCERPT))
        for rank, each in sorted((*ranked, (TEXT, head.body)), key=itemgetter(0))
    ]
    long, short = (
        f"{_post(limit - len(link) - 1, title, brief, times)}\n{link}" for limit in LIMITS
    )
    event = {
        "type": head.news.form,
        "drill": drill,
        "site": {"id": site.settings.id, "name": site.settings.title, "language": words.code},
        **_stated(kit, head),
        "link": link,
        "title": title,
        "text": text,
        "updates": [
            {
                "id": each.news.id,
                "at": words.iso(each.entry.at),
                "state": each.moment.state.word if each.moment else None,
                "text": show(each.body),
            }
            for each in parts
        ],
    }
    return Message(
        id=digest_of(site.settings.id, channel.name, *(each.id for each in news)),
        channel=channel,
        news=tuple(each.id for each in news),
        thread=head.news.timeline.incident.id if head.news.timeline else head.news.id,
        title=title,
        text=text,
        html=page(title, _html(kit, facts, times, texts), link, words),
        short=(long, short),
        link=link,
        event=event,
    )


def notice(channel: Channel, digest: str, title: str, text: str, link: str) -> Message:
    """Return a message that is about no incident, with an id of its own."""
    posts = [f"{cut(f'{title}: {text}', limit - len(link) - 1)}\n{link}" for limit in LIMITS]
    return Message(
        id=digest,
        channel=channel,
        news=(),
        thread=digest,
        title=title,
        text=f"{text}\n\n{link}",
        html=page(title, Markup("<p>{}</p>").format(text), link),
        short=(posts[0], posts[1]),
        link=link,
        event={"type": "notice", "title": title, "text": text, "link": link},
    )


def drafts(news: Sequence[News], kit: Kit, site: Site) -> Iterator[tuple[str, str]]:
    """Yield the texts about one incident that people send by hand, each with a file name.

    They are a post for social networks, and the scenario's texts for each audience.
    """
    message = compose(Channel(name="", audience="external", url=""), news, kit, site)
    head, stem = _parts(news, kit, site)[0], message.thread.replace("/", "-")
    yield f"{stem}-social.txt", f"{message.short[0]}\n"
    for audience in (MANAGEMENT, *(role.name for role in site.practice.team)):
        if text := _aside(audience, head, kit, site):
            shown = kit.markup.to_plain(text, address=kit.absolute)
            yield f"{stem}-{audience}.txt", f"{shown}\n\n{message.link}\n"


def cut(text: str, room: int) -> str:
    """Return the beginning of a text on one line, cut between words."""
    text = " ".join(text.split())
    if len(text) <= room:
        return text
    head = text[: max(room, 0)].rpartition(" ")[0].rstrip(".,;: ")
    return f"{head}…" if head else ""


def page(title: str, content: Markup, link: str, words: Locale | None = None) -> str:
    """Return a message as HTML that loads nothing, by default in English."""
    lang, direction = (words.code, words.cldr.text_direction) if words else ("en", "ltr")
    return _IMAGE.sub(
        r"\1", PAGE.format(lang=lang, dir=direction, title=title, content=content, link=link)
    )


def _parts(news: Iterable[News], kit: Kit, site: Site) -> list[Part]:
    """Return each update once, newest first; the clock's only if it is the newest."""
    found: dict[int, Part] = {}
    for each in sorted(news, key=lambda one: (-one.place, one.form != "update")):
        found.setdefault(each.place, _part(each, kit, site))
    head, *older = found.values()
    return [head, *(each for each in older if each.moment and not each.moment.update.by_clock)]


def _part(news: News, kit: Kit, site: Site) -> Part:
    words, names = kit.locale, names_of(site.components)
    if timeline := news.timeline:
        moment = timeline.moments[news.place]
        other = {"correction": words.gettext("Correction"), "reminder": words.gettext("Reminder")}
        return Part(
            news=news,
            entry=entry(timeline, news.place, names),
            moment=moment,
            word=other.get(news.form) or labels.state_word(words, moment.state),
            body=Text(markdown=labels.clock_words(words, moment.state))
            if moment.update.by_clock
            else moment.update.body,
        )
    look: Postmortem = news.postmortem  # type: ignore[assignment] # without a timeline it is one
    about = (each for each in site.incidents if each.slug in look.incidents)
    timelines = [timeline_of(each, site.as_of) for each in about]
    return Part(
        news=news,
        entry=review(look, news.at, timelines, names),
        moment=None,
        word=words.gettext("Postmortem"),
        body=_as_text(look.summary or kit.markup.excerpt(look.body, EXCERPT)),
    )


def _colon(kit: Kit) -> str:
    return kit.locale.pgettext("between a term and its value", ": ")


def _as_text(line: str) -> Text:
    """Return a plain text as an author would write it."""
    return Text(markdown=as_markdown(str, line))


def _section(heading: str, text: Text) -> Text:
    return replace(text, markdown=f"### {as_markdown(str, heading)}\n\n{text.markdown}")


def _facts(kit: Kit, part: Part) -> Iterator[tuple[int, Text]]:
    """Yield the facts in force, the most important ones first, each with its rank in a post."""
    words, moment, colon = kit.locale, part.moment, _colon(kit)
    if moment and part.news.form == "correction":
        at = words.moment(part.entry.at, part.news.at, zone=True)
        yield SCOPE, _as_text(at + colon + labels.state_word(words, moment.state))
    if part.entry.parts:
        message = words.gettext("Affected components: %(components)s")
        yield SCOPE, _as_text(message % {"components": _affected(words, part.entry.parts)})
    stated = moment and {
        words.gettext("Action required: %(action)s"): (ADVICE, moment.action),
        words.gettext("Workaround: %(workaround)s"): (ADVICE, moment.workaround),
        f"{words.gettext('Cause')}{colon}%(cause)s": (REASON, moment.update.cause),
        f"{words.gettext('Fix')}{colon}%(fix)s": (REASON, moment.update.fix),
    }
    for message, (rank, value) in (stated or {}).items():
        if isinstance(value, Text):
            named = dict.fromkeys(("action", "workaround", "cause", "fix"), value.markdown)
            yield rank, replace(value, markdown=message % named)


def _affected(words: Locale, parts: Sequence[TouchedComponent]) -> str:
    """Return the names of components; of a few, with their states unless all of them work."""
    if len(parts) > FEW:
        return affected(words, parts).text
    return words.list_of(
        f"{each.name} ({labels.component_word(words, each.state)})"
        if any(one.state for one in parts)
        else each.name
        for each in parts
    )


def _times(kit: Kit, part: Part) -> Iterator[str]:
    """Yield the times that readers wait for; the next update is the last."""
    words, moment, at = kit.locale, part.moment, part.news.at
    if not moment:
        return
    window, update = moment.window, moment.update
    if window and (
        update.window
        or part.news.place == 0
        or (moment.state in {State.SCHEDULED, State.IN_PROGRESS} and not moment.eta)
    ):
        planned = words.period(window.start, window.end)
        yield words.gettext("Planned: %(window)s") % {"window": planned}
    for message, time in (
        (f"{words.gettext('Expected end')}{_colon(kit)}%(time)s", moment.eta),
        (words.gettext("Ended: %(time)s"), update.ended),
        (words.gettext("Next update by %(time)s"), update.next),
    ):
        if time and (time >= at or time == update.ended):
            yield message % {"time": words.moment(time, at, zone=True)}


def _for_the_team(channel: Channel, parts: Sequence[Part], kit: Kit, site: Site) -> Iterator[Text]:
    """Yield what only the team sees, each text with its heading."""
    words, head, last = kit.locale, parts[0], parts[-1]
    if not (timeline := head.news.timeline):
        return
    if text := _aside(channel.text, head, kit, site):
        yield _section(words.gettext("What to send"), text)
    earlier = timeline.moments[: last.news.place]
    heading = words.gettext("Internal, %(time)s")
    yield from (
        _section(
            heading % {"time": words.moment(each.at, head.entry.at, zone=True)},
            Text(markdown=each.text),
        )
        for each in timeline.incident.team.log
        if not earlier or each.at > earlier[-1].update.at
    )
    scenario, held = _scenario(timeline, site), dict(timeline.incident.team.roles)
    if scenario and not earlier:
        roles = (
            f"- {labels.role_word(words, role.name)}{_colon(kit)}"
            + as_markdown(str, held.get(role.name, role.primary.name))
            for role in site.practice.roles(scenario.roles)
        )
        yield _section(words.gettext("Who to call"), Text(markdown="\n".join(roles)))
        yield _section(words.gettext("What to do"), scenario.runbook)


def _scenario(timeline: Timeline, site: Site) -> Scenario | None:
    return next(
        (each for each in site.practice.scenarios if each.slug == timeline.incident.team.scenario),
        None,
    )


def _aside(audience: str, part: Part, kit: Kit, site: Site) -> Text | None:
    """Return the scenario's text for an audience, if it has one and all of it can be filled in."""
    timeline, moment = part.news.timeline, part.moment
    scenario = timeline and _scenario(timeline, site)
    if not (timeline and moment and scenario):
        return None
    asides = {(who, state): text.markdown for who, state, text in scenario.asides}
    text = asides.get((audience, moment.update.state)) or asides.get((audience, moment.state), "")
    facts = Facts(
        at=moment.update.at,
        title=timeline.incident.title,
        components=part.entry.parts,
        started=timeline.began,
        next=moment.update.next,
        eta=moment.window.end if moment.window else moment.eta,
        cause=moment.cause.markdown if moment.cause else None,
        fix=moment.fix.markdown if moment.fix else None,
        variables=timeline.incident.team.variables,
    )
    values = values_of(facts, lambda: kit.locale)
    return (
        Text(markdown=fill(text, values)) if text and not any(left_open([text], values)) else None
    )


def _html(kit: Kit, facts: Iterable[Text], times: Iterable[str], texts: Iterable[Text]) -> Markup:
    """Return the facts and the texts as HTML."""
    lines = [kit.markup.to_inline_html(each, address=kit.absolute) for each in facts]
    lines += map(escape, times)
    blocks = ["<p>" + "<br>\n".join(lines) + "</p>"] if lines else []
    blocks += (kit.markup.to_html(each, address=kit.absolute, heading_level=3) for each in texts)
    return Markup("\n".join(blocks))  # noqa: S704 - it comes from the sanitiser


def _post(room: int, title: str, lines: Iterable[tuple[int, str]], promises: Sequence[str]) -> str:
    """Return as much as fits: the title and the promises, then each line with its rank."""
    promised = "".join(f"\n{each}" for each in promises)
    post = cut(title, room - len(promised))
    for rank, line in lines:
        left = room - len(post + promised) - 1
        shown = (
            cut(line, left)
            if rank in {ADVICE, TEXT} and left > room // 6
            else line * (len(line) <= left)
        )
        post += f"\n{shown}" if shown else ""
    return post + promised


def _stated(kit: Kit, part: Part) -> Mapping[str, Any]:
    """Return the facts for programs, in the words of the content format."""
    moment, timeline, iso = part.moment, part.news.timeline, kit.locale.iso
    window, promised = moment and moment.window, moment and moment.update.next
    return {
        "incident": {"id": timeline.incident.id, "title": timeline.incident.title}
        if timeline
        else None,
        "state": moment.state.word if moment else None,
        "impact": part.entry.impact.word,
        "kinds": [*timeline.incident.kinds] if timeline else [],
        "components": [
            {"id": each.id, "name": each.name, "state": each.state.word}
            for each in part.entry.parts
        ],
        "planned": {"from": iso(window.start), "until": iso(window.end)} if window else None,
        "next": iso(promised) if promised else None,
    }

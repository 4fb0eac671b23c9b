"""A scenario made from an incident: its fullest text for each state, and its log as steps.

What names the components, the cause, the fix or a time of that day becomes a placeholder. All else
is for its author to read through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from statusgen.authoring.escaping import as_line, as_text, as_value
from statusgen.authoring.front import NewIncident, front_matter
from statusgen.authoring.stamping import duration
from statusgen.model import State, Text, Update, Withdrawn
from statusgen.notation.times import local
from statusgen.timeline import Timeline

_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?![a-z]+:)[^)]*\)")
"""To another file of the content, which says nothing next time."""
_KEPT = r"`[^`]*`|https?://\S+"
"""Code and addresses have no placeholders."""
_ZONE = r"(?: (?:[A-Z]{2,5}(?:[+-]\d{1,2})?|[A-Z]\w+/\w+))?"
"""A zone after a time: the placeholder names it itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """What a scenario is made of."""

    timeline: Timeline
    head: NewIncident
    """The keys that a scenario shares with an incident."""
    roles: tuple[str, ...]
    listed: str
    """The components as a text lists them: ``API and Dashboard``."""
    zone: str
    """In which the texts say times."""


def write_scenario(experience: Experience) -> str:
    """Return the text of the file."""
    timeline = experience.timeline
    slug = timeline.incident.slug
    blocks = [f"<!-- Made from {slug}. Read it through: what was so on that day alone goes. -->"]
    for update in _fullest(timeline):
        blocks += [f"## {update.state.heading}", *_phase(update, experience)]
    if log := timeline.incident.team.log:
        steps = (f"{n}. {_step(entry.text)}" for n, entry in enumerate(log, 1))
        blocks += ["## Runbook", "\n".join(steps)]
    return _front(experience) + "\n\n".join(blocks) + "\n"


def _step(text: str) -> str:
    """Return an entry of the log on one line; a fence there would begin code that nothing ends."""
    return as_value(text) if "```" in text or "~~~" in text else as_line(text)


def _front(experience: Experience) -> str:
    window = experience.timeline.now.window
    text = front_matter(experience.head, experience.zone)
    own = f"duration: {duration(window.end - window.start) or '1m'}\n" if window else ""
    own += f"roles: [{', '.join(experience.roles)}]\n" if experience.roles else ""
    return text.removesuffix("---\n\n") + f"{own}---\n\n"


def _fullest(timeline: Timeline) -> tuple[Update, ...]:
    """Return the longest text of each state; news of a day (``Update``) only if it is all."""
    found: dict[State, Update] = {}
    for update in (moment.update for moment in timeline.moments if not moment.update.by_clock):
        size = len(update.body.markdown)
        if update.state not in found or size >= len(found[update.state].body.markdown):
            found[update.state] = update
    lasting = [update for state, update in found.items() if state is not State.UPDATE]
    return tuple(lasting or found.values())


def _phase(update: Update, experience: Experience) -> Iterator[str]:
    """Yield the fields, and the text below them."""
    fields = [f"- {key}: {{{{ {key} }}}}" for key in ("cause", "fix") if getattr(update, key)]
    for key, value in (("workaround", update.workaround), ("action required", update.action)):
        if isinstance(value, Text):
            fields.append(f"- {key}: {_general(as_line(value.markdown), update, experience)}")
        elif isinstance(value, Withdrawn):
            fields.append(f"- {key}: none")
    body = as_text(update.body.markdown, below_fields=bool(fields)) if update.body else ""
    yield from filter(None, ("\n".join(fields), _general(body, update, experience)))


def _general(text: str, update: Update, experience: Experience) -> str:
    """Return a text with placeholders; the promise goes before other times."""
    patterns = [rf"(?P<components>(?<![\w$\\]){re.escape(experience.listed)}(?!\w))"]
    began = experience.timeline.began
    for name in ("next", "eta", "now", "started"):
        at = {"now": update.at, "started": began}.get(name) or getattr(update, name, None)
        if at and not isinstance(at, Withdrawn):
            there = local(at, experience.zone)
            clock = rf"(?:{there:%Y-%m-%d} )?{there:%H:%M}"
            patterns.append(rf"(?P<{name}>(?<![\w:.$\\-]){clock}(?![\w:]){_ZONE})")
    found = "|".join((_KEPT, *patterns[not experience.listed :]))
    return re.sub(
        found,
        lambda match: f"{{{{ {match.lastgroup} }}}}" if match.lastgroup else match[0],
        _LINK.sub(r"\1", text),
    )

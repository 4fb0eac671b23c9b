"""News that a text promises by a certain time, in English and French.

Only promises of news with a time count: “The next update comes by 10:15”, not “We will write once
it is fixed”. A time that may mean several fits each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from statusgen.notation.times import ABBREVIATIONS, is_zone, local

_NEWS: Final = r"""
    (?: \b(?:next|another|further)\s(?:\w+\s)?(?:updates?|news|report|message)\b
      | \bmore\s(?:news|information|details)\b
      | \bback\swith\s(?:\w+\s){0,2}(?:updates?|news|more)\b
      | \bupdates?\swill\s(?:follow|come|be\s(?:posted|published|provided|shared|given|sent))\b
      | \b(?:expect|hear)\s(?:an\supdate|news|more|back|from\sus)\b
      | (?:\b(?:will|shall|(?:going|plan|aim|expect|hope|try)\sto)|'ll)\s(?:\w+\s){0,2}(?:
          update\s(?:you|everyone|users|customers|this|again|here)\b
        | (?:write|report)\s(?:again|back|more|here|to\syou)\b
        | (?:post|share|send|give|provide|publish|issue|have|bring)\s(?:\w+\s){0,4}
          (?:updates?|news)\b
        | (?:get\sback\sto|inform|keep)\s(?:you|everyone|users|customers)\b
        | (?:say|tell\syou|know)\smore\b )
      | \bprochaine?s?\s(?:
          mises?\sà\sjour|informations?|nouvelles?|points?|messages?|communications? )\b
      | \bnouve(?:au|lle)\s(?:mise\sà\sjour|information|point|message|communication)
        \s(?:sera|suivra|(?:est\s)?prévue?)\b
      | \bnous\s(?:\w+\s){0,2}(?:
          reviendrons\svers | (?:ré)?écrirons | informerons | tiendrons
        | (?:re)?ferons\s(?:le|un)\s(?:nouveau\s)?point
        | (?:donnerons|publierons|communiquerons|partagerons)\s(?:\w+\s){0,4}
          (?:nouvelles|informations?|mises?\sà\sjour|point) )\b )
"""
_GAP: Final = (
    r"(?P<gap>(?:(?!\b(?:when|once|after|if|unless|as\ssoon|quand|lorsque?|dès|après|si)\b)"
    r"[^.!?;\n]){0,50}?)"
)

_COUNTS: Final = dict.fromkeys(("a", "an", "the", "one", "un", "une", "l'"), 1.0) | {
    "half an": 0.5,
    "two": 2,
    "deux": 2,
    "three": 3,
    "trois": 3,
}
_LENGTH: Final = rf"""
    \b(?P<by>in|within|every|dans|sous|d'ici|toutes\sles)\s+(?:about\s|the\snext\s|environ\s)?
    (?P<count>\d{{1,3}}|half\san|{"|".join(each for each in _COUNTS if " " not in each)})\s?
    (?P<unit>m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?|eures?)?|days?|j(?:ours?)?)
    (?:\s?(?:and\s|et\s)?(?P<minutes>\d\d)(?:\s?m(?:in(?:ute)?s?)?)?)?\b
"""
_CLOCK: Final = r"""
    (?: \b(?:by|at|before|around|until|than|à|avant|vers|d'ici|pour|is|est) | :
      | (?<=update)(?=\s\d) )\s+
    (?P<day>(?:\w+,?\s){0,4}?(?:\d{4}-\d\d-\d\d,?\s)?(?:(?:at|à)\s)?)
    (?P<hour>[01]?\d|2[0-3])
    (?:(?::|\s?h\s?)(?P<minute>[0-5]\d)(?!\d)(?:\s?(?P<half>[ap])\.?m\b\.?)?
      | \s?(?P<whole>[ap])\.?m\b\.? | \s?h(?:eures?)?\b)
    (?:\s(?P<zone>(?-i:[A-Z]{2,5}\b|[A-Z][A-Za-z_]+/[A-Za-z_]+)))?
"""
_PROMISES: Final = (
    rf"(?ix){_NEWS}{_GAP}(?P<when>{_LENGTH}|{_CLOCK})",
    rf"(?ix)(?:^|[.!?\n]\s*)(?P<when>{_LENGTH}|{_CLOCK})(?P<gap>),?\s(?:\w+\s?)?{_NEWS}",
)
"""The news before its time, or the time at the beginning of a sentence.

Only open incidents are searched for them, so they are compiled when they are first used.
"""


def other_promises(
    text: str, at: datetime, zone: str, promised: datetime | None
) -> Iterator[tuple[str, int, int]]:
    """Yield each time for news in the text of an update at ``at`` that is not ``promised``.

    It comes as written (``by 10:15``), with its start and end in the text. Times that name no zone
    are in ``zone``.
    """
    same = text.translate({0x2019: "'", 0xA0: " ", 0x202F: " ", ord("*"): " "})
    same = re.sub(r"(?<!\n)\n(?!\n)", " ", same)
    same = re.sub(r"~~[^~]+~~", lambda crossed_out: " " * len(crossed_out[0]), same)
    for found in (each for form in _PROMISES for each in re.finditer(form, same)):
        fits = _fits_length if found["count"] else _fits_clock
        if not (promised and fits(found, at, promised, zone)):
            # “No later than 10:15” is “at 10:15” in a message.
            when = re.sub(
                r"(?i)^(?:than|is|est|à)\s", "", " ".join(found["when"].split()).strip(" :.")
            )
            yield f"{'at ' * when[0].isdecimal()}{when}", *found.span("when")


def _fits_length(found: re.Match[str], at: datetime, promised: datetime, _zone: str) -> bool:
    """Tell whether a length of time fits; a promise within it may be kept earlier."""
    count, unit = " ".join(found["count"].lower().split()), found["unit"][0].lower()
    hours = (_COUNTS.get(count) or int(count)) * {"m": 1 / 60, "h": 1}.get(unit, 24)
    length = timedelta(hours=hours, minutes=int(found["minutes"] or 0))
    off, slack = promised - at - length, max(timedelta(minutes=5), length / 10)
    return off <= slack and (-off <= slack or found["by"].lower() in {"within", "sous", "d'ici"})


def _fits_clock(found: re.Match[str], at: datetime, promised: datetime, zone: str) -> bool:
    """Tell whether a time of day fits in any of its zones, and the day as far as it is clear."""
    name, half = found["zone"] or zone, (found["half"] or found["whole"] or "").lower()
    # Without am and pm, some people write 3:30 for 15:30.
    hour = int(found["hour"]) % 12 + 12 * (half == "p")
    clocks = {
        (each, int(found["minute"] or 0)) for each in ((hour,) if half else (hour, hour + 12))
    }
    words = f"{found['gap']} {found['day']}".lower()
    days = re.findall(r"\d{4}-\d\d-\d\d", words)
    # Other days are not computed.
    is_near = promised - at <= timedelta(days=1) or re.search(
        r"day\b|di\b|morrow|demain|dimanche|\d"
        r"|\b(?:jan|feb|fév|mar|apr|avr|ma[iy]|ju[ni]|août|aug|sep|oct|nov|dec|déc)",
        words,
    )
    zones = ABBREVIATIONS.get(name.upper(), (name,))
    times = [local(promised, each) for each in zones if is_zone(each)]
    return not times or any(
        (time.hour, time.minute) in clocks and (f"{time.date()}" in days if days else is_near)
        for time in times
    )

"""News that a text promises by a certain time, in English and French.

Only promises of news with a time count: “The next update comes by 10:15”, not “We will write once
it is fixed”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from types import MappingProxyType
from typing import Final

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
    r"(?:(?:(?!\b(?:when|once|after|if|unless|as\ssoon|quand|lorsque?|dès|après|si)\b)"
    r"[^.!?;\n]){0,50}?)"
)

_LENGTH: Final = r"""
    \b(?:in|within|every|dans|sous|d'ici|toutes\sles)\s+(?:about\s|the\snext\s|environ\s)?
    (?:\d{1,3}|half\san|an?|the|one|une?|l'|two|deux|three|trois)\s?
    (?:m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?|eures?)?|days?|j(?:ours?)?)
    (?:\s?(?:and\s|et\s)?\d\d(?:\s?m(?:in(?:ute)?s?)?)?)?\b
"""
_CLOCK: Final = r"""
    (?: \b(?:by|at|before|around|until|than|à|avant|vers|d'ici|pour|is|est) | :
      | (?<=update)(?=\s\d) )\s+
    (?:\w+,?\s){0,4}?(?:\d{4}-\d\d-\d\d,?\s)?(?:(?:at|à)\s)?
    (?:[01]?\d|2[0-3])
    (?:(?::|\s?h\s?)[0-5]\d(?!\d)(?:\s?[ap]\.?m\b\.?)?
      | \s?[ap]\.?m\b\.? | \s?h(?:eures?)?\b)
    (?:\s(?-i:[A-Z]{2,5}\b|[A-Z][A-Za-z_]+/[A-Za-z_]+))?
"""
_PROMISES: Final = (
    rf"(?ix){_NEWS}{_GAP}(?P<when>{_LENGTH}|{_CLOCK})",
    rf"(?ix)(?:^|[.!?\n]\s*)(?P<when>{_LENGTH}|{_CLOCK}),?\s(?:\w+\s?)?{_NEWS}",
)
"""The news before its time, or the time at the beginning of a sentence.

Only open incidents are searched for them, so they are compiled when they are first used.
"""
_LEAD: Final = re.compile(r"^(?:than|is|est|à)\s", re.IGNORECASE)
"""A word that a message leaves out: “no later than 10:15” is “at 10:15”."""
_SAME: Final = MappingProxyType({0x2019: "'"} | dict.fromkeys((0xA0, 0x202F, ord("*")), " "))
"""Characters that are read as others."""


def promises_of(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each time for news in a text, as written (``by 10:15``), with its start and end."""
    same = re.sub(r"(?<!\n)\n(?!\n)", " ", text.translate(_SAME))
    same = re.sub(r"~~[^~]+~~", lambda crossed_out: " " * len(crossed_out[0]), same)
    for found in chain.from_iterable(re.finditer(form, same) for form in _PROMISES):
        when = re.sub(_LEAD, "", " ".join(found["when"].split()).strip(" :."))
        yield f"{'at ' * when[0].isdecimal()}{when}", *found.span("when")

"""How a text lays a fault on somebody, in English and French.

The phrases are narrow: a warning that is wrong makes people pass over one that is right.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["BLAME"]

_PERSON: Final = (
    r"(?:admin|administrator|colleague|contractor|dba|developer|employee|engineer|intern|manager|"
    r"operator|programmer|technician)"
)
_PERSONNE: Final = (
    r"(?:administrat(?:eur|rice)|collègue|développeu(?:r|se)|employée?|ingénieure?|opérat(?:eur|"
    r"rice)|salariée?|stagiaire|technicien(?:ne)?)"
)
_NAME: Final = (
    r"(?!Customers|Here|It|Nobody|That|There|This|Today|Users|We|What|Which|Who|Yesterday|You)"
    r"[A-ZÀ-Þ][a-zà-ÿ]+"
)
BLAME: Final = re.compile(
    rf"""
    \b (?:
      (?:{_NAME}['\u2019]s|his|her) \ (?:own\ )? (?:mistake|carelessness|negligence) \b
    | {_PERSON}['\u2019]s \ (?:own\ )?
        (?:mistake|error|fault|oversight|carelessness|negligence) \b
    | (?:[Mm]istake|[Ee]rror|[Ff]ault) \ (?:made\ )? (?:by|of) \ (?:an?|our|one\ of\ our)
        \ {_PERSON}
    | [Hh]uman\ error \ (?:by|of|on\ the\ part\ of) \b
    | (?:he|she|they|someone|somebody|{_PERSON}s?|{_NAME}|I) \ (?:had\ )? forgot(?:ten)? \ to \b
    | (?:[Cc]areless(?:ly|ness)?|[Nn]egligent(?:ly)?|[Ii]ncompeten(?:t|ce)) \b
    | [Ee]rreurs?\ humaines? \ (?:de\b|d['\u2019]|du\b|des\b|commises?\b)
    | [Ll]a\ faute \ (?:de\b|d['\u2019]|du\b|des\b|à\b)
    | (?:[Ee]rreur|[Ff]aute|[Oo]ubli) \ d(?:e\ |['\u2019]|u\ ) (?:l['\u2019]|une?\ |notre\ )?
        {_PERSONNE}
    | (?:il|elle|{_PERSONNE}|{_NAME}) \ a(?:vait)? \ oublié\ d(?:e\b|['\u2019])
    | (?:[Nn]égligen(?:ce|te?)|[Ii]ncompéten(?:ce|te?)) \b
    )
    """,
    re.VERBOSE,
)
"""Words that lay a fault on somebody. “Faute de” alone is “for want of”."""

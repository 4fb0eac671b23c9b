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
_SLIP: Final = r"(?:accidentally|erroneously|inadvertently|mistakenly|wrongly)"
_COULD: Final = "".join(
    rf"(?<!{word}\ )(?<!{word}\ one\ of\ )"
    for word in (
        r"[Ii]f",
        r"[Uu]nless",
        r"[Ss]hould",
        r"[Ii]n\ case",
        rf"(?=[Bb]efore\ (?:[\w-]+\ ){{1,6}}?{_SLIP}\ \w+s\b)[Bb]efore",
    )
)
"""Not behind a word for what could happen; “before” one deletes it, not “before” one deleted it."""
_WHO: Final = rf"""(?:{_COULD}(?<![Ww]hen\ )(?:
      (?: [Aa]n? | [Aa]nother | [Oo]ur | [Tt]he | [Oo]ne\ of\ (?:our|the) )
        \ (?:(?:database|former|junior|lead|network|new|on-call|senior|software|support|system)\ )?
        (?:admin|administrator|colleague|contractor|DBA|dba|developer|employee|engineer|intern|
        programmer|SRE|sysadmin|technician)s?
    | (?: [Aa]n? | [Aa]nother | [Oo]ne\ of\ (?:our|the) ) \ (?:manager|operator)s?
    | [Ss]?[Hh]e | [Ss]omeone | [Ss]omebody
    ))"""
"""Somebody as the subject of a sentence. Programs are called managers and operators, too."""
_QUI: Final = r"""(?:
    (?<! (?<![Mm]ême\ ) [Ss]i\ ) (?<! (?<![Mm]ême\ ) [Ss]i\ l['\u2019])
    (?:
      (?: [Uu]ne? | [Uu]ne?\ de\ (?:nos|ces) | [Nn]otre | [Ll][ea] | [Ll]['\u2019] ) \ ?
        (?:administrat(?:eur|rice)|collègue|développeu(?:r|se)|employée?|ingénieure?|salariée?|
        stagiaire|technicien(?:ne)?)s?
    | [Uu]ne?\ de\ (?:nos|ces) \ opérat(?:eur|rice)s
    | [Qq]uelqu['\u2019]un
    ))"""
"""The same; an “opérateur” is a company as well, and “même si” often tells of what did happen."""
_DE: Final = r"(?:d(?:e\ |['\u2019]|u\ )(?:l['\u2019]|une?\ |notre\ )?)"
_DID: Final = (
    r"(?:applied|changed|deleted|deployed|disabled|dropped|erased|merged|overwrote|pushed|ran|"
    r"rebooted|released|removed|restarted|revoked|stopped|terminated|unplugged|wiped)"
)
_FAIT: Final = (
    r"(?:arrêté|changé|coupé|débranché|déployé|désactivé|détruit|écrasé|effacé|exécuté|lancé|"
    r"modifié|publié|redémarré|retiré|révoqué|supprimé)"
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
    | (?:he|she|they|someone|somebody|{_PERSON}s?|{_NAME}) \ (?:had\ )? forgot(?:ten)? \ to \b
    | {_WHO} \ (?:
        (?:is|was|are|were) \ (?:(?:entirely|partly|solely)\ )? to\ blame \b
      | (?:ha[ds]\ )? (?:
          made \ (?:an?|the|some|several) \ (?:\w+\ )? (?:mistake|error|blunder)s? \b
        | {_SLIP} \ (?!noti|disc|found) \w+
        | {_DID} (?:\ (?!that\b|wh|\w+ed\b|made\b|sent\b)[\w'\u2019`.-]+){{1,5}}?
          \ (?:by\ (?:accident|mistake)|accidentally|mistakenly|inadvertently) \b
        | (?:botched|bungled|misconfigured|misread|mistyped|(?:mess|screw)ed\ up) \b
      ))
    | (?:[Ff]ault|[Bb]lame|[Ee]rror|[Mm]istake) \ (?:lies|lay|rests|rested) \ with
        \ (?:{_WHO}|him|her) \b
    | {_NAME} (?<!ing) \ (?:ha[ds]\ )? made \ an? \ (?:\w+\ )? mistake \b
    | (?:[Dd]ue\ to|[Bb]ecause\ of|[Cc]aused\ by|[Rr]esult\ of) \ (?:{_PERSON}|DBA) \ errors? \b
        (?!\ (?:budget|codes?|handling|logs?|messages?|pages?|rates?|responses?)\b)
    | (?:[Cc]areless(?:ly|ness)?|[Nn]egligent(?:ly)?|[Ii]ncompeten(?:t|ce)) \b
    | [Ee]rreurs?\ humaines? \ (?:de\b|d['\u2019]|du\b|des\b|commises?\b)
    | [Ll]a\ faute (?!\ (?:de\ frappe|d['\u2019]orthographe)\b
          (?!\ (?:des\ |{_DE})(?:{_PERSONNE}|{_NAME})))
        \ (?:de\b|d['\u2019]|du\b|des\b|à\b)
    | (?:[Ee]rreur|[Ff]aute|[Oo]ubli) \ {_DE}{_PERSONNE}
    | (?:il|elle|{_PERSONNE}|{_NAME}) \ a(?:vait)? \ oublié\ d(?:e\b|['\u2019])
    | {_QUI} \ (?:
        (?:est|était) \ (?:coupable|en\ faute|fauti(?:f|ve)) \b
      | (?:a|avait) \ (?:
          (?:commis|fait) \ une\ (?:\w+\ )? (?:bourde|erreur|faute) \b
        | (?:accidentellement|malencontreusement|mal|par\ (?:erreur|mégarde))
          \ (?:{_FAIT}|configuré|paramétré|saisi|lu) \b
        | {_FAIT} (?:\ (?!qu|\w+ée?s?\b)[\w'\u2019`.-]+){{1,5}}?
          \ (?:accidentellement|par\ (?:erreur|inadvertance|mégarde)) \b
      ))
    | (?:[Nn]égligen(?:ce|te?)|[Ii]ncompéten(?:ce|te?)) \b
    )
    """,
    re.VERBOSE,
)
"""Words that lay a fault on somebody. “Faute de” alone is “for want of”."""

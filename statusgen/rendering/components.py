"""Components as readers see them: their names, and many of them in words.

A few components are named one by one. Of many, a whole group has one name, and the smallest parts
are only counted. Programs need every id, so the API, tags and categories do not shorten them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from statusgen.model import Component, ComponentState, Group, States
from statusgen.status import existed

if TYPE_CHECKING:
    from statusgen.rendering.locale import Locale

FEW: Final = 5
"""How many names a text has at most. Of more, it has the first three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What readers call a component."""

    name: str
    circles: tuple[Group, ...] = ()
    """The whole site as a group without a name, and the group of the component if it has one."""


Names = Mapping[str, Named]
"""The names of components by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedComponent:
    """A component with its state."""

    id: str
    name: str
    state: ComponentState
    circles: tuple[tuple[str, int], ...] = ()
    """The site (without a name) and its group, with the number of their components in use at the
    time. Only if many components are affected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Some components."""

    text: str
    """``API and Web``, or ``all of Europe, API and 3 others``."""
    all_named: bool
    """The text names each of them."""


def names_of(entries: tuple[Component | Group, ...]) -> Names:
    """Return the name of each component in ``Site.components``."""
    leaves = tuple(leaf for each in entries for leaf in each.leaves)
    site = Group(id="", name="", components=leaves)
    return MappingProxyType(
        {
            leaf.id: Named(
                name=leaf.name, circles=(site, each) if isinstance(each, Group) else (site,)
            )
            for each in entries
            for leaf in each.leaves
        }
    )


def parts_of(names: Names, states: States, at: datetime) -> tuple[TouchedComponent, ...]:
    """Return components with their names and states at an instant."""
    circles = {each.id: each for known, _ in states for each in names[known].circles}
    used = {
        name: {leaf.id for leaf in each.components if existed(leaf, at)}
        for name, each in circles.items()
        if len(states) > FEW
    }
    return tuple(
        TouchedComponent(
            id=known,
            name=names[known].name,
            state=state,
            circles=tuple(
                (each.name, len(used[each.id]))
                for each in names[known].circles
                if known in used.get(each.id, ())
            ),
        )
        for known, state in states
    )


def affected(locale: Locale, parts: Sequence[TouchedComponent]) -> Affected:
    """Say which components these are, in their order. Of many, the largest groups come first."""
    found = Counter(circle for part in parts for circle in part.circles)
    terms: dict[object, tuple[str, int]] = {}
    for part in parts:
        whole = next((each for each in part.circles if found[each] == each[1] > 1), None)
        terms.setdefault(whole or part.id, whole or (part.name, 1))
    largest = sorted(terms.values(), key=lambda term: -term[1])
    names = [_name(locale, *term) for term in largest]
    if len(names) > FEW:
        more = sum(size for _, size in largest[3:])
        others = locale.ngettext("%(number)s other", "%(number)s others", more)
        names[3:] = [others % {"number": locale.number(more)}]
    return Affected(text=locale.list_of(names), all_named=len(parts) <= FEW)


def _name(locale: Locale, name: str, size: int) -> str:
    if not name:
        every = locale.gettext("all %(number)s components")
        return every % {"number": locale.number(size)}
    return locale.gettext("all of %(group)s") % {"group": name} if size > 1 else name

"""Find the places of links and other parts of texts, and resolve links, aliases and redirects.

A link names a content file as the forge sees it, ``../postmortems/x.md``, or a
file of ``static/``. Aliases and redirects are addresses on the site. Planning checks
once more that no two files are written to one path.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar
from urllib.parse import quote, unquote

from statusgen import addresses
from statusgen.days import day_of
from statusgen.history import entered
from statusgen.markup import SCHEMES
from statusgen.markup.finding import Finder, Found
from statusgen.memo import Memo, with_fields
from statusgen.model import PUBLIC_TEXTS, Incident, Postmortem, Site, Text, Update, public_texts
from statusgen.notation.names import name_of_file
from statusgen.problems import Problems, Span, did_you_mean, nearest, short
from statusgen.reading.entries import Entry
from statusgen.reading.site import SiteEntry
from statusgen.source.text import Source
from statusgen.timeline import timeline_at

_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):")


Linked = TypeVar("Linked", Incident, Update)

Targets = tuple[tuple[str, str], ...]
"""Relative links as written, with their addresses: :attr:`Text.targets`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What a link may lead to."""

    addresses: Mapping[str, str]
    """The address of each incident and postmortem that is published now, by its path."""
    others: Mapping[str, str]
    """Every other content file, and why it has no address: it is ``waiting`` for its time,
    ``unpublished``, or ``unread`` (already reported)."""
    static: frozenset[str]
    """The addresses of the author's own files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linker:
    """Resolves the links in the texts of one file."""

    entry: Entry
    places: Places
    finder: Finder
    problems: Problems
    memo: Memo

    def incident(self, incident: Incident) -> Incident:
        """Return an incident with the targets of its links; report wrong links and placeholders."""
        if self.memo(_is_plain, incident, self.finder):
            return incident
        targets = tuple(self.read(*each) for each in public_texts(incident))
        return self.memo(_with_targets, incident, targets) if any(targets) else incident

    def postmortem(self, postmortem: Postmortem) -> Postmortem:
        """Return a postmortem with the targets of its body; drafts may have placeholders."""
        if self.memo(_is_plain, postmortem, self.finder):
            return postmortem
        for name, text in () if postmortem.draft else public_texts(postmortem):
            self.check_placeholders(self.entry.placed(name, text))
        return with_fields(postmortem, body=self.link(postmortem.body))

    def link(self, text: Text) -> Text:
        """Return a text with the targets of its links."""
        return with_fields(text, targets=self.links(text))

    def read(self, name: str, text: Text) -> Targets:
        """Check a public text and return its targets; plain values have no links."""
        self.check_placeholders(self.entry.placed(name, text))
        return self.links(text) if text.line else ()

    def links(self, text: Text) -> Targets:
        """Return the targets of a text's relative links; report wrong ones."""
        self._check_appearance(text)
        targets: dict[str, str] = {}
        for found, place in self._found(self.finder.links, text):
            if "{{" in found.value or found.value in targets:
                continue
            if scheme := _SCHEME.match(found.value):
                self._check_scheme(scheme["scheme"].lower(), found, place)
            elif address := self._resolve(found.value, place):
                targets[found.value] = address
        return tuple(targets.items())

    def check_placeholders(self, text: Text) -> None:
        """Report placeholders that are not filled in."""
        for found, place in self._found(self.finder.placeholders, text):
            self.problems.error(
                "placeholder-left",
                f"`{{{{ {short(found.value)} }}}}` is not filled in",
                place,
                "Replace it. To show it unchanged, put it in backticks, or a backslash before it.",
            )

    def check_variables(self, texts: Iterable[Text], known: Sequence[str]) -> None:
        """Report unknown placeholders of a scenario."""
        for text in texts:
            for found, place in self._found(self.finder.placeholders, text):
                if found.value not in known:
                    self.problems.error(
                        "unknown-placeholder",
                        f"`{{{{ {short(found.value)} }}}}` is not a known placeholder",
                        place,
                        did_you_mean(
                            nearest(found.value, known),
                            f"Known are {', '.join(known)}. Add others under `variables`.",
                            form="`{{{{ {} }}}}`",
                        ),
                    )

    def _check_appearance(self, text: Text) -> None:
        """Report what looks different from what its author probably expects."""
        tags = reversed([*self._found(self.finder.tags, text)])
        for value, place in {found.value: place for found, place in tags}.items():
            self.problems.warning(
                "html-as-text",
                f"Readers see `{short(value)}` as text",
                place,
                "Use Markdown, such as `**bold**`. To show HTML, put it in backticks.",
            )
        for found, place in self._found(self.finder.joined_lines, text):
            self.problems.warning(
                "joined-lines",
                f"The line that begins with `{short(found.value)}` is joined to the line above",
                place,
                "Begin each line with `- ` for a list, or end the line above with a backslash.",
            )

    def _found(
        self, find: Callable[[str], tuple[Found, ...]], text: Text
    ) -> Iterator[tuple[Found, Span]]:
        return located(self.memo(find, text.markdown), text, self.entry)

    def _check_scheme(self, scheme: str, found: Found, place: Span) -> None:
        if scheme not in SCHEMES:
            self.problems.warning(
                "unknown-scheme",
                f"`{short(found.value)}` is not shown as a link",
                place,
                "Links can use http, https, mailto and tel.",
            )
        elif found.is_image:
            self.problems.warning(
                "remote-image",
                f"The image `{short(found.value)}` is on another host, so it is shown as a link",
                place,
                "Pages load nothing from other hosts. Put the image in content/static/.",
            )

    def _resolve(self, value: str, place: Span) -> str | None:
        """Return the address that a relative link leads to; report a link that leads nowhere."""
        path, mark, fragment = value.partition("#")
        wanted = self._path(path) if path else self.entry.path
        public = wanted.removeprefix("content/static/")
        public = public if public.startswith(".well-known/") else f"static/{public}"
        standing = self.places.others.get(wanted)
        is_private = self.entry.draft or self.entry.internal
        if value in {"", "#"}:
            self._report_unknown(value, wanted, place)
        elif address := self.places.addresses.get(wanted):
            return f"{address}{mark}{fragment}"
        elif wanted.startswith("content/static/") and public in self.places.static:
            return public
        elif standing == "waiting" and path:
            self.problems.warning(
                "link-waits",
                f"`{short(value)}` leads to something that is not published yet",
                place,
                "Readers see it as plain text until then. There is nothing to change.",
            )
        elif standing == "unpublished" and not is_private:
            self.problems.error(
                "link-to-unpublished",
                f"`{short(value)}` leads to a draft or an internal file",
                place,
                "Publish that first, or remove the link.",
            )
        elif not standing:
            self._report_unknown(value, wanted, place)
        return None

    def _path(self, path: str) -> str:
        """Return the file that a link names, relative to the project."""
        path = unquote(path)
        folder = "content" if path.startswith("static/") else posixpath.dirname(self.entry.path)
        return posixpath.normpath(posixpath.join(folder, path))

    def _report_unknown(self, value: str, wanted: str, place: Span) -> None:
        self.problems.error(
            "unknown-link",
            f"`{short(value)}` is a broken link" if value else "The link has no address",
            place,
            did_you_mean(
                self._nearest(wanted) if value else None,
                always="Link to a content file from here (`../postmortems/x.md`), to a file in "
                "content/static/ (`static/x.png`), or to a web address (`https://…`).",
            ),
        )

    def _nearest(self, wanted: str) -> str | None:
        """Return the link that was probably meant: the file with the most similar name."""
        shown = {path for path, why in self.places.others.items() if why != "unpublished"}
        known = {*self.places.addresses, *shown} - {self.entry.path}
        known |= {f"content/{path}" for path in self.places.static}
        names = {name_of_file(path): path for path in sorted(known)}
        near = names.get(nearest(name_of_file(wanted), names) or "")
        link = posixpath.relpath(near, posixpath.dirname(self.entry.path)) if near else None
        # All kinds of spaces look alike, and a link ends at a space.
        return link and re.sub(r"\s", lambda blank: quote(blank[0]), link)


def _is_plain(value: Incident | Postmortem, finder: Finder) -> bool:
    """Tell whether nothing in its texts has to be resolved or may be a mistake."""
    finds = (finder.links, finder.placeholders, finder.tags, finder.joined_lines)
    texts = {text.markdown for _, text in public_texts(value)}
    return not any(find(text) for text in texts for find in finds)


def _with_targets(incident: Incident, targets: tuple[Targets, ...]) -> Incident:
    """Return an incident with these targets for its public texts, in order."""
    known = {
        text: replace(text, targets=found)
        for (_, text), found in zip(public_texts(incident), targets, strict=True)
    }

    def with_targets(value: Linked) -> Linked:
        texts = {name: getattr(value, name) for name in PUBLIC_TEXTS[value.__class__]}
        return with_fields(value, **{name: known.get(text, text) for name, text in texts.items()})

    return with_fields(with_targets(incident), updates=tuple(map(with_targets, incident.updates)))


def located(found: Iterable[Found], text: Text, entry: Entry) -> Iterator[tuple[Found, Span]]:
    """Yield what was found in a text, in its order, with its place in the file."""
    source, finds = entry.source, sorted(found, key=lambda each: each.start)
    if not source or not finds:
        return
    shown = Source(path=entry.path, text=text.markdown)
    lines = pairwise(source.starts[text.line - 1 :])
    bases = [source.text.rfind(row, *line) for row, line in zip(shown.lines, lines, strict=False)]
    first = after = source.starts[text.line - 1]
    for each in finds:
        row = bisect_right(shown.starts, each.start) - 1
        place = (
            bases[row] + each.start - shown.starts[row]
            if row < len(bases) and bases[row] >= 0
            # Comments are removed, and lines of YAML and of fields may be joined.
            else source.text.find(text.markdown[each.start : each.end], after)
        )
        after = max(after, place + 1)
        yield each, source.at(max(place, first), each.end - each.start)


def check_addresses(
    made: Site,
    site: SiteEntry,
    entries: Sequence[Entry],
    places: Places,
    problems: Problems,
    *,
    memo: Memo,
) -> tuple[tuple[str, str], ...]:
    """Check aliases and redirects; return the redirects that work now."""
    pages, files = _addresses_of(made, memo)
    others = [entry for entry in entries if entry.path not in places.addresses]
    # Reading site.yml has already reported a redirect to itself.
    redirects = [
        (old, new, site.span(f"redirects.{old}"))
        for old, new in site.settings.redirects
        if old.casefold() != new.casefold()
    ]
    olds = _aliases(entry for entry in entries if entry.path in places.addresses)
    olds += [(old, span) for old, _, span in redirects]
    _check_free(olds, pages, files, problems)
    # Unpublished files take no address yet, but are told if it is taken.
    _check_free(_aliases(others), dict(pages), files, problems)
    later = {
        f"{entry.path.split('/')[1]}/{name}"
        for entry in others
        if places.others[entry.path] != "unpublished"
        for name in (entry.name, entry.id)
    }
    kept = _redirects(redirects, {*pages, *files}, later, problems)
    return tuple(kept) if site.complete else ()


def _addresses_of(site: Site, memo: Memo) -> tuple[dict[str, str], dict[str, str]]:
    """Return the addresses of pages and of files, in the form in which they are compared.

    Each has its owner. Only addresses that authors can name are included.
    """
    pages = dict.fromkeys(addresses.PAGES, "a page of every site")
    files = dict.fromkeys(addresses.FILES, "a file of every site")
    for name in (name for part in site.parts for name in (part.id, *part.aliases)):
        page = addresses.component(name)
        pages[page] = f"the page of the component `{name}`"
        files |= {f"{page}{each}": f"a file of the component `{name}`" for each in addresses.SCOPED}
    for incident in site.incidents:
        pages |= dict.fromkeys(map(addresses.incident, (incident.slug, incident.id)), incident.path)
        if listed := entered(timeline_at(incident, site.as_of, memo)):
            day = day_of(listed, site.settings.timezone)
            pages[addresses.month(day.year, day.month)] = "a month of the history"
    pages |= {addresses.postmortem(each.slug): each.path for each in site.postmortems}
    files |= {file.path: f"content/{file.path}" for file in site.static}
    return {_key(each): pages[each] for each in pages}, {_key(each): files[each] for each in files}


def _aliases(entries: Iterable[Entry]) -> list[tuple[str, Span]]:
    return [(alias.text, alias.span) for entry in entries for alias in entry.aliases]


def _check_free(
    olds: Iterable[tuple[str, Span]],
    pages: dict[str, str],
    files: Mapping[str, str],
    problems: Problems,
) -> None:
    """Report aliases and redirects whose address is taken; add the others to the pages."""
    for address, span in olds:
        key = _key(address)
        above = (key[:place] for place, char in enumerate(key) if char == "/")
        owners = (pages.get(key), *(files.get(name) for name in (key, *above)))
        if owner := next(filter(None, owners), None):
            problems.error(
                "address-taken",
                f"The address `{address}` is taken",
                span,
                f"Choose another: {owner} already uses it. Case does not matter.",
            )
        else:
            pages[key] = f"an alias in {span.path}, line {span.line}"


def _redirects(
    redirects: list[tuple[str, str, Span]], known: set[str], later: set[str], problems: Problems
) -> Iterator[tuple[str, str]]:
    """Yield the redirects that work now; report the others.

    ``later`` has the addresses of pages that are not published yet.
    """
    steps = {_key(old): _key(new) for old, new, _ in redirects}
    for old, new, span in redirects:
        trail = [_key(old)]
        while (after := steps.get(trail[-1], "")) and after not in trail:
            trail.append(after)
        if after == trail[0]:
            problems.error(
                "redirect-loop",
                f"`{old}` leads back to itself",
                span,
                "Follow the redirects: the last one must lead to a page.",
            )
        elif _key(new) in known:
            yield old, new
        elif new.strip("/") in later:
            problems.warning(
                "link-waits",
                f"`{new}` is not published yet",
                span,
                "Until then nothing redirects there.",
            )
        else:
            problems.error(
                "unknown-address",
                f"`{new}` does not exist on this site",
                span,
                did_you_mean(
                    nearest(_key(new), known),
                    "Name a page or a feed: `incidents/2026-11-20-api-errors`, `history.rss`.",
                ),
            )


def _key(address: str) -> str:
    """Return the form in which addresses are compared: ``old/Page/`` is ``old/page/index.html``."""
    key = address.strip("/").casefold()
    return key.removesuffix("index.html").strip("/") if f"/{key}".endswith("/index.html") else key

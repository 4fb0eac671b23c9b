"""``statusgen announce``: tell each channel what was published since the last run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from statusgen import addresses
from statusgen.commands import clock
from statusgen.commands.parameters import TextCommand, located, project_option
from statusgen.commands.printing import finish, print_table
from statusgen.commands.report import Report, count
from statusgen.problems import Rejected, printable

if TYPE_CHECKING:
    from statusgen.announcing.delivery import Outcome
    from statusgen.announcing.messages import Message
    from statusgen.announcing.news import News
    from statusgen.checkup import Expected
    from statusgen.model import Site

PATIENCE: Final = 180.0
"""Seconds that the site may take to show the news."""


@click.command("announce", cls=TextCommand)
@click.option(
    "--since",
    metavar="REVISION",
    default="",
    help="What was announced before (default: where the last run ended).",
)
@click.option(
    "--until", metavar="REVISION", default="HEAD", help="What to announce (default: HEAD)."
)
@click.option("--yes", is_flag=True, help="Also send what is old, and many messages at once.")
@click.option(
    "--wait",
    is_flag=True,
    help="Tell people outside once the site shows the news, or after three minutes.",
)
@click.option("--dry-run", is_flag=True, help="Show every message, and send nothing.")
@click.option(
    "--drafts",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write the texts that people send by hand.",
)
@click.option(
    "--drill",
    is_flag=True,
    help="Announce internal incidents as an exercise, on internal channels only.",
)
@click.option("--approved", is_flag=True, help="Only tell the channels with `approve`.")
@click.option(
    "--failed", metavar="URL", default="", help="Tell the team that the run at URL failed."
)
@click.option(
    "--overdue",
    is_flag=True,
    help="Only call who owes an update: before it is due, when it is, and then the backup.",
)
@click.option(
    "--test", metavar="CHANNEL", default="", help="Send a test to CHANNEL, and nothing else."
)
@project_option
def command(
    *,
    since: str,
    until: str,
    yes: bool,
    wait: bool,
    dry_run: bool,
    drafts: Path | None,
    drill: bool,
    approved: bool,
    failed: str,
    overdue: bool,
    test: str,
    project: Path,
) -> None:
    """Tell each channel what was published since the last run.

    News is read from git, so only what is committed counts. What was told is noted in the
    repository, and pushed if there is a remote.
    """
    from statusgen.announcing import dispatch
    from statusgen.announcing.delivery import deliver
    from statusgen.announcing.ledger import AnnouncingError

    folder = located(project)
    send = _rehearse if dry_run else lambda message: deliver(message, os.environ)
    wanted = dispatch.Wanted(
        since=since,
        until=until,
        yes=yes,
        approved=approved,
        drill=drill,
        rehearsal=dry_run,
    )
    is_seen = _is_seen if wait and not dry_run else lambda _site, _news: True
    try:
        run = (
            dispatch.send_test(folder, test, wanted, clock.now, send)
            if test
            else dispatch.tell_of_failure(folder, failed, clock.now, send)
            if failed
            else dispatch.call_on_duty(folder, wanted, clock.now, send)
            if overdue
            else dispatch.announce(folder, wanted, clock.now, send, is_seen)
        )
    except Rejected as rejected:
        summary = f"{count(rejected.problems)}; nothing was announced"
        report = Report(problems=rejected.problems, summary=summary, failed=True)
    except AnnouncingError as error:
        report = Report(summary=f"{error}. Nothing was announced.", failed=True)
    else:
        for message in run.waiting:
            _show(message)
        if run.waiting and (output := os.environ.get("GITHUB_OUTPUT")):
            with Path(output).open("a", encoding="utf-8") as file:
                file.write("approval=true\n")
        if run.rows:
            rows = [tuple(map(printable, row)) for row in run.rows]
            print_table(("channel", "message", "outcome"), rows)
        notes = tuple(line for note in run.notes for line in note.splitlines())
        notes += tuple(_write(drafts, run.drafts) if drafts else ())
        summary = "Done." if run.rows else "There is nothing to announce."
        if run.failed:
            summary = "Something was not sent; the next run tries again."
        report = Report(summary=summary, notes=notes, failed=run.failed)
    finish(report, "text", folder)


def _write(folder: Path, drafts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Write each text into a file, and yield a note about it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in drafts:
        (folder / name).write_text(text, encoding="utf-8")
        yield f"Written: {folder / name}"


def _show(message: Message) -> None:
    click.secho(f"{message.channel.name}: {printable(message.title)}", bold=True)
    text = (
        message.short[0].partition("\n")[2] if message.channel.format == "social" else message.text
    )
    click.echo("\n".join(f"  {printable(line)}".rstrip() for line in text.split("\n")))
    click.echo()


def _rehearse(message: Message) -> Outcome:
    """Print a message instead of sending it."""
    from statusgen.announcing.delivery import Outcome, missing_secrets

    _show(message)
    missing = ", ".join(missing_secrets(message.channel, os.environ))
    detail = f"not sent; not set here: {missing}" if missing else "not sent"
    return Outcome(ok=True, detail=detail)


def _is_seen(site: Site, news: Iterable[News]) -> bool:
    """Wait until the published site shows the news; tell whether it does."""
    from statusgen.commands import live

    url = site.settings.url
    click.echo(f"Waiting until {url} shows the news.", err=True)
    missing, _ = live.poll(url, tuple(map(_expected, news)), PATIENCE)
    return not missing


def _expected(news: News) -> Expected:
    """Return what shows the news on the site: its anchor, or the time of a correction."""
    from statusgen.checkup import Expected

    if news.postmortem:
        return Expected(address=addresses.postmortem(news.postmortem.slug))
    assert news.timeline  # noqa: S101 - only a postmortem has none
    update = news.timeline.moments[news.place].update
    mark = f'datetime="{news.at:%Y-%m-%dT%H:%M:%S}Z"' if news.form == "correction" else update.id
    return Expected(address=addresses.incident(news.timeline.incident.slug), texts=(mark,))

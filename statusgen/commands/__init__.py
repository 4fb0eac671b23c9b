"""The command line: it reads the arguments, runs the command and prints its report.

Nothing else in statusgen prints or reads the clock. Each command imports what it needs when it
runs, so ``--help`` is instant.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import zoneinfo

import click

from statusgen.commands import (
    announce,
    build,
    check,
    correct,
    doctor,
    forms,
    handbook,
    handover,
    init,
    links,
    log,
    new,
    postmortem,
    publish,
    runbook,
    scenario,
    schema,
    serve,
    status,
    submit,
    team,
    update,
    vendor,
)

COMMANDS = (
    *(init, new, update, correct, log, publish, announce, status, handover, team),
    *(runbook, postmortem, scenario),
    *(serve, check, build, doctor, handbook, links, forms, submit, schema, vendor),
)
"""In the order in which an author needs them."""


def _show_version(context: click.Context, _option: click.Parameter, is_asked: bool) -> None:  # noqa: FBT001 - as click calls it
    if is_asked:
        from statusgen.distribution import running_version

        click.echo(f"statusgen {running_version()}")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Make a static status site from Markdown in git."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal may not know every character
            stream.reconfigure(errors="backslashreplace")
    zoneinfo.reset_tzpath(to=())  # zones come from the tzdata package, the same on each machine
    # Plugins change nothing here, and looking for them takes as long as reading site.yml.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Everything that is loaded stays until the process ends. Collecting garbage in between takes
    # an eighth of the time of a short command.
    gc.set_threshold(100_000, 20, 20)
    atexit.register(gc.freeze)


for module in COMMANDS:
    main.add_command(module.command)

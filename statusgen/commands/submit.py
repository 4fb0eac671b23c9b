"""``statusgen submit``: publish what someone entered in a form of the forge, in the job it started.

What was entered is data: no shell and no log sees it, because a forge obeys some lines of its logs.
It goes to the summary of the run, unless it has a secret.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import click

from statusgen.commands import clock
from statusgen.commands.parameters import located, project_option
from statusgen.commands.report import Report
from statusgen.problems import Rejected, printable

if TYPE_CHECKING:
    from statusgen.commands.workspace import Workspace

TRIES: Final = 3
"""How often to write the text, if others push the same file first."""

SEVERAL: Final = {"component": "components", "kind": "kinds", "set": "values"}
"""The inputs that may have several values, with the fields of the options."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What someone entered."""

    inputs: Mapping[str, str]
    """By the names of options, and `start`; only those that are not empty."""
    run: str
    """The address of the run."""
    editor: str
    """The address of the forge's editor, up to the path of a file."""
    summary: str | None
    """The file for the summary of the run. GitLab has none, and the log is shown instead."""


@click.command("submit")
@project_option
def command(*, project: Path) -> None:
    """Publish what was entered in a form.

    The jobs of the forms on GitHub and GitLab run it.
    """
    form = read_form(os.environ)
    report = submit(located(project), form)
    text = "\n\n".join((f"## {report.summary}", *report.notes, ""))
    if form.summary:
        Path(form.summary).write_text(text, encoding="utf-8")
        text = f"{report.summary}. The summary of this run says more."
    click.echo("\n".join(map(printable, text.split("\n"))))
    raise SystemExit(report.failed)


def read_form(env: Mapping[str, str]) -> Form:
    """Return the form that started this job, from its environment.

    Raise :class:`~statusgen.commands.options.UsageError` outside of a job.
    """
    from statusgen.authoring.escaping import clean
    from statusgen.commands.options import UsageError

    if "RUN_URL" not in env:
        message = "This is not the job of a form. Use `statusgen new` or `statusgen update` here."
        raise UsageError(message)
    found = {key[5:].lower(): env[key] for key in env if key.startswith("FORM_")}
    if path := env.get("GITHUB_EVENT_PATH"):
        found = json.loads(Path(path).read_text(encoding="utf-8"))["inputs"]
    return Form(
        inputs={
            key: text for key, value in found.items() if (text := clean(str(value or "")).strip())
        },
        run=env["RUN_URL"],
        editor=env["EDIT_URL"],
        summary=env.get("GITHUB_STEP_SUMMARY"),
    )


def submit(folder: Path, form: Form) -> Report:
    """Publish a form, or only show it. The notes of the report are Markdown."""
    from statusgen.advice.leaks import masked
    from statusgen.commands.options import UsageError

    entered = [f"{name}: {text}" for name, text in form.inputs.items()]
    secret = [name for name, text in form.inputs.items() if masked(text) != text]
    try:
        if not secret:
            return _submitted(folder, form)
        entered, where = [], f"This looks like a secret: “{'”, “'.join(secret)}”."
        reason = f"{where} Revoke it at once, since others may have seen it."
    except UsageError as error:  # it names options, which are the first words of the labels
        reason = re.sub(r"--([a-z]+)", r"“\1”", str(error))
    except Rejected as rejected:
        reason = "\n".join(problem.as_text() for problem in rejected.problems)
    notes = (_block(reason), *(("You entered:", _block(*entered)) if entered else ()))
    return Report(summary="Nothing was published", notes=notes, failed=True)


def _block(*parts: str) -> str:
    """Return text as a code block of Markdown, whatever is in it."""
    text = "\n".join(parts)
    fence = max(["~~~", *(f"{run}~" for run in re.findall("~~~+", text))], key=len)
    return f"{fence}\n{text}\n{fence}"


def _submitted(folder: Path, form: Form) -> Report:
    from statusgen.commands.publication import publish, told
    from statusgen.commands.workspace import open_workspace
    from statusgen.git.checkout import Checkout

    for _ in range(TRIES):
        workspace = open_workspace(folder, clock.now())
        files = workspace.whole.files
        report = _written(workspace, form.inputs)
        path = report.written
        if report.failed:
            raise Rejected(report.problems)
        if form.inputs.get("preview", "").lower() == "true":
            before = next((each.data for each in files if each.path == path), b"")
            added = (folder / path).read_bytes().removeprefix(before).decode().strip()
            return Report(
                summary="Not published yet: this is what readers would see",
                notes=(
                    *_shown(workspace, report, form),
                    *told(folder, (path,), workspace.clock),
                    "The text:",
                    _block(added),
                    "To publish it, run this again without “Show me first”.",
                ),
            )
        checkout = Checkout(folder=folder, paths=(path,), message=f"{report.message}\n\n{form.run}")
        outcome = publish(folder, checkout.paths, checkout.message, clock=workspace.clock)
        if {"pull-conflict", "push-refused"}.isdisjoint(each.code for each in outcome.problems):
            break
        checkout.git("reset", "--hard", checkout.remote().ref)
    if outcome.failed:
        raise Rejected(outcome.problems)
    place = checkout.git("rev-parse", "--show-prefix").output + path
    correcting = (
        "For news, run “Add an update”. To correct a mistake, "
        f"[edit the file]({form.editor}/{quote(place)}): change the words, and write "
        f"`- corrected: {workspace.clock:%Y-%m-%d %H:%M} UTC` below the heading."
    )
    return Report(
        summary="Published",
        notes=(*outcome.notes, outcome.summary, correcting, *_shown(workspace, report, form)),
    )


def _written(workspace: Workspace, inputs: Mapping[str, str]) -> Report:
    """Write the incident or the update, as the commands do."""
    from statusgen.commands import new, update
    from statusgen.commands.update_options import NewOptions, UpdateOptions

    given: dict[str, Any] = {
        # `set` has several values: `symptom=…; action=none`.
        SEVERAL.get(name, name): tuple(re.split(r"[;\n]\s*(?=[\w-]+\s*=)", text))
        if name in SEVERAL
        else text
        for name, text in inputs.items()
        if name not in {"incident", "state", "preview"}
    }
    if "state" not in inputs:
        return new.new(workspace, NewOptions(**given))
    word, options = inputs.get("incident"), UpdateOptions(**given)
    return update.update(workspace, word, inputs["state"], options, reopen=word is not None)


def _shown(workspace: Workspace, report: Report, form: Form) -> Iterator[str]:
    """Yield the newest update as readers see it, and the warnings.

    Raise :class:`Rejected` if the site would not build.
    """
    from statusgen import addresses, pipeline, project
    from statusgen.notation.names import name_of_file
    from statusgen.rendering.kit import Kit

    options = pipeline.Options(as_of=workspace.clock)
    planned = pipeline.plan(project.read(workspace.folder), options)
    address = planned.kit.settings.url + "/" + addresses.incident(name_of_file(report.written))
    feed = next(each for each in planned.artifacts if each.path == f"{addresses.FEED}.json")
    items = json.loads(pipeline.produce(feed, Kit(planned.kit)))["items"]
    for item in [each for each in items if each["url"].startswith(address)][:1]:
        body = re.sub(r"\n\s*\n", "\n", f"<h3>{escape(item['title'])}</h3>{item['content_html']}")
        yield (
            f"<blockquote>{body}</blockquote>"
            if form.summary
            else unescape(re.sub("<[^>]+>", "", body))
        )
    if report.problems:
        yield _block(*(problem.as_text() for problem in report.problems))

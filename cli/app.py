"""The command line: which commands there are, and what becomes of errors."""

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from sitlog import __version__
from sitlog.cli.failing import ANSWERED, failed
from sitlog.cli.lazy import Command, Commands, called, taken_apart
from sitlog.cli.options import Output, Question, Where
from sitlog.cli.terminal import tolerate

_READ = {
    "known": Command("sitlog.cli.commands.known:known", "Show what was known, on two clocks"),
    "when": Command("sitlog.cli.commands.when:when", "Show when a claim first had a status, on both clocks"),
    "log": Command("sitlog.cli.commands.log:log", "List entries, in the order in which they were recorded"),
    "show": Command("sitlog.cli.commands.show:show", "Show one entry in full"),
    "export": Command("sitlog.cli.commands.export:export", "Write the log as a file that can be imported again"),
    "diff": Command("sitlog.cli.commands.diff:diff", "Show what changed between two instants, on either clock"),
    "why": Command("sitlog.cli.commands.why:why", "Show what the status of a claim rests on"),
    "follow": Command("sitlog.cli.commands.follow:follow", "Show entries as they come"),
    "timeline": Command(
        "sitlog.cli.commands.timeline:timeline", "Draw who said what when, and how long which status lasted"
    ),
    "gap": Command("sitlog.cli.commands.gap:gap", "Show how long after the public our log knew"),
    "corrections": Command("sitlog.cli.commands.corrections:corrections", "Show what we corrected in our own log"),
    "article": Command("sitlog.cli.commands.article:article", "Show an article as it stood, or what changed in it"),
    "page": Command("sitlog.cli.commands.page:page", "Write a story as one file for the browser"),
    "briefings": Command(
        "sitlog.cli.commands.briefings:briefings", "Show what was told to whom, and whether it still holds"
    ),
    "sources": Command("sitlog.cli.commands.sources:sources", "Show each voice, and what it said"),
    "search": Command("sitlog.cli.commands.search:search", "Show the entries whose texts hold some words"),
}
_WRITE = {
    "init": Command("sitlog.cli.commands.init:init", "Begin a log"),
    "record": Command("sitlog.cli.commands.record:record", "Record a sentence: who said what, when"),
    "correct": Command("sitlog.cli.commands.correct:correct", "Say what an entry should have said"),
    "import": Command("sitlog.cli.commands.import_:import_", "Record the events of a file"),
    "withdraw": Command("sitlog.cli.commands.withdraw:withdraw", "Withdraw an entry, by a further entry that says why"),
    "redact": Command("sitlog.cli.commands.redact:redact", "Take away what an entry says, for good"),
    "brief": Command("sitlog.cli.commands.brief:brief", "Tell somebody what is known, and record that they were told"),
}
_CARE = {
    "projections": Command("sitlog.cli.commands.projections:projections", "Show what is kept ready, and keep more"),
    "reactors": Command("sitlog.cli.commands.reactors:reactors", "Post new entries to others, as they come"),
    "status": Command("sitlog.cli.commands.status:status", "Show what the log holds, and what to do next"),
    "verify": Command("sitlog.cli.commands.verify:verify", "Check that nothing was rewritten"),
    "audit": Command("sitlog.cli.commands.audit:audit", "Write all that an auditor needs into one file"),
    "checkpoint": Command("sitlog.cli.commands.checkpoint:checkpoint", "Sign how far the log reaches"),
    "prove": Command("sitlog.cli.commands.prove:prove", "Write a proof that an entry is in the log"),
    "key": Command("sitlog.cli.commands.key:key", "Make a key to sign with, or show its public half"),
    "witness": Command("sitlog.cli.commands.witness:witness", "Sign what a second desk saw of a log"),
    "backup": Command("sitlog.cli.commands.backup:backup", "Copy the log into a file, as it stands at one moment"),
    "restore": Command("sitlog.cli.commands.restore:restore", "Make a log from a backup, where there is none"),
    "roles": Command("sitlog.cli.commands.roles:roles", "Print the roles of a PostgreSQL log as SQL"),
    "check": Command("sitlog.cli.commands.check:check", "Check a file of events, and write nothing"),
    "schema": Command("sitlog.cli.commands.schema:schema", "Print the JSON Schema of an event or an answer"),
    "demo": Command("sitlog.cli.commands.demo:demo", "Load the shipped example, and ask it what was known"),
    "completion": Command("sitlog.cli.commands.completion:completion", "Print what makes your shell complete"),
    "replay": Command(
        "sitlog.cli.commands.replay:replay", "Play the log from nothing, and show what each entry changed"
    ),
}
SECTIONS = {"Read": _READ, "Write": _WRITE, "Care": _CARE}


class _Sitlog(Commands):
    sections = SECTIONS


app = typer.Typer(
    cls=_Sitlog,
    invoke_without_command=True,
    no_args_is_help=False,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _tell_version(wanted: bool) -> None:  # noqa: FBT001  # as typer calls it
    if wanted:
        print(f"sitlog {__version__}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version.")]


@app.callback()
@taken_apart
def sitlog(context: typer.Context, where: Where, output: Output, version: Version = False) -> None:  # noqa: ARG001, FBT002  # the callback of --version answers
    """Keep who said what, when, and ask what was known at any past instant.

    Without a command, show what the log holds. These options may stand before a command or behind it.
    """
    given = {name: value for name, value in (asdict(where) | asdict(output)).items() if value}
    if context.invoked_subcommand is None:
        called(_CARE["status"])(where=where, question=Question(), output=output)
    else:
        context.default_map = {context.invoked_subcommand: given}


COMPLETE = "_SITLOG_COMPLETE"  # a shell sets it to ask what may follow


def ready_to_complete() -> None:
    """Let typer answer the shells, as it would do by itself if it also offered to install what asks it."""
    from typer import completion  # noqa: PLC0415  # only a shell needs it

    completion.completion_init()  # type: ignore[attr-defined]  # typer has it there and does not say so


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code: see docs/commands.md."""
    for stream in (sys.stdout, sys.stderr):
        tolerate(stream)
    if COMPLETE in os.environ:
        ready_to_complete()
    try:
        code = typer.main.get_command(app)(list(arguments), prog_name="sitlog", standalone_mode=False)
        sys.stdout.flush()
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else ANSWERED
    except BaseException as error:
        failure = failed(error)
        if failure is None:
            raise
        return failure
    return code if isinstance(code, int) else ANSWERED

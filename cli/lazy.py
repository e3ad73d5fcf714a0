"""Commands that are imported when they are called, and take groups of options as values."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any, NamedTuple, get_type_hints

import typer
from typer.core import TyperGroup

from sitlog.domain.errors import NotUnderstood
from sitlog.domain.nearest import nearest


class ReadEnough(Exception):
    """Whoever read the answer closed the pipe."""


class Command(NamedTuple):
    """Where a command is, `module:function`, and what it does, in a few words without a full stop."""

    place: str
    help: str


def loaded(name: str, command: Command) -> Any:
    """Import a command and make it one of typer's."""
    app = typer.Typer(
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.command(name)(taken_apart(called(command)))
    return typer.main.get_command(app)


def called(command: Command) -> Callable[..., None]:
    """Import the function of a command."""
    module, _, function = command.place.partition(":")
    found: Callable[..., None] = getattr(import_module(module), function)
    return found


def taken_apart(function: Callable[..., None]) -> Callable[..., None]:
    """Give *function* with an option for each field of the parameters that are groups of options (dataclasses)."""
    given = inspect.signature(function, eval_str=True).parameters.values()
    groups: dict[str, Any] = {each.name: each.annotation for each in given if is_dataclass(each.annotation)}
    options = {group: [each.name for each in fields(kind)] for group, kind in groups.items()}

    def whole(**values: Any) -> None:
        made: dict[str, Any] = {}
        for group, kind in groups.items():
            made[group] = kind(**{name: values.pop(name) for name in options[group]})
        try:
            function(**values, **made)
        except BrokenPipeError as error:  # typer would make of it the exit code that means no
            raise ReadEnough from error

    whole.__name__, whole.__doc__ = function.__name__, inspect.getdoc(function)
    taken = [option for each in given for option in (_options(each.annotation) if each.name in groups else [each])]
    # typer reads both: the order and defaults from the one, the annotations from the other.
    whole.__signature__ = inspect.Signature([each.replace(kind=each.KEYWORD_ONLY) for each in taken])  # type: ignore[attr-defined]  # functions may have one
    whole.__annotations__ = {each.name: each.annotation for each in taken}
    return whole


def _options(group: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(each.name, inspect.Parameter.KEYWORD_ONLY, default=each.default, annotation=hints[each.name])
        for each in fields(group)
    ]


class Commands(TyperGroup):
    """The commands of a table, by sections; each is imported when it is called, for a quick start."""

    sections: Mapping[str, Mapping[str, Command]] = {}

    @property
    def table(self) -> dict[str, Command]:
        """All commands of all sections."""
        return {name: command for section in self.sections.values() for name, command in section.items()}

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # as typer calls it
        """Give the names of all commands."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  # as typer calls it
        """Import a command, or give None if there is none of that name."""
        command = self.table.get(cmd_name)
        return loaded(cmd_name, command) if command else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is meant; raises NotUnderstood, with the nearest there is."""
        if args[0] not in self.table:
            like = nearest(args[0], self.table)
            raise NotUnderstood(
                f"there is no command '{args[0]}'",
                hint=f"Did you mean sitlog {like}?" if like else "All commands: sitlog --help",
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # as typer calls it
        """List the commands by section, without importing them."""
        for section, commands in self.sections.items():
            if commands:
                with formatter.section(section):
                    formatter.write_dl([(name, command.help) for name, command in commands.items()])

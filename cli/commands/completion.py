"""The command `completion`: what makes a shell complete commands, options and keys."""

from enum import StrEnum
from typing import Annotated

import typer

_PROGRAM = "sitlog"
_VARIABLE = "_SITLOG_COMPLETE"


class Shell(StrEnum):
    """A shell that can complete."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


_Shell = Annotated[Shell, typer.Argument(help="Your shell.")]


def completion(shell: _Shell) -> None:
    """Print what makes your shell complete commands, options, and the keys of claims, sources and reports.

    Example: sitlog completion bash >> ~/.bash_completion
    """
    from typer import completion as typer_has  # noqa: PLC0415  # only where it is needed

    script = typer_has.get_completion_script  # type: ignore[attr-defined]  # typer has it there and does not say so
    print(script(prog_name=_PROGRAM, complete_var=_VARIABLE, shell=shell.value))

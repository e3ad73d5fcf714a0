"""The command `schema`: the form of what sitlog takes and gives."""

import json
from typing import Annotated

import typer

from sitlog.cli import schemas


def _known(incomplete: str) -> list[str]:
    return [name for name in schemas.names() if name.startswith(incomplete)]


_Name = Annotated[
    str | None,
    typer.Argument(metavar="[NAME]", autocompletion=_known, help="An event, line or known.  [default: list them all]"),
]


def schema(name: _Name = None) -> None:
    """Print the JSON Schema of an event, of a JSONL line, or of an answer.

    The schemas are in JSON Schema 2020-12.

    Example: sitlog schema ClaimDenied
    """
    if name is None:
        for each, told in schemas.names().items():
            print(f"{each:<17} {told}")
        return
    print(json.dumps(schemas.schema(name), indent=2, ensure_ascii=False))

"""The editor of whoever types, as git opens it: on a file, until that is saved and closed."""

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from sitlog.cli.slips import Slip
from sitlog.domain.errors import NotUnderstood

_OURS = "#: "  # begins a line that tells a slip; it goes when the text is read again
_GO_TO_LINE = {"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "kak", "micro", "joe", "mg"}


def editor() -> list[str]:
    """Give the command of the editor: of VISUAL, of EDITOR, or vi on a terminal; raises NotUnderstood."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("vi" if sys.stdin.isatty() else "")
    command = shlex.split(named)
    if not command:
        raise NotUnderstood(
            "there is nothing to record, and no editor to write it in",
            hint="Write a sentence: sitlog record 'WHEN WHO VERB CLAIM', or name your editor in EDITOR",
        )
    return command


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that is being written, in a file of its own that stays until it is dropped."""

    path: Path

    @classmethod
    def begin(cls, text: str) -> "Draft":
        """Begin with *text*."""
        handle, name = mkstemp(prefix="sitlog-", suffix=".slog")
        os.close(handle)
        draft = cls(Path(name))
        draft.write(text)
        return draft

    def edit(self, *, line: int | None = None) -> str:
        """Let its writer edit it, at a line if the editor can go there, and give what it is then.

        Raises NotUnderstood if the editor cannot be started or fails; the text stays in its file.
        """
        command = editor()
        at = [f"+{line}"] if line and Path(command[0]).name in _GO_TO_LINE else []
        try:
            failed = subprocess.run([*command, *at, str(self.path)], check=False).returncode  # noqa: S603  # the editor is whom its user named
        except OSError as error:
            raise NotUnderstood(f"the editor {command[0]} cannot be started", hint="Name yours in EDITOR") from error
        if failed:
            raise NotUnderstood(f"the editor {command[0]} failed, so nothing was recorded", hint=self.kept())
        return without_slips(self.text())

    def text(self) -> str:
        """Give the text as it is in its file; raises NotUnderstood if it is not UTF-8."""
        try:
            return self.path.read_text("utf-8")
        except UnicodeDecodeError as error:
            raise NotUnderstood("what you wrote is not UTF-8, so nothing was recorded", hint=self.kept()) from error

    def write(self, text: str) -> None:
        """Put *text* in its place."""
        self.path.write_text(text, "utf-8")

    def drop(self) -> None:
        """Keep it no longer."""
        self.path.unlink(missing_ok=True)

    def kept(self) -> str:
        """Say where the text is."""
        return f"Your text is in {self.path}"


def with_slips(text: str, slips: Sequence[Slip]) -> tuple[str, int]:
    """Put what is wrong below each line of which it is, and give the number of the first such line in the new text."""
    lines = text.splitlines()
    for slip in sorted(slips, key=lambda each: (each.line, each.column), reverse=True):
        caret = f"{' ' * max(slip.column - 1 - len(_OURS), 0)}{'^' * min(slip.length, len(slip.source) or 1)}"
        told = [f"{_OURS}{caret}", f"{_OURS}error: {slip.message}", *([f"{_OURS}{slip.hint}"] if slip.hint else [])]
        lines[slip.line : slip.line] = told
    first = min((slip.line for slip in slips), default=1)
    return "\n".join(lines) + "\n", first


def without_slips(text: str) -> str:
    """Take out what `with_slips` put in."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(_OURS.rstrip()))


def is_empty(text: str) -> bool:
    """Tell whether a text holds nothing but comments."""
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())

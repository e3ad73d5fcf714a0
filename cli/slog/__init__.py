"""The .slog format: what people type, as text that reads aloud and diffs well (docs/slog.md)."""

from sitlog.cli.slog.names import Known
from sitlog.cli.slog.reading import Line, Read, read_sentence, read_slog
from sitlog.cli.slog.writing import write_slog

__all__ = ["Known", "Line", "Read", "read_sentence", "read_slog", "write_slog"]

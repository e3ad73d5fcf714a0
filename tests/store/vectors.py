"""The published vectors, by name (their sources are in tests/vectors/SOURCES.md)."""

import json
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parents[1] / "vectors"


def read_vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_bytes())

"""Fuzz one target, guided by coverage: python -m tests.fuzz.atheris_run TARGET [CORPUS] [-max_total_time=300].

Needs atheris (pip install atheris), which is no dependency of development: it has wheels for Linux alone.
"""

import sys

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # see above

with atheris.instrument_imports(include=["sitlog"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Run until something is found, or for as long as libFuzzer is told to."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:  # the program and its target
        sys.exit(f"which target? one of {', '.join(TARGETS)}")
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

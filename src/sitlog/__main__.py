"""Run the command line: `python -m sitlog`, or the program `sitlog`."""

import gc
import sys

_BETWEEN_COLLECTIONS = 100_000  # objects


def main() -> None:
    """Run the command line in a process of its own.

    What a command imports stays, and goes with the process. To look for garbage in it while it is imported, again and
    again, takes a tenth of the start; to look through it at the end takes as long as an answer.
    """
    gc.set_threshold(_BETWEEN_COLLECTIONS)
    from sitlog.cli.app import run  # noqa: PLC0415  # only now, for that

    code = run(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()

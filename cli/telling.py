"""What is told on stderr, beside the answer."""

import sys
from collections.abc import Sequence

from sitlog.cli.cells import plain
from sitlog.cli.slips import Slip

_MOST = 50  # slips at once; who made more has made them alike


def tell(*lines: str) -> None:
    """Tell lines, with what a terminal would obey spelled out."""
    for line in lines:
        print(plain(line), file=sys.stderr)


def tell_slips(slips: Sequence[Slip]) -> None:
    """Tell slips as compilers do; of very many, the first."""
    for slip in slips[:_MOST]:
        tell(*str(slip).splitlines())
    if len(slips) > _MOST:
        tell(f"... and {len(slips) - _MOST} more")

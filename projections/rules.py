"""The version of all that an answer follows from, so that a claimed answer tells by which rules it was made."""

from sitlog.domain import answer
from sitlog.projections.claims import claims
from sitlog.projections.conflicts import conflicts
from sitlog.projections.gaps import gaps
from sitlog.projections.incidents import incidents
from sitlog.projections.reports import reports
from sitlog.projections.sources import sources
from sitlog.projections.statements import statements

_PARTS = (claims, conflicts, gaps, incidents, reports, sources, statements)

RULES = " ".join([answer.FORMAT, *(f"{each.name}.{each.version}" for each in _PARTS)])
"""The format of answers, and the versions of the projections behind them."""

"""Whatever a desk records, corrects, withdraws, links and redacts, a verification of its log finds nothing."""

from random import Random

import pytest

from sitlog.projections.claims import claims
from sitlog.projections.statements import statements
from sitlog.store.log import SituationLog
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.trust import Trust
from sitlog.store.views.kept import KeptProjections
from tests import laws


@pytest.mark.parametrize("seed", range(4))
def test_what_was_not_tampered_with_is_never_said_to_be(database_url: str, seed: int) -> None:
    with SituationLog.open(database_url, create=True, clock=laws.Ticking()) as log:
        laws.found(log)
        kept = KeptProjections(log)
        for projection in (claims, statements):
            kept.start(projection)
        runner = kept.runner([claims, statements])
        chance = Random(seed)  # noqa: S311  # what happens in a town is no secret
        laws.play(log, chance, 70, between_moves=runner.catch_up)

        findings = verify_log(database_url, Trust())

    assert [str(each) for each in findings.found] == []
    assert findings.checks["statements"].count > findings.size / 2

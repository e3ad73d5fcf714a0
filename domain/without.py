"""The same story with a voice or a report left out: what an answer owes to it."""

from collections.abc import Collection
from dataclasses import replace

from sitlog.domain.story import Story, Told


def without(story: Story, keys: Collection[str]) -> Story:
    """Leave out what the sources and reports of these keys said, passed on or carried.

    A statement goes if its source goes, or whoever relayed it; or if it rests on reports that all go. Who a source
    belongs to stays known, so that lineages of others are counted as before.
    """
    if not keys:
        return story
    told = {claim: [left for each in said if (left := kept(each, keys))] for claim, said in story.told.items()}
    return story._replace(
        told={claim: said for claim, said in told.items() if said},
        reports={key: report for key, report in story.reports.items() if key not in keys},
    )


def kept(told: Told, keys: Collection[str]) -> Told | None:
    """Give what is left of a statement, if anything is."""
    if told.source in keys or told.relayed_by in keys:
        return None
    evidence = tuple(each for each in told.evidence if each.report not in keys)
    if told.evidence and not evidence:
        return None
    return told if evidence == told.evidence else replace(told, evidence=evidence)

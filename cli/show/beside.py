"""What analysts think, in words and for programs: shown beside statuses, never as one."""

from collections.abc import Iterable
from typing import Any

from sitlog.cli.show.signs import words
from sitlog.domain.beside import Judgement
from sitlog.domain.values import Reliability
from sitlog.domain.when import rfc3339

_RELIABILITY = {
    Reliability.A: "completely reliable",
    Reliability.B: "usually reliable",
    Reliability.C: "fairly reliable",
    Reliability.D: "not usually reliable",
    Reliability.E: "unreliable",
    Reliability.F: "its reliability cannot be judged",
}
_CREDIBILITY = (
    "confirmed by other sources",
    "probably true",
    "possibly true",
    "doubtful",
    "improbable",
    "its truth cannot be judged",
)


def judged(judgement: Judgement) -> str:
    """Tell a judgement with the words of its scale: Admiralty codes (AJP-2.1), ICD 203 likelihood and confidence."""
    told = []
    if judgement.reliability is not None:
        told.append(f"{judgement.reliability}, {_RELIABILITY[judgement.reliability]}")
    if judgement.credibility is not None:
        told.append(f"{judgement.credibility}, {_CREDIBILITY[judgement.credibility - 1]}")
    if judgement.likelihood is not None:
        told.append(words(judgement.likelihood))
    if judgement.confidence is not None:
        told.append(f"{judgement.confidence} confidence")
    reason = f": {judgement.reason}" if judgement.reason else ""
    return f"{'; '.join(told)}, thinks {judgement.analyst}{reason}"


def judgement_documents(judgements: Iterable[Judgement]) -> list[dict[str, Any]]:
    """Give judgements as JSON objects, with what each has."""
    return [_document(each) for each in judgements]


_PARTICULARS = ("source", "claim", "reliability", "credibility", "likelihood", "confidence", "reason")


def _document(judgement: Judgement) -> dict[str, Any]:
    told = {name: value for name in _PARTICULARS if (value := getattr(judgement, name)) is not None}
    return {
        "entry": judgement.entry,
        "recorded_at": rfc3339(judgement.recorded_at),
        "analyst": judgement.analyst,
        **told,
    }

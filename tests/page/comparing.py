"""The page's answer beside Python's: the same questions to both, the same form for both."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sitlog.cli.page.packing import micros, packed
from sitlog.domain.answer import document
from sitlog.domain.entry import Entry
from sitlog.domain.knowledge import known
from sitlog.projections.story import story
from tests.given import asked_at

Question = tuple[datetime, datetime]
_INSTANTS = {"earliest", "latest", "recorded_at"}
ASK = """([packed, questions]) => {
    const log = unpacked(packed);
    return questions.map(([t, r]) => known(new View(storyOf(log.rows.slice(0, upTo(log.rows, r)))), t));
}"""


def page_answers(page: Any, entries: Sequence[Entry], questions: Sequence[Question]) -> list[Any]:
    """What the page's own script answers to each (T, R)."""
    asked = [[micros(t), micros(r)] for t, r in questions]
    answers: list[Any] = page.evaluate(ASK, [packed(entries), asked])
    return [_even(each) for each in answers]


def python_answers(entries: Sequence[Entry], questions: Sequence[Question]) -> list[Any]:
    """What `known` answers, instants as the page has them."""
    return [_even(_in_micros(_answer(entries, *each))) for each in questions]


def _answer(entries: Sequence[Entry], t: datetime, r: datetime) -> Any:
    held = [each for each in entries if each.recorded_at <= r]
    told = document(known(story("", held), asked_at(t, held, by_desk=r)))
    return {part: told[part] for part in ("claims", "reports", "incidents", "redacted")}


def _in_micros(value: Any) -> Any:
    """Turn instants into numbers; those within the value of a claim stay as they were recorded."""
    match value:
        case dict():
            return {
                name: micros(datetime.fromisoformat(each))
                if name in _INSTANTS and isinstance(each, str)
                else each
                if name == "value"
                else _in_micros(each)
                for name, each in value.items()
            }
        case list():
            return [_in_micros(each) for each in value]
        case _:
            return value


def _even(answer: Any) -> Any:
    """Give times without alternatives an empty list of them, as the page has it."""
    match answer:
        case dict() if "precision" in answer:
            return {"alternatives": [], **answer}
        case dict():
            return {name: each if name == "value" else _even(each) for name, each in answer.items()}
        case list():
            return [_even(each) for each in answer]
        case _:
            return answer

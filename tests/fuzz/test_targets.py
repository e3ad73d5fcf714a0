"""Strangers' bytes are read or refused, never crashed on, and never read longer than in proportion to their length."""

import time
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, Target

PIECES = st.sampled_from(
    [
        *("2031-05-05", "14:00", "T", "Z", "+03:00", "[Europe/Lisbon]", "..", " | ", "~", "mon ", "3h ago", "e12"),
        *("situation ", "source ", "claim ", "report ", " says ", " denies ", "\n", "\n    ", '"', "\\", "#"),
        *("note ", "@am.r1", "am.r2", '{"specversion":"1.0","id":"1","source":"/situations/town",', '"type":"sitlog.'),
        *("ClaimFramed", '.v1","data":{', "}}", '"claim":"a"', ",", ":", "[", "]", "{", "}", "null", "1e9", "-0"),
        *("9" * 40, '"\\ud800"', "\\u0000", "c2sp.org/tlog-proof@v1\n", "index 1\n", "\n\n", "\N{EM DASH} ", "AAAA"),
        *("PK\x03\x04", "PK\x05\x06" + "\0" * 18, "\x00", "\x1b[31m", "\u202e", "\u2066", "\u200f", "\ufeff"),
        *("\u2028", "\x85", "\r", "\t", "</script>", "'; drop"),
    ]
)
MIXED = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)
BYTES = st.binary(max_size=300) | MIXED.map(lambda text: text.encode(errors="surrogatepass"))


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(raw=BYTES)
@example(raw=b"\xff\xfe\x00")
@example(raw=b"\xed\xa0\x80")
@example(raw=b"\xef\xbb\xbf")
def test_whatever_is_read_is_understood_or_refused(name: str, raw: bytes) -> None:
    TARGETS[name](raw)


REPEATED = {
    "times": ("1", " ", "2031-05-05 | ", "..", "[", "mon ", "14:00", "\u0661", "a" * 3),
    "slog": (
        *('"', "\\", "claim a", "x ", '14:00 a says b "', "\n", " \n", "claim a1 'x'\n", "@", "note\n    a\n"),
        *('source s "S" person named\n', "\u202e", "situation a\n", "e1: ", "14:00 a says b\n", "# \n"),
    ),
    "jsonl": ("[", '{"a":', '"', "\\", '{"a":1}', "1", "{}\n", '"a":1,', " ", ",", '{"a":1,"a":1,'),
    "strict_json": ("[", '{"a":', '"', "\\", "1", '"a",', "\\u0000", " ", ",", "[],", '"\\"'),
    "note": ("\n", "\n\n", "\N{EM DASH} a AAAA\n", "a", "A\n"),
    "proof": ("\n", "AAAA\n", "c2sp.org/tlog-proof@v1\n", "index 1\n"),
    "bundle": ("PK\x05\x06", "PK\x03\x04", "PK\x01\x02", "\x00"),
}


@pytest.mark.parametrize(("name", "piece"), [(name, piece) for name, many in REPEATED.items() for piece in many])
def test_a_long_text_takes_as_much_longer_as_it_is(name: str, piece: str) -> None:
    taken = [_seconds(TARGETS[name], (piece * count).encode()) for count in (250, 2_000)]

    for shorter, longer in pairwise(taken):  # eight times as long; in its square it would be 64 times
        assert longer < 30 * shorter + 0.1


def _seconds(target: Target, raw: bytes) -> float:
    """The least processor time of three."""
    return min(_once(target, raw) for _ in range(3))


def _once(target: Target, raw: bytes) -> float:
    start = time.process_time()
    target(raw)
    return time.process_time() - start

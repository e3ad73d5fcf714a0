"""Values made in great numbers, and the collector that waits meanwhile."""

import gc
from dataclasses import replace

import pytest

from sitlog.domain.collector import collector_paused
from sitlog.domain.unchanging import unchanging


@unchanging
class Bell:
    tower: str
    weight: int = 0


def test_an_unchanging_value_is_equal_to_its_like_and_copied_with_other_fields() -> None:
    bell = Bell("north", 300)
    assert replace(bell, weight=0) == Bell("north") != bell
    assert len({bell, Bell("north", 300)}) == 1


def test_an_unchanging_value_takes_no_further_fields() -> None:
    with pytest.raises(AttributeError):
        setattr(Bell("north"), "tone", "c")  # noqa: B010  # a type checker would refuse it


def test_the_collector_works_again_whatever_happened() -> None:
    with collector_paused():
        assert not gc.isenabled()
    with pytest.raises(ZeroDivisionError), collector_paused():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_the_collector_stays_off_for_whoever_switched_it_off() -> None:
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()

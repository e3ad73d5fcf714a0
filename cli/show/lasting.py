"""How long something lasted, in words."""

from datetime import timedelta

_UNITS = ((timedelta(days=1), "day", "days"), (timedelta(hours=1), "h", "h"), (timedelta(minutes=1), "min", "min"))
_TOLD = 2  # units: of what lasted days, the minutes tell nothing


def lasting(time: timedelta) -> str:
    """Say a duration in its two largest units, rounded down: 11 h 20 min, 2 days 3 h, 40 s."""
    left, told = abs(time), list[str]()
    for unit, one, several in _UNITS:
        count, left = divmod(left, unit)
        if count:
            told.append(f"{count} {one if count == 1 else several}")
        if told and (len(told) == _TOLD or not left):
            break
    return " ".join(told[:_TOLD]) if told else f"{int(left.total_seconds())} s"

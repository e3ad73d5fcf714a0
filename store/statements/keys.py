"""The keys of claims and sources by the numbers that rows have for them, each looked up once."""

from sitlog.store.statements.finding import Found


class Keys:
    """Those keys of one situation that were looked up so far."""

    def __init__(self, found: Found) -> None:
        """Look them up as what is *found* stands."""
        self._found = found
        self._keys: dict[int, str] = {}

    def look_up(self, numbers: set[int]) -> None:
        """Get to know the keys of these numbers."""
        for number, name in self._found.names(numbers - self._keys.keys()).items():
            self._keys[number] = name.rpartition("/")[2]

    def __getitem__(self, number: int) -> str:
        """Give a key that was looked up."""
        return self._keys[number]

"""Which entries are about each other, and how many of them are looked at together."""

from sitlog.store.verify.chains import chains_of, some_at_a_time


def test_what_is_about_an_entry_stands_in_a_chain_with_it_also_by_way_of_others() -> None:
    about = {1: (), 2: (), 4: (1,), 7: (4,), 8: (2,), 9: (1,)}

    assert chains_of(about) == [[1, 4, 7, 9], [2, 8]]


def test_two_chains_become_one_where_an_entry_is_about_both() -> None:
    assert chains_of({1: (), 2: (), 3: (1,), 4: (2,), 5: (3, 4)}) == [[1, 2, 3, 4, 5]]


def test_what_is_not_there_to_be_about_stands_in_no_chain() -> None:
    assert chains_of({5: (3,), 6: ()}) == [[5], [6]]


def test_chains_are_not_broken_to_be_looked_at_together() -> None:
    chains = [[1, 2], [3], [4, 5, 6, 7], [8]]

    assert list(some_at_a_time(chains, 3)) == [[[1, 2], [3]], [[4, 5, 6, 7]], [[8]]]

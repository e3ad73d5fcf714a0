"""What changed between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain.textdiff import Change, Op, changed_words, compared, paragraphs

words = st.lists(
    st.sampled_from(["the", "fire", "at", "pier", "three", "was", "set", "by", "nobody"]), min_size=1, max_size=12
)
texts = st.lists(words.map(" ".join), max_size=6).map("\n\n".join)


@given(texts, texts)
def test_what_was_kept_and_added_is_the_later_text_and_what_was_kept_and_removed_the_earlier(
    one: str, other: str
) -> None:
    told = compared(one, other)

    after = [" ".join(h.text for h in each.hunks if h.op is not Op.REMOVED) for each in told if each.after]
    assert after == [" ".join(each.split()) for each in paragraphs(other)]
    assert [each.after for each in told if each.after] == list(range(1, len(paragraphs(other)) + 1))
    before = {each.before: " ".join(h.text for h in each.hunks if h.op is not Op.ADDED) for each in told if each.before}
    assert [before[number] for number in sorted(before)] == [" ".join(each.split()) for each in paragraphs(one)]


def test_words_that_changed_stand_beside_each_other() -> None:
    hunks = changed_words(
        "The group said on Monday that it had not resumed", "The group denied on Monday that it had resumed"
    )

    assert [(each.op, each.text) for each in hunks] == [
        (Op.KEPT, "The group"),
        (Op.REMOVED, "said"),
        (Op.ADDED, "denied"),
        (Op.KEPT, "on Monday that it had"),
        (Op.REMOVED, "not"),
        (Op.KEPT, "resumed"),
    ]


def test_changes_with_hardly_a_word_between_them_are_one() -> None:
    hunks = changed_words("we saw one man of the crew leave early", "we saw two men of the port leave early")

    assert [each.text for each in hunks] == ["we saw", "one man of the crew", "two men of the port", "leave early"]


def test_a_paragraph_that_moved_is_told_once() -> None:
    told = compared("First of all.\n\nThe mayor spoke.\n\nThe end.", "The mayor spoke.\n\nThe end.\n\nFirst of all.")

    assert [(each.change, each.before, each.after) for each in told] == [
        (Change.SAME, 2, 1),
        (Change.SAME, 3, 2),
        (Change.MOVED, 1, 3),
    ]


def test_a_rewrite_is_one_paragraph_gone_and_one_come() -> None:
    told = compared("Nobody knows how the fire began at all.", "Rain is expected along the coast until Friday night.")

    assert [each.change for each in told] == [Change.REMOVED, Change.ADDED]


def test_texts_that_share_nothing_are_compared_in_bounded_time() -> None:
    one = " ".join(f"w{number}" for number in range(20_000))
    other = " ".join(f"v{number}" for number in range(20_000))

    assert [each.op for each in changed_words(one, other)] == [Op.REMOVED, Op.ADDED]


def test_texts_of_very_many_paragraphs_are_compared_in_bounded_time() -> None:
    before, after = ("\n\n".join(f"{side}{number}" for number in range(16_000)) for side in "ab")

    found = compared(before, after)

    assert {each.change for each in found} == {Change.REMOVED, Change.ADDED}
    assert len(found) == 32_000

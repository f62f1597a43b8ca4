import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.agreements.changes import changes

BEFORE = "Sales answers 95\u00a0% of qualified leads within 60 working minutes of it. Only a touch by a person counts."


def shown(before, after):
    """Write what is shown as people write it: -gone- +come+."""
    marks = {"same": "", "removed": "-", "added": "+"}
    return [
        " ".join(f"{marks[kind]}{text}{marks[kind]}" for kind, text in line.parts) for line in changes(before, after)
    ]


def test_only_the_words_that_changed_are_marked():
    after = BEFORE.replace("60 working minutes", "2 working hours")

    assert shown(f"Agreement\n\n{BEFORE}", f"Agreement\n\n{after}") == [
        "Agreement",
        "Sales answers 95 % of qualified leads within -60 working minutes- +2 working hours+ of it. "
        "Only a touch by a person counts.",
    ]


def test_a_sentence_that_is_added_or_gone_is_marked_as_one():
    more = f"{BEFORE} Pauses do not count."

    assert shown(BEFORE, more) == [f"{' '.join(BEFORE.split())} +Pauses do not count.+"]
    assert shown(more, BEFORE) == [f"{' '.join(BEFORE.split())} -Pauses do not count.-"]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("One two three.", "Four five six.", ["+Four five six.+", "-One two three.-"]),
        ("One.", "", ["-One.-"]),
        ("", "One.", ["+One.+"]),
        ("One.\nTwo.\nThree.", "One.\nThree.", ["One.", "-Two.-", "Three."]),
        (
            "Sales answers soon.\nSales rates all leads.",
            "Sales rates most leads.\nWe meet.",
            ["-Sales answers soon.-", "Sales rates -all- +most+ leads.", "+We meet.+"],
        ),
    ],
    ids=["nothing alike", "gone", "new", "gone between", "moved up"],
)
def test_paragraphs_that_are_not_alike_are_shown_whole(before, after, lines):
    assert shown(before, after) == lines


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=6).map(" ".join)


@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6))
def test_what_is_shown_holds_both_texts(before, after):
    lines = changes("\n".join(before), "\n".join(after))

    def told(left_out):
        parts = ([text for kind, text in line.parts if kind != left_out] for line in lines)
        return [" ".join(texts) for texts in parts if texts]

    assert told("removed") == after
    assert sorted(told("added")) == sorted(before)

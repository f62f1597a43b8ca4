import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.statistics.simpson import Part, compare

WEBINAR = {"SMB": Part(18, 20), "Enterprise": Part(24, 80)}
PAID = {"SMB": Part(64, 80), "Enterprise": Part(4, 20)}


@st.composite
def slices(draw: st.DrawFn) -> dict[str, Part]:
    made = {}
    for segment in draw(st.sets(st.sampled_from(["SMB", "Mid", "Enterprise"]))):
        n = draw(st.integers(0, 50))
        made[segment] = Part(draw(st.integers(0, n)), n)
    return made


def test_a_slice_that_wins_every_segment_and_loses_overall():
    found = compare(WEBINAR, PAID)

    assert (found.first, found.second) == (pytest.approx(0.42), pytest.approx(0.68))
    assert (found.first_standardised, found.second_standardised) == (pytest.approx(0.6), pytest.approx(0.5))
    assert found.flips
    assert [(line.name, line.weight, line.first, line.second) for line in found.segments] == [
        ("SMB", 0.5, Part(18, 20), Part(64, 80)),
        ("Enterprise", 0.5, Part(24, 80), Part(4, 20)),
    ]


def test_means_of_ratings_flip_alike():
    first = {"SMB": Part(98, 20), "Enterprise": Part(160, 80)}  # 4.9 and 2.0
    second = {"SMB": Part(360, 80), "Enterprise": Part(30, 20)}  # 4.5 and 1.5

    found = compare(first, second)

    assert (found.first, found.second) == (pytest.approx(2.58), pytest.approx(3.9))
    assert (found.first_standardised, found.second_standardised) == (pytest.approx(3.45), pytest.approx(3.0))
    assert found.flips


def test_a_small_difference_flips_as_well():
    first = {"SMB": Part(5_004, 10_000), "Mid": Part(1_000, 10_000)}
    second = {"SMB": Part(10_002, 20_000), "Mid": Part(998, 10_000)}

    found = compare(first, second)

    assert found.second - found.first > 0.05
    assert 0 < found.first_standardised - found.second_standardised < 0.0005
    assert found.flips


def test_at_the_same_mix_nothing_flips():
    found = compare({"SMB": Part(9, 10), "Mid": Part(2, 10)}, {"SMB": Part(8, 10), "Mid": Part(3, 20)})

    assert found.first > found.second
    assert found.first_standardised > found.second_standardised
    assert not found.flips


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"SMB": Part(1, 10), "Mid": Part(9, 10)}, {"SMB": Part(1, 10), "Mid": Part(9, 10)}, id="equal"),
        pytest.param(
            {"SMB": Part(3, 30), "Mid": Part(9, 10)}, {"SMB": Part(1, 10), "Mid": Part(27, 30)}, id="only-the-mix"
        ),
        pytest.param(
            {"SMB": Part(8, 10), "Mid": Part(2, 30)}, {"SMB": Part(9, 30), "Mid": Part(1, 10)}, id="tie-as-they-are"
        ),
    ],
)
def test_a_tie_has_no_sign_to_flip(first, second):
    assert not compare(first, second).flips
    assert not compare(second, first).flips


def test_segments_that_only_one_has_are_shown_and_left_out_of_the_mix():
    found = compare(WEBINAR | {"Public": Part(50, 50), "Other": Part(0, 0)}, PAID | {"Mid": Part(1, 9)})

    assert (found.first, found.second) == (pytest.approx(92 / 150), pytest.approx(69 / 109))
    assert (found.first_standardised, found.second_standardised) == (pytest.approx(0.6), pytest.approx(0.5))
    assert {line.name: line.weight for line in found.segments} == {
        "SMB": 0.5,
        "Enterprise": 0.5,
        "Public": 0,
        "Mid": 0,
    }
    assert found.segments[2].second == found.segments[3].first == Part(0, 0)


@pytest.mark.parametrize(
    ("first", "second"),
    [({}, {}), (WEBINAR, {}), ({"SMB": Part(0, 0)}, PAID), ({"SMB": Part(1, 2)}, {"Mid": Part(1, 2)})],
    ids=["nothing", "no-second", "no-first", "nothing-in-common"],
)
def test_without_a_common_segment_nothing_is_standardised(first, second):
    found = compare(first, second)

    assert (found.first_standardised, found.second_standardised) == (None, None)
    assert not found.flips


def test_a_slice_without_any_has_no_rate():
    assert compare({}, PAID).first is None
    assert compare(PAID, {"SMB": Part(0, 0)}).second is None


@given(slices(), slices())
def test_the_common_mix_is_whole_and_the_order_does_not_matter(first, second):
    one, other = compare(first, second), compare(second, first)

    assert one.flips == other.flips
    assert (one.first, one.second) == (other.second, other.first)
    if one.first_standardised is not None:
        assert sum(line.weight for line in one.segments) == pytest.approx(1)
        assert one.first_standardised == pytest.approx(other.second_standardised)


@given(slices(), slices())
def test_who_wins_every_common_segment_wins_at_the_same_mix(first, second):
    found = compare(first, second)
    common = [(a.total / a.n, b.total / b.n) for _, weight, a, b in map(parts, found.segments) if weight]

    if common and all(one > other for one, other in common):
        assert found.first_standardised > found.second_standardised


def parts(line):
    return line.name, line.weight, line.first, line.second

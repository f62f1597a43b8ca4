import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.statistics.severity import Rated, adjusted_means, severities


@st.composite
def facts(draw: st.DrawFn) -> list[Rated]:
    """Any ratings by up to four reps of up to three sources."""
    made = []
    for rep in "ABCD"[: draw(st.integers(1, 4))]:
        for source in ("web", "fair", "paid"):
            n = draw(st.integers(0, 40))
            made.append(Rated(rep, source, n, draw(st.integers(n, 5 * n))))
    return made


def test_a_rep_with_poor_sources_is_not_strict():
    found = severities(
        [
            Rated("Ada", "fair", 30, 60),  # 2 on average, as everybody gives to this source
            Rated("Ben", "fair", 10, 20),
            Rated("Ben", "web", 40, 160),
        ]
    )

    assert found["Ada"].mean == 2
    assert found["Ada"].expected == 2
    assert found["Ada"].value == 0


def test_a_rep_below_the_others_on_the_same_source_is_strict():
    found = severities([Rated("Ada", "web", 20, 40), Rated("Ben", "web", 20, 80)])

    assert (found["Ada"].mean, found["Ada"].expected) == (2, 3)
    assert found["Ada"].value == pytest.approx(-0.5)  # −1 point, shrunk by 20 ÷ (20 + 20)
    assert found["Ben"].value == pytest.approx(0.5)


def test_what_is_expected_is_weighted_by_the_mix_of_sources():
    found = severities(
        [
            Rated("Ada", "web", 30, 120),
            Rated("Ada", "fair", 10, 40),
            Rated("Ben", "web", 10, 40),
            Rated("Ben", "fair", 30, 40),
        ]
    )

    # web 4 on average, fair 2: Ada had three of four from the web.
    assert found["Ada"].expected == pytest.approx(3.5)
    assert found["Ada"].value == pytest.approx(0.5 * 40 / 60)


@pytest.mark.parametrize(("n", "share"), [(1, 1 / 21), (20, 1 / 2), (180, 9 / 10)])
def test_few_ratings_prove_little(n, share):
    found = severities([Rated("Ada", "web", n, n), Rated("Ben", "web", n, 5 * n)])["Ada"]

    assert found.value == pytest.approx((found.mean - found.expected) * share)
    assert found.n == n


def test_who_has_not_rated_has_no_severity():
    assert severities([Rated("Ada", "web", 0, 0), Rated("Ben", "web", 5, 20)]).keys() == {"Ben"}
    assert severities([]) == {}


@given(facts())
def test_deviations_from_what_was_expected_cancel_out(rated):
    found = severities(rated).values()

    assert sum(one.n * (one.mean - one.expected) for one in found) == pytest.approx(0, abs=1e-9)


@given(facts())
def test_reps_in_another_order_are_as_strict(rated):
    one, other = severities(rated), severities(rated[::-1])

    assert one.keys() == other.keys()
    for rep, found in one.items():
        assert found.value == pytest.approx(other[rep].value, abs=1e-12)


def test_a_source_rated_by_a_strict_rep_is_raised():
    rated = [Rated("Ada", "web", 20, 40), Rated("Ben", "web", 20, 80), Rated("Ada", "fair", 20, 40)]

    adjusted = adjusted_means(rated)
    strictness = severities(rated)["Ada"].value

    assert strictness < 0
    assert adjusted["fair"] == pytest.approx(2 - strictness)


def test_a_source_that_all_reps_share_alike_keeps_its_mean():
    rated = [Rated("Ada", "web", 20, 40), Rated("Ben", "web", 20, 80), Rated("Ben", "fair", 0, 0)]

    assert adjusted_means(rated) == {"web": pytest.approx(3)}

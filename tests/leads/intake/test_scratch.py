import tracemalloc

from leads.intake.reading import Row
from leads.intake.scratch import Earlier, Kept, Seen, Sorted


def test_the_first_row_of_an_id_is_remembered():
    with Seen() as seen:
        assert seen.add("a", 2, ["a", "1"]) is None
        assert seen.add("b", 3, ["b", "1"]) is None

        assert seen.add("a", 4, ["a", "1"]) == Earlier(2, is_same=True)
        assert seen.add("a", 5, ["a", "2"]) == Earlier(2, is_same=False)


def test_ids_differ_in_case():
    with Seen() as seen:
        seen.add("a", 2, [])

        assert seen.add("A", 3, []) is None


def test_rows_come_back_by_group_time_and_line():
    rows = [("b", 5, 2, "x"), ("a", 9, 3, "x"), ("a", 1, 4, "x"), ("a", None, 5, "x"), ("a", 1, 6, "x")]
    with Sorted() as aside:
        aside.add(rows)

        assert [row[:3] for row in aside.after("")] == [
            ("a", None, 5),
            ("a", 1, 4),
            ("a", 1, 6),
            ("a", 9, 3),
            ("b", 5, 2),
        ]
        assert [row[0] for row in aside.after("a")] == ["b"]
        assert len(aside) == 5


def test_the_last_row_of_an_id_is_kept():
    with Kept() as kept:
        kept.put("a", Row(2, ["old"]))
        kept.put("a", Row(3, ["new"]))

        assert kept.get("a") == Row(3, ["new"])
        assert kept.get("b") is None


def test_what_is_remembered_is_not_in_memory():
    tracemalloc.start()
    with Seen() as seen:
        for number in range(50_000):
            seen.add(f"some long external id {number}", number, ["a", "b"])
        held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert held < 1_000_000

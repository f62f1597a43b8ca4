import tracemalloc

import pytest

from leads.intake import reading
from leads.intake.encoding import Unreadable
from leads.intake.reading import BadLine, Row, Table


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a file of this content: its table, and its rows by line."""

    def read(content, **options):
        path = tmp_path / "leads.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        with Table(path, **options) as table:
            return table, {row.line: row.cells if isinstance(row, Row) else row.reason for row in table.rows()}

    return read


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_even_columns(read, delimiter):
    table, rows = read(f"a{delimiter}b{delimiter}c\n1{delimiter}x y{delimiter}3\n")

    assert table.delimiter == delimiter
    assert table.header == ["a", "b", "c"]
    assert rows == {2: ["1", "x y", "3"]}


def test_decimal_commas_do_not_pass_for_separators(read):
    table, rows = read("name;value\nA;1,50\nB;2,75\n")

    assert (table.delimiter, rows[2]) == (";", ["A", "1,50"])


def test_excel_may_name_the_separator(read):
    table, rows = read("sep=|\na|b\n1,2|3\n")

    assert (table.header, rows) == (["a", "b"], {3: ["1,2", "3"]})


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "mac"])
def test_any_end_of_line_will_do(read, end):
    assert read(end.join(["a,b", "1,2", "3,4"]))[1] == {2: ["1", "2"], 3: ["3", "4"]}


def test_one_column_is_a_table(read):
    assert read("email\na@example.com\n")[1] == {2: ["a@example.com"]}


def test_values_that_begin_with_a_sign_are_not_touched(read):
    assert read("phone,note\n+49 30 1,-5\n=1+1,@x\n")[1] == {2: ["+49 30 1", "-5"], 3: ["=1+1", "@x"]}


def test_an_empty_last_column_is_no_column(read):
    table, rows = read("a,b,\n1,2,\n3,4\n")

    assert table.header == ["a", "b"]
    assert rows == {2: ["1", "2"], 3: ["3", "4"]}
    assert not table.oddities.counts


def test_values_under_a_column_without_a_name_are_noted(read):
    table, rows = read("a,,c\n1,secret,3\n4,,6\n")

    assert rows == {2: ["1", "secret", "3"], 3: ["4", "", "6"]}
    assert (table.oddities.counts["unnamed"], table.oddities.first["unnamed"]) == (1, 2)


def test_columns_of_the_same_name_are_told_apart(read):
    assert read("a,b,a,a (2),a\n")[0].header == ["a", "b", "a (3)", "a (2)", "a (4)"]


def test_empty_lines_and_lines_of_separators_are_no_rows(read):
    assert read("a,b\n\n1,2\n,\n  , \n3,4\n\n")[1] == {3: ["1", "2"], 6: ["3", "4"]}


def test_short_lines_are_filled_and_noted(read):
    table, rows = read("a,b,c\n1,2,3\n4,\n5,6\n")

    assert rows == {2: ["1", "2", "3"], 3: ["4", "", ""], 4: ["5", "6", ""]}
    assert (table.oddities.counts["short"], table.oddities.first["short"]) == (2, 3)


def test_what_a_report_writes_below_its_rows_is_no_row(read):
    table, rows = read('Id,Source,City\n1,Web,Rome\n\nGrand totals\n"Copyright (c) example.com, inc."\n')

    said = "This line holds one value, the header has 3 columns."
    assert rows == {2: ["1", "Web", "Rome"], 4: said, 5: said}
    assert not table.oddities.counts


@pytest.mark.parametrize("title", ["Leads of 2026,,", "Leads of 2026", '"Leads of 2026"\n'])
def test_a_title_above_the_names_of_the_columns_is_told(read, title):
    with pytest.raises(Unreadable, match="The first line, “Leads of 2026”, is a title"):
        read(f"{title}\nId,Source,City\n1,Web,Rome\n")


def test_names_that_stay_together_under_a_chosen_separator_are_no_title(read):
    assert read("a,b\n1,2\n3,4\n", delimiter=";")[0].header == ["a,b"]


def test_a_value_too_many_makes_a_line_bad_and_not_the_next(read):
    _, rows = read("a,b\n1,2,3\n4,5\n6,7,,\n")

    assert rows == {2: "This line has 3 values, the header has 2 columns.", 3: ["4", "5"], 4: ["6", "7"]}


def test_a_value_may_go_over_lines(read):
    assert read('a,b\n"x\ny\nz",1\n2,3\n')[1] == {2: ["x\ny\nz", "1"], 5: ["2", "3"]}


def test_a_quote_that_is_never_closed_costs_one_line(read):
    _, rows = read('a,b\n1,"open\n2,3\n4,5\n')

    assert "never closed" in rows.pop(2)
    assert rows == {3: ["2", "3"], 4: ["4", "5"]}


def test_a_quote_that_is_never_closed_in_a_long_file_costs_one_line(read):
    _, rows = read('a,b\n1,"open\n' + "22222222,33333333\n" * 20_000)

    assert "never closed" in rows.pop(2)
    assert len(rows) == 20_000
    assert set(map(tuple, rows.values())) == {("22222222", "33333333")}


def test_a_letter_cut_in_two_costs_one_line(read):
    content = "a,b\nMüller,1\nKöln,2\nX,3\nJürgen,4\n".encode().replace(b"X", "ü".encode()[:1])

    _, rows = read(content)

    assert rows.pop(4) == "This line holds a byte (0xC3) that is no character in Unicode (UTF-8)."
    assert rows == {2: ["Müller", "1"], 3: ["Köln", "2"], 5: ["Jürgen", "4"]}


def test_a_header_with_half_a_letter_cannot_be_read(read):
    with pytest.raises(Unreadable, match=r"The header cannot be read\. This line holds a byte \(0xC3\)"):
        read("Köln ü,b\nMüller,1\nKöln,2\n".encode().replace(" ü".encode(), " ü".encode()[:2]))


def test_text_after_a_closing_quote_costs_one_line(read):
    _, rows = read('a,b\n1,"x"y\n2,3\n')

    assert "after a closing quotation mark" in rows[2]
    assert rows[3] == ["2", "3"]


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_row_that_was_saved_whole_as_one_value_is_unpacked(read, mark):
    table, rows = read('a,b,c\n1,2,3\n"4,""five, six"",7"\n'.replace(",", mark))

    assert rows == {2: ["1", "2", "3"], 3: ["4", f"five{mark} six", "7"]}
    assert (table.oddities.counts["packed"], table.oddities.first["packed"]) == (1, 3)


def test_one_value_with_commas_is_not_taken_for_a_row_of_another_length(read):
    assert read('a,b,c\n"4,5"\n')[1] == {2: "This line holds one value, the header has 3 columns."}
    assert read('a,b\n"4,5,6"\n')[1] == {2: ["4,5,6", ""]}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param("\n\n", "empty", id="no-line"),
        pytest.param(",,\n1,2,3\n", "names of the columns", id="no-names"),
        pytest.param(",".join(f"c{n}" for n in range(3000)), "3\u00a0000 columns", id="too-many-columns"),
        pytest.param('"a,b\n1,2\n', "header cannot be read", id="open-quote"),
    ],
)
def test_a_file_without_a_header_is_refused(read, content, what):
    with pytest.raises(Unreadable, match=what):
        read(content)


def test_a_million_columns_are_one_bad_line_and_little_memory(read):
    content = b"a,b\n" + b"x," * 1_000_000 + b"\n1,2\n" + b"x," * 400_000 + b"\n3,4\n"

    tracemalloc.start()
    _, rows = read(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert rows == {
        2: "This line is longer than 1\u00a0048\u00a0576 characters.",
        3: ["1", "2"],
        4: "This line has 400\u00a0001 values, the header has 2 columns.",
        5: ["3", "4"],
    }
    assert peak < 40_000_000


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(lines):
        path = tmp_path / f"{lines}.csv"
        path.write_text("a,b,c\n" + "".join(f"{n},some text for {n},{n * 3}\n" for n in range(lines)))
        tracemalloc.start()
        with Table(path) as table:
            assert sum(1 for _ in table.rows()) == lines
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    # Above the block in which the encoding is looked at, nothing is added by a longer file.
    assert peak(300_000) < peak(60_000) + 200_000


def test_bad_lines_say_what_stood_there(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text("a,b\n1,2,3\n")
    with Table(path) as table:
        (line,) = table.rows()

    assert line == BadLine(2, "1, 2, 3", "This line has 3 values, the header has 2 columns.")


def test_a_byte_that_is_no_character_is_shown_as_such(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_bytes("a,b\nMüller,1\n".encode() + b"K\xf6ln,2\n" + "Köln,3\n".encode())
    with Table(path) as table:
        _, line, _ = table.rows()

    assert line.value == "K\ufffdln,2"


def test_progress_is_counted_in_bytes(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text("a,b\n" + "1,2\n" * 50_000)
    with Table(path) as table:
        rows = table.rows()
        next(rows)
        begun = table.bytes_read
        assert list(rows)

        assert 0 < begun < table.bytes_read == table.bytes_total == path.stat().st_size


def test_the_limits_are_those_of_the_documentation():
    assert (reading.MAX_COLUMNS, reading.MAX_LINE) == (2_000, 1 << 20)

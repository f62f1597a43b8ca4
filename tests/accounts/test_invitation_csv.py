"""Reading a table of people: every line is judged, and what is wrong is said in a sentence."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgap.accounts.invitation_csv import MOST_BYTES, MOST_LINES, Known, Unreadable, decode, read
from leadgap.accounts.services.invitations import Invitee

KNOWN = Known(here={"here@example.com"}, invited={"open@example.com"}, teams={"berlin": "Berlin", "graz": "Graz"})


def one(text: str, known: Known = KNOWN):
    (line,) = read(text, known)
    return line


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ana@example.com,Ana Almeida,rep,Berlin", id="no header"),
        pytest.param("email,name,role,team\nana@example.com,Ana Almeida,rep,Berlin", id="header"),
        pytest.param("Team,E-Mail,Name\nberlin,ANA@example.com,Ana Almeida", id="header in another order, no role"),
        pytest.param("email;name;role;team\r\nana@example.com;Ana Almeida;;Berlin\r\n", id="semicolons"),
        pytest.param("email\tname\trole\tteam\nana@example.com\tAna  Almeida\tRep\tBerlin", id="tabs"),
        pytest.param("\n\nana@example.com , Ana Almeida , Sales rep , berlin\n\n", id="blank lines and spaces"),
        pytest.param('"ana@example.com","Ana Almeida","rep","Berlin"', id="quoted"),
        pytest.param("email,name,role,team,phone\nana@example.com,Ana Almeida,rep,Berlin,1", id="a further column"),
        pytest.param("ana@example.com,Ana Almeida,rep,Berlin\r", id="old Macintosh lines"),
    ],
)
def test_the_same_person_is_read_from(text):
    line = one(text)

    assert line.invitee == Invitee("ana@example.com", "Ana Almeida", "rep", "Berlin")
    assert (line.problem, line.needs_team) == ("", False)


def test_only_the_e_mail_is_needed():
    assert one("ana@example.com").invitee == Invitee("ana@example.com", "", "rep", "")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (",Ana,rep,Berlin", "The e-mail is missing."),
        ("ana.example.com,Ana", "“ana.example.com” is not an e-mail address."),
        ("ana@example,Ana", "“ana@example” is not an e-mail address."),
        ("ana@example.com,Ana,boss", "“boss” is not a role. Roles are rep, marketer, manager, administrator, auditor."),
        ("here@example.com", "here@example.com is already here."),
        ("OPEN@example.com", "open@example.com is already invited."),
        ("ana@example.com,Ana,manager,", "A manager needs a team."),
        (f"ana@example.com,{'a' * 151}", "The name is longer than 150 characters."),
        (f"ana@example.com,Ana,rep,{'t' * 101}", "The team's name is longer than 100 characters."),
        (f"{'a' * 250}@example.com", "The e-mail is longer than 254 characters."),
    ],
)
def test_a_line_says_what_is_wrong(cells, problem):
    assert one(cells).problem == problem


def test_a_second_line_for_one_person_names_the_first():
    lines = read("email\nana@example.com\nben@example.com\nAna@example.com", KNOWN)

    assert [line.problem for line in lines] == ["", "", "ana@example.com is already on line 2."]


def test_good_lines_are_good_beside_bad_ones():
    lines = read("ana@example.com\nnobody\nben@example.com", KNOWN)

    assert [(line.number, bool(line.problem)) for line in lines] == [(1, False), (2, True), (3, False)]


def test_an_unknown_team_is_offered():
    line = one("ana@example.com,Ana,rep,Linz")

    assert (line.problem, line.needs_team, line.invitee.team) == ("", True, "Linz")


def test_line_numbers_are_those_of_the_file_even_with_line_breaks_in_cells():
    lines = read('email,name\n"ana@example.com","Ana\nAlmeida"\nben@example.com,Ben', KNOWN)

    assert [(line.number, line.invitee.name) for line in lines] == [(3, "Ana Almeida"), (4, "Ben")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is no line to read"),
        ("email,name,role,team\n", "There is no line to read"),
        ("name,role\nAna,rep", "The first line names no e-mail column"),
        ('ana@example.com,"Ana', "a quotation mark"),
        ("\n".join(f"p{n}@example.com" for n in range(MOST_LINES + 1)), "too many at once"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(text, message):
    with pytest.raises(Unreadable, match=message):
        read(text, KNOWN)


@pytest.mark.parametrize(
    "content",
    ["naïve".encode(), codecs.BOM_UTF8 + "naïve".encode(), "naïve".encode("utf-16")],
    ids=["UTF-8", "UTF-8 with a mark", "UTF-16"],
)
def test_text_is_decoded(content):
    assert decode(content) == "naïve"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("naïve".encode("latin-1"), "not text in UTF-8"),
        (b"PK\x03\x04\x14\x00\x06\x00", "not text"),
        (b"\xff\xfeo", "not text"),
        (b"a" * (MOST_BYTES + 1), "larger than 1 MB"),
    ],
    ids=["another encoding", "a spreadsheet", "half of a character", "too large"],
)
def test_what_is_not_text_says_so(content, message):
    with pytest.raises(Unreadable, match=message):
        decode(content)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    try:
        lines = read(text, KNOWN)
    except Unreadable:
        return

    assert all(line.problem or "@" in line.invitee.email for line in lines)

import os

import pytest

from leads.intake.encoding import Unreadable, check, detect

GERMAN = "Name;Stadt\nJürgen Groß;Köln\nMüller;Österreich\n"
FRENCH = "Prénom,Société\nHélène,Crédit à la française\n"
PORTUGUESE = "Nome;Cidade\nJoão Conceição;São Paulo\nAção;Brasília\n"
RUSSIAN = "Имя;Город\nИван Петров;Москва\nМария;Санкт-Петербург\n"
JAPANESE = "名前,会社\n山田太郎,株式会社テスト\n" * 5
EURO = "Name,Amount\nA,€ 300\nB,“quoted”\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "leads.csv"


@pytest.mark.parametrize("codec", ["ascii", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_proves_itself(path, codec):
    text = "Name,City\nSmith,London\n" if codec == "ascii" else "Name,City\nMüller,Łódź\n"
    path.write_bytes(text.encode(codec))

    found = detect(path)

    assert found.is_certain
    assert path.read_text(found.codec) == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        pytest.param(GERMAN, "cp1252", id="german"),
        pytest.param(FRENCH, "cp1252", id="french"),
        pytest.param(PORTUGUESE, "cp1252", id="portuguese"),
        pytest.param(EURO, "cp1252", id="signs"),
        pytest.param(RUSSIAN, "cp1251", id="russian"),
        pytest.param(JAPANESE, "cp932", id="japanese"),
    ],
)
def test_an_older_encoding_is_a_guess_and_says_so(path, text, codec):
    path.write_bytes(text.encode(codec))

    found = detect(path)

    assert not found.is_certain
    assert path.read_text(found.codec) == text


def test_one_foreign_byte_at_the_end_of_a_long_file_is_seen(path):
    path.write_bytes(b"name,city\n" + b"Smith,London\n" * 200_000 + "Müller,Köln\n".encode("cp1252"))

    assert detect(path).codec == "cp1252"


def test_a_letter_cut_in_two_does_not_make_utf_8_something_else(path):
    path.write_bytes("Jürgen\nMüller\nKöln\n".encode() + "Łódź".encode()[:-1] + b"\nSmith\n")

    found = detect(path)

    assert (found.codec, found.is_certain, found.is_flawed) == ("utf-8-sig", True, True)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"\xef\xbb\xbf\r\n", "empty", id="only-a-mark"),
        pytest.param(b"PK\x03\x04rest", "Excel workbook", id="xlsx"),
        pytest.param(b"\xd0\xcf\x11\xe0rest", "old Excel workbook", id="xls"),
        pytest.param(b"%PDF-1.7", "PDF", id="pdf"),
        pytest.param(b"\x1f\x8b\x08rest", "gzip", id="gzip"),
        pytest.param(b"name,city\nA,\x00\n", "binary", id="nul"),
        pytest.param(b"name,city\n" + b"A,B\n" * 50_000 + b"\x00", "binary", id="nul-far-down"),
        pytest.param("a,b\n1,\x00\n".encode("utf-16"), "binary", id="nul-in-utf-16"),
        pytest.param(bytes(range(1, 256)) * 20, "no text", id="every-byte"),
    ],
)
def test_what_is_no_text_is_refused_in_words(path, content, what):
    path.write_bytes(content)

    with pytest.raises(Unreadable, match=what):
        detect(path)


def test_random_bytes_are_refused(path):
    path.write_bytes(os.urandom(5000))

    with pytest.raises(Unreadable):
        detect(path)


def test_a_chosen_encoding_that_does_not_fit_is_refused_with_the_line(path):
    path.write_bytes(b"name\nA\nM\xfcller\n")

    with pytest.raises(Unreadable, match=r"Line 3 .*0xFC"):
        check(path, "utf-8")

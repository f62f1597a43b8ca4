"""Many invitations from a table: e-mail, name, role, team. Reads text; what is wrong is said line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from leadgap.accounts.models import Role
from leadgap.accounts.services.invitations import Invitee

COLUMNS = ("email", "name", "role", "team")
HEADERS = {
    "email": "email",
    "e-mail": "email",
    "e-mail address": "email",
    "email address": "email",
    "mail": "email",
    "name": "name",
    "full name": "name",
    "role": "role",
    "team": "team",
}
MOST_LINES = 1000
MOST_BYTES = 1_000_000


class Unreadable(Exception):
    """The table as a whole cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, with what is wrong with it; an empty problem: it can go in.

    `needs_team` is set where the team named is not there yet and would be made.
    """

    number: int
    invitee: Invitee
    problem: str = ""
    needs_team: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the lines are held against: addresses in lower case, team names by their case-folded form."""

    here: Collection[str]
    invited: Collection[str]
    teams: Mapping[str, str]


def decode(content: bytes) -> str:
    """Return the text of an uploaded file."""
    if len(content) > MOST_BYTES:
        raise Unreadable("This file is larger than 1 MB. A list of people is not: is it the right file?")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("This file is not text in UTF-8. Save it as “CSV UTF-8” and upload it again.") from error
    if "\0" in text:
        raise Unreadable("This file is not text. Save the sheet as CSV and upload that.")
    return text


def read(text: str, known: Known) -> list[Line]:
    """Return every line that says something, judged in order."""
    rows = _rows(text)
    columns: Mapping[str, int] = {name: index for index, name in enumerate(COLUMNS)}
    if rows and (header := _header(rows[0][1])):
        columns = header
        rows = rows[1:]
    if not rows:
        raise Unreadable("There is no line to read. Put one person on each line: e-mail, name, role, team.")
    if len(rows) > MOST_LINES:
        raise Unreadable(f"{len(rows)} lines are too many at once. Invite up to {MOST_LINES} people, then the next.")
    lines: list[Line] = []
    first: dict[str, int] = {}
    for number, cells in rows:
        cell = {name: cells[index].strip() if index < len(cells) else "" for name, index in columns.items()}
        line = _judge(number, cell, known, first)
        first.setdefault(line.invitee.email, number)
        lines.append(line)
    return lines


def _rows(text: str) -> list[tuple[int, list[str]]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    opening = text.lstrip("\n").partition("\n")[0]
    delimiter = max(",;\t", key=opening.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise Unreadable(f"Line {reader.line_num} cannot be read: a quotation mark is missing or too many.") from error
    return rows


def _header(cells: list[str]) -> dict[str, int] | None:
    """Return which column is what; None where the first line is a person already."""
    names = [HEADERS.get(cell.strip().casefold()) for cell in cells]
    if "email" not in names:
        if any(names) and "@" not in "".join(cells):
            raise Unreadable("The first line names no e-mail column. Call it “email”.")
        return None
    return {name: names.index(name) for name in COLUMNS if name in names}


def _judge(number: int, cell: dict[str, str], known: Known, first: dict[str, int]) -> Line:
    email = cell.get("email", "").lower()
    given_role = cell.get("role", "")
    role = _role(given_role)
    team = " ".join(cell.get("team", "").split())
    team = known.teams.get(team.casefold(), team)
    invitee = Invitee(email=email, name=" ".join(cell.get("name", "").split()), role=role or given_role, team=team)
    problem = (
        _problem_of_email(email, known, first)
        or _problem_of_rest(invitee)
        or ("" if role else f"“{given_role}” is not a role. Roles are {', '.join(Role.values)}.")
        or ("A manager needs a team." if role == Role.MANAGER and not team else "")
    )
    return Line(number, invitee, problem, needs_team=bool(team) and team.casefold() not in known.teams)


def _problem_of_email(email: str, known: Known, first: dict[str, int]) -> str:
    if not email:
        return "The e-mail is missing."
    try:
        validate_email(email)
    except ValidationError:
        return f"“{email}” is not an e-mail address."
    if email in first:
        return f"{email} is already on line {first[email]}."
    if email in known.here:
        return f"{email} is already here."
    if email in known.invited:
        return f"{email} is already invited."
    return ""


def _problem_of_rest(invitee: Invitee) -> str:
    if len(invitee.email) > 254:
        return "The e-mail is longer than 254 characters."
    if len(invitee.name) > 150:
        return "The name is longer than 150 characters."
    if len(invitee.team) > 100:
        return "The team's name is longer than 100 characters."
    return ""


def _role(text: str) -> str:
    """Return the role that a cell names by key or by label; a rep where it is empty, "" where it is none."""
    if not text:
        return Role.REP.value
    wanted = text.casefold()
    return next((role.value for role in Role if wanted in {role.value, str(role.label).casefold()}), "")

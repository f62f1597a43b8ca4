"""Proposals of who an owner is: by e-mail first, by name only where the name is one person's."""

import pytest

from leadgap.accounts.matching import Named, Proposal, propose

ANA = Named(1, "Ana Almeida", "ana@example.com")
BEN = Named(2, "Ben Brandt", "ben@example.com")
OTHER_BEN = Named(3, "ben  brandt", "ben.b@example.com")


@pytest.mark.parametrize(
    ("owner", "people", "expected"),
    [
        pytest.param(Named(9, "A. Almeida", "ANA@example.com"), [ANA, BEN], Proposal(1, "e-mail"), id="same e-mail"),
        pytest.param(Named(9, "Ben Brandt", "ana@example.com"), [ANA, BEN], Proposal(1, "e-mail"), id="e-mail first"),
        pytest.param(Named(9, "  ana   ALMEIDA "), [ANA, BEN], Proposal(1, "name"), id="same name, other spacing"),
        pytest.param(Named(9, "Ana Almeida", "old@example.com"), [ANA], Proposal(1, "name"), id="unknown e-mail"),
        pytest.param(Named(9, "ana@example.com"), [ANA], Proposal(1, "e-mail"), id="e-mail in place of the name"),
        pytest.param(Named(9, "Straße"), [Named(4, "STRASSE", "s@example.com")], Proposal(4, "name"), id="folded"),
        pytest.param(Named(9, "Ben Brandt"), [BEN, OTHER_BEN], None, id="two bearers of the name"),
        pytest.param(Named(9, "Cleo"), [ANA, BEN], None, id="nobody"),
        pytest.param(Named(9, ""), [Named(5, "", "x@example.com")], None, id="no names"),
        pytest.param(Named(9, "", ""), [Named(5, "Someone", "")], None, id="no e-mails"),
    ],
)
def test_an_owner_is_proposed_to_be(owner, people, expected):
    assert propose([owner], people).get(9) == expected


def test_several_owners_may_be_the_same_person():
    owners = [Named(7, "Ana Almeida"), Named(8, "ana", "ana@example.com")]

    assert propose(owners, [ANA]) == {7: Proposal(1, "name"), 8: Proposal(1, "e-mail")}

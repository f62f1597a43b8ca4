"""Which side answers for a source, on the page."""

import pytest
from django.urls import reverse

from leadgap.audit.models import AuditEntry
from leads.models import Source
from leads.services import get_or_create_source
from tests.factories import SourceFactory, UserFactory

pytestmark = pytest.mark.django_db

SOURCES = reverse("leads:sources")


@pytest.fixture
def marketer(client, organisation):
    person = UserFactory(role="marketer")
    client.force_login(person)
    return person


def chosen(*sources, **changes):
    """Return what the form of these sources holds, as a browser would post it."""
    data = {f"side-{source.pk}": source.side for source in sources}
    return data | {f"direction-{source.pk}": source.direction for source in sources} | changes


def test_a_source_is_given_to_its_side_and_the_audit_log_says_so(client, marketer):
    fair, web = SourceFactory(name="Fair"), SourceFactory(name="Web")
    assert [source.name for source, *_ in client.get(SOURCES).context["form"].rows()] == ["Fair", "Web"]

    response = client.post(
        SOURCES, chosen(fair, web, **{f"side-{fair.pk}": "partner", f"direction-{fair.pk}": "outbound"}), follow=True
    )

    fair.refresh_from_db()
    assert (fair.side, fair.direction) == ("partner", "outbound")
    assert Source.objects.get(pk=web.pk).side == "marketing"
    assert "1 source is changed." in response.content.decode()
    (entry,) = AuditEntry.objects.filter(action="source.changed")
    assert (entry.actor, entry.data) == (
        marketer,
        {"name": "Fair", "side": ["marketing", "partner"], "direction": ["inbound", "outbound"]},
    )


def test_the_same_again_writes_nothing(client, marketer):
    source = SourceFactory()

    assert "Nothing was different." in client.post(SOURCES, chosen(source), follow=True).content.decode()
    assert not AuditEntry.objects.exists()


def test_what_is_no_side_is_refused_and_nothing_is_changed(client, marketer):
    one, other = SourceFactory(), SourceFactory()

    response = client.post(SOURCES, chosen(one, other, **{f"side-{one.pk}": "partner", f"side-{other.pk}": "nobody"}))

    assert response.status_code == 422
    assert Source.objects.get(pk=one.pk).side == "marketing"


def test_an_auditor_looks_on(client, organisation):
    source = SourceFactory(name="Fair")
    client.force_login(UserFactory(role="auditor"))

    page = client.get(SOURCES)

    assert "disabled" in str(page.context["form"][f"side-{source.pk}"])
    assert ">Save</button>" not in page.content.decode()


def test_without_a_source_the_page_says_where_they_come_from(client, marketer):
    assert "the sources they name appear here" in client.get(SOURCES).content.decode()


@pytest.mark.parametrize("count", [2, 20])
def test_many_sources_take_no_more_queries(client, marketer, django_assert_num_queries, count):
    SourceFactory.create_batch(count)

    # session, person, organisation, count, page, demo company
    with django_assert_num_queries(6):
        client.get(SOURCES)


def test_what_sales_finds_itself_is_outbound(db):
    assert get_or_create_source("Cold calls", side="sales").direction == "outbound"
    assert get_or_create_source("Web").direction == "inbound"

"""Times on pages are the organisation's; the API speaks UTC."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.urls import path
from django.utils import timezone

from leadgap.accounts.models import Organisation
from tests.factories import NOW

pytestmark = pytest.mark.urls(__name__)


@login_not_required
def noon(request):
    return JsonResponse({"at": timezone.localtime(NOW).isoformat()})


urlpatterns = [path("page/", noon), path("api/v1/thing/", noon)]


@pytest.mark.parametrize(
    ("address", "zone", "shown"),
    [
        ("/page/", "Europe/Berlin", "2026-03-04T15:00:00+01:00"),
        ("/page/", "Asia/Kolkata", "2026-03-04T19:30:00+05:30"),
        ("/api/v1/thing/", "Europe/Berlin", "2026-03-04T14:00:00+00:00"),
    ],
)
def test_times_are_shown_in_the_zone_of(client, rep, address, zone, shown):
    Organisation.objects.update(timezone=zone)
    client.force_login(rep)

    assert client.get(address).json()["at"] == shown
    assert timezone.get_current_timezone_name() == "UTC"  # and not a moment longer


def test_before_the_first_set_up_times_are_utc(client, rep):
    Organisation.objects.all().delete()
    client.force_login(rep)

    assert client.get("/page/").json()["at"] == "2026-03-04T14:00:00+00:00"


def test_who_is_nobody_sees_utc_and_costs_no_query(client, organisation, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/page/").json()["at"] == "2026-03-04T14:00:00+00:00"

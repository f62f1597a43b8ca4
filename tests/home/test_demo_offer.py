"""Where there is no demo company: it is loaded by a click, and removed by another; until then there is no way in."""

import pytest
from django.test import Client
from django.urls import reverse

from leadgap.home.models import DemoCompany
from leadgap.jobs.models import Job
from leadgap.jobs.services import run_job
from leads.models import HandOff
from tests.home.conftest import THEN

pytestmark = pytest.mark.django_db

HOME = "/"


def test_without_a_demo_company_there_is_no_way_in(administrator):
    assert Client().post(reverse("home:demo-sign-in"), {"role": "administrator"}).status_code == 404


def test_it_is_loaded_and_removed_by_two_clicks(administrator, browser_of, short_story, time_machine, monkeypatch):
    monkeypatch.setattr("leadgap.home.demo.company.DEFAULT_LEADS", 100)
    time_machine.move_to(THEN, tick=False)
    client = browser_of(administrator)

    to_job = client.post(reverse("home:demo-load"))
    run_job(Job.objects.get().pk, now=THEN)
    assert to_job.url == reverse("jobs:job", args=[Job.objects.get().pk])
    assert 50 < HandOff.objects.count() < 150
    removal = reverse("home:demo-remove")
    assert f'method="post" action="{removal}"' in client.get(HOME).content.decode()
    assert client.get(removal).status_code == 200
    assert DemoCompany.objects.exists()

    client.post(reverse("home:demo-remove"))
    run_job(Job.objects.latest("pk").pk, now=THEN)

    assert not HandOff.objects.exists()
    assert not DemoCompany.objects.exists()
    assert "Demo company: every" not in client.get(HOME, follow=True).content.decode()


def test_loading_says_which_names_are_taken(administrator, browser_of, vienna):
    page = browser_of(administrator).post(reverse("home:demo-load"), follow=True).content.decode()

    assert "Vienna" in page
    assert not DemoCompany.objects.exists()
    assert not Job.objects.exists()

"""The pages of a draft: what its columns and values mean, what is guessed, and what has to be said."""

import pytest

from leads.models import HandOff, ImportRun, Source
from tests.leads.intake.pages import LEADS, columns, url, values
from tests.references import dangling

pytestmark = pytest.mark.django_db


def test_the_header_and_the_values_are_guessed(client, draft):
    form = client.get(url("import-map", draft)).context["form"]

    shown = {name: choice.value() for name, _, choice in [*form.known_columns, *form.other_columns]}
    assert shown == {
        "Record ID": "", "Email": "email", "Lead Source": "source", "Create Date": "handed_off_at",
        "Lead Owner": "owner", "Lead Quality": "sales_rating", "Status": "outcome", "Shoe size": "",
    }  # fmt: skip
    assert form["id_column"].value() == "Record ID"
    client.post(url("import-map", draft), columns(client, draft))
    guessed = values(client, draft)
    assert [guessed[f"sales_rating-{n}"] for n in range(3)] == ["?", "5", "?"]  # 7, Hot, Meh
    assert {guessed["outcome-0"], guessed["outcome-1"]} == {"won", ""}


def test_the_first_rows_are_seen_and_only_what_the_columns_need_is_asked(client, draft, upload):
    page = client.get(url("import-map", draft))

    assert "<td>ana@example.com</td>" in page.content.decode()
    form = page.context["form"]
    assert {field.name for field in form.rare_options} == {"empty", "decimal_mark", "marketing_basis"}
    upload("Name,Where\nAna,Web\n")
    plain = client.get(url("import-map", ImportRun.objects.latest("pk"))).context["form"]
    assert {"date_order", "timezone", "owner_is"} <= {field.name for field in plain.rare_options}


def test_what_is_wrong_is_not_folded_away(client, draft):
    response = client.post(url("import-map", draft), columns(client, draft, timezone="", system="", decimal_mark="x"))

    assert response.status_code == 422
    page = response.content.decode()
    assert "Say which system the file comes from, such as HubSpot." in page
    assert "decimal_mark" in {field.name for field in response.context["form"].options}
    assert "Choose the column that is different in every row" not in page


def test_values_that_need_a_person_come_before_names_and_are_counted(client, draft):
    client.post(url("import-map", draft), columns(client, draft))

    page = client.get(url("import-values", draft))

    assert [name for name, *_ in page.context["form"].groups()] == ["outcome", "sales_rating", "source"]
    assert "2 values are not explained yet." in page.content.decode()


def test_how_much_of_the_file_the_values_are_from_is_said(client, draft, monkeypatch):
    client.post(url("import-map", draft), columns(client, draft))

    assert "Every value of these columns is here." in client.get(url("import-values", draft)).content.decode()
    monkeypatch.setattr("leads.intake.samples.LOOKED_AT", 1)
    assert "of the first 1 rows" in client.get(url("import-values", draft)).content.decode()
    monkeypatch.setattr("leads.intake.samples.LOOKED_AT", 100)
    monkeypatch.setattr("leads.intake.samples.SHOWN_VALUES", 1)
    assert "of the first 100 rows" in client.get(url("import-values", draft)).content.decode()


def test_a_meaning_that_nobody_has_said_is_marked_as_a_guess(client, draft):
    client.post(url("import-map", draft), columns(client, draft))

    groups = client.get(url("import-values", draft)).context["form"].groups()

    marked = {(name, row["text"]): (row["is_guess"], row["is_unsaid"]) for name, _, _, rows in groups for row in rows}
    assert all(not (guess and unsaid) for guess, unsaid in marked.values())
    guesses = {key for key, (guess, _) in marked.items() if guess}
    assert guesses == {("outcome", "Closed Won"), ("outcome", "Working"), ("sales_rating", "Hot")}


def test_without_an_id_column_people_are_told_apart_by_e_mail(client, upload):
    upload("Email,Source\na@example.com,Web\n")

    assert client.get(url("import-map", ImportRun.objects.get())).context["form"]["id_column"].value() == "Email"


FEW = "Source,Owner,Created,Stage\n" + "".join(
    f"Web,{'Ana' if n % 2 else 'Ben'},2026-01-{n % 5 + 1:02} 09:00,{'Won' if n % 3 else 'Lost'}\n" for n in range(40)
)


def test_a_file_without_ids_is_told_apart_by_whole_rows(client, upload, work):
    upload(FEW)
    run = ImportRun.objects.get()
    form = client.get(url("import-map", run)).context["form"]
    assert form["id_column"].value() == "~row"

    client.post(url("import-map", run), columns(client, run))
    client.post(url("import-values", run), values(client, run))
    work(lambda: client.post(url("import-start", run), {"may_create": "on"}))

    assert HandOff.objects.count() == 40
    run.refresh_from_db()
    assert run.spec["fields"]["external_id"] == {"row": True}


def test_a_column_that_may_hold_the_ids_is_asked_about(client, upload):
    header, *rows = FEW.splitlines()
    upload("\n".join([f"{header},Our code", *(f"{row},K{n}" for n, row in enumerate(rows))]))

    assert client.get(url("import-map", ImportRun.objects.get())).context["form"]["id_column"].value() == ""


def test_a_column_of_ids_that_repeats_is_told_before_it_is_taken(client, upload):
    upload(FEW)
    run = ImportRun.objects.get()
    assert 'name="may_clash"' not in client.get(url("import-map", run)).content.decode()

    response = client.post(url("import-map", run), columns(client, run, id_column="Stage"))

    assert response.status_code == 422
    page = response.content.decode()
    # 2 of the 40 rows are the first of their stage; of the others those count that do not say the same as it.
    assert "“Stage” repeats: 35 of the first 40 rows have the value of an earlier row and say something else" in page
    assert 'name="may_clash"' in page
    told = columns(client, run, id_column="Stage", may_clash="on")
    assert client.post(url("import-map", run), told).status_code == 302


def test_a_row_that_stands_twice_is_no_clash(client, upload):
    header, first, *others = LEADS.splitlines()
    upload("\n".join([header, first, first, *others]))
    run = ImportRun.objects.get()

    assert client.post(url("import-map", run), columns(client, run)).status_code == 302


def test_the_zone_is_asked_for_and_the_form_is_kept(client, draft):
    response = client.post(url("import-map", draft), columns(client, draft, timezone="", system="My own CRM"))

    assert response.status_code == 422
    page = response.content.decode()
    assert "have no zone" in page
    assert 'value="My own CRM"' in page


def test_the_order_of_dates_is_asked_for(client, upload):
    upload("Id,Source,Created Date\n1,Web,1/2/2026 09:00\n")
    run = ImportRun.objects.get()

    response = client.post(url("import-map", run), columns(client, run))

    assert response.status_code == 422
    assert "Is the day or the month first in “1/2/2026 09:00”?" in response.content.decode()
    assert client.post(url("import-map", run), columns(client, run, date_order="mdy")).status_code == 302


def test_the_unit_of_lengths_is_asked_for_beside_their_column(client, upload):
    upload("Lead Id,Activity Date,Type,Call Duration\n1,2026-01-05 09:00,Call,250\n")
    run = ImportRun.objects.get()
    form = client.get(url("import-map", run)).context["form"]
    assert "length_unit" in {field.name for field in form.options}

    response = client.post(url("import-map", run), columns(client, run))

    assert response.status_code == 422
    assert "Is “250” in seconds, minutes or milliseconds?" in response.content.decode()
    assert client.post(url("import-map", run), columns(client, run, length_unit="seconds")).status_code == 302
    run.refresh_from_db()
    assert run.spec["length_unit"] == "seconds"


def test_the_unit_of_lengths_is_taken_from_the_name_of_their_column(upload):
    upload("Lead Id,Activity Date,Type,hs_call_duration\n1,2026-01-05 09:00,Call,250000\n")

    assert ImportRun.objects.get().spec["length_unit"] == "milliseconds"


def test_a_column_that_is_no_list_of_names_is_told_at_once(client, upload, monkeypatch):
    monkeypatch.setattr("leads.intake.names.MOST_NEW", 2)
    upload(LEADS.replace("09:00,,7", "09:00,Cleo,7"))
    draft = ImportRun.objects.get()

    response = client.post(url("import-map", draft), columns(client, draft))

    assert response.status_code == 422
    assert response.context["form"].errors["column-4"] == [
        "“Lead Owner”: More than 2 new owners: this column is no list of owners."
    ]


def test_two_columns_cannot_be_the_same(client, draft):
    response = client.post(url("import-map", draft), columns(client, draft, **{"column-7": "email"}))

    assert response.status_code == 422
    assert "“Email” is “E-mail” already." in response.content.decode()
    assert dangling(response) == []


def test_a_file_without_a_source_column_gets_one_source(client, upload, work):
    upload("Id,Name\n1,Ana\n")
    run = ImportRun.objects.get()
    chosen = columns(client, run, source_name="Trade fair")

    assert client.post(url("import-map", run), chosen).url == url("import-check", run)
    work(lambda: client.post(url("import-start", run), {"may_create": "on"}))

    assert HandOff.objects.get().source.name == "Trade fair"


def test_sources_are_renamed_and_given_a_side(client, draft):
    client.post(url("import-map", draft), columns(client, draft))
    chosen = values(client, draft)
    position = next(key[-1] for key, value in chosen.items() if key.startswith("source-") and value == "Fair")

    client.post(url("import-values", draft), chosen | {f"source-{position}": "Events", f"side-{position}": "partner"})

    draft.refresh_from_db()
    source = draft.spec["fields"]["source"]
    assert (source["values"], source["sides"], source["blank"]) == (
        {"Fair": "Events"},
        {"Web": "marketing", "Events": "partner"},
        "Unknown",
    )


def test_known_sources_keep_their_side(client, draft):
    Source.objects.create(key="web", name="Web", side="partner")
    client.post(url("import-map", draft), columns(client, draft))

    form = client.get(url("import-values", draft)).context["form"]

    sides = {
        row["text"]: row["side"] is not None
        for _, _, _, rows in form.groups()
        for row in rows
        if "Fair" in row["text"] or "Web" in row["text"]
    }
    assert sides == {"Web": False, "Fair": True}


def test_columns_can_be_left_out_or_kept_from_judging(client, draft):
    client.post(url("import-map", draft), columns(client, draft, **{"column-7": "~later", "column-1": "~out"}))

    draft.refresh_from_db()
    assert (draft.spec["not_judged"], draft.spec["left_out"]) == (["Shoe size"], ["Email"])


def test_what_was_said_about_values_stands_when_one_goes_back(client, mapped):
    before = mapped.spec["fields"]["outcome"]["values"]

    client.post(url("import-map", mapped), columns(client, mapped))

    mapped.refresh_from_db()
    assert mapped.spec["fields"]["outcome"]["values"] == before


def test_activities_are_taken_to_come_from_where_the_hand_offs_came_from(client, upload, work):
    upload("Lead ID,Lead Source\n1,Web\n")
    run = ImportRun.objects.get()
    client.post(url("import-map", run), columns(client, run, system="Our CRM"))
    work(lambda: client.post(url("import-start", run), {"may_create": "on"}))
    upload("Lead ID,Activity Date,Type\n1,2026-01-05 09:00,Call\n")
    upload("Lead ID,Lead Source\n2,Web\n")

    activities, hand_offs = ImportRun.objects.exclude(pk=run.pk).order_by("pk")

    assert client.get(url("import-map", activities)).context["form"]["system"].value() == "Our CRM"
    assert client.get(url("import-map", hand_offs)).context["form"]["system"].value() == ""


def test_the_zone_of_the_organisation_is_offered_first_and_not_chosen(client, draft, organisation):
    field = client.get(url("import-map", draft)).context["form"]["timezone"]

    assert field.value() == ""
    assert list(field.field.choices)[1][0] == organisation.timezone

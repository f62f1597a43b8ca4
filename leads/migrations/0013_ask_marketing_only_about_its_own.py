"""A low rating of a lead that Sales, a referral or a partner found is no longer Marketing's to answer."""

from django.db import migrations
from django.db.models import Q

from leads.reprojecting import fill

COLUMNS = ["raised_at", "replied_at", "waiting_since"]


def fill_replies(apps, schema_editor):
    found = Q(sales_rating__lte=2) & ~Q(source__side="marketing")
    fill(apps, COLUMNS, found)
    # Their clocks are judged once more, by what is raised now.
    stale = apps.get_model("leads", "StaleHandOff").objects
    keys = apps.get_model("leads", "HandOff").objects.filter(found).values_list("pk", flat=True)
    stale.bulk_create([stale.model(hand_off_id=key) for key in keys.iterator()], batch_size=1000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("leads", "0012_fill_touches_by_people_and_qualifications")]

    operations = [migrations.RunPython(fill_replies, migrations.RunPython.noop)]

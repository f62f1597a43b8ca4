"""Say of the hand-offs that came before since when Sales waits for Marketing's answer."""

from django.db import migrations
from django.db.models import Exists, OuterRef, Q

from leads.reprojecting import fill

COLUMNS = ["raised_at", "replied_at", "waiting_since"]


def fill_replies(apps, schema_editor):
    talk = apps.get_model("leads", "Event").objects.filter(hand_off=OuterRef("pk"), kind__in=["asked", "disputed"])
    fill(apps, COLUMNS, Q(sales_rating__lte=2) | Exists(talk))


class Migration(migrations.Migration):
    dependencies = [("leads", "0009_keep_what_waits_for_a_reply")]

    operations = [migrations.RunPython(fill_replies, migrations.RunPython.noop)]

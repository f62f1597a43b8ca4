"""Say of the hand-offs that came before when a person first touched them, and when they were qualified."""

from django.db import migrations
from django.db.models import Exists, OuterRef, Q

from leads.reprojecting import fill


def fill_firsts(apps, schema_editor):
    qualified = apps.get_model("leads", "Event").objects.filter(hand_off=OuterRef("pk"), kind="qualified")
    columns = ["first_personal_at", "qualified_at"]
    fill(apps, columns, Q(touches__gt=0) | Exists(qualified), stretches=["first_personal_at"])


class Migration(migrations.Migration):
    dependencies = [("leads", "0011_keep_touches_by_people_and_qualifications")]

    operations = [migrations.RunPython(fill_firsts, migrations.RunPython.noop)]

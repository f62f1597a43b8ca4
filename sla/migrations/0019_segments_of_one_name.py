"""Segments of one name were one through all versions of the agreement; so they stay."""

import uuid

from django.db import migrations


def identify(apps, schema_editor):
    segments = apps.get_model("sla", "Segment").objects.using(schema_editor.connection.alias).order_by()
    for name in list(segments.values_list("name", flat=True).distinct()):
        segments.filter(name=name).update(identity=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0018_segment_identity"),
    ]

    operations = [migrations.RunPython(identify, migrations.RunPython.noop)]

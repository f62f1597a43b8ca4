from django.db import migrations


def forget(apps, schema_editor):
    """What was done after an end does not count, and stood in the times of the clock."""
    clocks = apps.get_model("sla", "Clock").objects.filter(verdict="ended", stopped_at__isnull=False)
    clocks.update(stopped_at=None, elapsed=None)


class Migration(migrations.Migration):
    dependencies = [("sla", "0032_ends_are_known")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]

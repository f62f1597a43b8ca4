from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("sla", "0033_nothing_after_an_end")]

    operations = [
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=~Q(verdict="ended") | Q(stopped_at=None, elapsed=None, ended_at__isnull=False),
                name="sla_clock_ended_is_not_stopped",
            ),
        ),
    ]

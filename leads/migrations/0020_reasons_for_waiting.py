from django.db import migrations

# Key and label, in the order on the page; "Other" is offered too.
REASONS = [
    ("asked-for-later", "Asked to be contacted later"),
    ("owes-an-answer", "Owes us an answer or documents"),
    ("decides-inside", "Decides or approves inside"),
    ("away", "Away"),
]
USE = "waiting"


def seed(apps, schema_editor):
    reason = apps.get_model("leads", "Reason")
    first = max(reason.objects.values_list("position", flat=True), default=0)
    for place, (key, label) in enumerate(REASONS, 1):
        reason.objects.get_or_create(key=key, defaults={"label": label, "uses": [USE], "position": first + place * 10})
    for other in reason.objects.filter(key="other"):
        other.uses = [*(use for use in other.uses if use != USE), USE]
        # It stays the last of all.
        other.position = first + (len(REASONS) + 1) * 10
        other.save(update_fields=["uses", "position"])


def remove(apps, schema_editor):
    reason = apps.get_model("leads", "Reason")
    reason.objects.filter(key__in=[key for key, _ in REASONS]).delete()
    for other in reason.objects.filter(key="other"):
        other.uses = [use for use in other.uses if use != USE]
        other.save(update_fields=["uses"])


class Migration(migrations.Migration):
    dependencies = [("leads", "0019_find_the_touches_that_were_measured")]

    operations = [migrations.RunPython(seed, remove)]

from django.db import migrations

ALL = ["rating", "rejection", "recycling", "loss"]

# Key, label, where it is offered. The order is the order on the page.
REASONS = [
    ("good-fit", "Fits well", ["rating"]),
    ("clear-need", "Clear need", ["rating"]),
    ("decision-maker", "Can decide", ["rating"]),
    ("ready-to-buy", "Ready to buy", ["rating"]),
    ("wrong-contact", "Wrong contact person", ["rating", "rejection"]),
    ("wrong-details", "Contact details wrong or missing", ["rating", "rejection"]),
    ("too-small", "Company too small", ["rating", "rejection"]),
    ("too-large", "Company too large", ["rating", "rejection"]),
    ("wrong-industry", "Wrong industry", ["rating", "rejection"]),
    ("wrong-region", "Outside our regions", ["rating", "rejection"]),
    ("no-authority", "Cannot decide", ["rating", "recycling"]),
    ("no-need", "No need", ["rating", "rejection", "loss"]),
    ("no-budget", "No budget", ["rating", "rejection", "recycling", "loss"]),
    ("only-researching", "Only researching", ["rating", "recycling"]),
    ("not-now", "Not now", ["rating", "recycling", "loss"]),
    ("expected-something-else", "Expected something else", ["rating", "rejection"]),
    ("not-reached", "Could not be reached", ["rating", "rejection", "recycling", "loss"]),
    ("existing-customer", "Already a customer", ["rating", "rejection"]),
    ("competitor", "Competitor or supplier", ["rating", "rejection"]),
    ("student", "Student or job seeker", ["rating", "rejection"]),
    ("duplicate", "Duplicate", ["rejection"]),
    ("spam", "Spam or test", ["rating", "rejection"]),
    ("chose-other", "Chose another provider", ["loss"]),
    ("price", "Price", ["loss"]),
    ("missing-feature", "We lack something they need", ["loss"]),
    ("no-decision", "No decision was made", ["recycling", "loss"]),
    ("other", "Other", ALL),
]


def seed(apps, schema_editor):
    reason = apps.get_model("leads", "Reason")
    for position, (key, label, uses) in enumerate(REASONS, 1):
        reason.objects.get_or_create(key=key, defaults={"label": label, "uses": uses, "position": position * 10})


def remove(apps, schema_editor):
    apps.get_model("leads", "Reason").objects.filter(key__in=[key for key, _, _ in REASONS]).delete()


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial")]

    operations = [migrations.RunPython(seed, remove)]

"""Who may import: administrators and marketers. Auditors look on.

An import speaks of leads of every team, so that its pages are for those who see all hand-offs.
"""

from leadgap.accounts.models import Role
from leadgap.accounts.permissions import for_roles

IMPORTING = (Role.ADMINISTRATOR, Role.MARKETER)

for_importers = for_roles(*IMPORTING, changing=IMPORTING)
for_readers = for_roles(*IMPORTING, Role.AUDITOR, changing=IMPORTING)

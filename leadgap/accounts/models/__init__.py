from leadgap.accounts.models.keys import ApiKey, Invitation
from leadgap.accounts.models.organisation import Organisation
from leadgap.accounts.models.owners import Owner
from leadgap.accounts.models.teams import Team
from leadgap.accounts.models.users import Role, User

__all__ = ["ApiKey", "Invitation", "Organisation", "Owner", "Role", "Team", "User"]

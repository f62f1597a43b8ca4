"""What the services refuse, each with the sentence for the person who asked."""


class Refused(Exception):
    """The change is not allowed; the text of the exception says why, in the user's words."""


class AlreadyHere(Refused):
    """Someone with this e-mail has an account."""


class AlreadyInvited(Refused):
    """An invitation to this e-mail is open."""


class LastAdministrator(Refused):
    """Nobody would be left to invite people."""


class ManagerNeedsTeam(Refused):
    """A manager's scope is a branch of teams: without one they would see nothing."""


class InvitationIsOver(Refused):
    """Accepted, revoked or expired meanwhile."""


class TeamAboveItself(Refused):
    """The team would be below itself."""


class TeamNameTaken(Refused):
    """Another team has this name, archived ones included."""


class TeamInUse(Refused):
    """People or teams still belong to the team."""


class ZoneIsFixed(Refused):
    """Days have been counted in the present zone."""


class KeyNameTaken(Refused):
    """The person has a key with this name."""

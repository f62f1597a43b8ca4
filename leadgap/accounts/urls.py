from django.urls import path

from leadgap.accounts.views import accept, audit, invitations, organisation, own, owners, people, teams

app_name = "accounts"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/reset-link/", people.make_reset_link, name="make-reset-link"),
    path("people/<int:pk>/two-step/off/", people.turn_off_two_step, name="turn-off-two-step"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/invite/many/", invitations.invite_csv, name="invite-csv"),
    path("people/invitations/<int:pk>/again/", invitations.send_invitation_again, name="send-invitation-again"),
    path("people/invitations/<int:pk>/revoke/", invitations.revoke_invitation, name="revoke-invitation"),
    path("people/owners/", owners.owners, name="owners"),
    path("people/owners/<int:pk>/unmatch/", owners.unmatch_owner, name="unmatch-owner"),
    path("people/teams/", teams.teams, name="teams"),
    path("people/teams/<int:pk>/", teams.team, name="team"),
    path("people/teams/<int:pk>/archive/", teams.archive_team, name="archive-team"),
    path("people/teams/<int:pk>/restore/", teams.restore_team, name="restore-team"),
    path("invitation/", accept.accept_invitation, name="accept-invitation"),
    path("invitation/<str:token>/", accept.open_invitation, name="open-invitation"),
    path("settings/", organisation.organisation, name="settings"),
    path("settings/audit/", audit.audit, name="audit"),
    path("profile/", own.profile, name="profile"),
    path("profile/keys/", own.api_keys, name="api-keys"),
    path("profile/keys/<int:pk>/revoke/", own.revoke_api_key, name="revoke-api-key"),
]

"""The addresses of signing in: those of allauth that LeadGap offers, and no others. The sign-in page itself is in
`leadgap.urls`, since an empty installation has none.

Left out on purpose: signing up, further e-mail addresses of one person (the e-mail is the identity, and an
administrator vouches for it), and connecting foreign accounts by hand.
"""

from allauth.account import views as account
from allauth.socialaccount import views as social
from django.urls import include, path, re_path

from leadgap.accounts.views.sign_in import forgotten_password, provider_callback, provider_login, signup_closed

urlpatterns = [
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-up/", signup_closed, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", forgotten_password, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("two-step/", include("allauth.mfa.urls")),
    path("provider/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    # The provider has to know this address.
    path("<str:provider_id>/login/callback/", provider_callback, name="openid_connect_callback"),
    path("<str:provider_id>/login/", provider_login, name="openid_connect_login"),
]

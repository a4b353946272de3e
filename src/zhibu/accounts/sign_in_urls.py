"""Addresses that allauth looks up by its own names; sign-up, mail and password reset stay closed."""

from django.urls import path

from zhibu.accounts.views import sign_in

urlpatterns = [
    path("accounts/login/", sign_in.login, name="account_login"),
    path("accounts/logout/", sign_in.logout, name="account_logout"),
    path("accounts/inactive/", sign_in.inactive, name="account_inactive"),
    path("accounts/signup/", sign_in.closed, name="account_signup"),
    path("accounts/email/", sign_in.closed, name="account_email"),
    path("accounts/password/reset/", sign_in.closed, name="account_reset_password"),
    path("accounts/reauthenticate/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", sign_in.change_password, name="account_change_password"),
    path("accounts/password/set/", sign_in.set_password, name="account_set_password"),
    path("accounts/2fa/", sign_in.security, name="mfa_index"),
    path("accounts/2fa/authenticate/", sign_in.authenticate, name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", sign_in.reauthenticate_code, name="mfa_reauthenticate"),
    path("accounts/2fa/totp/activate/", sign_in.activate_totp, name="mfa_activate_totp"),
    path("accounts/2fa/totp/deactivate/", sign_in.deactivate_totp, name="mfa_deactivate_totp"),
    path("accounts/2fa/recovery-codes/", sign_in.view_codes, name="mfa_view_recovery_codes"),
    path("accounts/2fa/recovery-codes/generate/", sign_in.generate_codes, name="mfa_generate_recovery_codes"),
    path("accounts/2fa/webauthn/", sign_in.passkeys, name="mfa_list_webauthn"),
    path("accounts/2fa/webauthn/add/", sign_in.add_passkey, name="mfa_add_webauthn"),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", sign_in.remove_passkey, name="mfa_remove_webauthn"),
    path(
        "accounts/2fa/webauthn/reauthenticate/",
        sign_in.reauthenticate_passkey,
        name="mfa_reauthenticate_webauthn",
    ),
    path("accounts/2fa/webauthn/login/", sign_in.login_by_passkey, name="mfa_login_webauthn"),
]

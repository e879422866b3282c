"""Addresses of allauth that staff need, by the names that allauth uses, and none of its others."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from people.staff_sign_in import views

urlpatterns = [
    path("login/", views.StaffLoginView.as_view(), name="account_login"),
    path("bao-mat/", mfa.index, name="mfa_index"),
    path("bao-mat/thoat/", account.logout, name="account_logout"),
    path("bao-mat/mat-khau/", account.password_change, name="account_change_password"),
    path("bao-mat/xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("bao-mat/xac-nhan/ma/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("bao-mat/xac-nhan/thiet-bi/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("bao-mat/ma/", mfa.authenticate, name="mfa_authenticate"),
    path("bao-mat/ung-dung/", views.ActivateView.as_view(), name="mfa_activate_totp"),
    path("bao-mat/ung-dung/bo/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("bao-mat/du-phong/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("bao-mat/du-phong/moi/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("bao-mat/thiet-bi/", mfa.index, name="mfa_list_webauthn"),
    path("bao-mat/thiet-bi/dang-nhap/", views.PasskeyLoginView.as_view(), name="mfa_login_webauthn"),
    path("bao-mat/thiet-bi/them/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("bao-mat/thiet-bi/<int:pk>/bo/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]

"""Addresses below `/quan-tri/nhan-su/`."""

from django.urls import path

from people.staff import views

app_name = "staff"
urlpatterns = [
    path("", views.people, name="people"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/mat-khau-moi/", views.new_password, name="new_password"),
    path("<int:pk>/go-buoc-hai/", views.second_factor_off, name="second_factor_off"),
    path("vai-tro/<int:pk>/ket-thuc/", views.end_role, name="end_role"),
    path("loi-moi/", views.invitations, name="invitations"),
    path("loi-moi/moi/", views.invite_view, name="invite"),
    path("loi-moi/<int:pk>/rut-lai/", views.withdraw_view, name="withdraw"),
    path("loi-moi/<int:pk>/gui-lai/", views.send_again_view, name="send_again"),
]

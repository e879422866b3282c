"""Addresses of certificates."""

from django.urls import path

from learn.certificates import check_views, own_views
from learn.certificates.badge.views import badge, did_document, status_list

urlpatterns = [
    path("toi/chung-nhan/<uuid:course>/", own_views.own_certificate, name="own_certificate"),
    path("toi/chung-nhan/<uuid:course>/sua-ten/", own_views.correct, name="correct_certificate"),
    path("toi/chung-nhan/<uuid:course>/ban-in.pdf", own_views.printable, name="certificate_pdf"),
    path("chung-nhan/", check_views.check_form, name="check_form"),
    path("chung-nhan/tinh-trang/<int:number>.json", status_list, name="badge_status"),
    path("chung-nhan/<str:typed>/", check_views.check, name="check"),
    path("chung-nhan/<str:typed>/huy-hieu.json", badge, name="badge"),
    path(".well-known/did.json", did_document, name="did_document"),
]

"""What stands below `/quan-tri/` before Wagtail's own addresses: signing in, and people with roles."""

from django.urls import include, path

urlpatterns = [path("", include("people.staff_sign_in.urls")), path("nhan-su/", include("people.staff.urls"))]

"""What the package adds to the editor's screens."""

from __future__ import annotations

from wagtail import hooks

from learn.certificates.office.viewsets import CertificateViewSet


@hooks.register("register_admin_viewset")
def register_certificates() -> CertificateViewSet:
    """Certificates, to look for one and to revoke it."""
    return CertificateViewSet("certificates", url_prefix="chung-nhan")

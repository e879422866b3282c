"""What browsers are told about a page or a file of this host."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

Headers = list[tuple[bytes, bytes]]

SANDBOX = "sandbox allow-scripts allow-same-origin"
# A file that somebody opens by itself does nothing; a drawing may still wear its own colours.
FILE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'; sandbox"
)
_DEVICES = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "midi", "payment",
            "publickey-credentials-get", "serial", "usb")  # fmt: skip
PERMISSIONS = ", ".join(f"{device}=()" for device in _DEVICES)

FOR_EVER = b"public, max-age=31536000, immutable"
ASK_AGAIN = b"public, no-cache"


def page_policy(*, evaluates: bool) -> str:
    """The policy of a page that plays a version; ``evaluates`` lets programs be made of texts."""
    evaluating = " 'unsafe-eval'" if evaluates else ""
    directives: Mapping[str, str] = {
        "default-src": "'none'",
        "script-src": "'self'" + evaluating,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "manifest-src": "'none'",
        "object-src": "'none'",
        "frame-src": "'none'",
        "worker-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": settings.SITE_URL,
    }
    return "; ".join([*(f"{name} {sources}" for name, sources in directives.items()), SANDBOX])


def page_headers(*, evaluates: bool) -> Headers:
    """Headers of a page that plays a version."""
    return [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", ASK_AGAIN),
        (b"content-security-policy", page_policy(evaluates=evaluates).encode()),
        (b"permissions-policy", PERMISSIONS.encode()),
        # Its own process where the browser has them by origin: the site's pages are of the same site.
        (b"origin-agent-cluster", b"?1"),
        (b"x-dns-prefetch-control", b"off"),
        *_EVERYWHERE,
    ]


def file_headers(kind: str) -> Headers:
    """Headers of a file that never changes, of this media type."""
    return [
        (b"content-type", kind.encode()),
        (b"cache-control", FOR_EVER),
        (b"content-security-policy", FILE_POLICY.encode()),
        *_EVERYWHERE,
    ]


def refusal_headers() -> Headers:
    """Headers of an answer that refuses."""
    return [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", FILE_POLICY.encode()),
        *_EVERYWHERE,
    ]


_EVERYWHERE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-site"),
    (b"referrer-policy", b"no-referrer"),
]

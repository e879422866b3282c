"""The content host: a host name of its own under which packages play, because they are programs of strangers.

It knows files and the page that plays them, and nothing else: no Django view, no session, no cookie.
"""

from courses.interactive.content_host.routes import content_host, is_for_content_host

__all__ = ["content_host", "is_for_content_host"]

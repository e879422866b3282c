"""`{% page_scripts %}`: the module scripts that upper packages registered, for every page or for one spot."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from foundation.page_scripts import registered

register = template.Library()


@register.simple_tag
def page_scripts(spot: str = "") -> SafeString:
    """Tags for the registered scripts and the modules that they import."""
    scripts, preloads = registered(spot)
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', ((static(p),) for p in preloads)) + (
        format_html_join("\n", '<script type="module" src="{}"></script>', ((static(s),) for s in scripts))
    )

"""Links to the sites of authorities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, URLBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wagtail.blocks import StructValue

# Besides everything under gov.vn: the Government's own portal, and where the two app shops live.
OFFICIAL_DOMAINS = ("gov.vn", "chinhphu.vn", "play.google.com", "apps.apple.com")


def check_secure(address: str) -> None:
    """Refuse an address that is not plainly https: another scheme, a name with a password before it, no host."""
    try:
        parts = urlsplit(address)
        plain = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        plain = False
    if not plain:
        raise ValidationError(gettext("Write the address as it is on the site itself, beginning with https://"))


def is_official(address: str) -> bool:
    """Whether the address belongs to a domain that only authorities get, or to one of the app shops."""
    host = (urlsplit(address).hostname or "").rstrip(".").lower()
    return any(host == domain or host.endswith(f".{domain}") for domain in OFFICIAL_DOMAINS)


def unofficial(found: Iterable[str]) -> list[str]:
    """Those of the addresses that should be looked at once more before people are sent there."""
    return [address for address in found if not is_official(address)]


class OfficialLinkBlock(StructBlock):
    """A link to an official site. Templates get ``value.title, url, host, description``."""

    title = CharBlock(label=_("name of the site"), max_length=120)
    url = URLBlock(label=_("address"), max_length=500, validators=[check_secure])
    description = CharBlock(label=_("what one finds there"), max_length=300)

    class Meta:
        icon = "link-external"
        label = _("link to an official site")
        template = "courses/blocks/official_link.html"
        group = _("Practice")

    def get_context(self, value: StructValue, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The link, with its host for people to compare with what their browser shows."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "value": {**value, "host": urlsplit(value["url"]).hostname or ""}}

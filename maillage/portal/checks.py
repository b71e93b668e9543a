"""What must hold before the site is opened to the world."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def the_demonstration_stays_at_home(**_given: Any) -> list[CheckMessage]:
    """Refuse sign-ins in one click on a site that is open to the world."""
    if not (settings.DEMO and settings.SECURE_SSL_REDIRECT):
        return []
    return [
        Error(
            "MAILLAGE_DEMO=1 laisse entrer n'importe qui, d'un clic, sous n'importe quel rôle.",
            hint="Enlevez MAILLAGE_DEMO, ou gardez ce site sur votre machine avec MAILLAGE_HTTPS=0.",
            id="portal.E001",
        )
    ]

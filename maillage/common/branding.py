"""The name and contact of the mobilisation that runs this site, for every page."""

from django.conf import settings
from django.http import HttpRequest


def branding(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - Django passes it
    """Return what every template knows of the mobilisation."""
    return {"branding": settings.BRANDING}

"""The tables of the library."""

from maillage.resources.models.resources import (
    RESOURCE_LIFE,
    SAID,
    SUMMARY,
    TEXT,
    TITLE,
    Audience,
    Kind,
    Publication,
    Resource,
    ResourceState,
    Theme,
    Use,
    users_of,
)

__all__ = [
    "RESOURCE_LIFE",
    "SAID",
    "SUMMARY",
    "TEXT",
    "TITLE",
    "Audience",
    "Kind",
    "Publication",
    "Resource",
    "ResourceState",
    "Theme",
    "Use",
    "users_of",
]

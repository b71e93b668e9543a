"""The public pages, as search engines ask for them: at the address of the settings, never that of a request."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone

from maillage.events.models import Event
from maillage.indicators.catalogue import groups
from maillage.network.models import Cooperation, Organisation, Team
from maillage.network.models.places import Subject
from maillage.portal.forms import OPEN_COOPERATIONS, OPEN_TEAMS
from maillage.supports.models import Curriculum, TrainingSession
from maillage.territory.models import Departement

PAGES = (
    "home", "places", "cooperations", "teams", "start_team", "signatories", "charter", "signing_start", "figures",
    "published_figures", "bilan", "data", "open_data", "widget_home", "rights", "accessibility", "legal", "privacy",
    "sources", "search", "trainings", "exchanges", "events", "aids", "programmes", "resources",
    "pledges", "policies", "experiments", "experiment_size", "observatory", "observatory_method",
    "siting_method",
)  # fmt: skip


class Section(Sitemap):  # type: ignore[type-arg] # generic for the checker alone
    """List pages of one kind."""

    def get_protocol(self, protocol: str | None = None) -> str:  # noqa: ARG002 - Django passes it
        """Return http or https, as the settings say."""
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:  # noqa: ARG002 - same
        """Return the rest of the address that the settings give."""
        return settings.SITE_URL.partition("://")[2].rstrip("/")


class Pages(Section):
    """List the pages that are always there."""

    def items(self) -> list[str]:
        """Return their addresses."""
        return [reverse(name) for name in PAGES]

    def location(self, item: str) -> str:
        """Return the address of a page."""
        return item


class Figures(Pages):
    """List the pages of the figures."""

    def items(self) -> list[str]:
        """Return their addresses."""
        return [reverse("figure", args=[figure.code]) for _title, figures in groups() for figure in figures]


class Departements(Pages):
    """List the pages of the départements."""

    def items(self) -> list[str]:
        """Return their addresses."""
        codes = Departement.objects.order_by("code").values_list("code", flat=True)
        return [reverse("departement", args=[code]) for code in codes]


class Subjects(Section):
    """List the pages of what has a name in the register, as it stands today."""

    def location(self, item: Subject | TrainingSession | Curriculum | Event) -> str:
        """Return the address of a page."""
        return item.get_absolute_url()


class Teams(Subjects):
    """List the pages of the teams that are not closed."""

    def items(self) -> list[Team]:
        """Return the teams."""
        found = Team.objects.staged(as_of=timezone.localdate(), known_at=timezone.now())
        return list(found.at_stages(OPEN_TEAMS).order_by("slug"))


class Cooperations(Subjects):
    """List the pages of the cooperations that are not closed."""

    def items(self) -> list[Cooperation]:
        """Return the cooperations."""
        found = Cooperation.objects.staged(as_of=timezone.localdate(), known_at=timezone.now())
        return list(found.at_stages(OPEN_COOPERATIONS).order_by("slug"))


class Organisations(Subjects):
    """List the pages of the organisations that signed the charter."""

    def items(self) -> list[Organisation]:
        """Return the signatories."""
        found = Organisation.objects.signatories(as_of=timezone.localdate(), known_at=timezone.now())
        return list(found.order_by("slug"))


class Trainings(Subjects):
    """List the pages of the trainings to come."""

    def items(self) -> list[TrainingSession]:
        """Return the sessions."""
        return list(TrainingSession.objects.announced().coming(timezone.localdate()))


class Curricula(Subjects):
    """List the pages of what is taught."""

    def items(self) -> list[Curriculum]:
        """Return the curricula."""
        return list(Curriculum.objects.by_variant())


class Events(Subjects):
    """List the pages of the events to come, and of those that took place."""

    def items(self) -> list[Event]:
        """Return the events."""
        return list(Event.objects.to_come_or_held(timezone.localdate(), timezone.now()))


SECTIONS: dict[str, type[Section]] = {
    "pages": Pages,
    "chiffres": Figures,
    "departements": Departements,
    "cooperations": Cooperations,
    "equipes": Teams,
    "organisations": Organisations,
    "formations": Trainings,
    "programmes-de-formation": Curricula,
    "rendez-vous": Events,
}

"""The library: a resource is a text at work; each version that is published is a dated fact of its own."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.facts import DatedFact, DatedFactQuerySet, Recorded, RecordedQuerySet, known
from maillage.common.personal import Basis, People, Personal, written_by
from maillage.common.states import Life
from maillage.common.versions import Versioned
from maillage.network.models import Cooperation, CooperationStage, Team
from maillage.resources.permissions import take_up, write_resource
from maillage.territory.models import Commune, Departement
from maillage.territory.perimeter import Perimeter

TITLE, SUMMARY, TEXT = 150, 400, 20_000


class Kind(models.TextChoices):
    """What sort of resource it is."""

    LANDMARK = "repere", _("repère")
    MEMO = "fiche-memo", _("fiche mémo")
    ILLUSTRATION = "fiche-illustration", _("fiche d'illustration")
    PRACTICE = "bonne-pratique", _("bonne pratique")
    TOOL = "outil", _("outil")
    KIT = "kit-formation", _("kit de formation")
    CHARTER = "charte", _("charte")


class Theme(models.TextChoices):
    """What it speaks of."""

    PRESENCE = "visites", _("visiter et appeler")
    MEETING = "rencontrer", _("rencontrer et repérer")
    TOGETHER = "sortir", _("sortir et se retrouver")
    MOBILITY = "mobilite", _("se déplacer")
    TEAM_LIFE = "vie-equipe", _("faire vivre une équipe")
    COOPERATING = "cooperer", _("coopérer sur un territoire")
    TRAINING = "former", _("former et conseiller")
    FUNDING = "financer", _("financer et rendre compte")
    TELLING = "faire-connaitre", _("faire connaître")
    ETHICS = "ethique", _("éthique et confidentialité")


class Audience(models.TextChoices):
    """For whom it is written first."""

    ALL = "tous", _("tout le monde")
    TEAM = "equipe", _("les équipes citoyennes")
    COOPERATION = "cooperation", _("les coopérations")
    CARRIER = "porteur", _("les organisations porteuses")


class ResourceState(models.TextChoices):
    """Where the text at work is; what is published stays readable while the next version is written."""

    DRAFT = "brouillon", _("en cours d'écriture")
    PROPOSED = "proposee", _("proposée à la relecture")
    RETURNED = "a-reprendre", _("à reprendre")
    PUBLISHED = "publiee", _("publiée")
    WITHDRAWN = "retiree", _("retirée")


_S = ResourceState
WRITABLE = (_S.DRAFT, _S.RETURNED, _S.PUBLISHED, _S.WITHDRAWN)
RESOURCE_LIFE = Life(
    name="ressource",
    title=_("La ressource"),
    states=ResourceState,
    first=_S.DRAFT,
    following={
        _S.DRAFT: (_S.PROPOSED,),
        _S.PROPOSED: (_S.RETURNED, _S.PUBLISHED),
        _S.RETURNED: (_S.DRAFT, _S.PROPOSED),
        _S.PUBLISHED: (_S.DRAFT, _S.WITHDRAWN),
        _S.WITHDRAWN: (_S.DRAFT,),
    },
)


class Written(models.Model):
    """Hold what a resource says, and for whom."""

    title = models.CharField(_("titre"), max_length=TITLE)
    kind = models.CharField(_("nature"), max_length=18, choices=Kind.choices)
    theme = models.CharField(_("thème"), max_length=15, choices=Theme.choices)
    audience = models.CharField(_("public"), max_length=11, choices=Audience.choices, default=Audience.ALL)
    stage = models.CharField(
        _("étape de la coopération"), max_length=14, choices=CooperationStage.choices, blank=True
    )
    departement = models.ForeignKey(
        Departement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("département"),
    )
    summary = models.CharField(_("en une phrase"), max_length=SUMMARY)
    text = models.TextField(_("texte"))
    credit = models.CharField(_("qui l'a écrite"), max_length=250)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


SAID = (
    "title",
    "kind",
    "theme",
    "audience",
    "stage",
    "departement",
    "summary",
    "text",
    "credit",
)


class ResourceQuerySet(models.QuerySet["Resource"]):
    """Read the texts at work."""

    def written_by(self, actor: Actor) -> Self:
        """Keep those that someone may write, the last saved first."""
        shared = CoAuthor.objects.standing().order_by()
        return self.filter(write_resource(actor, shared)).order_by("-saved_at", "-pk")

    def authored_by(self, actor: Actor) -> Self:
        """Keep those that are someone's own."""
        return self.filter(author=actor.user.pk if actor.user else 0)

    def exclude_drafts(self) -> Self:
        """Keep those that were proposed once, whatever became of them."""
        return self.exclude(state=_S.DRAFT, publications=None)

    def ever_published(self) -> Self:
        """Keep those that could be read once."""
        return self.filter(pk__in=Publication.objects.values("resource"))

    def published(self) -> Self:
        """Keep those that may be read now."""
        return self.filter(publications__in=Publication.objects.believed().filter(ended_on=None))

    def of_kind(self, kind: str) -> Self:
        """Keep those of a kind, by title."""
        return self.filter(kind=kind).order_by("title", "pk")

    def to_read_again(self) -> Self:
        """Keep those that wait for a reader, the oldest first."""
        return self.filter(state=_S.PROPOSED).order_by("saved_at", "pk")

    def given_back(self) -> Self:
        """Keep those that their author has to take up again."""
        return self.filter(state=_S.RETURNED)

    def aging(self, day: dt.date) -> Self:
        """Read each with the day before which its published version was to be read again, if that has passed."""
        due = Publication.objects.believed().as_of(day).filter(review_on__lte=day, resource=OuterRef("pk"))
        return self.annotate(due_on=Subquery(due.values("review_on")[:1]))

    def expiring(self, day: dt.date) -> Self:
        """Keep those whose published version was to be read again by a day, the oldest first."""
        return self.aging(day).filter(due_on__isnull=False).order_by("due_on", "pk")

    def to_attend_to(self, day: dt.date) -> dict[str, Any]:
        """Return how many wait for a reader, how many were to be read again by a day, and since when."""
        waits = Q(state=_S.PROPOSED)
        return self.aging(day).aggregate(
            waiting=Count("pk", filter=waits),
            since=Min("saved_at", filter=waits),
            aged=Count("due_on"),
            aged_since=Min("due_on"),
        )


class Resource(Versioned, Written):
    """Hold a text at work, of the person who writes it."""

    personal = (  # type: ignore[assignment] # one entry more than the base
        written_by("author"),
        Personal(
            fields=("credit",),
            people=People.AUTHORS,
            purpose=_("Dire qui a écrit une ressource, comme cette personne l'a demandé."),
            basis=Basis.CONSENT,
            kept=_("aussi longtemps que la ressource"),
        ),
    )

    slug = models.SlugField(_("identifiant"), max_length=170, unique=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("où elle en est"), max_length=11, choices=_S.choices, default=_S.DRAFT)
    remark = models.TextField(_("ce qui est à reprendre"), blank=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ressource")
        verbose_name_plural = _("ressources")
        ordering = ["slug"]

    def get_absolute_url(self) -> str:
        """Return the address of its public page."""
        return reverse("resource", args=[self.slug])

    @property
    def is_writable(self) -> bool:
        """Tell whether its author may write it now."""
        return self.state in WRITABLE


class CoAuthorQuerySet(DatedFactQuerySet["CoAuthor"]):
    """Read who writes with the author."""

    def standing(self) -> Self:
        """Keep those who still do."""
        return self.believed().filter(ended_on=None)

    def of(self, resource: Resource) -> Self:
        """Keep those of a resource, in the order in which they came."""
        return self.standing().filter(resource=resource).select_related("user").order_by("started_on", "pk")

    def may_be_ended_by(self, actor: Actor, resource: Resource) -> Self:
        """Keep those of a resource that someone may end: all, for its author; their own, for the others."""
        user = actor.user.pk if actor.user else 0
        return self.of(resource).filter(Q(user=user) | Q(resource__author=user))


class CoAuthor(DatedFact):
    """Say that a person writes a resource with its author, from a day until a day."""

    personal = (written_by("user"),)

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="coauthors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = CoAuthorQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("écriture à plusieurs")
        verbose_name_plural = _("écritures à plusieurs")
        ordering = ["started_on", "pk"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["resource", "user"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="resources_coauthor_once",
                violation_error_message=_("Cette personne écrit déjà cette fiche."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class PublicationQuerySet(DatedFactQuerySet["Publication"]):
    """Read what is published."""

    def readable(self, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the version of each resource that could be read on a day, as known at a moment, by title."""
        found = self.known_at(known_at).as_of(as_of).select_related("resource", "departement")
        return found.order_by("folded", "pk")

    def with_uses(self, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Read each with how many teams and cooperations took it up by a day."""
        taken = known(known_at, "resource__uses__") & Q(resource__uses__on__lte=as_of)
        return self.annotate(used=Count("resource__uses", filter=taken, distinct=True))

    def useful_in(self, perimeter: Perimeter) -> Self:
        """Keep those of the whole of France, and those of the départements of a territory."""
        if perimeter.is_france:
            return self
        here = Commune.objects.filter(perimeter.q(commune="pk")).values("departement")
        return self.filter(Q(departement=None) | Q(departement__in=here))

    def chosen(self, **columns: str) -> Self:
        """Keep those that bear what is asked; an empty value asks for nothing."""
        return self.filter(**{name: value for name, value in columns.items() if value})

    def among(self, resources: "models.QuerySet[Any, Any]") -> Self:
        """Keep the versions of some resources, by number."""
        return self.filter(resource__in=resources)

    def current(self, resource: Resource | None) -> "Publication | None":
        """Return the version of a resource that can be read now."""
        found = self.believed().filter(resource=resource.pk if resource else 0, ended_on=None)
        return found.select_related("resource").first()

    def of(self, resource: Resource) -> Self:
        """Keep the versions of a resource, the last first."""
        return self.filter(resource=resource).order_by("-number", "-pk")


class Publication(DatedFact, Written):
    """Say that a version of a resource could be read, from a day until a day."""

    personal = Resource.personal[1:]

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="publications")
    number = models.PositiveSmallIntegerField(_("version"))
    folded = models.CharField(max_length=TITLE, editable=False)
    review_on = models.DateField(_("à relire avant le"))
    used: int  # how many make use of it, where with_uses read it

    objects = PublicationQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("version publiée")
        verbose_name_plural = _("versions publiées")
        ordering = ["resource", "number"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["resource"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="resources_publication_one_open",
                violation_error_message=_("Une version de cette ressource est déjà publiée."),
            ),
            models.CheckConstraint(
                name="resources_publication_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Une publication porte sa date."),
            ),
        ]

    def expired(self, day: dt.date) -> bool:
        """Tell whether it was to be read again before a day."""
        return self.review_on <= day


class UseQuerySet(RecordedQuerySet["Use"]):
    """Read who took a resource up."""

    def of(self, resource: Resource, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep, of one resource, those of a day as known at a moment, the first first."""
        found = self.known_at(known_at).filter(resource=resource, on__lte=as_of)
        return found.select_related("team", "cooperation").order_by("on", "pk")

    def may_be_taken_back(self, actor: Actor, resource: Resource) -> Self:
        """Keep, of one resource, those that someone may take back."""
        mine = Q(team__in=users_of(actor)[0]) | Q(cooperation__in=users_of(actor)[1])
        return self.believed().filter(mine, resource=resource).select_related("team", "cooperation")


class Use(Recorded):
    """Say that a team, or a cooperation, took a resource up on a day."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="uses")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(_("depuis le"))

    objects = UseQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("usage d'une ressource")
        verbose_name_plural = _("usages de ressources")
        ordering = ["on", "pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="resources_use_of_one",
                condition=Q(team__isnull=True, cooperation__isnull=False)
                | Q(team__isnull=False, cooperation__isnull=True),
                violation_error_message=_("Un usage est celui d'une équipe, ou d'une coopération."),
            ),
            models.UniqueConstraint(
                fields=["resource", "team"],
                condition=Q(retracted_at__isnull=True, team__isnull=False),
                name="resources_use_once_a_team",
                violation_error_message=_("Cette équipe s'en sert déjà."),
            ),
            models.UniqueConstraint(
                fields=["resource", "cooperation"],
                condition=Q(retracted_at__isnull=True, cooperation__isnull=False),
                name="resources_use_once_a_cooperation",
                violation_error_message=_("Cette coopération s'en sert déjà."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def user(self) -> Team | Cooperation:
        """Return who took it up."""
        return self.team or self.cooperation  # type: ignore[return-value] # a constraint holds that there is one


def users_of(actor: Actor) -> tuple[models.QuerySet[Team], models.QuerySet[Cooperation]]:
    """Return the teams and the cooperations in whose name someone may take a resource up, by name."""
    teams = Team.objects.filter(take_up(actor, "team")).order_by("folded", "pk")
    return teams, Cooperation.objects.filter(take_up(actor, "cooperation")).order_by("folded", "pk")


def of_whom(user: Team | Cooperation) -> dict[str, Any]:
    """Return the column that holds a team, or a cooperation."""
    return {"team": user} if isinstance(user, Team) else {"cooperation": user}

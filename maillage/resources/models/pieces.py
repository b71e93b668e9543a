"""What is joined to a resource: images that its text shows, documents to keep."""

from pathlib import PurePosixPath
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.common.attachments import PrivateStorage
from maillage.common.markdown import Picture
from maillage.common.personal import written_by
from maillage.resources.models.resources import Publication, Resource

ALT = 250


class ResourcePieceQuerySet(models.QuerySet["ResourcePiece"]):
    """Read what is joined."""

    def at_work(self, resource: Resource) -> Self:
        """Keep what is joined to a text at work, by name."""
        return self.filter(resource=resource, taken_off_at=None).select_related("resource").order_by("name")

    def of_version(self, row: Publication) -> Self:
        """Keep what a published version came with, by name."""
        last = Q(last_number=None) | Q(last_number__gte=row.number)
        found = self.filter(last, resource=row.resource_id, first_number__lte=row.number)
        return found.select_related("resource").order_by("name")

    def openable_by(self, actor: Actor) -> Self:
        """Keep what came with a version that could be read, what someone writes, what they read before publishing."""
        # Whatever became of it since: a version of before is still read at its date.
        came = Publication.objects.believed().filter(
            resource=OuterRef("resource"),
            number__gte=OuterRef("first_number"),
            number__lte=Coalesce(OuterRef("last_number"), F("number")),
        )
        mine = Q(resource__in=Resource.objects.written_by(actor).order_by().values("pk"))
        if actor.may(Right.REVIEW_RESOURCE):
            mine |= Q(resource__in=Resource.objects.exclude_drafts().values("pk"))
        return self.filter(Exists(came) | mine)


class ResourcePiece(models.Model):
    """Hold what is joined to a resource: kept in a private folder, under a name that nobody chose."""

    personal = (written_by("added_by"),)

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="pieces")
    name = models.CharField(_("nom du fichier"), max_length=120)
    alt = models.CharField(_("ce que l'on y voit"), max_length=ALT, blank=True)
    is_picture = models.BooleanField(_("image"), default=False)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("taille"))
    digest = models.CharField(_("empreinte"), max_length=64)
    content = models.FileField(_("contenu"), storage=PrivateStorage(), max_length=120)
    first_number = models.PositiveSmallIntegerField(_("première version publiée"), null=True, blank=True)
    last_number = models.PositiveSmallIntegerField(_("dernière version publiée"), null=True, blank=True)
    taken_off_at = models.DateTimeField(_("retirée du texte le"), null=True, blank=True)
    added_at = models.DateTimeField(_("jointe le"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ResourcePieceQuerySet.as_manager()

    class Meta:
        verbose_name = _("pièce d'une ressource")
        verbose_name_plural = _("pièces des ressources")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "name"],
                name="resources_piece_named_once",
                violation_error_message=_("Une pièce de cette fiche porte déjà ce nom."),
            ),
            models.CheckConstraint(
                name="resources_piece_picture_is_told",
                condition=Q(is_picture=False) | ~Q(alt=""),
                violation_error_message=_("Une image vient avec ce que l'on y voit."),
            ),
            models.CheckConstraint(
                name="resources_piece_versions_in_order",
                condition=Q(last_number__isnull=True) | Q(last_number__gte=F("first_number")),
                violation_error_message=_("La dernière version vient après la première."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return where it is read."""
        return reverse("resource_piece", args=[self.resource.slug, self.pk])

    @property
    def sign(self) -> str:
        """Return what is written in the text to show it."""
        return f"![]({self.name})"

    @property
    def extension(self) -> str:
        """Return how its name ends."""
        return PurePosixPath(self.name).suffix.lstrip(".").upper()


def pictures_of(pieces: list[ResourcePiece]) -> dict[str, Picture]:
    """Return the images among what is joined, by the name that a text writes."""
    return {
        piece.name: Picture(url=piece.get_absolute_url(), alt=piece.alt)
        for piece in pieces
        if piece.is_picture
    }

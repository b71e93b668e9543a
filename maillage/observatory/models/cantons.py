"""The cantons of a year, and the one of each commune, at the codes of that year."""

from collections.abc import Iterator
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.observatory.models.observations import DatasetImport


class CantonQuerySet(models.QuerySet["Canton"]):
    """Read cantons."""

    def told(self, load: DatasetImport) -> Self:
        """Keep those that a file names, in the order of codes."""
        return self.filter(load=load).order_by("code")


class Canton(models.Model):
    """Hold a canton of a file: its code, its name, whether it stands for a commune that several cantons share."""

    load = models.ForeignKey(DatasetImport, models.CASCADE, related_name="cantons")
    code = models.CharField(_("code du canton"), max_length=5)
    name = models.CharField(_("nom"), max_length=120)
    shared = models.BooleanField(_("commune partagée entre plusieurs cantons"), default=False)

    objects = CantonQuerySet.as_manager()

    class Meta:
        verbose_name = _("canton")
        verbose_name_plural = _("cantons")
        ordering = ["load", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["load", "code"],
                name="observatory_canton_once",
                violation_error_message=_("Ce canton est déjà connu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class BelongingQuerySet(models.QuerySet["Belonging"]):
    """Read which canton each commune is in."""

    def told(self, load: DatasetImport) -> Iterator[tuple[str, str]]:
        """Yield what a file says: the code of a commune, that of its canton."""
        return iter(self.filter(load=load).order_by("code").values_list("code", "canton"))


class Belonging(models.Model):
    """Say in which canton a commune is, by the codes of the file."""

    load = models.ForeignKey(DatasetImport, models.CASCADE, related_name="belongings")
    code = models.CharField(_("code de la commune"), max_length=5)
    canton = models.CharField(_("code du canton"), max_length=5)

    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = _("canton d'une commune")
        verbose_name_plural = _("cantons des communes")
        ordering = ["load", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["load", "code"],
                name="observatory_belonging_once",
                violation_error_message=_("Le canton de cette commune est déjà connu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} : {self.canton}"

"""What was imported: one run a file, one row a line."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.common.personal import written_by
from maillage.imports.plan import Outcome


class ImportRun(models.Model):
    """Remember that a file entered the register: which one, when, by whom, known since when."""

    personal = (written_by("by"),)

    kind = models.CharField(_("type"), max_length=40)
    file_name = models.CharField(_("fichier"), max_length=255)
    sha256 = models.CharField(_("empreinte"), max_length=64)
    sheet = models.CharField(_("feuille"), max_length=100, blank=True)
    document = models.CharField(_("document"), max_length=250, blank=True)
    at = models.DateTimeField(_("importé le"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("importé par"),
    )
    known_from = models.DateTimeField(_("connu depuis"))
    created = models.PositiveIntegerField(_("créées"), default=0)
    changed = models.PositiveIntegerField(_("changées"), default=0)
    left = models.PositiveIntegerField(_("laissées"), default=0)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.file_name} ({self.kind})"


class ImportRow(models.Model):
    """Remember what became of a line of an imported file, and which record it made or changed."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("ligne"))
    outcome = models.CharField(_("sort"), max_length=6, choices=Outcome.choices)
    model = models.CharField(_("modèle"), max_length=60, blank=True)
    object_id = models.BigIntegerField(_("identifiant"), null=True, blank=True)
    summary = models.CharField(_("résumé"), max_length=500)

    class Meta:
        ordering = ["run", "line", "pk"]
        verbose_name = _("ligne importée")
        verbose_name_plural = _("lignes importées")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "line"],
                name="imports_importrow_line_once",
                violation_error_message=_("Une ligne n'est lue qu'une fois par import."),
            )
        ]

    def __str__(self) -> str:
        return self.summary

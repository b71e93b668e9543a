"""What every domain needs to act safely: sendings done once, drafts, the outbox and its log, daily jobs."""

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.common.personal import Basis, People, Personal


class Submission(models.Model):
    """Hold the single-use token of a form that was sent and carried out, and where its answer was."""

    personal = (
        Personal(
            fields=("user",),
            people=People.ACCOUNTS,
            purpose=_("Qu'un formulaire envoyé deux fois n'agisse qu'une fois."),
            basis=Basis.INTEREST,
            kept=_("30 jours"),
            erased_by="maillage.common.jobs.tidy",
        ),
    )

    token = models.CharField(_("jeton"), max_length=64, unique=True)
    at = models.DateTimeField(_("le"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("qui"),
    )
    path = models.CharField(_("adresse du formulaire"), max_length=500)
    digest = models.CharField(_("empreinte des réponses"), max_length=64)
    answer = models.CharField(_("adresse de la réponse"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("envoi")
        verbose_name_plural = _("envois")
        indexes = [models.Index(fields=["at"], name="common_submission_at")]

    def __str__(self) -> str:
        return f"{self.path} ({self.at:%Y-%m-%d %H:%M})"


class Draft(models.Model):
    """Hold what a person typed in a form and has not sent yet."""

    personal = (
        Personal(
            fields=("user", "data"),
            people=People.ACCOUNTS,
            purpose=_("Retrouver ce que vous n'aviez pas fini d'écrire."),
            basis=Basis.INTEREST,
            kept=_("90 jours après la dernière frappe"),
            erased_by="maillage.common.jobs.tidy",
        ),
    )

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("personne")
    )
    key = models.CharField(_("formulaire"), max_length=200)
    data = models.JSONField(_("ce qui a été écrit"), default=dict)
    updated_at = models.DateTimeField(_("gardé le"))

    class Meta:
        verbose_name = _("brouillon")
        verbose_name_plural = _("brouillons")
        indexes = [models.Index(fields=["updated_at"], name="common_draft_updated")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="common_draft_one_per_form",
                violation_error_message=_("Ce formulaire a déjà un brouillon."),
            )
        ]

    def __str__(self) -> str:
        return self.key


class MessageQuerySet(models.QuerySet["Message"]):
    """Read the outbox and its log."""

    def waiting(self) -> Self:
        """Keep what is neither sent nor given up."""
        return self.filter(sent_at=None, failed_at=None)

    def due(self, at: dt.datetime, *, claimed_before: dt.datetime) -> Self:
        """Keep what may be sent now, the oldest first; a claim that is too old counts no more."""
        free = Q(claimed_at=None) | Q(claimed_at__lt=claimed_before)
        return self.waiting().filter(free, next_try_at__lte=at).order_by("next_try_at", "pk")

    def sent(self) -> Self:
        """Keep what was sent."""
        return self.filter(sent_at__isnull=False)

    def failed(self) -> Self:
        """Keep what was given up."""
        return self.filter(failed_at__isnull=False)

    def received_by(self, user_pk: int, email: str) -> Self:
        """Keep what was written to a person, by their account or at their address."""
        return self.filter(Q(user=user_pk) | Q(to_email__iexact=email))

    def matching(self, words: str) -> Self:
        """Keep the messages whose addressee or subject holds some words."""
        return self.filter(
            Q(to_email__icontains=words) | Q(to_name__icontains=words) | Q(subject__icontains=words)
        )

    def of_kind(self, kind: str) -> Self:
        """Keep one sort of message."""
        return self.filter(kind=kind)

    def of_kinds(self, kinds: Iterable[str]) -> Self:
        """Keep some sorts of messages."""
        return self.filter(kind__in=kinds)

    def of_family(self, family: str) -> Self:
        """Keep the kinds that begin with a word: « resume » and « resume-hebdomadaire »."""
        return self.filter(Q(kind=family) | Q(kind__startswith=f"{family}-"))

    def kinds(self) -> list[str]:
        """Return the sorts of messages that were written."""
        return list(self.order_by("kind").values_list("kind", flat=True).distinct())

    def latest_first(self) -> Self:
        """Read the last written first."""
        return self.order_by("-queued_at", "-pk")


class Message(models.Model):
    """Hold a message to one person: who gets what, why, and what became of it."""

    personal = (
        Personal(
            fields=("text",),
            people=People.ACCOUNTS,
            purpose=_("Vous écrire."),
            basis=Basis.MEMBERSHIP,
            kept=_("90 jours ; le texte d'un code ou d'une invitation, jusqu'à l'envoi"),
            erased_by="maillage.common.jobs.tidy",
        ),
        Personal(
            fields=("to_email", "to_name", "user"),
            people=People.ACCOUNTS,
            purpose=_("Pouvoir dire quel message est parti, à qui, pourquoi."),
            basis=Basis.INTEREST,
            kept=_("tant que la fiche sert ; effacé à votre demande"),
        ),
    )

    to_email = models.EmailField(_("adresse"))
    to_name = models.CharField(_("nom"), max_length=150, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("personne"),
    )
    subject = models.CharField(_("objet"), max_length=200)
    text = models.TextField(_("texte"), blank=True)
    kind = models.SlugField(_("nature"), max_length=60)
    because = models.CharField(_("pourquoi"), max_length=300)
    key = models.CharField(_("clé"), max_length=200, blank=True)
    queued_at = models.DateTimeField(_("écrit le"))
    next_try_at = models.DateTimeField(_("à envoyer à partir du"))
    claimed_at = models.DateTimeField(_("pris en charge le"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    failed_at = models.DateTimeField(_("abandonné le"), null=True, blank=True)
    last_error = models.CharField(_("dernière erreur"), max_length=500, blank=True)
    message_id = models.CharField(_("identifiant"), max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-queued_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at__isnull=True, failed_at__isnull=True),
                name="common_message_waiting",
            ),
            models.Index(fields=["to_email"], name="common_message_to"),
            models.Index(fields=["queued_at"], name="common_message_queued"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=~Q(key=""),
                name="common_message_once_per_key",
                violation_error_message=_("Ce message a déjà été écrit."),
            ),
            models.CheckConstraint(
                name="common_message_sent_or_failed",
                condition=Q(sent_at__isnull=True) | Q(failed_at__isnull=True),
                violation_error_message=_("Un message est envoyé ou abandonné, pas les deux."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_email} : {self.subject}"

    @property
    def state(self) -> str:
        """Return what became of it: sent, failed, retried or waiting."""
        if self.sent_at:
            return "sent"
        if self.failed_at:
            return "failed"
        return "retried" if self.attempts else "waiting"


class Unsubscription(models.Model):
    """Say that an address no longer wants a family of messages."""

    personal = (
        Personal(
            fields=("email",),
            people=People.ACCOUNTS,
            purpose=_("Ne plus vous envoyer ce que vous avez arrêté."),
            basis=Basis.INTEREST,
            kept=_("jusqu'à ce que vous vous réabonniez"),
        ),
    )

    email = models.EmailField(_("adresse"))
    kind = models.SlugField(_("nature"), max_length=60)
    at = models.DateTimeField(_("le"))

    class Meta:
        verbose_name = _("désabonnement")
        verbose_name_plural = _("désabonnements")
        constraints = [
            models.UniqueConstraint(
                fields=["email", "kind"],
                name="common_unsubscription_once",
                violation_error_message=_("Cette adresse est déjà désabonnée."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} : {self.kind}"


class SendingCount(models.Model):
    """Count the sendings of a form by one sender in a span of time; a sender is a seal of the day."""

    personal = (
        Personal(
            fields=("sender",),
            people=People.ENQUIRERS,
            purpose=_("Arrêter les envois en rafale : un sceau du jour, qui ne dit l'adresse de personne."),
            basis=Basis.INTEREST,
            kept=_("2 jours"),
            erased_by="maillage.common.jobs.tidy",
        ),
    )

    form = models.SlugField(_("formulaire"), max_length=30)
    sender = models.CharField(_("empreinte de l'envoi"), max_length=64)
    began_at = models.DateTimeField(_("à partir du"))
    seconds = models.PositiveIntegerField(_("durée en secondes"))
    number = models.PositiveIntegerField(_("nombre"))

    class Meta:
        verbose_name = _("compte d'envois")
        verbose_name_plural = _("comptes d'envois")
        indexes = [models.Index(fields=["began_at"], name="common_sendingcount_began")]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "sender", "began_at", "seconds"],
                name="common_sendingcount_once",
                violation_error_message=_("Ce compte existe déjà."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} : {self.number}"


class JobRunQuerySet(models.QuerySet["JobRun"]):
    """Read the daily jobs."""

    def done(self, name: str, *, since: dt.date, before: dt.date) -> bool:
        """Tell whether a job was done, without a fault, from a day to the day before another."""
        runs = self.filter(name=name, day__gte=since, day__lt=before, finished_at__isnull=False, error="")
        return runs.exists()


class JobRun(models.Model):
    """Say that a daily job was begun on a day, and how it ended; two workers do it once."""

    name = models.CharField(_("travail"), max_length=150)
    day = models.DateField(_("jour"))
    started_at = models.DateTimeField(_("commencé le"))
    finished_at = models.DateTimeField(_("fini le"), null=True, blank=True)
    error = models.CharField(_("erreur"), max_length=500, blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("travail du jour")
        verbose_name_plural = _("travaux du jour")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "day"],
                name="common_jobrun_once_a_day",
                violation_error_message=_("Ce travail a déjà été fait aujourd'hui."),
            ),
            models.CheckConstraint(
                name="common_jobrun_ends_after_start",
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
                violation_error_message=_("La fin vient après le début."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.day})"

"""Referrals: a code in the place of a name, a wish among a few, a consent with its date; then nothing."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Min, Q, Value, When
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.common.personal import Basis, People, Personal, written_by
from maillage.common.states import Life
from maillage.network.models import Cooperation, Team
from maillage.referrals import permissions
from maillage.referrals.models.service import ReferralService
from maillage.territory.models import Commune, Quartier

AVAILABILITY = 120
ANSWER_DAYS = 10
KEPT = dt.timedelta(days=30)  # after its end
KEPT_AT_MOST = dt.timedelta(days=365)  # whatever becomes of it
PURGE = "maillage.referrals.operations.purge.purge_referrals"


class ReferralWish(models.TextChoices):
    """What the person wishes; nothing about their health is asked."""

    VISIT = "visite", _("recevoir une visite")
    CALL = "appel", _("être appelée au téléphone")
    OUTING = "sortie", _("sortir, accompagnée")
    TOGETHER = "ensemble", _("rejoindre un moment à plusieurs")
    HAND = "coup-de-main", _("un coup de main : courses, papiers, téléphone")
    TALK = "parler", _("rencontrer l'équipe pour en parler")


class AgeBand(models.TextChoices):
    """How old the person is, roughly; nobody has to say it."""

    UNDER_75 = "moins-75", _("moins de 75 ans")
    UNDER_85 = "75-84", _("de 75 à 84 ans")
    OLDER = "85", _("85 ans ou plus")


class Capacity(models.TextChoices):
    """In what capacity someone refers."""

    TOWN = "ccas-clic", _("CCAS, CLIC ou mairie")
    HOME_CARE = "aide-a-domicile", _("aide ou soins à domicile")
    SOCIAL = "travail-social", _("travail social")
    HEALTH = "sante", _("professionnel de santé")
    LANDLORD = "bailleur", _("bailleur, gardien")
    ASSOCIATION = "association", _("association")
    NEAR = "proche", _("proche ou voisin")
    OTHER = "autre", _("autre")


class ConsentWay(models.TextChoices):
    """How the person agreed."""

    SPOKEN = "de-vive-voix", _("de vive voix")
    TELEPHONE = "telephone", _("au téléphone")
    WRITTEN = "ecrit", _("par écrit")


class DeclineReason(models.TextChoices):
    """Why a team cannot."""

    NOBODY = "personne", _("personne n'est disponible en ce moment")
    FAR = "loin", _("c'est trop loin pour nous")
    WISH = "souhait", _("nous ne faisons pas cela")
    HOURS = "horaires", _("les jours ou les heures ne conviennent pas")
    PAUSE = "pause", _("l'équipe fait une pause")


class ClosingReason(models.TextChoices):
    """Why nothing more comes of a referral."""

    UNWILLING = "ne-souhaite-plus", _("la personne ne le souhaite plus")
    LOST = "injoignable", _("la personne, ou qui l'a orientée, n'est plus joignable")
    ELSEWHERE = "ailleurs", _("une autre réponse a été trouvée")
    NO_TEAM = "aucune-equipe", _("aucune équipe ne peut venir")
    UNSUITED = "ne-convient-pas", _("cela ne convenait pas, d'un côté ou de l'autre")
    MISTAKE = "erreur", _("l'orientation a été écrite par erreur")


class Outcome(models.TextChoices):
    """What came of a referral; the last two are counted when one is erased before its end."""

    LINK = "lien", _("un lien régulier s'est noué")
    MET = "rencontre", _("ils se sont rencontrés")
    NOT_PURSUED = "sans-suite", _("sans suite")
    WITHDRAWN = "retiree", _("retirée par la personne")
    ERASED = "effacee", _("effacée avant son issue")


class ReferralState(models.TextChoices):
    """Where a referral is."""

    PREPARED = "preparee", _("en préparation")
    SENT = "envoyee", _("attend une réponse")
    DECLINED = "refusee", _("l'équipe ne peut pas")
    ACCEPTED = "acceptee", _("acceptée par l'équipe")
    INTRODUCED = "rencontre", _("la rencontre a eu lieu")
    CLOSED = "close", _("close")


_S = ReferralState
OPEN_STATES = (_S.PREPARED, _S.SENT, _S.DECLINED, _S.ACCEPTED, _S.INTRODUCED)
REFERRAL_LIFE = Life(
    name="orientation",
    title=_("L'orientation"),
    states=ReferralState,
    first=_S.PREPARED,
    # Whatever its state, it is erased when the person withdraws, when its time is over, or when the service stops.
    following={
        _S.PREPARED: (_S.SENT, _S.CLOSED),
        _S.SENT: (_S.ACCEPTED, _S.DECLINED, _S.CLOSED),
        _S.DECLINED: (_S.SENT, _S.CLOSED),
        _S.ACCEPTED: (_S.INTRODUCED, _S.DECLINED, _S.CLOSED),
        _S.INTRODUCED: (_S.CLOSED,),
        _S.CLOSED: (),
    },
)


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Read referrals; none of these is read by a figure, an export, the search or the API."""

    def in_full(self) -> Self:
        """Read each with its place and its team."""
        return self.select_related("cooperation", "commune__departement", "quartier", "team")

    def seen_by(self, actor: Actor) -> Self:
        """Keep those that someone may read."""
        return self.filter(permissions.see_referral(actor))

    def allowing(self, actor: Actor) -> Self:
        """Add what someone may do with each: send it (`may_send`), answer it (`may_answer`)."""
        return self.annotate(
            may_send=_holds(permissions.prepare_referral(actor)),
            may_answer=_holds(permissions.answer_referral(actor)),
        )

    def of(self, cooperation: Cooperation) -> Self:
        """Keep those of a cooperation."""
        return self.filter(cooperation=cooperation)

    def referred_by(self, email: str) -> Self:
        """Keep those of whoever is reached at an address."""
        return self.filter(email__iexact=email)

    def of_team(self, key: int) -> Self:
        """Keep those that a team is asked."""
        return self.filter(team=key)

    def numbered(self, key: int) -> "Referral | None":
        """Return the one that bears a number, if it is among these."""
        return self.filter(pk=key).first()

    def open_first(self) -> Self:
        """Read the open ones first, the oldest first."""
        closed = Case(When(state=_S.CLOSED, then=Value(1)), default=Value(0))
        return self.order_by(closed, "prepared_at", "pk")

    def waiting_for(self, actor: Actor) -> dict[str, tuple[int, dt.date | None]]:
        """Count, in one question, those that wait for a team of someone, and those to send again, since when."""
        asked = Q(state=_S.SENT) & actor.q(Right.ANSWER_REFERRAL, "team", "team", live=True)
        again = Q(state=_S.DECLINED) & permissions.prepare_referral(actor)
        told = self.order_by().aggregate(
            asked=Count("pk", filter=asked),
            asked_since=Min("sent_on", filter=asked),
            again=Count("pk", filter=again),
            again_since=Min("answered_on", filter=again),
        )
        return {name: (told[name], told[f"{name}_since"]) for name in ("asked", "again")}

    def late(self, day: dt.date) -> Self:
        """Keep those whose answer is late, and of which nobody was reminded."""
        return self.filter(state=_S.SENT, answer_due_on__lt=day, reminded_at=None)

    def to_erase(self, day: dt.date) -> Self:
        """Keep those whose time is over, or whose cooperation has no service any more."""
        ended = Q(closed_on__lte=day - KEPT)
        old = Q(opened_on__lte=day - KEPT_AT_MOST)
        served = ReferralService.objects.believed().filter(ended_on=None).values("cooperation")
        return self.filter(ended | old | ~Q(cooperation__in=served))


def _holds(condition: Q) -> Case:
    """Return whether a condition holds, as a column."""
    return Case(
        When(condition, then=Value(value=True)),
        default=Value(value=False),
        output_field=models.BooleanField(),
    )


class Referral(models.Model):
    """Hold the wish of someone to meet a team, without their name; whoever refers them keeps it."""

    # Added by `allowing`.
    may_send: bool
    may_answer: bool

    personal = (
        Personal(
            fields=(
                "code",
                "commune",
                "quartier",
                "wish",
                "age_band",
                "availability",
                "consented_on",
                "consent_how",
                "state",
                "outcome",
            ),
            people=People.REFERRED,
            purpose=_(
                "Vous faire rencontrer une équipe, si vous l'avez accepté ; votre nom n'est pas écrit."
            ),
            basis=Basis.CONSENT,
            kept=_("30 jours après son issue, et un an au plus ; aussitôt effacé si vous changez d'avis"),
            erased_by=PURGE,
        ),
        Personal(
            fields=("referrer", "capacity", "telephone", "email", "consent_by"),
            people=People.PARTNERS,
            purpose=_("Que l'équipe puisse vous appeler au sujet de la personne que vous lui avez orientée."),
            basis=Basis.INTEREST,
            kept=_("30 jours après l'issue de l'orientation, et un an au plus"),
            erased_by=PURGE,
        ),
        written_by("opened_by"),
    )

    is_personal = True  # the journal keeps a number, and says nothing more

    code = models.CharField(_("code"), max_length=8, unique=True)
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="referrals")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name=_("commune"))
    quartier = models.ForeignKey(
        Quartier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("quartier")
    )
    wish = models.CharField(_("souhait"), max_length=12, choices=ReferralWish.choices)
    age_band = models.CharField(_("âge, à peu près"), max_length=8, choices=AgeBand.choices, blank=True)
    availability = models.CharField(_("jours et heures qui conviennent"), max_length=AVAILABILITY, blank=True)
    referrer = models.CharField(_("qui oriente"), max_length=150)
    capacity = models.CharField(_("à quel titre"), max_length=15, choices=Capacity.choices)
    telephone = models.CharField(_("téléphone"), max_length=20, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    consented_on = models.DateField(_("accord donné le"), null=True, blank=True)
    consent_how = models.CharField(_("comment"), max_length=12, choices=ConsentWay.choices, blank=True)
    consent_by = models.CharField(_("recueilli par"), max_length=150, blank=True)
    state = models.CharField(
        _("où elle en est"), max_length=9, choices=ReferralState.choices, default=ReferralState.PREPARED
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="referrals")
    opened_on = models.DateField(_("écrite le"))
    prepared_at = models.DateTimeField(_("écrite à"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_on = models.DateField(_("envoyée le"), null=True, blank=True)
    answer_due_on = models.DateField(_("réponse attendue le"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("rappelée le"), null=True, blank=True)
    answered_on = models.DateField(_("répondue le"), null=True, blank=True)
    decline_reason = models.CharField(_("pourquoi"), max_length=9, choices=DeclineReason.choices, blank=True)
    introduced_on = models.DateField(_("rencontre le"), null=True, blank=True)
    closed_on = models.DateField(_("close le"), null=True, blank=True)
    outcome = models.CharField(_("issue"), max_length=10, choices=Outcome.choices, blank=True)
    closing_reason = models.CharField(_("motif"), max_length=16, choices=ClosingReason.choices, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("orientation")
        verbose_name_plural = _("orientations")
        ordering = ["prepared_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="referrals_referrer_can_be_reached",
                condition=~Q(telephone="", email=""),
                violation_error_message=_("Donnez un téléphone ou une adresse électronique."),
            ),
            models.CheckConstraint(
                name="referrals_never_sent_without_consent",
                condition=Q(sent_on__isnull=True)
                | (
                    Q(consented_on__isnull=False, team__isnull=False) & ~Q(consent_how="") & ~Q(consent_by="")
                ),
                violation_error_message=_("Sans l'accord de la personne, rien n'est envoyé."),
            ),
            models.CheckConstraint(
                name="referrals_closed_with_its_outcome",
                condition=Q(state="close", closed_on__isnull=False) & ~Q(outcome="")
                | ~Q(state="close") & Q(closed_on__isnull=True, outcome=""),
                violation_error_message=_("Une orientation close dit son issue et son jour."),
            ),
        ]
        indexes = [models.Index(fields=["cooperation", "state"], name="referrals_by_cooperation")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Tell whether something may still come of it."""
        return self.state in OPEN_STATES

    @property
    def place(self) -> str:
        """Return where the person lives, no nearer than their quarter."""
        return f"{self.commune}, {self.quartier}" if self.quartier else str(self.commune)

    @property
    def erased_on(self) -> dt.date:
        """Return the day when it erases itself."""
        last = self.opened_on + KEPT_AT_MOST
        return min(last, self.closed_on + KEPT) if self.closed_on else last

    def is_late(self, day: dt.date) -> bool:
        """Tell whether the answer of its team is late."""
        return self.state == _S.SENT and self.answer_due_on is not None and self.answer_due_on < day

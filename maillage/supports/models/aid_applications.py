"""Applications for an aid: from the draft to the end, what is joined, what is asked back."""

import datetime as dt
from pathlib import PurePosixPath
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Min, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.common.attachments import PrivateStorage
from maillage.common.personal import Basis, People, Personal, written_by
from maillage.common.states import Life
from maillage.common.versions import Versioned
from maillage.network.models import Cooperation, Organisation, Team
from maillage.supports.models.aid_schemes import AidScheme
from maillage.supports.permissions import (
    apply_for_aid,
    decide_aid,
    give_opinion,
    instruct_aid,
    may_apply,
    read_aid,
)
from maillage.territory.models import Commune, Departement


class ApplicationState(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("brouillon")
    SUBMITTED = "submitted", _("déposée")
    INCOMPLETE = "incomplete", _("à compléter")
    EXAMINED = "examined", _("instruite")
    AWARDED = "awarded", _("acceptée")
    REFUSED = "refused", _("refusée")
    WITHDRAWN = "withdrawn", _("retirée")
    PAID = "paid", _("payée")
    REPORTED = "reported", _("compte rendu reçu")
    CLOSED = "closed", _("close")


_S = ApplicationState
WAITING = (_S.SUBMITTED, _S.INCOMPLETE, _S.EXAMINED)
SOON = dt.timedelta(days=30)
GRANTED = (_S.AWARDED, _S.PAID, _S.REPORTED, _S.CLOSED)

AID_LIFE = Life(
    name="demande-d-aide",
    title=_("La demande d'aide"),
    states=ApplicationState,
    first=_S.DRAFT,
    following={
        _S.DRAFT: (_S.SUBMITTED, _S.WITHDRAWN),
        _S.SUBMITTED: (_S.INCOMPLETE, _S.EXAMINED, _S.WITHDRAWN),
        _S.INCOMPLETE: (_S.SUBMITTED, _S.WITHDRAWN),
        _S.EXAMINED: (_S.INCOMPLETE, _S.AWARDED, _S.REFUSED, _S.WITHDRAWN),
        _S.AWARDED: (_S.PAID, _S.WITHDRAWN),
        _S.PAID: (_S.REPORTED,),
        _S.REPORTED: (_S.CLOSED,),
    },
)


class AidApplicationQuerySet(models.QuerySet["AidApplication"]):
    """Read applications."""

    def in_full(self) -> Self:
        """Read each application with what its line and its page print."""
        return self.select_related(
            "scheme", "cooperation", "team", "organisation", "commune", "departement", "instructed_by"
        )

    def handed_in(self) -> Self:
        """Keep the applications that were handed in: a draft is nobody else's business."""
        return self.exclude(submitted_at=None)

    def prepared_by(self, actor: Actor) -> Self:
        """Keep the applications that someone may prepare and follow, the last first."""
        return self.filter(apply_for_aid(actor)).order_by("-opened_at", "-pk")

    def readable_by(self, actor: Actor) -> Self:
        """Keep the applications that someone may read."""
        return self.handed_in().filter(read_aid(actor))

    def instructable_by(self, actor: Actor) -> Self:
        """Keep the applications that someone may examine."""
        return self.handed_in().filter(instruct_aid(actor))

    def decidable_by(self, actor: Actor) -> Self:
        """Keep the applications that someone may decide."""
        return self.handed_in().filter(decide_aid(actor))

    def scorable_by(self, actor: Actor) -> Self:
        """Keep the applications that someone may read for the committee, and score."""
        return self.handed_in().filter(instruct_aid(actor) | decide_aid(actor))

    def awaiting_opinion_of(self, actor: Actor) -> Self:
        """Keep the applications about which the cooperation of someone may speak."""
        return self.handed_in().filter(give_opinion(actor))

    def waiting_for(self, actor: Actor) -> dict[str, tuple[int, dt.datetime | None]]:
        """Return how many applications someone has to examine, to decide, to speak of; since when the oldest waits."""
        conditions = {
            "to_examine": instruct_aid(actor) & Q(state=_S.SUBMITTED),
            "to_decide": decide_aid(actor) & Q(state=_S.EXAMINED),
            "to_speak_of": give_opinion(actor) & Q(state__in=WAITING) & Q(opinions=None),
        }
        asked: dict[str, models.Aggregate] = {}
        for name, condition in conditions.items():
            asked[f"{name}_number"] = Count("pk", filter=condition, distinct=True)
            asked[f"{name}_since"] = Min("submitted_at", filter=condition)
        told = self.handed_in().order_by().aggregate(**asked)
        return {name: (told[f"{name}_number"], told[f"{name}_since"]) for name in conditions}

    def of_scheme(self, scheme: AidScheme) -> Self:
        """Keep the applications for an aid."""
        return self.filter(scheme=scheme)

    def for_committee(self, scheme: AidScheme) -> Self:
        """Keep what a committee has to decide, or has decided, by number."""
        shown = (_S.EXAMINED, _S.REFUSED, *GRANTED)
        return self.of_scheme(scheme).filter(state__in=shown).in_full().order_by("number", "pk")

    def with_readings(self) -> Self:
        """Read each application with its opinions and its scores, in order."""
        # They are told of in a table that knows this one: named by their path.
        return self.prefetch_related("opinions__cooperation", "reviews")

    def at_state(self, state: str) -> Self:
        """Keep the applications in a state; without one, those that wait for us."""
        return self.filter(state=state) if state else self.filter(state__in=WAITING)

    def in_departement(self, code: str) -> Self:
        """Keep the applications of those who sit in a département."""
        return self.filter(departement__code=code) if code else self

    def oldest_first(self) -> Self:
        """Read those that wait the longest first."""
        return self.in_full().order_by("submitted_at", "pk")

    def oldest_waiting(self) -> list[tuple[str, str, int, dt.datetime]]:
        """Return, for each département, how many applications wait, and since when the oldest does."""
        rows = self.filter(state=_S.SUBMITTED).order_by("departement__code")
        found = rows.values_list("departement__code", "departement__name").annotate(
            count=models.Count("pk"), since=Min("submitted_at")
        )
        return [(code or "", name or "", count, since) for code, name, count, since in found]

    def standing(self) -> Self:
        """Keep the applications that are not taken back."""
        return self.exclude(state=_S.WITHDRAWN)

    def about(self, beneficiary: models.Model) -> Self:
        """Keep the applications of a beneficiary, the last first."""
        asked = self.filter(**{str(beneficiary._meta.model_name): beneficiary.pk})
        return asked.select_related("scheme").order_by("-opened_at", "-pk")

    def with_money(self) -> Self:
        """Add what was awarded and paid, as believed today."""
        award = Sum("awards__amount_cents", filter=Q(awards__retracted_at__isnull=True))
        return self.annotate(awarded_cents=award)

    def others_of(self, application: "AidApplication") -> Self:
        """Keep what the beneficiary of an application asked apart from it."""
        return self.about(application.beneficiary).handed_in().exclude(pk=application.pk).with_money()

    def in_the_hands_of_the_applicant(self, day: dt.date) -> Self:
        """Keep those that wait for an answer of who asked, or soon for their report; the most urgent first."""
        due = Q(state=_S.PAID, report_due_on__lte=day + SOON)
        return self.filter(Q(state=_S.INCOMPLETE) | due).order_by("report_due_on", "pk")

    def owing_a_report(self) -> Self:
        """Keep the applications that are paid and must still report."""
        return (
            self.filter(state=_S.PAID, report_due_on__isnull=False).in_full().order_by("report_due_on", "pk")
        )


class AidApplication(Versioned):
    """Hold what someone asks of an aid: who, how much, what for, and what became of it."""

    personal: tuple[Personal, ...] = (  # type: ignore[assignment] # more than its ancestor says
        Personal(
            fields=("contact_name", "contact_email", "contact_telephone"),
            people=People.PARTNERS,
            purpose=_("Vous répondre au sujet de votre demande d'aide."),
            basis=Basis.MEMBERSHIP,
            kept=_("aussi longtemps que les comptes de l'aide ; un brouillon : un an"),
            erased_by="maillage.supports.operations.aid_care.daily",
        ),
        written_by("opened_by", "instructed_by"),
    )

    State = ApplicationState

    scheme = models.ForeignKey(AidScheme, models.PROTECT, related_name="applications", verbose_name=_("aide"))
    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, null=True, blank=True, related_name="aid_applications"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="aid_applications")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="aid_applications"
    )
    # The seat as it stands when the application is handed in: who examines it is told by it.
    departement = models.ForeignKey(
        Departement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("département")
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    state = models.CharField(_("état"), max_length=12, choices=_S.choices, default=_S.DRAFT)
    number = models.CharField(_("numéro"), max_length=20, blank=True)
    title = models.CharField(_("projet en une phrase"), max_length=200, blank=True)
    amount_cents = models.PositiveBigIntegerField(_("montant demandé"), null=True, blank=True)
    answers = models.JSONField(_("réponses"), default=dict, blank=True)
    contact_name = models.CharField(_("personne à joindre"), max_length=150, blank=True)
    contact_email = models.EmailField(_("adresse électronique"), blank=True)
    contact_telephone = models.CharField(_("téléphone"), max_length=20, blank=True)
    opened_at = models.DateTimeField(_("commencée le"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("déposée le"), null=True, blank=True)
    instructed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_cents = models.PositiveBigIntegerField(_("montant proposé"), null=True, blank=True)
    examination = models.TextField(_("avis de l'instruction"), blank=True)
    decided_on = models.DateField(_("décidée le"), null=True, blank=True)
    decision_reason = models.TextField(_("motif de la décision"), blank=True)
    report_due_on = models.DateField(_("compte rendu attendu le"), null=True, blank=True)

    awarded_cents: int | None  # added by « with_money »

    objects = AidApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande d'aide")
        verbose_name_plural = _("demandes d'aide")
        indexes = [models.Index(fields=["state", "submitted_at"], name="supports_application_waiting")]
        constraints = [
            models.CheckConstraint(
                name="supports_aidapplication_one_beneficiary",
                condition=Q(cooperation__isnull=False, team__isnull=True, organisation__isnull=True)
                | Q(cooperation__isnull=True, team__isnull=False, organisation__isnull=True)
                | Q(cooperation__isnull=True, team__isnull=True, organisation__isnull=False),
                violation_error_message=_("Une demande a un seul bénéficiaire."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["scheme", model],
                    condition=Q(**{f"{model}__isnull": False}) & ~Q(state=_S.WITHDRAWN),
                    name=f"supports_aidapplication_once_by_{model}",
                    violation_error_message=_("Une demande existe déjà pour cette aide."),
                )
                for model in ("cooperation", "team", "organisation")
            ),
            models.CheckConstraint(
                name="supports_aidapplication_handed_in_is_whole",
                condition=Q(state__in=[_S.DRAFT, _S.WITHDRAWN])
                | (Q(submitted_at__isnull=False, amount_cents__gt=0) & ~Q(number="")),
                violation_error_message=_("Une demande déposée porte son montant, son numéro et sa date."),
            ),
            models.CheckConstraint(
                name="supports_aidapplication_refused_has_its_reason",
                condition=~Q(state=_S.REFUSED) | (Q(decided_on__isnull=False) & ~Q(decision_reason="")),
                violation_error_message=_("Un refus porte sa date et son motif."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.beneficiary} : {self.scheme}"

    def get_absolute_url(self) -> str:
        """Return the address of its page at the desk."""
        return reverse("aid_file", args=[self.pk])

    @property
    def beneficiary(self) -> Cooperation | Team | Organisation:
        """Return who asks."""
        found = self.cooperation or self.team or self.organisation
        assert found is not None  # noqa: S101 - the database holds exactly one
        return found

    @property
    def place(self) -> str:
        """Return where the beneficiary sits, in words."""
        found = (self.commune.name if self.commune else "", self.departement.name if self.departement else "")
        return ", ".join(dict.fromkeys(filter(None, found)))

    @property
    def is_draft(self) -> bool:
        """Tell whether it is not handed in yet."""
        return self.state == _S.DRAFT

    @property
    def is_waiting(self) -> bool:
        """Tell whether a decision is waited for."""
        return self.state in WAITING

    @property
    def is_payable(self) -> bool:
        """Tell whether a payment may be noted."""
        return self.state in (_S.AWARDED, _S.PAID)

    @property
    def may_still_withdraw(self) -> bool:
        """Tell whether it may be taken back."""
        return self.may_become(_S.WITHDRAWN)

    @property
    def report_or_none(self) -> "models.Model | None":
        """Return what its beneficiary reported, if it did."""
        return getattr(self, "report", None)

    @property
    def is_granted(self) -> bool:
        """Tell whether money was awarded."""
        return self.state in GRANTED

    def value_of(self, name: str) -> object:
        """Return what this row holds for a field of its form; a question keeps its answer under its number."""
        kept = name.removeprefix("question-")
        return self.answers.get(kept) if kept != name else getattr(self, name, None)

    def may_become(self, state: str) -> bool:
        """Tell whether this application may take another state."""
        return AID_LIFE.may_become(self.state, state)


def beneficiaries_of(
    scheme: AidScheme, actor: Actor, *, most: int
) -> dict[str, Cooperation | Team | Organisation]:
    """Return those for whom someone may ask an aid, by their key in a form, so many of each kind."""
    found: dict[str, Cooperation | Team | Organisation] = {}
    kinds: dict[str, type[Cooperation] | type[Team] | type[Organisation]] = {
        "cooperation": Cooperation,
        "team": Team,
        "organisation": Organisation,
    }
    for name in scheme.for_whom:
        rows = kinds[name]._default_manager.filter(may_apply(actor, name)).order_by("folded", "pk")[:most]
        found |= {f"{name}-{row.pk}": row for row in rows}
    return found


def cooperation_speaking(actor: Actor, application: AidApplication) -> Cooperation:
    """Return the cooperation in whose name someone speaks of an application: that of the hat that reaches it."""
    hat = actor.hat_for(Right.GIVE_OPINION, application.beneficiary)
    return Cooperation.objects.get(slug=hat.perimeter.code if hat else "")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Read what was joined."""

    def in_order(self) -> Self:
        """Read from the first to the last."""
        return self.order_by("added_at", "pk")

    def openable_by(self, actor: Actor) -> Self:
        """Keep what someone may open: what they prepare themselves, or was handed in to them."""
        mine = AidApplication.objects.prepared_by(actor).order_by().values("pk")
        theirs = AidApplication.objects.readable_by(actor).order_by().values("pk")
        return self.filter(Q(application__in=mine) | Q(application__in=theirs))


class Attachment(models.Model):
    """Hold a document joined to an application: kept in a private folder, under a name that nobody chose."""

    personal = (written_by("added_by"),)

    application = models.ForeignKey(AidApplication, models.CASCADE, related_name="attachments")
    name = models.CharField(_("nom du fichier"), max_length=120)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("taille"))
    digest = models.CharField(_("empreinte"), max_length=64)
    content = models.FileField(_("contenu"), storage=PrivateStorage(), max_length=120)
    is_photo = models.BooleanField(_("photo du compte rendu"), default=False)
    added_at = models.DateTimeField(_("joint le"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")

    def __str__(self) -> str:
        return self.name

    @property
    def extension(self) -> str:
        """Return how its name ends."""
        return PurePosixPath(self.name).suffix.lstrip(".").upper()


class AidExchangeQuerySet(models.QuerySet["AidExchange"]):
    """Read what was asked and answered."""

    def in_order(self) -> Self:
        """Read from the first to the last."""
        return self.order_by("asked_at", "pk")

    def unanswered(self) -> Self:
        """Keep the questions that wait for an answer."""
        return self.filter(answered_at=None)


class AidExchange(models.Model):
    """Hold what an application lacks, and the answer."""

    personal = (written_by("asked_by"),)

    application = models.ForeignKey(AidApplication, models.CASCADE, related_name="exchanges")
    question = models.TextField(_("ce qui manque"))
    asked_at = models.DateTimeField(_("demandé le"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("réponse"), blank=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)

    objects = AidExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("échange sur une demande d'aide")
        verbose_name_plural = _("échanges sur les demandes d'aide")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at__isnull=True),
                name="supports_aidexchange_one_question_at_a_time",
                violation_error_message=_("Une question attend déjà sa réponse."),
            ),
            models.CheckConstraint(
                name="supports_aidexchange_answer_is_dated",
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_at__gte=F("asked_at")) & ~Q(answer="")),
                violation_error_message=_("Une réponse porte sa date."),
            ),
        ]

    def __str__(self) -> str:
        return self.question

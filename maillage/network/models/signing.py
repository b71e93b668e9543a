"""Signing the charter online: the file of an organisation, from its draft to the decision."""

import datetime as dt
import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.normalise import fold, near_key
from maillage.common.personal import Basis, People, Personal, written_by
from maillage.common.states import Life
from maillage.network.models.charters import Charter, Signature
from maillage.network.models.cooperations import Cooperation
from maillage.network.models.organisations import Organisation, OrganisationKind, OrganisationSituation
from maillage.network.models.places import covered_by
from maillage.network.models.sittings import Sitting
from maillage.network.permissions import decide_signature, instruct_signature, see_organisation
from maillage.territory.models import Commune, Departement
from maillage.territory.perimeter import Perimeter

STEPS = ("organisation", "contact", "commitments", "text")


class SigningState(models.TextChoices):
    """Where a file stands."""

    DRAFT = "draft", _("brouillon")
    SUBMITTED = "submitted", _("déposé")
    INCOMPLETE = "incomplete", _("à compléter")
    ACCEPTED = "accepted", _("accepté")
    REFUSED = "refused", _("refusé")
    WITHDRAWN = "withdrawn", _("retiré")


_S = SigningState
OPEN = (_S.DRAFT, _S.SUBMITTED, _S.INCOMPLETE)
HANDED_IN = (_S.SUBMITTED, _S.INCOMPLETE)

SIGNING = Life(
    name="dossier-de-signature",
    title=_("Le dossier de signature de la charte"),
    states=SigningState,
    first=_S.DRAFT,
    following={
        _S.DRAFT: (_S.SUBMITTED, _S.WITHDRAWN),
        _S.SUBMITTED: (_S.INCOMPLETE, _S.ACCEPTED, _S.REFUSED, _S.WITHDRAWN),
        _S.INCOMPLETE: (_S.SUBMITTED, _S.WITHDRAWN),
    },
)


class SigningFileQuerySet(models.QuerySet["SigningFile"]):
    """Read signing files."""

    def handed_in(self) -> Self:
        """Keep the files that were signed, whatever became of them: a draft is nobody else's business."""
        return self.exclude(state=SigningState.DRAFT).exclude(submitted_at=None)

    def waiting(self) -> Self:
        """Keep the files that wait for a decision, the oldest first."""
        return self.filter(state=SigningState.SUBMITTED).order_by("submitted_at", "pk")

    def instructable_by(self, actor: Actor) -> Self:
        """Keep the files that someone may examine."""
        return self.handed_in().filter(instruct_signature(actor, "organisation"))

    def decidable_by(self, actor: Actor) -> Self:
        """Keep the files that someone may decide."""
        return self.handed_in().filter(decide_signature(actor, "organisation"))

    def about(self, organisation: Organisation) -> Self:
        """Keep the files of an organisation, the last first."""
        return self.filter(organisation=organisation).order_by("-submitted_at", "-pk")

    def certified(self) -> Self:
        """Keep the files that ended with a certificate, read with what it says."""
        return self.filter(certificate__isnull=False).select_related("charter", "organisation", "sitting")

    def certified_for(self, actor: Actor) -> Self:
        """Keep the certificates of organisations whose internal sheet someone may read."""
        return self.certified().filter(see_organisation(actor, "organisation"))

    def at_state(self, state: str) -> Self:
        """Keep the files in a state; without one, those that somebody must still do something about."""
        return self.filter(state=state) if state else self.filter(state__in=HANDED_IN)

    def older_than(self, moment: dt.datetime) -> Self:
        """Keep the files that were handed in before a moment."""
        return self.filter(submitted_at__lt=moment)

    def in_perimeter(self, perimeter: Perimeter) -> Self:
        """Keep the files of organisations that sit in a place."""
        return self.filter(perimeter.q())

    def within_cooperation(self, cooperation: Cooperation, *, as_of: dt.date) -> Self:
        """Keep the files of organisations that sit where a cooperation covers, told by the file or by the register."""
        covered = cooperation.coverages.believed().as_of(as_of)
        seated = OrganisationSituation.objects.believed().as_of(as_of).filter(covered_by(covered))
        return self.filter(covered_by(covered) | Q(organisation__in=seated.values("organisation")))

    def in_full(self) -> Self:
        """Read each file with what its lines and its page print, the oldest first."""
        return self.select_related(
            "charter", "organisation", "kind", "commune", "departement", "sitting", "signature"
        ).order_by("submitted_at", "pk")

    def counts(self) -> dict[str, int]:
        """Return how many files are in each state."""
        return dict(self.order_by().values_list("state").annotate(Count("pk")))

    def rival(self, file: "SigningFile") -> "SigningFile | None":
        """Return another file in progress that signs the same charter for the same organisation, if there is one."""
        others = self.filter(charter=file.charter_id, state__in=HANDED_IN).exclude(pk=file.pk)
        same = Q(siret=file.siret) & ~Q(siret="")
        if file.organisation_id:
            return others.filter(same | Q(organisation=file.organisation_id)).first()
        if found := others.filter(same).first():
            return found
        # Newcomers are one when their names tell the same, in one département: unless two SIRET tell them apart.
        key = _telling(file.name)
        nearby = others.filter(organisation=None, departement=file.departement_id).order_by("pk")
        apart = (row for row in nearby if not (file.siret and row.siret))
        return next((row for row in apart if _telling(row.name) == key), None)


def _telling(name: str) -> tuple[str, list[str]]:
    """Return what tells a name from another: its words, and its numbers."""
    folded = fold(name)
    return near_key(folded), [word for word in folded.split() if word.isdigit()]


def new_key() -> str:
    """Return what nobody can guess: a link to a draft holds it."""
    return secrets.token_urlsafe(16)


class SigningFile(models.Model):
    """Hold the wish of an organisation to sign a charter: who it is, what it brings, who signs, what was decided."""

    personal = (
        Personal(
            fields=("signatory_name", "signatory_capacity", "contact_email", "contact_telephone"),
            people=People.PARTNERS,
            purpose=_("Recevoir la signature de votre organisation, et vous répondre."),
            basis=Basis.CONSENT,
            kept=_("un dossier jamais déposé : 90 jours ; déposé : aussi longtemps que la signature"),
            erased_by="maillage.network.operations.signing.purge_drafts",
        ),
    )

    State = SigningState

    key = models.CharField(_("clé du lien"), max_length=32, unique=True, default=new_key)
    state = models.CharField(
        _("état"), max_length=12, choices=SigningState.choices, default=SigningState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("commencé le"))
    submitted_at = models.DateTimeField(_("déposé le"), null=True, blank=True)

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="files", verbose_name=_("charte"))
    charter_digest = models.CharField(_("empreinte du texte lu"), max_length=64, blank=True)

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signing_files",
        verbose_name=_("organisation du registre"),
    )
    set_aside = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("fiches écartées par la personne")
    )
    name = models.CharField(_("nom"), max_length=200)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    rna = models.CharField(_("numéro RNA"), max_length=10, blank=True)
    kind = models.ForeignKey(
        OrganisationKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nature")
    )
    departement = models.ForeignKey(
        Departement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("département")
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    website = models.URLField(_("site"), max_length=500, blank=True)
    telephone = models.CharField(_("téléphone de l'organisation"), max_length=20, blank=True)

    everywhere = models.BooleanField(_("s'engage partout en France"), default=False)
    departements = models.ManyToManyField(
        Departement, blank=True, related_name="+", verbose_name=_("s'engage dans ces départements")
    )
    commitments_told_at = models.DateTimeField(_("engagements dits le"), null=True, blank=True)

    signatory_name = models.CharField(_("signataire"), max_length=150, blank=True)
    signatory_capacity = models.CharField(_("en qualité de"), max_length=150, blank=True)
    contact_email = models.EmailField(_("adresse électronique du contact"), blank=True)
    contact_telephone = models.CharField(_("téléphone du contact"), max_length=20, blank=True)

    sitting = models.ForeignKey(
        Sitting, models.PROTECT, null=True, blank=True, related_name="signing_files", verbose_name=_("séance")
    )
    decided_on = models.DateField(_("décidé le"), null=True, blank=True)
    decision_reason = models.TextField(_("motif de la décision"), blank=True)
    certificate = models.CharField(_("numéro du certificat"), max_length=20, null=True, blank=True)  # noqa: DJ001 - unique when there is one
    signature = models.ForeignKey(
        Signature, models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("signature")
    )

    objects = SigningFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier de signature")
        verbose_name_plural = _("dossiers de signature")
        indexes = [models.Index(fields=["state", "submitted_at"], name="network_signingfile_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["charter", "organisation"],
                condition=Q(organisation__isnull=False, state__in=HANDED_IN),
                name="network_signingfile_one_by_organisation",
                violation_error_message=_("Un dossier de cette organisation attend déjà une décision."),
            ),
            models.UniqueConstraint(
                fields=["charter", "siret"],
                condition=~Q(siret="") & Q(state__in=HANDED_IN),
                name="network_signingfile_one_by_siret",
                violation_error_message=_("Un dossier portant ce SIRET attend déjà une décision."),
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                name="network_signingfile_certificate_once",
                violation_error_message=_("Ce numéro de certificat est déjà donné."),
            ),
            models.CheckConstraint(
                name="network_signingfile_commune_has_departement",
                condition=Q(commune__isnull=True) | Q(departement__isnull=False),
                violation_error_message=_("Une commune vient avec son département."),
            ),
            models.CheckConstraint(
                name="network_signingfile_signed_when_handed_in",
                condition=Q(state__in=[_S.DRAFT, _S.WITHDRAWN])
                | (Q(submitted_at__isnull=False) & ~Q(charter_digest="") & ~Q(signatory_name="")),
                violation_error_message=_("Un dossier déposé porte son texte, son signataire et sa date."),
            ),
            models.CheckConstraint(
                name="network_signingfile_accepted_has_its_signature",
                condition=Q(
                    state=_S.ACCEPTED,
                    signature__isnull=False,
                    certificate__isnull=False,
                    decided_on__isnull=False,
                )
                | (~Q(state=_S.ACCEPTED) & Q(signature__isnull=True, certificate__isnull=True)),
                violation_error_message=_("Un dossier accepté porte sa signature et son certificat."),
            ),
            models.CheckConstraint(
                name="network_signingfile_refused_has_its_reason",
                condition=~Q(state=_S.REFUSED) | (Q(decided_on__isnull=False) & ~Q(decision_reason="")),
                violation_error_message=_("Un refus porte sa date et son motif."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """Return a sentence that names this file."""
        return gettext("%(name)s demande à signer : %(charter)s") % {
            "name": self.name,
            "charter": self.charter,
        }

    @property
    def place(self) -> str:
        """Return where the organisation sits, in words."""
        places = (
            self.commune.name if self.commune else "",
            self.departement.name if self.departement else "",
        )
        return ", ".join(dict.fromkeys(filter(None, places)))

    @property
    def is_draft(self) -> bool:
        """Tell whether the file is not handed in yet."""
        return self.state == SigningState.DRAFT

    @property
    def is_open(self) -> bool:
        """Tell whether something may still be done about this file."""
        return self.state in OPEN

    @property
    def is_waiting(self) -> bool:
        """Tell whether a decision is waited for."""
        return self.state == SigningState.SUBMITTED

    @property
    def next_step(self) -> str:
        """Return the first step that is not done yet."""
        if not self.contact_email:
            return STEPS[1]
        return STEPS[3] if self.commitments_told_at else STEPS[2]

    def may_become(self, state: str) -> bool:
        """Tell whether this file may take another state."""
        return SIGNING.may_become(self.state, state)


class SigningExchangeQuerySet(models.QuerySet["SigningExchange"]):
    """Read what was asked and answered."""

    def in_order(self) -> Self:
        """Read the exchanges from the first to the last."""
        return self.select_related("asked_by").order_by("asked_at", "pk")

    def unanswered(self) -> Self:
        """Keep the questions that wait for an answer."""
        return self.filter(answered_at=None)


class SigningExchange(models.Model):
    """Hold a question asked about a file, and its answer."""

    personal = (written_by("asked_by"),)

    file = models.ForeignKey(SigningFile, models.PROTECT, related_name="exchanges")
    question = models.TextField(_("ce qui est demandé"))
    asked_at = models.DateTimeField(_("demandé le"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("demandé par")
    )
    answer = models.TextField(_("réponse"), blank=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)

    objects = SigningExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("échange sur un dossier")
        verbose_name_plural = _("échanges sur les dossiers")
        constraints = [
            models.UniqueConstraint(
                fields=["file"],
                condition=Q(answered_at__isnull=True),
                name="network_signingexchange_one_question_at_a_time",
                violation_error_message=_("Une question attend déjà sa réponse."),
            ),
            models.CheckConstraint(
                name="network_signingexchange_answer_is_dated",
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_at__gte=F("asked_at")) & ~Q(answer="")),
                violation_error_message=_("Une réponse porte sa date."),
            ),
        ]

    def __str__(self) -> str:
        return self.question

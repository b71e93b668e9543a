"""The open data: each set with its columns, declared once for the files, their schema and their dictionary."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.api.columns import Dataset, Field
from maillage.api.event_data import EVENTS
from maillage.api.exchange_data import EXCHANGES
from maillage.api.experiment_data import EXPERIMENTS
from maillage.api.programme_data import AGREEMENTS, PLEDGES
from maillage.api.resource_data import RESOURCES
from maillage.api.tally_data import ACTIVITY
from maillage.common.formats import LEAST
from maillage.common.mail import site_link
from maillage.indicators.forms import Question
from maillage.network.models import (
    Carrying,
    Confirmation,
    Cooperation,
    CooperationCoverage,
    CooperationLevel,
    CooperationStage,
    Organisation,
    Signature,
    Team,
    TeamCoverage,
    TeamStage,
)
from maillage.supports.models import Award, TrainingSession, Variant

OPEN_TEAMS = tuple(stage.value for stage in TeamStage if stage != TeamStage.CLOSED)
OPEN_COOPERATIONS = tuple(stage.value for stage in CooperationStage if stage != CooperationStage.CLOSED)


def territory_code(line: TeamCoverage | CooperationCoverage) -> str:
    """Return the official code of what a row covers."""
    return line.territory.code if line.territory else ""


def enquire_link(team: Team) -> str:
    """Return the page from which anyone writes to a team, without knowing its address."""
    return f"{site_link(reverse('enquire', args=['aider']))}?equipe={team.slug}"


def teams_of(question: Question) -> list[Team]:
    """Return the teams that are not closed, with what their sheets say; `checked_on`: when they last said they live."""
    day, known = question.as_of, question.known_at
    found = Team.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    if not question.perimeter.is_france:
        found = found.reaching(question.perimeter, as_of=day, known_at=known)
    carryings = Carrying.objects.known_at(known).as_of(day).with_carrier()
    coverages = TeamCoverage.objects.known_at(known).as_of(day).with_territory()
    found = found.at_stages(OPEN_TEAMS).prefetch_related(
        Prefetch("carryings", carryings, to_attr="carried_by_now")
    )
    rows = list(found.prefetch_related(Prefetch("coverages", coverages, to_attr="covers_now")))
    checked = Confirmation.objects.last_alive(day)
    for row in rows:
        row.checked_on = checked.get(row.pk)  # type: ignore[attr-defined] # for this file
    return rows


def cooperations_of(question: Question) -> list[Cooperation]:
    """Return the cooperations that are not closed, with what they cover."""
    day, known = question.as_of, question.known_at
    found = Cooperation.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    if not question.perimeter.is_france:
        found = found.reaching(question.perimeter, as_of=day, known_at=known)
    coverages = CooperationCoverage.objects.known_at(known).as_of(day).with_territory()
    found = found.at_stages(OPEN_COOPERATIONS)
    return list(found.prefetch_related(Prefetch("coverages", coverages, to_attr="covers_now")))


def signatories_of(question: Question) -> list[Organisation]:
    """Return the organisations whose signature of the national charter is in force."""
    day, known = question.as_of, question.known_at
    found = Organisation.objects.placed(as_of=day, known_at=known).with_kind()
    found = found.signatories(as_of=day, known_at=known)
    if not question.perimeter.is_france:
        found = found.seated_in(question.perimeter)
    held = Signature.objects.known_at(known).as_of(day).national().with_charter()
    return list(found.prefetch_related(Prefetch("signatures", held, to_attr="signed_now")))


def organisations_of(question: Question) -> list[Organisation]:
    """Return the organisations of the register, signatories or not."""
    found = Organisation.objects.placed(as_of=question.as_of, known_at=question.known_at).with_kind()
    return list(found if question.perimeter.is_france else found.seated_in(question.perimeter))


def signatures_of(question: Question) -> list[Signature]:
    """Return the signatures of the national charter that are in force, each version apart."""
    day, known = question.as_of, question.known_at
    found = Signature.objects.known_at(known).as_of(day).national().with_organisation()
    if question.perimeter.is_france:
        return list(found)
    seated = Organisation.objects.seated(as_of=day, known_at=known).seated_in(question.perimeter)
    return list(found.of_organisations(seated))


IDENTITY = (
    Field(
        name="id",
        title=_("Identifiant"),
        description=_("Le même d'un fichier à l'autre, tant que la fiche existe."),
        required=True,
        of=lambda row: row.slug,
    ),
    Field(name="nom", title=_("Nom"), required=True, of=lambda row: row.name),
    Field(
        name="url",
        title=_("Page publique"),
        required=True,
        of=lambda row: site_link(row.get_absolute_url()),
    ),
)
REACH = (
    Field(name="telephone", title=_("Téléphone"), of=lambda row: row.telephone or None),
    Field(name="site", title=_("Site"), of=lambda row: row.website or None),
)
SEAT = (
    Field(
        name="code_commune",
        title=_("Code INSEE de la commune du siège"),
        of=lambda row: row.seat.commune.code if row.seat and row.seat.commune else None,
    ),
    Field(
        name="commune",
        title=_("Commune du siège"),
        of=lambda row: row.seat.commune.name if row.seat and row.seat.commune else None,
    ),
    Field(
        name="code_departement",
        title=_("Code du département du siège"),
        of=lambda row: row.seat.departement.code if row.seat and row.seat.departement else None,
    ),
    Field(
        name="departement",
        title=_("Département du siège"),
        of=lambda row: row.seat.departement.name if row.seat and row.seat.departement else None,
    ),
)
POSITION = (
    Field(
        name="latitude",
        kind="number",
        title=_("Latitude de la commune"),
        of=lambda row: row.seat.commune.latitude if row.seat and row.seat.commune else None,
    ),
    Field(
        name="longitude",
        kind="number",
        title=_("Longitude de la commune"),
        of=lambda row: row.seat.commune.longitude if row.seat and row.seat.commune else None,
    ),
    Field(
        name="position_approchee",
        kind="boolean",
        title=_("Position approchée"),
        description=_("Vrai quand la commune n'est située qu'à quelques kilomètres près."),
        of=lambda row: row.seat.commune.position_approximate if row.seat and row.seat.commune else None,
    ),
)
NATURE = Field(
    name="nature",
    title=_("Nature"),
    of=lambda row: row.seat.kind.name if row.seat and row.seat.kind else None,
)
SIRET = Field(name="siret", title=_("SIRET"), of=lambda row: row.siret)
COVERED = Field(
    name="codes_couverts",
    title=_("Territoires couverts"),
    description=_("Codes INSEE de communes ou de départements, ou SIREN d'intercommunalités, séparés par |."),
    of=lambda row: [territory_code(line) for line in row.covers_now],
)

TEAMS = Dataset(
    name="equipes",
    title=_("Équipes citoyennes"),
    description=_("Les équipes qui ne sont pas closes, chacune à l'étape où elle en est."),
    rows=teams_of,
    fields=(
        *IDENTITY,
        Field(
            name="etape",
            title=_("Étape"),
            of=lambda row: str(TeamStage(row.stage).label) if row.stage else None,
        ),
        Field(name="depuis", kind="date", title=_("Depuis le"), of=lambda row: row.since),
        Field(name="activites", title=_("Ce que fait l'équipe"), of=lambda row: row.activities or None),
        Field(name="quand", title=_("Quand"), of=lambda row: row.schedule or None),
        *REACH,
        Field(
            name="contact",
            title=_("Page pour écrire à l'équipe"),
            description=_("Le message passe par le site : aucune adresse privée n'est donnée."),
            of=enquire_link,
        ),
        Field(
            name="porteurs",
            title=_("Porteurs"),
            description=_("Identifiants des organisations, séparés par |."),
            of=lambda row: [line.organisation.slug for line in row.carried_by_now],
        ),
        *SEAT,
        *POSITION,
        COVERED,
        Field(
            name="verifiee_le",
            kind="date",
            title=_("Vérifiée le"),
            description=_("La dernière fois que l'équipe a dit qu'elle vit toujours."),
            of=lambda row: row.checked_on,
        ),
    ),
)
COOPERATIONS = Dataset(
    name="cooperations",
    title=_("Coopérations"),
    description=_("Les coopérations qui ne sont pas closes, chacune à l'étape où elle en est."),
    rows=cooperations_of,
    fields=(
        *IDENTITY,
        Field(
            name="niveau",
            title=_("Niveau"),
            of=lambda row: str(CooperationLevel(row.seat.level).label) if row.seat else None,
        ),
        Field(
            name="etape",
            title=_("Étape"),
            of=lambda row: str(CooperationStage(row.stage).label) if row.stage else None,
        ),
        Field(name="depuis", kind="date", title=_("Depuis le"), of=lambda row: row.since),
        *REACH,
        *SEAT,
        *POSITION,
        COVERED,
    ),
)
SIGNATORIES = Dataset(
    name="signataires",
    title=_("Signataires de la charte"),
    description=_("Les organisations dont la signature de la charte nationale est en vigueur."),
    rows=signatories_of,
    fields=(
        *IDENTITY,
        NATURE,
        SIRET,
        Field(
            name="signee_le",
            kind="date",
            title=_("Signée le"),
            required=True,
            of=lambda row: row.signed_now[0].started_on,
        ),
        *SEAT,
    ),
)
ORGANISATIONS = Dataset(
    name="organisations",
    title=_("Organisations"),
    description=_("Toutes les organisations du registre, qu'elles aient signé la charte ou non."),
    rows=organisations_of,
    fields=(*IDENTITY, NATURE, SIRET, *REACH, *SEAT),
)
SIGNATURES = Dataset(
    name="signatures",
    title=_("Signatures"),
    description=_("Les signatures de la charte nationale qui sont en vigueur, chaque version à part."),
    rows=signatures_of,
    fields=(
        Field(
            name="id",
            title=_("Identifiant"),
            required=True,
            of=lambda row: f"{row.organisation.slug}:{row.charter.version}:{row.pk}",
        ),
        Field(
            name="organisation",
            title=_("Identifiant de l'organisation"),
            required=True,
            of=lambda row: row.organisation.slug,
        ),
        Field(name="nom", title=_("Nom"), required=True, of=lambda row: row.organisation.name),
        Field(name="charte", title=_("Charte"), required=True, of=lambda row: row.charter.title),
        Field(name="version", title=_("Version"), required=True, of=lambda row: row.charter.version),
        Field(name="signee_le", kind="date", title=_("Signée le"), of=lambda row: row.started_on),
    ),
)


def subsidies_of(question: Question) -> list[Award]:
    """Return the awards of the year of a day, up to that day, as known at a moment."""
    found = Award.objects.known_at(question.known_at).of_year_until(question.as_of).with_beneficiary()
    return list(found if question.perimeter.is_france else found.seated_in(question.perimeter))


def _siret(row: Any) -> str | None:
    return getattr(row, "siret", None) or None


# The schema of subsidies of French local authorities (SCDL, version 1.1): its columns, its order, its words.
SUBSIDIES = Dataset(
    name="subventions",
    title=_("Subventions"),
    description=_("Les aides accordées dans l'année, au format que publient les financeurs publics (SCDL)."),
    rows=subsidies_of,
    fields=(
        Field(
            name="nomAttribuant", title=_("Financeur"), required=True, of=lambda row: row.envelope.funder.name
        ),
        Field(name="idAttribuant", title=_("SIRET du financeur"), of=lambda row: _siret(row.envelope.funder)),
        Field(
            name="dateConvention",
            kind="date",
            title=_("Date de la décision"),
            required=True,
            of=lambda row: row.on,
        ),
        Field(
            name="referenceDecision",
            title=_("Référence de la décision"),
            of=lambda row: row.application.number or None,
        ),
        Field(
            name="nomBeneficiaire",
            title=_("Bénéficiaire"),
            required=True,
            of=lambda row: row.application.beneficiary.name,
        ),
        Field(
            name="idBeneficiaire",
            title=_("SIRET du bénéficiaire"),
            of=lambda row: _siret(row.application.beneficiary),
        ),
        Field(name="objet", title=_("Objet"), required=True, of=lambda row: str(row.application.scheme)),
        Field(
            name="montant",
            kind="number",
            title=_("Montant en euros"),
            required=True,
            of=lambda row: row.amount_cents / 100,
        ),
        Field(name="nature", title=_("Nature de l'aide"), required=True, of=lambda _row: "aide en numéraire"),
        Field(
            name="conditionsVersement",
            title=_("Conditions de versement"),
            required=True,
            of=lambda row: (
                "unique" if row.payment_count == 1 else "échelonné" if row.payment_count else "autre"
            ),
        ),
        Field(name="datesPeriodeVersement", title=_("Dates de versement"), of=lambda row: row.paid_between),
        Field(name="idRAE", title=_("Numéro au répertoire des aides aux entreprises"), of=lambda _row: None),
        Field(name="notificationUE", title=_("Notifiée à l'Union européenne"), of=lambda _row: "non"),
        Field(name="pourcentageSubvention", title=_("Part de l'aide"), of=lambda _row: "1"),
    ),
)


def trainings_of(question: Question) -> list[TrainingSession]:
    """Return the sessions of training to come, and those that took place, open to all."""
    found = TrainingSession.objects.to_come_or_held(question.as_of, question.known_at)
    return list(found if question.perimeter.is_france else found.inside(question.perimeter))


def _people(row: TrainingSession) -> int | None:
    """Return how many people a session trained; a few in one place are not told."""
    told = row.trained_count is not None and row.trained_count >= LEAST
    return row.trained_count if told else None


TRAININGS = Dataset(
    name="formations",
    title=_("Formations"),
    description=_(
        "Les sessions de formation ouvertes à tous : celles à venir, et celles qui ont été tenues."
    ),
    rows=trainings_of,
    fields=(
        Field(
            name="id",
            title=_("Identifiant"),
            description=_("Le même d'un fichier à l'autre, tant que la fiche existe."),
            required=True,
            of=lambda row: f"formation-{row.pk}",
        ),
        Field(name="nom", title=_("Formation"), required=True, of=str),
        Field(
            name="nature",
            title=_("Nature"),
            required=True,
            of=lambda row: str(Variant(row.taught.curriculum.variant).label),
        ),
        Field(
            name="url",
            title=_("Page publique"),
            required=True,
            of=lambda row: site_link(row.get_absolute_url()),
        ),
        Field(
            name="cooperation",
            title=_("Identifiant de la coopération"),
            required=True,
            of=lambda row: row.cooperation.slug,
        ),
        Field(name="premier_jour", kind="date", title=_("Premier jour"), of=lambda row: row.first_day),
        Field(name="dernier_jour", kind="date", title=_("Dernier jour"), of=lambda row: row.last_day),
        Field(name="lieu", title=_("Lieu"), of=lambda row: row.place or None),
        Field(
            name="code_commune",
            title=_("Code INSEE de la commune"),
            of=lambda row: row.commune.code if row.commune else None,
        ),
        Field(
            name="commune",
            title=_("Commune"),
            of=lambda row: row.commune.name if row.commune else None,
        ),
        Field(
            name="code_departement",
            title=_("Code du département"),
            description=_("Rien quand la session se suit à distance."),
            of=lambda row: row.departement.code if row.departement else None,
        ),
        Field(name="places", kind="number", title=_("Nombre de places"), of=lambda row: row.capacity),
        Field(
            name="inscrits",
            kind="number",
            title=_("Places prises"),
            description=_("D'une session à venir ; une fois tenue, lisez les personnes formées."),
            of=lambda row: None if row.held_on else row.taken,
        ),
        Field(
            name="tenue_le",
            kind="date",
            title=_("Tenue le"),
            description=_("Rien tant qu'elle est à venir."),
            of=lambda row: row.held_on,
        ),
        Field(
            name="personnes_formees",
            kind="number",
            title=_("Personnes formées"),
            description=_("Rien quand elles sont moins de cinq, pour que personne ne soit reconnu."),
            of=_people,
        ),
    ),
)
DATASETS: Mapping[str, Dataset] = {
    found.name: found
    for found in (
        TEAMS,
        COOPERATIONS,
        SIGNATORIES,
        ORGANISATIONS,
        SIGNATURES,
        TRAININGS,
        EXCHANGES,
        EVENTS,
        RESOURCES,
        EXPERIMENTS,
        PLEDGES,
        AGREEMENTS,
        ACTIVITY,
    )
}

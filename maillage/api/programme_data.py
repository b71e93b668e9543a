"""The programme as open data: what organisations pledge in public, what is agreed about public policies."""

from django.utils.translation import gettext_lazy as _

from maillage.api.columns import Dataset, Field
from maillage.common.mail import site_link
from maillage.indicators.forms import Question
from maillage.network.models import Organisation
from maillage.programme.models import Agreement, Pledge, PledgeOutcome


def pledges_of(question: Question) -> list[Pledge]:
    """Return what was pledged until a day, over or not; in a place, by the organisations that sit there."""
    day, known = question.as_of, question.known_at
    found = Pledge.objects.begun(day, known)
    if not question.perimeter.is_france:
        seated = Organisation.objects.placed(as_of=day, known_at=known).seated_in(question.perimeter)
        found = found.of_organisations(seated)
    rows = list(found)
    told = PledgeOutcome.objects.told(day, known).among([row.pk for row in rows])
    outcomes = {said.pledge_id: said for said in told}
    for row in rows:
        row.outcome = outcomes.get(row.pk)
    return rows


def agreements_of(question: Question) -> list[Agreement]:
    """Return the agreements that hold, those of a place with those of what lies in it."""
    standing = Agreement.objects.standing(question.as_of, question.known_at)
    return list(standing.in_perimeter(question.perimeter))


PLEDGES = Dataset(
    name="engagements",
    title=_("Engagements"),
    description=_("Ce que des organisations promettent en public, et ce qu'il en est advenu."),
    rows=pledges_of,
    fields=(
        Field(name="id", title=_("Identifiant"), required=True, of=lambda row: f"engagement-{row.pk}"),
        Field(
            name="organisation",
            title=_("Identifiant de l'organisation"),
            required=True,
            of=lambda row: row.organisation.slug,
        ),
        Field(name="engagement", title=_("Engagement"), required=True, of=lambda row: row.what),
        Field(name="nature", title=_("Nature"), required=True, of=lambda row: row.get_kind_display()),
        Field(
            name="montant",
            kind="number",
            title=_("Montant en euros"),
            description=_("Rien quand il n'est pas connu, ou quand ce n'est pas de l'argent."),
            of=lambda row: None if row.amount is None else float(row.amount),
        ),
        Field(
            name="quantite",
            kind="number",
            title=_("Quantité"),
            description=_("Rien quand elle n'est pas connue."),
            of=lambda row: None if row.quantity is None else float(row.quantity),
        ),
        Field(name="unite", title=_("Unité"), of=lambda row: row.unit or None),
        Field(
            name="action",
            title=_("Action du programme"),
            of=lambda row: str(row.action) if row.action else None,
        ),
        Field(
            name="politique",
            title=_("Politique publique"),
            of=lambda row: row.policy.slug if row.policy else None,
        ),
        Field(name="debut", kind="date", title=_("Depuis le"), required=True, of=lambda row: row.started_on),
        Field(
            name="fin",
            kind="date",
            title=_("Jusqu'au"),
            description=_("Le premier jour où il ne vaut plus."),
            of=lambda row: row.ended_on,
        ),
        Field(
            name="suite",
            title=_("Ce qu'il est devenu"),
            description=_("Rien tant que personne ne l'a dit."),
            of=lambda row: row.outcome.get_outcome_display() if row.outcome else None,
        ),
        Field(
            name="constatee_le",
            kind="date",
            title=_("Constaté le"),
            of=lambda row: row.outcome.on if row.outcome else None,
        ),
    ),
)
AGREEMENTS = Dataset(
    name="conventions",
    title=_("Conventions"),
    description=_("Les conventions en cours au titre d'une politique publique, et où elles valent."),
    rows=agreements_of,
    fields=(
        Field(name="id", title=_("Identifiant"), required=True, of=lambda row: f"convention-{row.pk}"),
        Field(name="politique", title=_("Politique publique"), required=True, of=lambda row: row.policy.slug),
        Field(
            name="url",
            title=_("Page publique"),
            required=True,
            of=lambda row: site_link(row.policy.get_absolute_url()),
        ),
        Field(name="perimetre", title=_("Périmètre"), required=True, of=lambda row: str(row.perimeter)),
        Field(name="territoire", title=_("Territoire"), required=True, of=lambda row: row.place_name),
        Field(
            name="cooperation",
            title=_("Identifiant de la coopération"),
            of=lambda row: row.cooperation.slug if row.cooperation else None,
        ),
        Field(
            name="organisation",
            title=_("Identifiant de l'organisation"),
            of=lambda row: row.organisation.slug if row.organisation else None,
        ),
        Field(name="parties", title=_("Autres parties"), of=lambda row: row.parties or None),
        Field(name="reference", title=_("Référence"), of=lambda row: row.reference or None),
        Field(name="debut", kind="date", title=_("Depuis le"), required=True, of=lambda row: row.started_on),
        Field(
            name="fin",
            kind="date",
            title=_("Jusqu'au"),
            description=_("Le premier jour où elle ne vaut plus."),
            of=lambda row: row.ended_on,
        ),
        Field(
            name="montant",
            kind="number",
            title=_("Montant en euros"),
            description=_("Rien quand il n'est pas connu."),
            of=lambda row: None if row.amount is None else float(row.amount),
        ),
        Field(
            name="cooperation_siege",
            kind="boolean",
            title=_("La coopération y siège"),
            description=_("Rien quand ce n'est pas connu."),
            of=lambda row: row.sits,
        ),
    ),
)

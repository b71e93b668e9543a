"""What people say of a session: once each, and nothing tells who said what."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.normalise import clean_text
from maillage.supports.models import Enrolment, Evaluation, Presence

LONGEST = 2_000


@transaction.atomic
def give_evaluation(
    enrolment: Enrolment,
    *,
    useful: int,
    pace: int,
    learned: str,
    missing: str,
    on: dt.date,
    by: Author,  # noqa: ARG001 - every operation says who; here nothing of them is kept
) -> Evaluation:
    """Keep what someone who came says of a session; that they answered is kept, apart from what they said."""
    current = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if current.evaluated:
        raise Refused(_("Vous avez déjà donné votre avis sur cette formation. Merci !"))
    if not Presence.objects.filter(enrolment=current).exists():
        raise Refused(
            _("On donne son avis après être venu : vous n'êtes pas noté présent. Une erreur ? Appelez-nous.")
        )
    current.evaluated = True
    current.save(update_fields=["evaluated"])
    # Nobody is named here, nor in the journal: what is said comes freely.
    return Evaluation.objects.create(
        session_id=current.session_id,
        on=on,
        useful=useful,
        pace=pace,
        learned=clean_text(learned, max_length=LONGEST, multiline=True),
        missing=clean_text(missing, max_length=LONGEST, multiline=True),
    )

"""Advice for tests: who agreed to be asked, what was asked, what was answered."""

import datetime as dt
from typing import Any

from maillage.accounts.models import User
from maillage.common.facts import Author
from maillage.network.models import Cooperation, Team
from maillage.resources.models import AdviceAnswer, AdviceOffer, AdviceRequest
from maillage.resources.operations.advice import Asking, answer_advice, ask_advice
from maillage.resources.operations.advice_offers import agree_to_be_asked
from tests.resources.shelf import BY, TODAY

ASKED = {
    "theme": "vie-equipe",
    "title": "Deux bénévoles s'arrêtent ensemble",
    "question": "Comment en parler aux autres sans les inquiéter ?",
}
SENTENCE = "Nous avons relancé l'équipe après deux départs."


def offered(
    user: User, house: Team | Cooperation | None = None, *, theme: str = "vie-equipe", on: dt.date = TODAY
) -> AdviceOffer:
    """Agree to be asked."""
    return agree_to_be_asked(user, theme, SENTENCE, house, on=on, by=Author(at=BY.at, user=user))


def asked(subject: Team | Cooperation, user: User | None = None, **told: Any) -> AdviceRequest:
    """Ask advice."""
    return ask_advice(
        Asking(**ASKED), subject, on=TODAY, by=Author(at=BY.at, role=BY.role, user=user), **told
    )


def answered(request: AdviceRequest, user: User | None = None, *, credit: str = "") -> AdviceAnswer:
    """Answer a question."""
    return answer_advice(request, "Parlez-en tôt, et à tous.", credit, by=Author(at=BY.at, user=user))

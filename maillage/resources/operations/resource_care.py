"""What is forgotten of those who write, ask and give advice, when they leave the register."""

import datetime as dt

from maillage.accounts.models import User
from maillage.common.facts import Author
from maillage.resources.models import AdviceAnswer, AdviceOffer, AdviceRequest, CoAuthor
from maillage.resources.operations.advice_offers import end
from maillage.resources.operations.coauthors import end_share


def forget_person(user: User, *, name: str, email: str, on: dt.date, by: Author) -> None:  # noqa: ARG001 - all are asked alike
    """Forget a person who leaves the register: nobody asks them any more; what they answered stays, without a name."""
    for share in CoAuthor.objects.standing().filter(user=user).order_by("pk"):
        end_share(share, on=on, by=by)
    for offer in AdviceOffer.objects.of_user(user):
        end(offer, on=on, by=by)
    AdviceOffer.objects.filter(user=user).update(sentence="")
    AdviceAnswer.objects.filter(user=user).update(credit="")
    AdviceRequest.called.through._default_manager.filter(user=user).delete()

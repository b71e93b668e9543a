"""The tables of supports, each file one subject."""

from maillage.supports.models.aid_applications import (
    AidApplication,
    AidExchange,
    ApplicationState,
    Attachment,
)
from maillage.supports.models.aid_awards import (
    AidOpinion,
    AidPayment,
    AidReport,
    AidReview,
    ApplicationFiled,
    Award,
    OpinionWord,
)
from maillage.supports.models.aid_schemes import (
    AidKind,
    AidScheme,
    Envelope,
    Question,
    QuestionKind,
    SchemeState,
)
from maillage.supports.models.deployments import Deployment, DeploymentQuerySet, Support, SupportKind

__all__ = [
    "AidApplication",
    "AidExchange",
    "AidKind",
    "AidOpinion",
    "AidPayment",
    "AidReport",
    "AidReview",
    "AidScheme",
    "ApplicationFiled",
    "ApplicationState",
    "Attachment",
    "Award",
    "Deployment",
    "DeploymentQuerySet",
    "Envelope",
    "OpinionWord",
    "Question",
    "QuestionKind",
    "SchemeState",
    "Support",
    "SupportKind",
]

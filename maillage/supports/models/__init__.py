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
from maillage.supports.models.curricula import (
    Curriculum,
    CurriculumVersion,
    Module,
    Qualification,
    Variant,
)
from maillage.supports.models.deployments import Deployment, DeploymentQuerySet, Support, SupportKind
from maillage.supports.models.enrolments import (
    NEXT_ENROLMENT_STATES,
    Enrolment,
    EnrolmentState,
    Evaluation,
    Pace,
    Presence,
    Trained,
    Trainee,
    Usefulness,
)
from maillage.supports.models.sessions import HalfDay, Holding, Moment, SeatHold, TrainingSession

__all__ = [
    "NEXT_ENROLMENT_STATES",
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
    "Curriculum",
    "CurriculumVersion",
    "Deployment",
    "DeploymentQuerySet",
    "Enrolment",
    "EnrolmentState",
    "Envelope",
    "Evaluation",
    "HalfDay",
    "Holding",
    "Module",
    "Moment",
    "OpinionWord",
    "Pace",
    "Presence",
    "Qualification",
    "Question",
    "QuestionKind",
    "SchemeState",
    "SeatHold",
    "Support",
    "SupportKind",
    "Trained",
    "Trainee",
    "TrainingSession",
    "Usefulness",
    "Variant",
]

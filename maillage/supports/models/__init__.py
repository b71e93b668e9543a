"""The tables of supports, each file one subject."""

from maillage.supports.models.deployments import Deployment, DeploymentQuerySet, Support, SupportKind

__all__ = ["Deployment", "DeploymentQuerySet", "Support", "SupportKind"]

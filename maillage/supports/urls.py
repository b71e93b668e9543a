"""Addresses of supports; those that need no sign-in are in the list PUBLIC, and nowhere else."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns

# Training: the sessions, signing up, who came, the certificates.
TRAINING_PUBLIC: Addresses = ()
TRAINING: Addresses = ()

# Aid schemes: small grants and calls for projects.
AIDS_PUBLIC: Addresses = ()
AIDS: Addresses = ()

PUBLIC: Addresses = (*TRAINING_PUBLIC, *AIDS_PUBLIC)

urlpatterns: list[URLPattern] = patterns(PUBLIC, (*TRAINING, *AIDS))

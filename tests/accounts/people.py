"""People with a hat, signed in where asked: the same name twice is the same person, with two hats."""

import datetime as dt

from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils.text import slugify

from maillage.accounts.actors import METHODS
from maillage.accounts.models import Grant, User
from maillage.accounts.operations import grant_role
from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.territory.perimeter import FRANCE, Perimeter

SINCE = dt.date(2014, 1, 1)
HOUSE = Author(at=dt.datetime(2014, 1, 1, 12, tzinfo=dt.UTC), role="maison")


def nobody_special(name: str = "Anne Martin") -> User:
    """Return a person without any hat, known by their name."""
    email = f"{slugify(name)}@exemple.fr"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, name)


def give(user: User, role: Role, perimeter: Perimeter = FRANCE) -> Grant:
    """Give a hat to a person, since 2014."""
    return grant_role(user, role, perimeter, on=SINCE, by=HOUSE)


def person(name: str, role: Role, perimeter: Perimeter = FRANCE) -> User:
    """Return a person who wears a hat since 2014."""
    user = nobody_special(name)
    give(user, role, perimeter)
    return user


def enter(client: Client, user: User, *, strong: bool = True) -> User:
    """Sign a person in, with a second factor unless told otherwise."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = session[SESSION_KEY]
    session[METHODS] = [{"method": "mfa" if strong else "code", "at": 0}]
    session.save()
    return user


def sign_in(
    client: Client,
    role: Role,
    perimeter: Perimeter = FRANCE,
    *,
    name: str = "Anne Martin",
    strong: bool = True,
) -> User:
    """Create a person with a hat and sign them in, with a second factor unless told otherwise."""
    return enter(client, person(name, role, perimeter), strong=strong)

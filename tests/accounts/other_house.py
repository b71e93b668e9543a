"""Another house that vouches for its people (OpenID Connect), on this machine, and a person who comes from it.

Run in a process of its own: the settings of a partner are read from the environment, once.
"""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KNOWN, STRANGER = "anne@exemple.fr", "inconnue@exemple.fr"
profile: dict[str, Any] = {}


class House(BaseHTTPRequestHandler):
    """Answer the three questions of a sign-in: where to go, which token, whose."""

    def _answer(self, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        """Say where things are, or who a person is."""
        if self.path.endswith("/openid-configuration"):
            here = os.environ["MAILLAGE_OIDC_SERVER_URL"]
            places = ("authorization", "token", "userinfo")
            self._answer(
                {
                    "issuer": here,
                    "jwks_uri": here,
                    **{f"{name}_endpoint": f"{here}/{name}" for name in places},
                }
            )
        else:
            self._answer(profile)

    def do_POST(self) -> None:
        """Give a token."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer({"access_token": "jeton", "token_type": "Bearer"})

    def log_message(self, *_told: Any) -> None:
        """Say nothing."""


def come(**told: Any) -> dict[str, Any]:
    """Come from the other house with a profile; return where one arrives, and who one is."""
    from django.test import Client  # noqa: PLC0415 - Django is set up first

    profile.clear()
    profile.update(told)
    client = Client(headers={"host": "localhost"})
    start = client.get("/connexion/partenaire/", {"next": "/compte/sessions/"})
    asked = parse_qs(urlsplit(start["Location"]).query)
    answer = client.get("/connexion/partenaire/retour/", {"code": "x", "state": asked["state"][0]})
    return {
        "asked": {name: values[0] for name, values in asked.items()},
        "status": answer.status_code,
        "to": answer.headers.get("Location", ""),
        "page": answer.content.decode(),
        "in": client.get("/compte/").status_code == 200,
    }


def main() -> None:
    """Try every way to come, and print what happened."""
    server = HTTPServer(("127.0.0.1", 0), House)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["MAILLAGE_OIDC_SERVER_URL"] = f"http://127.0.0.1:{server.server_port}"
    import django  # noqa: PLC0415 - the environment first

    django.setup()
    from allauth.socialaccount.models import SocialAccount  # noqa: PLC0415 - Django is set up first
    from django.test import Client  # noqa: PLC0415 - same

    from maillage.accounts.models import User  # noqa: PLC0415 - same

    anne = User.objects.create_user(KNOWN, "Anne")
    entrance = Client(headers={"host": "localhost"})
    told: dict[str, Any] = {"entrance": entrance.get("/connexion/").content.decode()}
    told["unproven"] = come(sub="1", email=KNOWN, email_verified=False)
    told["word"] = come(sub="1", email=KNOWN, email_verified="false")
    told["stranger"] = come(sub="2", email=STRANGER, email_verified=True)
    told["known"] = come(sub="1", email=KNOWN, email_verified=True, name="Anne", phone_number="0600000000")
    told["again"] = come(sub="1", email="autre@exemple.fr", email_verified=False)
    told["people"] = list(User.objects.values_list("email", flat=True))
    told["kept"] = list(SocialAccount.objects.values_list("user__email", "uid", "extra_data"))
    inside = Client(headers={"host": "localhost"})
    inside.force_login(anne)
    start = inside.get("/connexion/partenaire/", {"process": "connect"})
    state = parse_qs(urlsplit(start["Location"]).query)["state"][0]
    profile.update(sub="9", email=STRANGER, email_verified=True)
    told["tied"] = inside.get("/connexion/partenaire/retour/", {"code": "x", "state": state}).headers[
        "Location"
    ]
    told["kept_after"] = SocialAccount.objects.count()
    told["cancelled"] = entrance.get("/connexion/partenaire/retour/", {"error": "access_denied"}).status_code
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()

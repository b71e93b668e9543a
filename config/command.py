"""The command "maillage": Django's commands and ours, with exit codes that scripts can rely on."""

import os
import sys

from django.core.management import ManagementUtility
from django.core.management.base import CommandError

from maillage.common.errors import Refused

DONE, REFUSED, USAGE = 0, 1, 2


def main(argv: list[str] | None = None) -> int:
    """Run one command; answer 0 when done, 1 when refused (a sentence on stderr), 2 when misused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    arguments = ["maillage", *(sys.argv[1:] if argv is None else argv)]
    try:
        ManagementUtility(arguments).execute()
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    except BrokenPipeError:
        return DONE
    return DONE


if __name__ == "__main__":
    sys.exit(main())

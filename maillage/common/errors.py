"""The one exception of the domain."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Refuse an act with a sentence for the person: subject, rule, next step."""

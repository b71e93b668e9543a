"""What may be done about bilans."""

from maillage.bilan.operations.freezing import Verdict, citation, composed_again, freeze, verify

__all__ = ["Verdict", "citation", "composed_again", "freeze", "verify"]

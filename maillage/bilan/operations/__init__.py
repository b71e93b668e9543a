"""What may be done about bilans."""

from maillage.bilan.operations.freezing import Verdict, composed_again, freeze, verify

__all__ = ["Verdict", "composed_again", "freeze", "verify"]

"""Compliance: which promises were kept, by whom, how quickly, and how sure that is. Read from daily facts."""

from sla.compliance.figures import ComplianceRow, Figures
from sla.compliance.slices import WORDS, By, offered_to
from sla.compliance.table import Compliance, NotOffered, compliance, totals

__all__ = ["WORDS", "By", "Compliance", "ComplianceRow", "Figures", "NotOffered", "compliance", "offered_to", "totals"]

"""Compliance: which promises were kept, by whom, how quickly, and how sure that is. Read from daily facts."""

from sla.compliance.figures import ComplianceRow, Figures
from sla.compliance.reading import By, Compliance, compliance, offered_to

__all__ = ["By", "Compliance", "ComplianceRow", "Figures", "compliance", "offered_to"]

"""Every number of the gap, as pure functions of rating matrices and counts; docs/glossary.md says them in words.

gap = Marketing's rating − Sales' rating. A number without a denominator is None, never 0.
"""

from feedback.statistics.gaps import Cluster, Gap, gap
from feedback.statistics.intervals import needed_pairs
from feedback.statistics.many import Signal, false_discovery, flagged, league
from feedback.statistics.scorecards import Scorecard, scorecard
from feedback.statistics.severity import Rated, Severity, adjusted_means, severities
from feedback.statistics.simpson import Comparison, Part, compare
from feedback.statistics.verdict import Finding, Verdict

__all__ = [
    "Cluster",
    "Comparison",
    "Finding",
    "Gap",
    "Part",
    "Rated",
    "Scorecard",
    "Severity",
    "Signal",
    "Verdict",
    "adjusted_means",
    "compare",
    "false_discovery",
    "flagged",
    "gap",
    "league",
    "needed_pairs",
    "scorecard",
    "severities",
]

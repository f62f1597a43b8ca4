"""The agreement: what is in force, its sentences, and the steps from a draft to two signatures."""

from sla.agreements.commenting import comment
from sla.agreements.drafting import (
    Terms,
    change_draft,
    change_segments,
    draft,
    may_draft,
    propose,
    revision,
    terms_like,
    terms_of,
)
from sla.agreements.dry_run import DryRun, dry_run
from sla.agreements.promises import PromiseTerms
from sla.agreements.reading import current, in_force, in_force_on, judging
from sla.agreements.refusals import Conflict, Overtaken, Refused
from sla.agreements.segments import SegmentTerms
from sla.agreements.sentences import Sentence, paragraphs, promise_sentence, sentences, text_of
from sla.agreements.signing import day_taken, may_sign, sides_of, sign
from sla.agreements.templates import TEMPLATES, Template
from sla.agreements.trials import TrialRun, begin_trial, end_trial, offered_teams, trial_run
from sla.agreements.withdrawing import is_ahead, may_withdraw, withdraw

__all__ = [
    "TEMPLATES",
    "Conflict",
    "DryRun",
    "Overtaken",
    "PromiseTerms",
    "Refused",
    "SegmentTerms",
    "Sentence",
    "Template",
    "Terms",
    "TrialRun",
    "begin_trial",
    "change_draft",
    "change_segments",
    "comment",
    "current",
    "day_taken",
    "draft",
    "dry_run",
    "end_trial",
    "in_force",
    "in_force_on",
    "is_ahead",
    "judging",
    "may_draft",
    "may_sign",
    "may_withdraw",
    "offered_teams",
    "paragraphs",
    "promise_sentence",
    "propose",
    "revision",
    "sentences",
    "sides_of",
    "sign",
    "terms_like",
    "terms_of",
    "text_of",
    "trial_run",
    "withdraw",
]

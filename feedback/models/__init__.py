from feedback.models.expectations import ExpectedRating
from feedback.models.facts import DirtyRatingDay, RatingFact, ReasonFact

__all__ = ["DirtyRatingDay", "ExpectedRating", "RatingFact", "ReasonFact"]

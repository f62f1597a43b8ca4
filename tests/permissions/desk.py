"""The queue, the week, one hand-off, and what people do with it."""

from tests.permissions import NO_SUCH_METHOD, Row, answers, of_hand_off

IN_SCOPE = answers(200, others=404, other_manager=404)
NOT_FOR_AUDITORS = answers(405, auditor=403)
# Sales acts: who owns it now, the managers of its branch, the administrator. Marketing sees it and may not.
ACTING_FOR_SALES = answers(302, others=404, other_manager=404, marketer=403, auditor=403)
ACTING_FOR_MARKETING = answers(403, others=404, other_manager=404, marketer=302, administrator=302)
ACTING_FOR_EITHER = answers(302, others=404, other_manager=404, auditor=403)

ROWS = [
    Row("desk:queue", get=answers(200, marketer=403), post=NOT_FOR_AUDITORS),
    Row("desk:my-week", get=answers(403, reps=200), post=NOT_FOR_AUDITORS),
    Row("desk:hand-off", arguments=of_hand_off, get=IN_SCOPE, post=NOT_FOR_AUDITORS),
    *(
        Row(f"desk:{act}", arguments=of_hand_off, get=NO_SUCH_METHOD, post=ACTING_FOR_SALES)
        for act in ("touch", "accept", "qualify", "wait", "go-on", "reject", "recycle", "close", "rate")
    ),
    Row("desk:rate-for-marketing", arguments=of_hand_off, get=NO_SUCH_METHOD, post=ACTING_FOR_MARKETING),
    *(Row(f"desk:{act}", arguments=of_hand_off, get=NO_SUCH_METHOD, post=ACTING_FOR_EITHER) for act in ("undo", "say")),
]

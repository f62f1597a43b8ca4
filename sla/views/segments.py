"""The segments of a version: read by everyone who reads it, written while it is a draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leadgap.accounts.requests import SignedInRequest, posted
from leadgap.rates import Rate
from leadgap.revisions import revision_of
from sla import agreements
from sla.agreements import Overtaken, Refused, SegmentTerms
from sla.agreements.belonging import Belonging, belonging
from sla.agreements.segment_forms import NOTHING, SegmentEditor
from sla.agreements.segment_words import belonging_headline, warnings
from sla.criteria import InvalidDefinition, read
from sla.models import AgreementVersion, Promise, Segment, Signature
from sla.views.versions import for_writers, version_of

State = AgreementVersion.State


@dataclass(frozen=True, slots=True)
class Row:
    """One segment on the page. `up` and `down` are the orders that moving it makes, "" where it cannot move."""

    segment: Segment
    reading: str
    promises: list[Promise]
    share: Rate
    warnings: list[str]
    up: str
    down: str


@require_safe
def segments(request: SignedInRequest, number: int) -> HttpResponse:
    """All segments in their order, each with how many of the latest leads belong to it."""
    return _page(request, version_of(request, number))


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def new(request: SignedInRequest, number: int) -> HttpResponse:
    return _edit(request, version_of(request, number), None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def edit(request: SignedInRequest, number: int, pk: int) -> HttpResponse:
    version = version_of(request, number)
    return _edit(request, version, get_object_or_404(version.segments, pk=pk))


@require_POST
@for_writers
def remove(request: SignedInRequest, number: int, pk: int) -> HttpResponse:
    version = version_of(request, number)
    segment = get_object_or_404(version.segments, pk=pk)

    def without(found: list[SegmentTerms]) -> list[SegmentTerms]:
        return [each for each in found if each.name != segment.name]

    return _changed(request, version, without, _("“%(name)s” is removed.") % {"name": segment.name})


@require_POST
@for_writers
def order(request: SignedInRequest, number: int) -> HttpResponse:
    """Put the segments into another order: all their keys, the first one first; `seen` is the one that was moved in.

    `to` is the place that one of them was moved to: there goes who moves it on by keyboard.
    """
    version = version_of(request, number)
    names = {str(segment.pk): segment.name for segment in version.segments.all()}
    seen, wanted = ([names.get(key, "") for key in request.POST.get(each, "").split(",")] for each in ("seen", "order"))

    def ordered(found: list[SegmentTerms]) -> list[SegmentTerms]:
        known = {each.name: each for each in found}
        if sorted(wanted) != sorted(known):
            raise Refused(_("Somebody has added or removed a segment meanwhile. Look at the order again."))
        if "seen" in request.POST and list(known) not in (seen, wanted):
            raise Refused(_("Somebody has moved a segment meanwhile. Look at the order again, and move yours in it."))
        return [known[name] for name in wanted]

    to = request.GET.get("to", "")
    return _changed(request, version, ordered, "", at=f"#segment-{to}" if to.isdecimal() else "")


def _edit(request: SignedInRequest, version: AgreementVersion, segment: Segment | None) -> HttpResponse:
    """The editor of one segment. Adding rows and counting keep what was typed and save nothing."""
    # What was typed before somebody proposed it is shown once more, and refused when it is saved.
    if version.state != State.DRAFT and request.method != "POST":
        messages.error(request, _("Only a draft can be changed. Begin a new version from this one."))
        return redirect("sla:segments", version.number)
    terms = agreements.terms_of(version)
    mine = next((each for each in terms.segments if segment and each.name == segment.name), NOTHING)
    adds = request.method == "POST" and "add" in request.POST
    saves = request.method == "POST" and not adds and "count" not in request.POST
    editor = SegmentEditor(mine, terms.promises, posted(request), more_rows=adds)
    revision = request.POST.get("revision") or revision_of(mine)
    others = [each for each in terms.segments if each is not mine]
    place = next((place for place, each in enumerate(terms.segments) if each is mine), len(others))
    count: Belonging | None = None
    if request.method == "POST" and not adds and editor.is_valid(needs_name=saves):

        def with_it(found: list[SegmentTerms]) -> list[SegmentTerms]:
            theirs = next((each for each in found if segment and each.name == segment.name), NOTHING)
            if revision != revision_of(theirs) and theirs != editor.terms:
                raise Overtaken(f"“{mine.name}”")
            kept = [each for each in found if not segment or each.name != segment.name]
            kept.insert(min(place, len(kept)), editor.terms)
            return kept

        if saves:
            try:
                agreements.change_segments(version, with_it, user=request.user, now=timezone.now())
            except Overtaken as refusal:
                editor.problems, revision = [str(refusal)], revision_of(mine)
            except Refused as refusal:
                editor.problems = [text for texts in refusal.problems.values() for text in texts]
            else:
                messages.success(request, _("Saved."))
                return redirect("sla:segments", version.number)
        else:
            count = _counted(editor, with_it(list(terms.segments)))
    context: dict[str, Any] = {
        "version": version,
        "segment": segment,
        "revision": revision,
        "editor": editor,
        "place": place + 1,
        "count": count,
        "counted": count.counts[place] if count else None,
    }
    return render(request, "sla/segment-edit.html", context, status=422 if saves else 200)


def _counted(editor: SegmentEditor, segments: list[SegmentTerms]) -> Belonging | None:
    """Count what was typed; what cannot be read is said instead."""
    try:
        if read(editor.terms.conditions).clauses:
            return belonging(segments, now=timezone.now())
        editor.problems = [_("Add a line that says which leads belong to it.")]
    except InvalidDefinition as invalid:
        editor.problems = list(invalid.problems)
    return None


def _changed(request: SignedInRequest, version: AgreementVersion, change: Any, done: str, at: str = "") -> HttpResponse:
    try:
        agreements.change_segments(version, change, user=request.user, now=timezone.now())
    except Refused as refusal:
        texts = [text for texts in refusal.problems.values() for text in texts]
        return _page(request, version_of(request, version.number), problems=texts)
    if done:
        messages.success(request, done)
    return redirect(f"{reverse('sla:segments', args=[version.number])}{at}")


def _page(request: SignedInRequest, version: AgreementVersion, problems: Iterable[str] = ()) -> HttpResponse:
    terms = agreements.terms_of(version)
    found = belonging(terms.segments, now=timezone.now())
    is_open = version.state == State.DRAFT and agreements.may_draft(request.user)
    problems = list(problems)
    context = {
        "version": version,
        "headline": belonging_headline([each.name for each in terms.segments], found),
        "belonging": found,
        "rows": _rows(version, found, warnings(terms.segments, found)),
        "general": [
            each for each in version.promises.all() if each.segment_id is None and each.side == Signature.Side.SALES
        ],
        "rest": Rate.of(found.rest, found.hand_offs),
        "may_change": is_open,
        "problems": problems,
        "seen": ",".join(str(segment.pk) for segment in version.segments.all()),
        "order_url": reverse("sla:segments-order", args=[version.number]),
    }
    return render(request, "sla/segments.html", context, status=422 if problems else 200)


def _rows(version: AgreementVersion, found: Belonging, said: list[list[str]]) -> list[Row]:
    every, promises = list(version.segments.all()), list(version.promises.all())
    keys = [str(segment.pk) for segment in every]
    return [
        Row(
            segment=segment,
            reading=read(segment.conditions).reading,
            promises=[each for each in promises if each.segment_id == segment.pk],
            share=Rate.of(found.counts[place], found.hand_offs),
            warnings=said[place],
            up=_swapped(keys, place - 1) if place else "",
            down=_swapped(keys, place) if place + 1 < len(keys) else "",
        )
        for place, segment in enumerate(every)
    ]


def _swapped(keys: list[str], place: int) -> str:
    """Return the order in which this one and the next have changed places."""
    return ",".join([*keys[:place], keys[place + 1], keys[place], *keys[place + 2 :]])

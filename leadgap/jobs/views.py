from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from leadgap.jobs.models import Job
from leadgap.jobs.registry import runner_of


@require_safe
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is. The fragment asks for itself again until the job has ended, and then for the whole page."""
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    htmx: Any = request.htmx  # type: ignore[attr-defined]
    only_the_fragment = htmx and not htmx.boosted and not htmx.history_restore_request
    if only_the_fragment and found.is_over:
        # What stands around it may have changed with the job, such as the banner of a demo company that is gone.
        return HttpResponseClientRefresh()
    runner = runner_of(found.kind)
    result = runner.result_url(found) if runner.result_url else ""
    return render(
        request,
        "jobs/_progress.html" if only_the_fragment else "jobs/job.html",
        {"job": found, "title": runner.title, "counts": runner.counts, "result_url": result},
    )

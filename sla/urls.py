from django.urls import path

from sla.views import agreements, calendars, clocks, compliance, curves, dry_runs, hours, misses, patterns, segments

app_name = "sla"

urlpatterns = [
    path("agreement/", agreements.agreement, name="agreement"),
    path("agreement/new/", agreements.new, name="agreement-new"),
    path("agreement/<int:number>/", agreements.version, name="agreement-version"),
    path("agreement/<int:number>/edit/", agreements.edit, name="agreement-edit"),
    path("agreement/<int:number>/dry-run/", dry_runs.dry_run, name="agreement-dry-run"),
    path("agreement/<int:number>/propose/", agreements.propose, name="agreement-propose"),
    path("agreement/<int:number>/sign/", agreements.sign, name="agreement-sign"),
    path("agreement/<int:number>/withdraw/", agreements.withdraw, name="agreement-withdraw"),
    path("agreement/<int:number>/segments/", segments.segments, name="segments"),
    path("agreement/<int:number>/segments/new/", segments.new, name="segment-new"),
    path("agreement/<int:number>/segments/order/", segments.order, name="segments-order"),
    path("agreement/<int:number>/segments/<int:pk>/", segments.edit, name="segment-edit"),
    path("agreement/<int:number>/segments/<int:pk>/remove/", segments.remove, name="segment-remove"),
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/new/", calendars.new, name="calendar-new"),
    path("calendars/<int:pk>/", calendars.calendar, name="calendar"),
    path("calendars/<int:pk>/edit/", calendars.edit, name="calendar-edit"),
    path("compliance/", compliance.compliance_page, name="compliance"),
    path("compliance.csv", compliance.compliance_csv, name="compliance-csv"),
    path("compliance/curve/", curves.curve_page, name="curve"),
    path("compliance/curve.csv", curves.curve_csv, name="curve-csv"),
    path("compliance/patterns/", patterns.patterns_page, name="patterns"),
    path("compliance/speed.csv", curves.speed_csv, name="speed-csv"),
    path("compliance/hours/", hours.hours_page, name="hours"),
    path("compliance/hours.csv", hours.hours_csv, name="hours-csv"),
    path("compliance/misses/", misses.misses_page, name="misses"),
    path("compliance/misses.csv", misses.misses_csv, name="misses-csv"),
    path("clocks/<int:pk>/", clocks.clock_page, name="clock"),
]

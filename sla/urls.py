from django.urls import path

from sla.views import clocks, compliance, misses

app_name = "sla"

urlpatterns = [
    path("compliance/", compliance.compliance_page, name="compliance"),
    path("compliance.csv", compliance.compliance_csv, name="compliance-csv"),
    path("compliance/misses/", misses.misses_page, name="misses"),
    path("compliance/misses.csv", misses.misses_csv, name="misses-csv"),
    path("clocks/<int:pk>/", clocks.clock_page, name="clock"),
]

from django.urls import path

from leads.intake import views
from leads.views import sources

app_name = "leads"

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.new, name="import-new"),
    path("imports/sources/", sources, name="sources"),
    path("imports/<int:pk>/columns/", views.columns, name="import-map"),
    path("imports/<int:pk>/reread/", views.reread, name="import-reread"),
    path("imports/<int:pk>/values/", views.values, name="import-values"),
    path("imports/<int:pk>/check/", views.check, name="import-check"),
    path("imports/<int:pk>/try/", views.try_it, name="import-try"),
    path("imports/<int:pk>/start/", views.start, name="import-start"),
    path("imports/<int:pk>/discard/", views.discard, name="import-discard"),
    path("imports/<int:pk>/", views.report, name="import-report"),
    path("imports/<int:pk>/rejected.csv", views.rejected, name="import-rejected"),
    path("imports/<int:pk>/save-mapping/", views.save_mapping, name="import-save-mapping"),
]

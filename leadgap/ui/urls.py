from django.urls import path

from leadgap.ui import views

app_name = "ui"
urlpatterns = [path("theme/", views.choose_theme, name="choose-theme")]

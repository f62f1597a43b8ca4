from django.urls import path

from leadgap.home import demo_views, first_look_views, search_views, setup_views, totals_views, views

app_name = "home"

urlpatterns = [
    path("", views.home, name="home"),
    path("setup/", setup_views.setup, name="setup"),
    path("start/", setup_views.start, name="start"),
    path("first-look/", first_look_views.first_look, name="first-look"),
    path("both-sides/", totals_views.totals, name="totals"),
    path("search/", search_views.search, name="search"),
    path("demo/load/", demo_views.load, name="demo-load"),
    path("demo/remove/", demo_views.remove, name="demo-remove"),
    path("demo/sign-in/", demo_views.sign_in, name="demo-sign-in"),
]

from django.urls import path

from feedback.desk import act_views, views

app_name = "desk"

urlpatterns = [
    path("queue/", views.queue, name="queue"),
    path("my-week/", views.my_week, name="my-week"),
    path("hand-offs/<int:pk>/", views.hand_off, name="hand-off"),
    path("hand-offs/<int:pk>/touch/", act_views.touch, name="touch"),
    path("hand-offs/<int:pk>/accept/", act_views.accept, name="accept"),
    path("hand-offs/<int:pk>/qualify/", act_views.qualify, name="qualify"),
    path("hand-offs/<int:pk>/wait/", act_views.wait, name="wait"),
    path("hand-offs/<int:pk>/go-on/", act_views.go_on, name="go-on"),
    path("hand-offs/<int:pk>/reject/", act_views.reject, name="reject"),
    path("hand-offs/<int:pk>/recycle/", act_views.recycle, name="recycle"),
    path("hand-offs/<int:pk>/close/", act_views.close, name="close"),
    path("hand-offs/<int:pk>/rate/", act_views.rate, name="rate"),
    path("hand-offs/<int:pk>/rate-for-marketing/", act_views.rate_for_marketing, name="rate-for-marketing"),
    path("hand-offs/<int:pk>/undo/", act_views.undo, name="undo"),
    path("hand-offs/<int:pk>/say/", act_views.say, name="say"),
]

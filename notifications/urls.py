"""Addresses of `notifications`."""

from django.urls import path

from notifications.views import InboxView, ReminderOpenView

app_name = "notifications"
urlpatterns = [
    path("inbox/", InboxView.as_view(), name="inbox"),
    path("inbox/<int:pk>/open/", ReminderOpenView.as_view(), name="open"),
]

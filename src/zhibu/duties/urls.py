"""Addresses of this room."""

from django.urls import path

from zhibu.duties import views

app_name = "duties"
urlpatterns = [path("month/", views.month, name="month")]

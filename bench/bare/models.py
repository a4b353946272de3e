"""The one table that the bare page lists."""

from django.db import models


class Activity(models.Model):
    """A meeting as a textbook would keep it: what, when, where, how far, how many came."""

    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=100)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=100)
    state = models.CharField(max_length=20)
    present = models.IntegerField()

"""The tabs of this room."""

from django.utils.translation import gettext_lazy as _

from zhibu.web.nav import Tab, register

register(Tab("today", _("今天"), "sun", "activities:today", 10))
register(
    Tab("meetings", _("会议"), "calendar-check", "activities:meetings", 20, covers=("/decisions/", "/m/"))
)

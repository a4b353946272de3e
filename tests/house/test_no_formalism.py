"""What guidance against formalism at the fingertips forbids is not even in the schema, the routes or the pages."""

import re

from django.apps import apps
from django.urls import get_resolver

from tests.house.sources import templates

FORBIDDEN_COLUMNS = re.compile(
    r"point|score|rank|streak|badge|level|likes?$|view_count|share_count|last_seen|last_login|online|duration"
    r"|seconds|read_at|seen_at|opened_by|latitude|longitude|location|face"
)
FORBIDDEN_WORDS = (
    "积分",
    "排名",
    "打卡",
    "连续",
    "点赞",
    "在线时长",
    "红包",
    "抽奖",
    "恭喜",
    "太棒了",
    "亲，",
    "勋章",
    "等级",
)
ALLOWED_PHRASES = ("不排名次",)


def test_no_column_counts_people():
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_config.name.startswith("zhibu.")
        for field in model._meta.get_fields()
        if hasattr(field, "column") and FORBIDDEN_COLUMNS.search(field.name)
    ]
    assert found == []


def test_no_route_ranks_people():
    names = [str(name) for name in get_resolver().reverse_dict if isinstance(name, str)]
    assert [name for name in names if re.search(r"rank|score|leaderboard|streak|badge", name)] == []


def test_no_page_says_such_words():
    found = []
    for place, text in templates():
        for phrase in ALLOWED_PHRASES:
            text = text.replace(phrase, "")
        found += [f"{place}: {word}" for word in FORBIDDEN_WORDS if word in text]
    assert found == []


def test_no_photo_is_ever_required():
    for place, text in templates():
        for field in re.findall(r"<input[^>]*type=\"file\"[^>]*>", text):
            assert "required" not in field or "import" in str(place) or "template" in str(place), place

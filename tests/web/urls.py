"""Pages that exist only to try the skeletons and scripts: a form that is kept, one that waits, one htmx part."""

from django import forms
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import include, path

from zhibu.web.forms import ActForm
from zhibu.web.fragments import page_or_part

FORM = """{% extends "web/base.html" %}
{% block title %}试{% endblock %}
{% block htmx %}{% include "web/htmx.html" %}{% endblock %}
{% block main %}<h1>试</h1>
{% include "web/components/error_summary.html" with form=form only %}
<form method="post" action="" KEEP novalidate>{% csrf_token %}
{% include "web/components/field.html" with field=form.op only %}
{% include "web/components/field.html" with field=form.said only %}
{% include "web/components/field.html" with field=form.open only %}
<button class="btn p" name="answer" value="yes">交</button></form>
{% include "web/components/queued.html" with key="rsvp" only %}
{% include "web/components/copy.html" with target="words" text="群里的话" only %}
{% include "web/components/stepper.html" with field=form.votes only %}
<form method="post" action="/out/" data-wipe data-ask="还有没传上去的，退出就没有了。" id="out">
{% csrf_token %}<button class="btn">退出登录</button></form>
<button class="btn" id="spot" type="button" hx-get="/part/" hx-target="#here">换</button><div id="here"></div>
<div id="poll" hx-get="/poll/" hx-trigger="every 300ms" hx-target="#polled"></div><div id="polled"></div>
<details class="sheet"><summary>卡</summary>
<div><button type="button" class="btn" data-close>关</button></div></details>
{% endblock %}"""

taken: list[dict[str, str]] = []


class Said(ActForm):
    said = forms.CharField(label="说的话")
    votes = forms.IntegerField(label="赞成", min_value=0, required=False)
    open = forms.ChoiceField(
        label="谁看得到", choices=[("1", "署名"), ("2", "匿名")], widget=forms.RadioSelect, required=False
    )


def _answer(request, keep):
    form = Said(request.POST or None)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return HttpResponseRedirect("/accounts/login/")
        if form.is_valid() and form.cleaned_data["said"] != "不行":
            taken.append({"op": form.cleaned_data["op"], **request.POST.dict()})
            return HttpResponseRedirect(request.path)
        if form.is_valid():
            form.add_error("said", "这句不行")
    page = engines["django"].from_string(FORM.replace("KEEP", keep))
    return HttpResponse(page.render({"form": form}, request), status=422 if form.errors else 200)


def draft(request):
    return _answer(request, 'data-draft="said"')


def queued(request):
    return _answer(request, 'data-queue="rsvp"')


def part(request):
    return page_or_part(request, "web/gallery/part.html", {"n": 3}, part="numbers")


def poll(request):
    taken.append({"polled": "1"})
    return HttpResponse("<h2>换过</h2>")


def out(request):
    logout(request)
    return HttpResponseRedirect("/accounts/login/")


def sign_in(request):
    return HttpResponse(engines["django"].from_string('{% extends "web/plain.html" %}').render({}, request))


urlpatterns = [
    path("", include("zhibu.web.urls")),
    path("", draft),
    path("draft/", draft),
    path("queued/", queued),
    path("part/", part),
    path("poll/", poll),
    path("out/", out),
    path("accounts/login/", sign_in),
    path("me/", sign_in),
]
handler404 = "zhibu.web.views.not_found"
handler500 = "zhibu.web.views.server_error"

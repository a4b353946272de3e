"""The register's pages: who sees what, what it costs, and the whole way of a roster in a browser without script."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from tests.build import a_branch, a_group, a_member, a_user, console, posted
from tests.members.sheets import a_csv, identity, person
from zhibu.accounts.models import JournalEntry, Look
from zhibu.kernel import clock
from zhibu.members.models import Crew, Member, RosterImport
from zhibu.members.operations import import_roster
from zhibu.organisations.models import Post
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db
PHONE, NUMBER = "13900000001", identity(1)


def a_register(code="R20", name="示例一支部", first=1):
    """A branch with three people whose numbers are known, and its secretary."""
    branch = a_branch(code, name)
    rows = [person(first + place) for place in range(3)]
    import_roster(by=console(), organisation=branch, file_name="a.csv", content=a_csv(*rows), now=clock.now())
    return branch, posted(a_user("书记"), Role.SECRETARY, branch)


def upload(client, content, name="名册.csv"):
    return client.post(reverse("members:import"), {"file": SimpleUploadedFile(name, content)}, follow=True)


class TestList:
    def test_the_committee_sees_the_register_by_area_and_crew(self, enter):
        _branch, secretary = a_register()
        said = enter(secretary).get(reverse("members:list")).content.decode()
        assert "党员3人（有表决权3人）" in said and "甲班" in said and "党员乙" in said

    def test_members_see_names_and_public_posts_only(self, enter):
        branch, _secretary = a_register()
        member = a_member(branch, "党员未").user
        said = enter(member).get(reverse("members:list")).content.decode()
        assert "党员乙" in said
        person_id = Member.objects.get(name="党员乙").public_id
        assert person_id not in said and "甲班" not in said and "139" not in said

    @pytest.mark.parametrize("text", ["党员", "乙", "dangyuanyi", "dyy", "DYY", "员乙"])
    def test_found_by_name_sound_and_initials(self, enter, text):
        _branch, secretary = a_register()
        said = enter(secretary).get(reverse("members:list"), {"text": text}).content.decode()
        assert "党员乙" in said

    @pytest.mark.parametrize(
        ("name", "text"),
        [("单明", "shanming"), ("单明", "danm"), ("仇和", "qh"), ("解放", "xie"), ("曾强", "zengq"), ("区梅", "oum"),
         ("查理", "zhal"), ("尉迟恭", "yuchi"), ("吕布", "lvb"), ("吕布", "lub"), ("阿卜杜拉·买买提", "买提"),
         ("𠮷田", "𠮷")],
    )  # fmt: skip
    def test_surnames_are_found_as_they_are_said(self, enter, name, text):
        branch, secretary = a_register()
        import_roster(
            by=console(),
            organisation=branch,
            file_name="a.csv",
            content=a_csv(person(9, name)),
            now=clock.now(),
        )
        assert name in enter(secretary).get(reverse("members:list"), {"text": text}).content.decode()

    def test_pages_follow_each_other_without_gap_or_double(self, enter):
        branch, secretary = a_register()
        for number in range(130):
            Member.objects.create(
                branch=branch, name=f"成员{number}", name_key="成员", pinyin="chengyuan cy", kind="full"
            )
        client, seen = enter(secretary), []
        address = reverse("members:list") + "?kind=full"
        while address:
            page = html.fromstring(client.get(address).content)
            seen += page.xpath("//*[@id='people']//a[@class='row']/@href")
            address = next(
                (reverse("members:list") + one for one in page.xpath("//a[@rel='next']/@href")), ""
            )
        assert len(seen) == len(set(seen)) == 133

    def test_the_part_alone_is_sent_to_htmx(self, enter):
        _branch, secretary = a_register()
        said = enter(secretary).get(reverse("members:list"), {"text": "乙"}, headers={"HX-Request": "true"})
        assert said.content.decode().lstrip().startswith('<div id="people">') and "HX-Request" in said["Vary"]

    @pytest.mark.parametrize("how_many", [10, 1000])
    def test_list_and_card_cost_six_questions_at_most_however_many_there_are(
        self, enter, django_assert_max_num_queries, how_many
    ):
        branch, secretary = a_register()
        Member.objects.bulk_create(
            Member(branch=branch, name="某人", name_key="某人", pinyin="mouren mr", kind="full")
            for _ in range(how_many)
        )
        client = enter(secretary)
        with django_assert_max_num_queries(6):
            client.get(reverse("members:list"))
        with django_assert_max_num_queries(6):
            client.get(reverse("members:card", args=[Member.objects.values_list("public_id", flat=True)[0]]))


class TestCard:
    def test_numbers_are_masked_until_asked_for_with_a_reason_and_the_person_sees_who_looked(self, enter):
        _branch, secretary = a_register()
        member = Member.objects.get(name="党员乙")
        client = enter(secretary)
        said = client.get(reverse("members:card", args=[member.public_id])).content.decode()
        assert PHONE not in said and NUMBER not in said and "1985-07-01" not in said
        answer = client.post(reverse("members:show", args=[member.public_id]), {"which": "phone"})
        assert answer.status_code == 422 and PHONE not in answer.content.decode()
        answer = client.post(
            reverse("members:show", args=[member.public_id]), {"which": "identity", "reason": "check"}
        )
        assert NUMBER in answer.content.decode() and PHONE not in answer.content.decode()
        looks = (
            Look.objects.filter(subject=member.public_id)
            .order_by("pk")
            .values_list("viewer_name", "seen", "purpose")
        )
        assert list(looks) == [("书记", "名册信息", ""), ("书记", "公民身份号码", "核对名册")]
        entry = JournalEntry.objects.get(action="member.unmask")
        assert (entry.subject, entry.fields) == (member.public_id, ["identity"])

    @pytest.mark.parametrize("role", list(Role))
    def test_no_role_without_the_right_gets_a_number_anywhere(self, enter, role, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        branch, _secretary = a_register()
        group = branch.children.get()
        place = {Role.LEADER: group, Role.SUPERIOR: branch.parent, Role.ADMIN: branch.parent}.get(
            role, branch
        )
        user = posted(a_user(), role, place)
        client, member = enter(user), Member.objects.get(name="党员乙")
        may = role in (Role.SECRETARY, Role.DEPUTY, Role.ORGANISER)
        pages = [
            reverse("members:list"),
            reverse("members:import"),
            reverse("members:crews"),
            reverse("members:new"),
        ]
        pages += [
            reverse(f"members:{one}", args=[member.public_id])
            for one in ("card", "edit", "move", "leave", "full")
        ]
        for page in pages:
            said = client.get(page).content.decode()
            assert PHONE not in said and NUMBER not in said, page
            if not may:
                assert PHONE[-4:] not in said and PHONE[:3] + "•" not in said, page
        answer = client.post(
            reverse("members:show", args=[member.public_id]), {"which": "phone", "reason": "contact"}
        )
        assert (PHONE in answer.content.decode()) == may
        seen = client.get(reverse("members:card", args=[member.public_id])).status_code
        committee = {
            Role.SECRETARY,
            Role.DEPUTY,
            Role.ORGANISER,
            Role.PUBLICITY,
            Role.DISCIPLINE,
            Role.COMMITTEE,
        }
        assert seen == (200 if role in committee else 404)

    def test_nothing_of_another_branch_is_answered(self, enter):
        _branch, secretary = a_register()
        _other, _theirs = a_register("R21", "孪生支部", first=4)
        client = enter(secretary)
        foreign = Member.objects.filter(branch__code="R21")
        marks = [
            str(value) for one in foreign for value in (one.name, one.public_id, one.phone, one.identity)
        ]
        done = RosterImport.objects.get(organisation__code="R21")
        crew = Crew.objects.get(branch__code="R21")
        paths = [reverse("members:list") + f"?text={one.name}" for one in foreign]
        paths += [reverse("members:list") + f"?group={foreign[0].group.public_id}"]
        paths += [reverse("members:list") + f"?after={foreign[0].public_id}"]
        paths += [reverse("members:import"), reverse("members:crews"), reverse("members:left")]
        for path in paths:
            said = client.get(path).content.decode().replace(f'value="{foreign[0].name}"', "")
            assert not any(mark in said for mark in marks[1:] if mark not in path), path
        for name in ("card", "edit", "move", "leave", "full"):
            assert client.get(reverse(f"members:{name}", args=[foreign[0].public_id])).status_code == 404
        for name in ("show", "restore", "edit", "move", "leave"):
            assert client.post(reverse(f"members:{name}", args=[foreign[0].public_id])).status_code == 404
        assert client.get(reverse("members:crew", args=[crew.public_id])).status_code == 404
        assert client.get(reverse("members:one_import", args=[done.public_id])).status_code == 404
        for name in ("import_confirm", "import_drop", "import_undo"):
            assert client.post(reverse(f"members:{name}", args=[done.public_id])).status_code == 404

    def test_a_restriction_is_shown_to_registrars_only(self, enter):
        branch, secretary = a_register()
        Member.objects.filter(name="党员乙").update(restriction="watch")
        address = reverse("members:card", args=[Member.objects.get(name="党员乙").public_id])
        assert "留党察看" in enter(secretary).get(address).content.decode()
        publicity = posted(a_user(), Role.PUBLICITY, branch)
        assert "留党察看" not in enter(publicity).get(address).content.decode()


class TestEntry:
    def form(self, **more):
        return {"name": "党员新", "kind": "full", "op": "0" * 32, **more}

    def test_a_person_is_entered_and_the_same_form_sent_twice_enters_once(self, enter):
        _branch, secretary = a_register()
        client = enter(secretary)
        said = self.form(identity=identity(50), admitted_on="2012.7", phone="１３８００００１２３４")
        for _time in range(2):
            assert client.post(reverse("members:new"), said).status_code == 302
        member = Member.objects.get(name="党员新")
        assert (member.born_on, member.sex, member.phone) == (dt.date(1985, 7, 1), "female", "13800001234")
        assert (member.admitted_on, member.partial_dates) == (None, {"admitted_on": "2012-07"})

    def test_every_fault_is_said_beside_its_field_and_what_was_typed_stays(self, enter):
        _branch, secretary = a_register()
        answer = enter(secretary).post(
            reverse("members:new"),
            self.form(name="", identity="123", born_on="1985.13.1", phone="12", job="打字员"),
        )
        said = answer.content.decode()
        assert (
            answer.status_code == 422
            and "有4处要改" in said
            and 'value="打字员"' in said
            and "没有13月" in said
        )

    def test_a_number_that_stands_in_the_register_is_refused_with_the_name(self, enter):
        _branch, secretary = a_register()
        answer = enter(secretary).post(reverse("members:new"), self.form(identity=NUMBER))
        assert "这个身份证号已经在名册里，是党员乙" in answer.content.decode()

    def test_the_second_of_two_officers_is_told_and_both_texts_are_there(self, enter):
        _branch, secretary = a_register()
        member = Member.objects.select_related("group", "crew").get(name="党员乙")
        client, address = enter(secretary), reverse("members:edit", args=[member.public_id])
        assert NUMBER not in client.get(address).content.decode()
        typed = {"name": "党员乙", "kind": "full", "version": 1, "crew": "甲班", "group": "第一党小组",
                 "admitted_on": "2010-07-01", "full_on": "2011-07-01", "born_on": "1985-07-01",
                 "sex": "female"}  # fmt: skip
        assert client.post(address, {**typed, "job": "班长"}).status_code == 302
        answer = client.post(address, {**typed, "job": "工长"})
        said = answer.content.decode()
        assert answer.status_code == 422 and "班长" in said and 'value="工长"' in said
        assert Member.objects.get(pk=member.pk).job == "班长"
        version = answer.context["form"]["version"].value()
        assert client.post(address, {**typed, "job": "工长", "version": version}).status_code == 302
        member.refresh_from_db()
        assert (member.job, member.identity, member.phone) == ("工长", NUMBER, PHONE)

    def test_a_birth_date_left_empty_stays_and_a_typed_one_is_taken(self, enter):
        _branch, secretary = a_register()
        member = Member.objects.get(name="党员乙")
        client, address = enter(secretary), reverse("members:edit", args=[member.public_id])
        for version, typed, kept in ((1, "", dt.date(1985, 7, 1)), (2, "1985-07-02", dt.date(1985, 7, 2))):
            said = self.form(name="党员乙", version=version, job=f"岗位{version}", born_on=typed)
            assert client.post(address, said).status_code == 302
            member.refresh_from_db()
            assert member.born_on == kept
            assert 'value="1985' not in client.get(address).content.decode()

    def test_leaving_and_coming_back_after_an_error(self, enter):
        branch, secretary = a_register()
        member = a_member(branch, "党员走")
        client, today = enter(secretary), clock.today().isoformat()
        address = reverse("members:leave", args=[member.public_id])
        assert client.post(address, {"left_on": today}).status_code == 422
        assert client.post(address, {"left_on": today, "why": "error"}).status_code == 302
        assert "党员走" in client.get(reverse("members:left")).content.decode()
        assert client.post(reverse("members:restore", args=[member.public_id])).status_code == 302
        member.refresh_from_db()
        assert member.left_on is None


class TestRosterPages:
    def test_upload_preview_correct_confirm_undo(self, enter):
        _branch, secretary = a_register()
        client = enter(secretary)
        answer = upload(client, a_csv(person(1, 岗位="班长"), person(8, 入党日期="2019.13.5")))
        said = answer.content.decode()
        assert "名册预览" in said and "第3行 入党日期" in said and "没有13月" in said and "导入1人" in said
        assert "<del>操作工</del>" in said and PHONE not in said and NUMBER not in said
        held = RosterImport.objects.get(state="preview")
        cell = {"sheet": "", "row": "3", "column": "入党日期"}
        assert (
            "2019.13.5"
            in client.get(reverse("members:import_cell", args=[held.public_id]), cell).content.decode()
        )
        client.post(reverse("members:import_cell", args=[held.public_id]), {**cell, "text": "2019.12.5"})
        done = client.post(
            reverse("members:import_confirm", args=[held.public_id]), follow=True
        ).content.decode()
        assert "已导入2人" in done and Member.objects.filter(name="党员壬").exists()
        client.post(reverse("members:import_undo", args=[held.public_id]))
        assert not Member.objects.filter(name="党员壬").exists()
        assert Member.objects.get(name="党员乙").job == "操作工"

    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [(b"", "a.csv", "空的"), (b"%PDF-1.4", "a.xlsx", "PDF"), (b"PK\x03\x04broken", "a.xlsx", "文件"),
         ("随便写的".encode(), "a.csv", "姓名"), (b"\x89PNG\r\n", "a.png", "图片")],
    )  # fmt: skip
    def test_a_hostile_or_wrong_file_gets_a_sentence(self, enter, content, name, sentence):
        _branch, secretary = a_register()
        answer = upload(enter(secretary), content, name)
        assert answer.status_code in (200, 422) and sentence in answer.content.decode()
        assert Member.objects.count() == 3

    def test_a_large_file_is_read_in_the_background_and_polled(self, enter, monkeypatch):
        from zhibu.members.views import roster_import as views

        monkeypatch.setattr(views, "READ_AT_ONCE_BYTES", 10)
        _branch, secretary = a_register()
        client = enter(secretary)
        said = upload(client, a_csv(person(8))).content.decode()
        held = RosterImport.objects.get(state="reading")
        assert "正在读名册" in said and "every 1s" in said
        views.tasks.read_large_import.func(held.public_id)
        part = client.get(
            reverse("members:one_import", args=[held.public_id]), headers={"HX-Request": "true"}
        )
        assert (
            part.content.decode().lstrip().startswith('<div id="whole">')
            and "导入1人" in part.content.decode()
        )


class TestCrews:
    def test_from_the_first_crew_s_place_today_the_others_follow(self, enter):
        branch, secretary = a_register()
        client, address = enter(secretary), reverse("members:crews")
        asked = {"preset": "four_crews_three_shifts", "position": "白1", "names": "甲班、乙班、丙班、丁班"}
        assert "对吗" in client.get(address, asked).content.decode()
        assert not Crew.objects.exclude(name="甲班").exists()
        client.post(address, asked)
        today = clock.today()
        places = dict(Crew.objects.filter(branch=branch).values_list("name", "offset"))
        assert places == {"甲班": 0, "乙班": 2, "丙班": 4, "丁班": 6}
        assert set(Crew.objects.values_list("anchor_on", flat=True)) == {today}
        assert "今天白班" in client.get(reverse("members:list")).content.decode()

    def test_people_go_into_a_crew_by_tick_or_pasted_names(self, enter):
        branch, secretary = a_register()
        crew = Crew.objects.create(branch=branch, name="乙班")
        client, address = enter(secretary), reverse("members:crew", args=[crew.public_id])
        answer = client.post(address, {"names": "党员乙、没有这人"})
        assert answer.status_code == 422 and "没有这人" in answer.content.decode()
        ticked = Member.objects.get(name="党员丙").public_id
        client.post(address, {"member": [ticked], "names": "党 员 乙"})
        assert set(crew.members.values_list("name", flat=True)) == {"党员乙", "党员丙"}


def test_the_pages_of_somebody_without_a_branch_say_so(enter, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    committee = a_branch().parent
    superior = posted(a_user(), Role.SUPERIOR, committee)
    assert "不在任何支部" in enter(superior).get(reverse("members:list")).content.decode()


def test_signed_out_everything_asks_to_sign_in(client):
    for name in ("list", "new", "import", "crews", "left"):
        assert client.get(reverse(f"members:{name}")).status_code == 302


class TestProposedPosts:
    def test_one_tap_gives_the_post_the_register_mentions_and_the_secretary_s_is_not_offered(self, enter):
        branch, secretary = a_register()
        group, other = a_group(branch, "第八党小组"), a_group(branch, "第九党小组")
        for name, words, where in (
            ("党员组", "组织委员", None),
            ("党员长", "第八党小组组长", other),
            ("党员书", "支部书记", None),
            ("党员无", "党小组长", None),
        ):
            member = a_member(branch, name, group=where, account=False)
            Member.objects.filter(pk=member.pk).update(party_post=words)
        client = enter(secretary)
        page = client.get(reverse("organisations:posts"))
        offered = [one.member.name for one, _place in page.context["proposed"]]
        assert sorted(offered) == ["党员组", "党员长"]
        for one, place in page.context["proposed"]:
            typed = {
                "post-member": one.member.public_id,
                "post-role": one.role,
                "post-from_on": clock.today(),
            }
            if place == group:
                typed["post-group"] = group.public_id
            assert client.post(reverse("organisations:posts"), typed).status_code == 302
        given = Post.objects.filter(user__name__in=offered, role__in=("organiser", "leader"))
        assert {(post.role, post.organisation) for post in given} == {
            ("organiser", branch),
            ("leader", group),
        }
        assert client.get(reverse("organisations:posts")).context["proposed"] == []


def test_a_number_is_shown_by_registrars_only(enter):
    branch, _secretary = a_register()
    publicity = a_member(branch, role="publicity").user
    member = Member.objects.filter(branch=branch).first()
    asked = {"which": "phone", "reason": "contact"}
    assert enter(publicity).post(reverse("members:show", args=[member.public_id]), asked).status_code == 403

"""The shift calendar: nights over midnight, month and year ends, days before the anchor, offices and stations."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.rules.calendar import calendar as own_calendar
from zhibu.scheduling import (
    Crew,
    PatternError,
    Shift,
    Slip,
    Touch,
    busy_between,
    duty_at,
    from_today,
    lint,
    minutes_of,
    parse_pattern,
    pattern_text,
    positions,
    presets,
    recorded_on_leaving_day,
    rest_note,
    shift_on,
    strip,
)
from zhibu.scheduling.shifts import duty_after, duty_before

THREE = presets()["four_crews_three_shifts"]
FIRST = date(2026, 9, 1)
CREW = Crew("甲", THREE.pattern, FIRST, 0, THREE.shifts)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


class TestPatterns:
    @pytest.mark.parametrize(
        ("text", "days"),
        [
            ("白2中2夜2休2", "白白中中夜夜休休"),
            ("白夜休休", "白夜休休"),
            ("驻14休14", "驻" * 14 + "休" * 14),
            ("白２、夜２ 休 ４", "白白夜夜休休休休"),
            ("A1B1休1", "AB休"),
        ],
    )
    def test_runs_become_days(self, text, days):
        assert parse_pattern(text) == tuple(days)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "pattern_empty"),
            ("  ", "pattern_empty"),
            ("2白", "pattern_unreadable"),
            ("白0休2", "pattern_unreadable"),
            ("白2!", "pattern_unreadable"),
            ("白999", "pattern_too_long"),
            ("白366休1", "pattern_too_long"),
            ("白1000", "pattern_unreadable"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, text, code):
        with pytest.raises(PatternError) as refused:
            parse_pattern(text)
        assert refused.value.code == code

    @given(st.text(max_size=30))
    def test_any_text_is_read_or_refused(self, text):
        try:
            days = parse_pattern(text)
        except PatternError:
            return
        assert 1 <= len(days) <= 366
        assert parse_pattern(pattern_text(days)) == days

    def test_a_crew_with_a_shift_nobody_described_is_refused(self):
        with pytest.raises(PatternError, match="shift_unknown"):
            Crew("甲", ("早", "休"), FIRST, 0, THREE.shifts)

    def test_clock_times_may_pass_midnight(self):
        assert (minutes_of("08:00"), minutes_of("24:00"), minutes_of("32:30")) == (480, 1440, 1950)
        for wrong in ("8", "08:60", "-1:00", "", "08：00"):
            with pytest.raises(PatternError):
                minutes_of(wrong)

    @pytest.mark.parametrize(
        "about", [("休", 0, 60), ("白", -1, 60), ("白", 2880, 60), ("白", 0, 0), ("白", 0, 1441)]
    )
    def test_shifts_out_of_bounds_are_refused(self, about):
        with pytest.raises(PatternError):
            Shift(*about)


class TestPresets:
    def test_all_systems_are_there_and_sound(self):
        assert [preset.title for preset in presets().values()] == [
            "四班三倒", "五班三倒", "四班两倒", "三班两倒", "常白班", "上14休14"
        ]  # fmt: skip
        for preset in presets().values():
            assert lint(from_today(preset, positions(preset.pattern)[0], FIRST)) == ()

    @pytest.mark.parametrize("code", [code for code, preset in presets().items() if not preset.office])
    def test_wherever_the_first_crew_stands_today_the_crews_cover_every_minute_once(self, code):
        preset = presets()[code]
        for position in positions(preset.pattern):
            crews = from_today(preset, position, FIRST)
            assert len(crews) == len(preset.crews)
            assert lint(crews) == ()
            assert strip(crews[0], FIRST, 1)[0].code == position[0]

    def test_second_day_of_night_today(self):
        crew = from_today(THREE, ("夜", 2), FIRST)[0]
        assert "".join(day.code for day in strip(crew, FIRST)) == "夜休休白白中中夜夜休休白白中"

    def test_a_position_that_is_not_in_the_pattern_is_refused(self):
        with pytest.raises(PatternError, match="position_unknown"):
            from_today(THREE, ("夜", 3), FIRST)

    def test_own_crew_names(self):
        assert [crew.name for crew in from_today(THREE, ("白", 1), FIRST, names=["一值", "二值", "三值", "四值"])] == [
            "一值", "二值", "三值", "四值"
        ]  # fmt: skip

    def test_nights_written_on_the_day_they_are_worked_are_the_same_hours(self):
        other = recorded_on_leaving_day(THREE)
        assert pattern_text(other.pattern) == "白2中2休1夜2休1"
        here = Crew("甲", other.pattern, FIRST, 0, other.shifts)
        for hour in range(24 * 16):
            moment = at("2026-09-02T00:30") + timedelta(hours=hour)
            one, two = duty_at(CREW, moment), duty_at(here, moment)
            assert (one and one.starts_at) == (two and two.starts_at)


class TestOnDuty:
    @pytest.mark.parametrize(
        ("day", "code"),
        [("2026-09-01", "白"), ("2026-09-03", "中"), ("2026-09-06", "夜"), ("2026-09-07", None), ("2026-09-09", "白"),
         ("2026-08-31", None), ("2026-08-29", "夜"), ("2025-12-31", "夜"), ("2028-02-29", "中")],
    )  # fmt: skip
    def test_the_days_shift_also_before_the_anchor(self, day, code):
        shift = shift_on(CREW, date.fromisoformat(day))
        assert (shift and shift.code) == code

    @pytest.mark.parametrize(
        ("moment", "code", "day"),
        [
            ("2026-09-01T08:00", "白", "2026-09-01"),
            ("2026-09-01T15:59", "白", "2026-09-01"),
            ("2026-09-01T16:00", None, None),
            ("2026-09-03T23:59", "中", "2026-09-03"),
            ("2026-09-04T00:00", None, None),
            ("2026-09-06T00:00", "夜", "2026-09-05"),
            ("2026-09-07T07:59", "夜", "2026-09-06"),
            ("2026-09-07T08:00", None, None),
        ],
    )
    def test_who_works_at_an_instant(self, moment, code, day):
        duty = duty_at(CREW, at(moment))
        assert (duty and duty.shift.code) == code
        assert duty is None or duty.day == date.fromisoformat(day)

    def test_a_night_that_began_the_evening_before_and_over_new_year(self):
        preset = presets()["four_crews_two_shifts"]
        crew = from_today(preset, ("夜", 1), date(2026, 12, 31))[0]
        assert duty_at(crew, at("2027-01-01T07:59")).day == date(2026, 12, 31)
        assert duty_at(crew, at("2027-01-01T08:00")) is None
        assert duty_at(crew, at("2026-12-31T19:59")) is None

    def test_an_instant_with_zone_is_read_on_the_clock_in_china(self):
        assert duty_at(CREW, datetime(2026, 9, 1, 0, 0, tzinfo=UTC)).shift.code == "白"
        assert duty_at(CREW, datetime(2026, 9, 1, 8, 0, tzinfo=UTC)) is None

    def test_touching_a_shift_at_its_edge_is_not_being_busy(self):
        assert busy_between(CREW, at("2026-09-01T06:30"), at("2026-09-01T08:00")) == ()
        assert busy_between(CREW, at("2026-09-01T16:00"), at("2026-09-01T17:30")) == ()
        assert busy_between(CREW, at("2026-09-01T17:30"), at("2026-09-01T06:30")) == ()
        assert [
            duty.day.day for duty in busy_between(CREW, at("2026-09-01T15:59"), at("2026-09-03T16:01"))
        ] == [1, 2, 3]

    def test_office_people_follow_the_calendar(self):
        calendar = own_calendar([date(2026, 10, 1)], [date(2026, 10, 10)])
        (crew,) = from_today(presets()["office"], ("班", 1), FIRST, calendar=calendar)
        assert shift_on(crew, date(2026, 9, 30)).code == "班"
        assert shift_on(crew, date(2026, 10, 1)) is None
        assert shift_on(crew, date(2026, 10, 3)) is None
        assert duty_at(crew, at("2026-10-10T17:29")).shift.code == "班"
        assert duty_at(crew, at("2026-10-10T17:30")) is None

    def test_in_a_year_without_a_calendar_monday_to_friday_is_assumed_and_said(self):
        (crew,) = from_today(presets()["office"], ("班", 1), FIRST)
        week = strip(crew, date(2035, 1, 1), 7)
        assert "".join(day.code for day in week) == "班班班班班休休"
        assert all(day.assumed for day in week)
        assert not strip(crew, FIRST, 1)[0].assumed
        assert shift_on(crew, date(2026, 10, 1)) is None

    def test_people_at_a_station_are_there_day_and_night(self):
        crew = from_today(presets()["fortnight_at_station"], ("驻", 14), FIRST)[0]
        assert rest_note(crew, at("2026-09-01T22:00"), at("2026-09-01T23:30")).touch is Touch.ON_SHIFT
        assert rest_note(crew, at("2026-09-02T10:00"), at("2026-09-02T11:30")).touch is Touch.FREE

    def test_a_crew_without_work_is_always_free(self):
        crew = Crew("休", ("休",), FIRST, 0, ())
        note = rest_note(crew, at("2026-09-01T08:00"), at("2026-09-01T09:00"))
        assert (note.touch, note.off_before, note.on_after, note.duty) == (Touch.FREE, None, None, None)


class TestRest:
    @pytest.mark.parametrize(
        ("start", "minutes", "touch", "off_before", "on_after"),
        [
            ("2026-09-01T16:00", 90, Touch.STAYS_ON, 0, 870),
            ("2026-09-01T18:00", 90, Touch.STAYS_ON, 120, 750),
            ("2026-09-01T18:01", 90, Touch.FREE, 121, 749),
            ("2026-09-03T13:00", 90, Touch.COMES_EARLY, 1260, 90),
            ("2026-09-01T10:00", 90, Touch.ON_SHIFT, None, None),
            ("2026-09-05T19:00", 60, Touch.FREE, 1140, 240),
            ("2026-09-05T19:01", 60, Touch.REST_BEFORE_NIGHT, 1141, 239),
            ("2026-09-07T08:00", 90, Touch.REST_AFTER_NIGHT, 0, None),
            ("2026-09-07T15:59", 90, Touch.REST_AFTER_NIGHT, 479, None),
            ("2026-09-07T16:00", 90, Touch.FREE, 480, None),
        ],
    )
    def test_how_a_time_falls_on_shifts_and_rest(self, start, minutes, touch, off_before, on_after):
        note = rest_note(CREW, at(start), at(start) + timedelta(minutes=minutes))
        assert note.touch is touch
        assert off_before is None or note.off_before == off_before
        assert on_after is None or note.on_after == on_after

    def test_rest_after_a_night_says_until_when(self):
        note = rest_note(CREW, at("2026-09-07T09:00"), at("2026-09-07T10:00"))
        assert note.rest_until == at("2026-09-07T16:00")
        assert note.duty.day == date(2026, 9, 6)
        assert not note.touch.can_come

    def test_office_people_can_leave_their_work_and_stand_between_days(self):
        (crew,) = from_today(presets()["office"], ("班", 1), FIRST)
        assert rest_note(crew, at("2026-09-01T15:00"), at("2026-09-01T16:30")).touch is Touch.IN_SHIFT
        assert rest_note(crew, at("2026-09-01T17:30"), at("2026-09-01T19:00")).touch is Touch.STAYS_ON
        assert rest_note(crew, at("2026-09-02T06:30"), at("2026-09-02T08:00")).touch is Touch.COMES_EARLY

    def test_between_two_shifts_a_little_apart(self):
        split = Crew("甲", ("早", "晚"), FIRST, 0, (Shift("早", 480, 1440 - 100), Shift("晚", 480, 480)))
        note = rest_note(split, at("2026-09-02T06:30"), at("2026-09-02T07:30"))
        assert note.touch is Touch.BETWEEN

    @given(
        st.integers(0, 7),
        st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - the wall clock
        st.integers(1, 600),
    )
    def test_facts_agree_with_each_other(self, offset, start, minutes):
        crew = Crew("甲", THREE.pattern, FIRST, offset, THREE.shifts)
        start = start.replace(second=0, microsecond=0)
        end = start + timedelta(minutes=minutes)
        note = rest_note(crew, start, end)
        steps = (*range(0, minutes, 60), minutes - 1)
        worked = any(duty_at(crew, start + timedelta(minutes=step)) for step in steps)
        assert worked <= bool(busy_between(crew, start, end))
        assert (note.touch is Touch.ON_SHIFT) == bool(busy_between(crew, start, end))
        before, after = duty_before(crew, start), duty_after(crew, end)
        assert before.ends_at <= start < end <= after.starts_at
        assert not [duty for duty in busy_between(crew, before.ends_at, start) if duty.ends_at <= start]
        assert not [duty for duty in busy_between(crew, end, after.starts_at) if duty.starts_at >= end]


class TestLint:
    def test_the_night_written_on_the_wrong_day_is_noticed(self):
        night_same_date = tuple(
            Shift("夜", 0, 480, night=True) if s.code == "夜" else s for s in THREE.shifts
        )
        crew = Crew("甲", THREE.pattern, FIRST, 0, night_same_date)
        (finding,) = lint([crew])
        assert (finding.slip, finding.crew, finding.minutes) == (Slip.SHORT_GAP, "甲", 0)
        assert (finding.before.shift.code, finding.after.shift.code) == ("中", "夜")

    def test_two_crews_entered_alike_are_noticed(self):
        one, two, three, four = from_today(THREE, ("白", 1), FIRST)
        wrong = Crew(four.name, four.pattern, four.anchor_on, three.offset, four.shifts)
        slips = {finding.slip: finding.minutes for finding in lint([one, two, three, wrong])}
        assert slips == {Slip.UNCOVERED: 6 * 480, Slip.DOUBLY_COVERED: 6 * 480}

    def test_a_single_crew_is_not_asked_to_cover_all_hours(self):
        assert lint([CREW]) == ()

    def test_eight_hours_between_shifts_are_enough_and_a_minute_less_is_not(self):
        for minutes, found in ((480, 0), (481, 1)):
            crew = Crew("甲", ("早", "晚"), FIRST, 0, (Shift("早", 960, minutes), Shift("晚", 480, 480)))
            assert len(lint([crew])) == found

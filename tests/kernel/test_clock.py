"""Days are days in Shanghai, wherever the machine stands."""

import datetime as dt

from zhibu.kernel import clock


def test_late_in_the_evening_of_greenwich_it_is_tomorrow():
    assert clock.local(dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC)).date() == dt.date(2026, 11, 23)


def test_a_time_on_the_wall_is_an_instant():
    met = clock.at(dt.date(2026, 11, 22), dt.time(19, 30))
    assert met == dt.datetime(2026, 11, 22, 11, 30, tzinfo=dt.UTC)


def test_a_time_on_the_wall_reads_back_as_it_was_written():
    met = clock.at(dt.date(2026, 2, 28), dt.time(0, 5))
    assert (clock.local(met).date(), clock.local(met).time()) == (dt.date(2026, 2, 28), dt.time(0, 5))


def test_now_knows_its_zone_and_today_is_its_day():
    before, today, after = clock.now(), clock.today(), clock.now()
    assert before.utcoffset() == dt.timedelta(hours=8)
    assert before.date() <= today <= after.date()

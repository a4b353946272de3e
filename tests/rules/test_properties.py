"""What must hold for every number of people, every date and every sum."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from zhibu.rules import dues, election, voting
from zhibu.rules.calendar import calendar, shipped
from zhibu.rules.months import add_months, add_years, month_end, period_containing, periods_between

TODAY = date(2026, 9, 1)
people = some.integers(1, 500)
days = some.dates(date(1900, 1, 1), date(2100, 12, 31))
pay = some.integers(0, 10_000_000).map(lambda cents: Decimal(cents) / 100)


@given(people, some.data())
def test_an_assembly_is_judged_by_those_who_should_attend(should_attend, data):
    present = data.draw(some.integers(0, should_attend))
    yes = data.draw(some.integers(0, present))
    found = voting.judge_assembly(
        matter="ordinary",
        should_attend=should_attend,
        present=present,
        yes=yes,
        no=0,
        abstain=present - yes,
        on=TODAY,
    )
    assert (found.verdict == "OK") == (Fraction(yes) > Fraction(should_attend, 2))
    assert found.verdict in ("OK", "NO")


@given(people, some.data())
def test_the_numbers_needed_are_the_least_that_are_enough(should_attend, data):
    matter = data.draw(some.sampled_from(voting.MATTERS))
    hold = voting.needed_to_hold(matter, should_attend, TODAY)
    carry = voting.needed_to_pass(matter, should_attend, TODAY)

    def verdict(present):
        return voting.judge_assembly(
            matter=matter, should_attend=should_attend, present=present, on=TODAY
        ).verdict

    assert verdict(hold) == "OK" and verdict(hold - 1) != "OK"
    assert 2 * carry > should_attend >= 2 * (carry - 1)


@given(people)
def test_a_committee_meets_with_half_of_its_seats(seats):
    need = voting.needed_to_hold("committee", seats, TODAY)
    assert voting.judge_committee(seats=seats, present=need, on=TODAY).verdict == "OK"
    assert voting.judge_committee(seats=seats, present=need - 1, on=TODAY).verdict == "NO"


@given(people)
def test_an_election_needs_four_fifths_and_not_one_more(members):
    need = election.needed_to_elect(members, TODAY)
    assert 5 * need >= 4 * members > 5 * (need - 1)


@given(some.integers(1, 60))
def test_a_slate_has_a_fifth_more_than_seats(seats):
    least = election.least_candidates(seats, "committee", TODAY)
    assert 5 * (least - seats) >= seats > 5 * (least - 1 - seats)


@given(some.integers(1, 12), people, some.data())
def test_seats_are_never_overfilled_and_order_is_by_votes(seats, should_attend, data):
    present = data.draw(some.integers(0, should_attend))
    names = some.text("甲乙丙丁戊己庚辛", min_size=1, max_size=3)
    votes = data.draw(some.dictionaries(names, some.integers(0, present), max_size=8))
    found = election.judge_result(
        should_attend=should_attend, present=present, seats=seats, votes=votes, on=TODAY
    )
    elected, revote = found.values["elected"], found.values["revote"]
    assert len(elected) + found.values["open_seats"] == seats
    assert [votes[name] for name in elected] == sorted((votes[name] for name in elected), reverse=True)
    assert all(2 * votes[name] > should_attend for name in (*elected, *revote))
    assert not set(elected) & set(revote)
    losers = [votes[name] for name in votes if name not in (*elected, *revote)]
    assert not elected or not losers or min(votes[name] for name in elected) >= max(losers)


@given(days, some.integers(-600, 600))
def test_months_keep_the_day_or_end_the_month(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and later == month_end(later))


@given(days)
def test_a_year_later_is_the_same_day_but_for_29_february(day):
    later = add_years(day, 1)
    assert (later.month, later.day) == ((2, 28) if (day.month, day.day) == (2, 29) else (day.month, day.day))


@given(days, some.integers(0, 900), some.sampled_from(["month", "quarter", "year"]))
def test_periods_cover_every_day_once(since, length, unit):
    until = since + timedelta(days=length)
    periods = list(periods_between(since, until, unit))
    assert periods[0].starts_on <= since and until <= periods[-1].ends_on
    for before, after in pairwise(periods):
        assert after.starts_on == before.ends_on + timedelta(days=1)
    assert all(period_containing(period.ends_on, unit) == period for period in periods)


@given(pay)
def test_dues_are_one_rate_of_the_whole_base(base):
    found = dues.judge_month(category="employed", base=base, on=TODAY)
    rate, amount = Decimal(found.values["rate"]), Decimal(found.values["amount"])
    exact = base * rate
    assert amount == min(amount, Decimal(1000))
    if exact < 1000:
        assert abs(amount - exact) <= Decimal("0.005")


@given(pay, pay)
def test_dues_never_fall_when_pay_rises(one, other):
    low, high = sorted((one, other))
    amounts = [
        Decimal(dues.judge_month(category="employed", base=base, on=TODAY).values["amount"])
        for base in (low, high)
    ]
    assert amounts[0] <= amounts[1]


@given(some.sets(some.integers(0, 60)), some.sets(some.integers(0, 60)))
def test_the_longest_run_is_the_longest(unpaid, relieved):
    owed, longest, run = unpaid - relieved, 0, 0
    for month in range(61):
        run = run + 1 if month in owed else 0
        longest = max(longest, run)
    assert dues.longest_run(unpaid, relieved) == longest


def test_the_shipped_calendar_has_the_published_days():
    table = shipped()
    assert table.years == {2024, 2025, 2026}
    off_2026 = [day for day in table.holidays if day.year == 2026]
    made_up_2026 = [day for day in table.workdays if day.year == 2026]
    assert (len(off_2026), len(made_up_2026)) == (33, 6)
    assert all(day.weekday() >= 5 for day in table.workdays)
    assert table.is_workday(date(2026, 10, 10)) and not table.is_workday(date(2026, 10, 8 - 1))
    assert table.is_workday(date(2027, 1, 4)) is None
    assert table.workdays_between(date(2026, 12, 31), date(2027, 1, 4)) is None


def test_working_days_are_counted_onwards():
    table = shipped()
    assert table.workday_after(date(2026, 9, 30), 2) == date(2026, 10, 9)
    assert table.workday_after(date(2026, 12, 30), 5) is None
    own = calendar([date(2027, 1, 1)], [])
    assert own.workday_after(date(2027, 1, 1), 1) == date(2027, 1, 4)

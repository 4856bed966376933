//! What a calendar and a history say of each day.

use super::{Calendar, DayMarks, EventMark, SpecialDayKind};
use crate::grid::DaySlots;
use crate::matrix::DayMatrix;
use crate::simulated::{holidays, hours, special};

/// Mondays to Fridays from eight to eighteen, without the days named.
fn office(days: usize, closed: &[usize]) -> DaySlots {
    hours(days, |day, hour| {
        let open = day % 7 < 5 && (8..18).contains(&hour) && !closed.contains(&day);
        open.then_some(5.0)
    })
}

fn marks(history: &DaySlots, calendar: &Calendar, ahead: usize) -> DayMarks {
    DayMarks::new(&DayMatrix::of(history), calendar, ahead)
}

/// The days for which something holds.
fn days(marks: &DayMarks, holds: impl Fn(&super::DayMark) -> bool) -> Vec<usize> {
    let numbered = marks.iter().enumerate();
    numbered
        .filter(|(_, mark)| holds(mark))
        .map(|(day, _)| day)
        .collect()
}

#[test]
fn the_days_beside_two_holidays_in_a_row_are_one_eve_and_one_day_after() {
    let marks = marks(&office(28, &[]), &holidays(&[8, 9]), 0);
    assert_eq!(days(&marks, |m| m.holiday.is_some()), [8, 9]);
    assert_eq!(days(&marks, |m| m.eve), [7]);
    assert_eq!(days(&marks, |m| m.after_holiday), [10]);
    assert_eq!(
        days(&marks, |m| m.closed || m.after_closure || m.before_closure),
        [0_usize; 0]
    );
    assert_eq!(days(&marks, |m| !m.is_usual()), [7, 8, 9, 10]);
}

#[test]
fn a_closure_has_its_last_day_before_and_its_first_day_after_even_across_a_weekend() {
    let marks = marks(&office(28, &[11]), &holidays(&[11]), 0);
    assert_eq!(days(&marks, |m| m.closed), [11]);
    assert_eq!(days(&marks, |m| m.before_closure), [10]);
    assert_eq!(days(&marks, |m| m.after_closure), [14]);
}

#[test]
fn a_closure_nobody_named_is_closed_and_has_no_day_after() {
    let marks = marks(&office(28, &[9]), &Calendar::default(), 0);
    assert_eq!(days(&marks, |m| m.closed), [9]);
    assert!(days(&marks, |m| m.after_closure || m.before_closure).is_empty());
}

fn make_up(day: usize, others: &Calendar) -> Calendar {
    let mut calendar = others.clone();
    calendar.extend([special(day, "work", SpecialDayKind::MakeUpWorkday)]);
    calendar
}

#[test]
fn a_make_up_saturday_that_was_worked_is_the_first_day_open_after_a_closure() {
    let calendar = make_up(12, &holidays(&[10, 11]));
    let worked = hours(28, |day, hour| {
        let open = (day % 7 < 5 || day == 12) && (8..18).contains(&hour);
        (open && day != 10 && day != 11).then_some(5.0)
    });
    let found = marks(&worked, &calendar, 0);
    assert_eq!(days(&found, |m| m.make_up), [12]);
    assert_eq!(days(&found, |m| m.after_closure), [12]);
    let idle = marks(&office(28, &[10, 11]), &calendar, 0);
    assert_eq!(
        days(&idle, |m| m.after_closure),
        [14],
        "nobody worked that Saturday"
    );
}

#[test]
fn a_make_up_saturday_to_come_is_expected_open() {
    let calendar = make_up(33, &holidays(&[10, 31, 32]));
    let found = marks(&office(28, &[10]), &calendar, 14);
    assert_eq!(days(&found, |m| m.closed), [10, 31, 32]);
    assert_eq!(days(&found, |m| m.after_closure), [11, 33]);
}

#[test]
fn a_holiday_to_come_is_expected_closed_when_most_before_it_were() {
    let closed = marks(&office(56, &[9, 17]), &holidays(&[9, 17, 30, 58, 61]), 14);
    assert_eq!(
        days(&closed, |m| m.closed),
        [9, 17, 58],
        "day 61 is a Saturday, closed anyway"
    );
    assert_eq!(days(&closed, |m| m.before_closure), [8, 16, 57]);
    let open = marks(&office(56, &[9]), &holidays(&[9, 17, 58]), 14);
    assert_eq!(days(&open, |m| m.closed), [9], "one of two is not most");
}

#[test]
fn an_event_touches_its_day_and_a_week_after_it() {
    let event = |day, name, size| special(day, name, SpecialDayKind::Event { size });
    let calendar = [event(5, "letters", 3.0), event(9, "bills", 1.0)];
    let marks = marks(&office(28, &[]), &calendar.into_iter().collect(), 0);
    assert_eq!(marks.event_names(), ["letters", "bills"]);
    assert_eq!(
        days(&marks, |m| !m.events.is_empty()),
        (5..17).collect::<Vec<_>>()
    );
    let letters = EventMark {
        name: 0,
        size: 3.0,
        days_since: 4,
    };
    let bills = EventMark {
        name: 1,
        size: 1.0,
        days_since: 0,
    };
    assert_eq!(marks.day(9).events, [bills, letters]);
    assert!(
        marks.day(9).is_usual(),
        "what an event does is learnt apart"
    );
}

#[test]
fn a_name_that_comes_again_is_one_name() {
    let mut calendar = holidays(&[3, 20]);
    calendar.extend([special(4, "second", SpecialDayKind::PublicHoliday)]);
    let marks = marks(&office(28, &[]), &calendar, 0);
    assert_eq!(marks.holiday_names(), ["holiday", "second"]);
    let named: Vec<_> = [3, 4, 20].map(|day| marks.day(day).holiday).into();
    assert_eq!(named, [Some(0), Some(1), Some(0)]);
}

#[test]
fn the_place_in_the_month_begins_at_nothing_on_its_first_day() {
    let marks = marks(&office(35, &[]), &Calendar::default(), 0);
    let (second_of_march, first_of_april) = (marks.day(0), marks.day(30));
    assert_eq!(
        (second_of_march.month_day, second_of_march.month_days),
        (2, 31)
    );
    assert!((second_of_march.month_phase - 1.0 / 31.0).abs() < 1e-12);
    assert_eq!(
        (first_of_april.month_phase, first_of_april.month_days),
        (0.0, 30)
    );
    assert!((first_of_april.year_phase - 90.0 / 365.25).abs() < 1e-12);
}

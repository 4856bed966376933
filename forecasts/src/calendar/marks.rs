//! What each day is to the centre: its weekday, its place in the month, what stands beside it.

use chrono::{Datelike, NaiveDate};

use super::{Calendar, SpecialDayKind};
use crate::matrix::DayMatrix;

/// Days after an event in which it still moves the volume: the day itself and a week.
pub const EVENT_DAYS: usize = 8;

/// One day's marks. Everything here is known ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct DayMark {
    /// Monday 0 to Sunday 6.
    pub weekday: usize,
    /// Place in the month, from 0 on its first day towards 1 after its last.
    pub month_phase: f64,
    /// Day of the month, from 1.
    pub month_day: usize,
    /// Days of the month.
    pub month_days: usize,
    /// Place in the year, from 0 on 1 January towards 1.
    pub year_phase: f64,
    /// Index of the public holiday's name among all names of the calendar, in the order of their first date.
    pub holiday: Option<usize>,
    /// The next day is a public holiday and this one is none.
    pub eve: bool,
    /// The day before was a public holiday and this one is none.
    pub after_holiday: bool,
    /// Worked by decree.
    pub make_up: bool,
    /// The centre was, or is expected to be, closed though the weekday is usually open.
    pub closed: bool,
    /// The first day open after a public holiday on which the centre was closed.
    pub after_closure: bool,
    /// The last day open before such a closure.
    pub before_closure: bool,
    /// Events that touch the day.
    pub events: Vec<EventMark>,
}

/// An event that touches a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventMark {
    /// Index of the event's name among all event names of the calendar.
    pub name: usize,
    /// Its size, in the planner's unit.
    pub size: f64,
    /// Days since it: 0 on its own day.
    pub days_since: usize,
}

impl DayMark {
    /// Neither a holiday nor beside one, nor worked by decree. Days with events are usual: what an event does is
    /// learnt apart.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        self.holiday.is_none()
            && !(self.eve
                || self.after_holiday
                || self.after_closure
                || self.before_closure
                || self.make_up)
    }
}

/// Marks of consecutive days.
#[derive(Clone, Debug)]
pub struct DayMarks {
    days: Vec<DayMark>,
    holiday_names: Vec<String>,
    event_names: Vec<String>,
}

impl DayMarks {
    /// Marks of a history's days and of `ahead` days after it. A public holiday to come is expected closed when most
    /// of those before it, on weekdays that are usually open, were.
    #[must_use]
    pub fn new(matrix: &DayMatrix, calendar: &Calendar, ahead: usize) -> Self {
        let is_event = |kind| matches!(kind, SpecialDayKind::Event { .. });
        let holiday_names = names(calendar, |kind| kind == SpecialDayKind::PublicHoliday);
        let event_names = names(calendar, is_event);
        let total = matrix.days() + ahead;
        let usually_open = usually_open(matrix);
        let holidays: Vec<Option<usize>> = (0..total)
            .map(|day| holiday_on(calendar, matrix.date(day), &holiday_names))
            .collect();
        let blank = |day: usize| usually_open[matrix.weekday(day)] && matrix.is_blank(day);
        let on_open_weekdays = || {
            (0..matrix.days()).filter(|&d| holidays[d].is_some() && usually_open[matrix.weekday(d)])
        };
        let holidays_closed =
            2 * on_open_weekdays().filter(|&d| blank(d)).count() > on_open_weekdays().count();
        let closed: Vec<bool> = (0..total)
            .map(|day| {
                if day < matrix.days() {
                    blank(day)
                } else {
                    holidays_closed && holidays[day].is_some() && usually_open[matrix.weekday(day)]
                }
            })
            .collect();
        // A day of rest worked by decree is open though its weekday is not: it may be the first after a closure.
        let worked_by_decree = |day: usize| {
            let to_come = day >= matrix.days();
            calendar.is_make_up_workday(matrix.date(day)) && (to_come || !matrix.is_blank(day))
        };
        let open = |day: usize| {
            (usually_open[matrix.weekday(day)] || worked_by_decree(day)) && !closed[day]
        };
        let known_closure = |day: usize| closed[day] && holidays[day].is_some();
        let days = (0..total)
            .map(|day| {
                let date = matrix.date(day);
                let earlier = (0..day).rev().take(14).take_while(|&d| !open(d));
                let later = (day + 1..total).take(14).take_while(|&d| !open(d));
                DayMark {
                    weekday: matrix.weekday(day),
                    month_phase: month_phase(date),
                    month_day: date.day() as usize,
                    month_days: usize::from(date.num_days_in_month()),
                    year_phase: f64::from(date.ordinal0()) / 365.25,
                    holiday: holidays[day],
                    eve: holidays[day].is_none()
                        && date
                            .succ_opt()
                            .is_some_and(|d| calendar.is_public_holiday(d)),
                    after_holiday: holidays[day].is_none()
                        && date
                            .pred_opt()
                            .is_some_and(|d| calendar.is_public_holiday(d)),
                    make_up: calendar.is_make_up_workday(date),
                    closed: closed[day],
                    after_closure: open(day) && earlier.into_iter().any(known_closure),
                    before_closure: open(day) && later.into_iter().any(known_closure),
                    events: events_on(calendar, date, &event_names),
                }
            })
            .collect();
        Self {
            days,
            holiday_names,
            event_names,
        }
    }

    /// A day's marks.
    #[must_use]
    pub fn day(&self, day: usize) -> &DayMark {
        &self.days[day]
    }

    /// What makes a day special: names of holidays and events, `eve`, `afterHoliday` and so on, joined by commas; `None`
    /// for an ordinary day.
    #[must_use]
    pub fn reason(&self, day: usize) -> Option<String> {
        let mark = self.day(day);
        let mut reasons = Vec::new();
        if let Some(name) = mark.holiday {
            reasons.push(self.holiday_names[name].as_str());
        }
        let flags = [
            (mark.make_up, "makeUpWorkday"),
            (mark.eve, "eve"),
            (mark.after_holiday, "afterHoliday"),
            (mark.after_closure, "afterClosure"),
            (mark.before_closure, "beforeClosure"),
        ];
        reasons.extend(flags.iter().filter(|flag| flag.0).map(|flag| flag.1));
        for event in &mark.events {
            let name = self.event_names[event.name].as_str();
            if !reasons.contains(&name) {
                reasons.push(name);
            }
        }
        (!reasons.is_empty()).then(|| reasons.join(", "))
    }

    /// All days in order.
    pub fn iter(&self) -> impl Iterator<Item = &DayMark> {
        self.days.iter()
    }

    /// Number of days marked.
    #[must_use]
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether no day is marked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Names of the public holidays.
    #[must_use]
    pub fn holiday_names(&self) -> &[String] {
        &self.holiday_names
    }

    /// Names of the events.
    #[must_use]
    pub fn event_names(&self) -> &[String] {
        &self.event_names
    }
}

/// Names of the entries of some kind, each once, in the order of their first date.
fn names(calendar: &Calendar, wanted: impl Fn(SpecialDayKind) -> bool) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for day in calendar.iter().filter(|day| wanted(day.kind)) {
        if !names.contains(&day.name) {
            names.push(day.name.clone());
        }
    }
    names
}

/// Weekdays on which at least half of the last eight weeks' days were observed.
fn usually_open(matrix: &DayMatrix) -> [bool; 7] {
    let recent = matrix.days().saturating_sub(56)..matrix.days();
    std::array::from_fn(|weekday| {
        let days = || recent.clone().filter(|&day| matrix.weekday(day) == weekday);
        2 * days().filter(|&day| !matrix.is_blank(day)).count() >= days().count().max(1)
    })
}

fn holiday_on(calendar: &Calendar, date: NaiveDate, names: &[String]) -> Option<usize> {
    calendar
        .on(date)
        .iter()
        .filter(|day| day.kind == SpecialDayKind::PublicHoliday)
        .find_map(|day| names.iter().position(|name| *name == day.name))
}

fn events_on(calendar: &Calendar, date: NaiveDate, names: &[String]) -> Vec<EventMark> {
    let back = date.iter_days().rev().take(EVENT_DAYS).enumerate();
    back.flat_map(|(days_since, day)| {
        calendar.on(day).iter().filter_map(move |entry| {
            let SpecialDayKind::Event { size } = entry.kind else {
                return None;
            };
            let name = names.iter().position(|name| *name == entry.name)?;
            Some(EventMark {
                name,
                size,
                days_since,
            })
        })
    })
    .collect()
}

fn month_phase(date: NaiveDate) -> f64 {
    let days = f64::from(date.num_days_in_month());
    f64::from(date.day0()) / days
}

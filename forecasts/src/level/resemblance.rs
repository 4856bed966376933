//! Special days that are called like a certain weekday: an eve like a Friday, a holiday like a Saturday.

use serde::{Deserialize, Serialize};

use super::DayLevel;
use super::median::median;
use crate::calendar::{DayMark, DayMarks};

/// Days looked back on to know which weekdays are busy.
const RECENT_DAYS: usize = 70;

/// Which weekday (Monday 0) each kind of special day is called like; `None`: like its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resemblance {
    /// Public holidays.
    pub holiday: Option<usize>,
    /// Days before one.
    pub eve: Option<usize>,
    /// The first day open after a closure.
    pub after_closure: Option<usize>,
    /// Days of rest worked by decree.
    pub make_up: Option<usize>,
}

/// One kind of special day.
pub(super) type Kind = fn(&mut Resemblance) -> &mut Option<usize>;

pub(super) const KINDS: [Kind; 4] = [
    |r| &mut r.holiday,
    |r| &mut r.eve,
    |r| &mut r.after_closure,
    |r| &mut r.make_up,
];

/// Middle contacts of each weekday's last usual days, `None` for a weekday on which the centre does not open: nothing
/// can be called like it.
pub(super) fn typical_weekdays(levels: &[Option<DayLevel>], marks: &DayMarks) -> [Option<f64>; 7] {
    let mut contacts: [Vec<f64>; 7] = Default::default();
    let recent = levels.len().saturating_sub(RECENT_DAYS);
    for (day, level) in levels.iter().enumerate().skip(recent) {
        let mark = marks.day(day);
        if let Some(level) = level.filter(|_| mark.is_usual()) {
            contacts[mark.weekday].push(level.contacts);
        }
    }
    contacts.map(|days| (!days.is_empty()).then(|| median(days)))
}

impl Resemblance {
    /// What is assumed before any such day was seen: holidays are called like the quietest weekday, the day after a
    /// closure like the day after the usual days of rest, make-up workdays like a middling working weekday.
    pub(super) fn usual(levels: &[Option<DayLevel>], marks: &DayMarks) -> Self {
        let typical = typical_weekdays(levels, marks);
        let mut ranked: Vec<(usize, f64)> = typical
            .iter()
            .enumerate()
            .filter_map(|(weekday, level)| level.map(|level| (weekday, level)))
            .collect();
        ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
        let after_rest =
            |&weekday: &usize| typical[weekday].is_some() && typical[(weekday + 6) % 7].is_none();
        Self {
            holiday: ranked.first().map(|&(weekday, _)| weekday),
            eve: None,
            after_closure: (0..7).find(after_rest),
            make_up: ranked.get(ranked.len() / 2).map(|&(weekday, _)| weekday),
        }
    }

    /// The weekday a day is called like.
    #[must_use]
    pub fn weekday(&self, mark: &DayMark) -> usize {
        let special = if mark.make_up {
            self.make_up
        } else if mark.holiday.is_some() {
            self.holiday
        } else if mark.eve {
            self.eve
        } else if mark.after_closure {
            self.after_closure
        } else {
            None
        };
        special.unwrap_or(mark.weekday)
    }
}

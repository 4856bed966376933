//! Preferences as they are sent, and what must hold of them by themselves.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::failure::Faults;
use crate::organisation::wire;

/// A wish that is worth more than a week of an agent outbids all demand.
const DEAREST_HEAD_MINUTES: u32 = 2_400;

const MOST_WISHES: usize = 50;

/// Every wish to work with a colleague ties two lines, day by day.
const MOST_COLLEAGUES: usize = 5;

const MOST_DATES: usize = 366;

/// Days by day of the week, by date, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DaySelection {
    /// Every such day of the week, `Monday` to `Sunday`.
    #[serde(with = "wire::weekdays", skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub days: Vec<Weekday>,
    /// These local dates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<NaiveDate>,
}

/// What an agent wishes of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum WishKind {
    /// No shift starts on it.
    DayOff,
    /// Any shift.
    Work,
    /// The shift that is named.
    Shift,
    /// Not the shift that is named.
    NotShift,
}

/// A wish with its price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgentWish {
    /// What is wished.
    pub wish: WishKind,
    /// Name of the shift of the agent's work plan, for `shift` and `notShift`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<String>,
    /// The days; every day when left out.
    #[serde(default, skip_serializing_if = "DaySelection::is_empty")]
    pub on: DaySelection,
    /// What it costs a day not to grant it, in minutes of one agent too many: 1 to 2,400.
    pub price_head_minutes: u32,
}

/// A wish to work the same shifts as a colleague: on each of the days both start a shift of one name, or both are off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ColleagueWish {
    /// The colleague.
    pub agent_id: String,
    /// The days; every day when left out.
    #[serde(default, skip_serializing_if = "DaySelection::is_empty")]
    pub on: DaySelection,
    /// What a day apart costs, in minutes of one agent too many: 1 to 2,400.
    pub price_head_minutes: u32,
}

/// What an agent cannot and would rather not work, and with whom they would like to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AgentPreferences {
    /// Days on which no shift of theirs starts, whatever it costs; one of the day before may run into them.
    #[serde(skip_serializing_if = "DaySelection::is_empty")]
    pub fixed_days_off: DaySelection,
    /// Wishes for days and shifts, at most 50.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wishes: Vec<AgentWish>,
    /// Wishes to work with colleagues, at most 5. They slow the search for a roster.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub colleagues: Vec<ColleagueWish>,
}

impl DaySelection {
    /// Whether it names no day.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty() && self.dates.is_empty()
    }

    /// Whether it names the date.
    pub fn names(&self, date: NaiveDate) -> bool {
        self.days.contains(&date.weekday()) || self.dates.contains(&date)
    }

    /// Whether it names the date, or no day at all.
    pub fn names_or_all(&self, date: NaiveDate) -> bool {
        self.is_empty() || self.names(date)
    }

    fn check(&self, at: &str, faults: &mut Faults) {
        let distinct: BTreeSet<u32> = self
            .days
            .iter()
            .map(Weekday::num_days_from_monday)
            .collect();
        faults.require(
            distinct.len() == self.days.len(),
            format!("{at}/days"),
            "duplicate",
            "name each day of the week once",
        );
        let distinct: BTreeSet<&NaiveDate> = self.dates.iter().collect();
        faults.require(
            distinct.len() == self.dates.len(),
            format!("{at}/dates"),
            "duplicate",
            "name each date once",
        );
        faults.require(
            self.dates.len() <= MOST_DATES,
            format!("{at}/dates"),
            "too-many",
            format!("name at most {MOST_DATES} dates; take out those that are over"),
        );
    }
}

impl AgentPreferences {
    /// Notes what cannot be, whoever's they are; `shifts` has the names of the agent's work plan, none without one.
    pub(super) fn check(&self, shifts: Option<&BTreeSet<String>>, faults: &mut Faults) {
        self.fixed_days_off.check("/fixedDaysOff", faults);
        for (field, count, most) in [
            ("wishes", self.wishes.len(), MOST_WISHES),
            ("colleagues", self.colleagues.len(), MOST_COLLEAGUES),
        ] {
            faults.require(
                count <= most,
                format!("/{field}"),
                "too-many",
                format!("keep at most {most}"),
            );
        }
        for (index, wish) in self.wishes.iter().enumerate() {
            let at = format!("/wishes/{index}");
            wish.on.check(&format!("{at}/on"), faults);
            check_price(wish.price_head_minutes, &at, faults);
            wish.check_shift(&at, shifts, faults);
        }
        let mut named = BTreeSet::new();
        for (index, wish) in self.colleagues.iter().enumerate() {
            let at = format!("/colleagues/{index}");
            wish.on.check(&format!("{at}/on"), faults);
            check_price(wish.price_head_minutes, &at, faults);
            faults.require(
                named.insert(&wish.agent_id),
                format!("{at}/agentId"),
                "duplicate",
                "name each colleague once, with all days",
            );
        }
    }
}

impl AgentWish {
    fn check_shift(&self, at: &str, shifts: Option<&BTreeSet<String>>, faults: &mut Faults) {
        let at = format!("{at}/shift");
        let is_of_shift = matches!(self.wish, WishKind::Shift | WishKind::NotShift);
        match (&self.shift, is_of_shift) {
            (None, false) => {}
            (None, true) => faults.require(false, at, "missing", "name the shift that is meant"),
            (Some(_), false) => {
                let detail =
                    "this wish is of no shift; leave it out, or make the wish shift or notShift";
                faults.require(false, at, "shift-without-wish", detail);
            }
            (Some(name), true) => {
                let detail = match shifts {
                    Some(_) => format!(
                        "{name:?} is no shift of the agent's work plan; use a name of its shifts"
                    ),
                    None => "the agent has no work plan whose shifts could be wished; give them one first".to_owned(),
                };
                let is_known = shifts.is_some_and(|shifts| shifts.contains(name));
                faults.require(is_known, at, "not-found", detail);
            }
        }
    }
}

fn check_price(head_minutes: u32, at: &str, faults: &mut Faults) {
    faults.require(
        (1..=DEAREST_HEAD_MINUTES).contains(&head_minutes),
        format!("{at}/priceHeadMinutes"),
        "out-of-range",
        format!("use 1 to {DEAREST_HEAD_MINUTES}, the paid minutes of a week"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(preferences: &AgentPreferences) -> Vec<String> {
        let mut faults = Faults::default();
        let shifts = BTreeSet::from(["Early".to_owned()]);
        preferences.check(Some(&shifts), &mut faults);
        let faults = faults.into_result().err();
        let faults = faults.iter().flat_map(|failure| failure.faults());
        faults
            .map(|fault| format!("{} {}", fault.pointer, fault.code))
            .collect()
    }

    fn wish(wish: WishKind, shift: Option<&str>, price_head_minutes: u32) -> AgentWish {
        AgentWish {
            wish,
            shift: shift.map(str::to_owned),
            on: DaySelection::default(),
            price_head_minutes,
        }
    }

    #[test]
    fn a_wish_names_a_shift_where_it_is_of_one_and_has_a_price() {
        let preferences = AgentPreferences {
            wishes: vec![
                wish(WishKind::Shift, Some("Early"), 2_400),
                wish(WishKind::DayOff, None, 1),
                wish(WishKind::NotShift, None, 30),
                wish(WishKind::Work, Some("Early"), 0),
                wish(WishKind::Shift, Some("Night"), 2_401),
            ],
            ..AgentPreferences::default()
        };
        assert_eq!(
            found(&preferences),
            [
                "/wishes/2/shift missing",
                "/wishes/3/priceHeadMinutes out-of-range",
                "/wishes/3/shift shift-without-wish",
                "/wishes/4/priceHeadMinutes out-of-range",
                "/wishes/4/shift not-found",
            ]
        );
    }

    #[test]
    fn days_are_named_by_weekday_and_date_and_all_where_none_is() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let on = DaySelection {
            days: vec![Weekday::Fri],
            dates: vec![date("2026-06-01")],
        };
        let named = ["2026-06-01", "2026-06-02", "2026-06-05"].map(|day| on.names(date(day)));
        assert_eq!(named, [true, false, true]);
        let every = DaySelection::default();
        assert!(every.names_or_all(date("2026-06-02")) && !every.names(date("2026-06-02")));
    }

    #[test]
    fn the_same_day_or_colleague_twice_is_refused() {
        let colleague = ColleagueWish {
            agent_id: "a".to_owned(),
            on: DaySelection {
                days: vec![Weekday::Mon, Weekday::Mon],
                dates: Vec::new(),
            },
            price_head_minutes: 10,
        };
        let preferences = AgentPreferences {
            colleagues: vec![colleague.clone(), colleague],
            ..AgentPreferences::default()
        };
        assert_eq!(
            found(&preferences),
            [
                "/colleagues/0/on/days duplicate",
                "/colleagues/1/on/days duplicate",
                "/colleagues/1/agentId duplicate",
            ]
        );
    }
}

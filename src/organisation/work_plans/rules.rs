//! Rules of a work plan beyond weekly hours, days and rest: over the planning period, runs of days, weekends, and which
//! shifts may follow one another.

use std::collections::BTreeSet;

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use crate::failure::Faults;
use crate::organisation::wire;

/// A planning period has at most this many days.
const LONGEST_PERIOD_DAYS: u32 = 366;

const MINUTES_PER_DAY: u32 = 1_440;

/// A limit that must hold, or has a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleLimit {
    /// The least or most, in the rule's unit.
    pub value: u32,
    /// What each unit beyond it is worth, in minutes of one agent too many; left out, the limit must hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_head_minutes: Option<u32>,
}

/// That a rule is asked for: strictly, or at a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleWanted {
    /// What each breach is worth, in minutes of one agent too many; left out, the rule must hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_head_minutes: Option<u32>,
}

/// Shifts that may not start on the day after another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ForbiddenSuccession {
    /// Name of the shift worked.
    pub shift: String,
    /// Names of the shifts that may not start the day after.
    pub next_day: Vec<String>,
}

/// Limits of local time on some days of the week, for shifts that start on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DayWindow {
    /// The days it holds on.
    #[serde(with = "wire::weekdays")]
    #[schema(value_type = Vec<String>)]
    pub days: Vec<Weekday>,
    /// No start before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest_start_minutes_from_midnight: Option<u32>,
    /// No end after it; past 1,440 in the next day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_end_minutes_from_midnight: Option<u32>,
}

/// Further rules of a work plan; what is left out is not asked for. The weeks that are rostered together are the planning
/// period. A run of days that touches the period's end may go on after it and is held to no minimum; one that touches its
/// beginning is held to its whole length where published shifts before tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct WorkPlanRules {
    /// Least paid minutes in the planning period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_paid_minutes_per_planning_period: Option<u32>,
    /// Most paid minutes in the planning period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_paid_minutes_per_planning_period: Option<u32>,
    /// Most paid minutes a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_paid_minutes_per_day: Option<u32>,
    /// Least working days in a row; priced by the day missing of each run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_consecutive_working_days: Option<RuleLimit>,
    /// Most working days in a row as a wish beside the strict `maximumConsecutiveWorkingDays`; priced by the day beyond.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_maximum_consecutive_working_days: Option<RuleLimit>,
    /// Least days off in a row; priced by the day missing of each run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_consecutive_days_off: Option<RuleLimit>,
    /// Most days off in a row; priced by the day beyond.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_consecutive_days_off: Option<RuleLimit>,
    /// Most weekends worked in the planning period; a shift on Saturday or Sunday makes one. Priced by the weekend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_working_weekends: Option<RuleLimit>,
    /// Most weekends worked in a row, those before the planning period included. Priced by the weekend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_consecutive_working_weekends: Option<RuleLimit>,
    /// Saturday and Sunday are both worked or both off; priced by the weekend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole_weekends: Option<RuleWanted>,
    /// Shifts that may not follow one another on neighbouring days.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forbidden_successions: Vec<ForbiddenSuccession>,
    /// Most minutes between the starts of shifts on neighbouring days; priced by the minute beyond.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_start_difference_minutes: Option<RuleLimit>,
    /// Earliest starts and latest ends by day of the week.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub day_windows: Vec<DayWindow>,
}

impl WorkPlanRules {
    /// Notes everything that contradicts itself or names no shift of the plan.
    pub(super) fn check(&self, shifts: &BTreeSet<&String>, faults: &mut Faults) {
        self.check_minutes(faults);
        self.check_limits(faults);
        for (index, succession) in self.forbidden_successions.iter().enumerate() {
            let at = format!("/rules/forbiddenSuccessions/{index}");
            let next = succession.next_day.iter().enumerate();
            let next = next.map(|(next, name)| (format!("{at}/nextDay/{next}"), name));
            let named = std::iter::once((format!("{at}/shift"), &succession.shift)).chain(next);
            for (pointer, name) in named {
                faults.require(
                    shifts.contains(name),
                    pointer,
                    "not-found",
                    format!("{name:?} is no shift of this work plan; use a name of /shifts"),
                );
            }
        }
        for (index, window) in self.day_windows.iter().enumerate() {
            window.check(&format!("/rules/dayWindows/{index}"), faults);
        }
    }

    fn check_minutes(&self, faults: &mut Faults) {
        let most = LONGEST_PERIOD_DAYS * MINUTES_PER_DAY;
        let fields = [
            (
                "minimumPaidMinutesPerPlanningPeriod",
                self.minimum_paid_minutes_per_planning_period,
                most,
            ),
            (
                "maximumPaidMinutesPerPlanningPeriod",
                self.maximum_paid_minutes_per_planning_period,
                most,
            ),
            (
                "maximumPaidMinutesPerDay",
                self.maximum_paid_minutes_per_day,
                MINUTES_PER_DAY,
            ),
        ];
        for (field, value, most) in fields {
            faults.require(
                value.is_none_or(|minutes| (1..=most).contains(&minutes)),
                format!("/rules/{field}"),
                "out-of-range",
                format!("use 1 to {most} minutes, or leave it out"),
            );
        }
        let (least, most) = (
            self.minimum_paid_minutes_per_planning_period,
            self.maximum_paid_minutes_per_planning_period,
        );
        faults.require(
            least.zip(most).is_none_or(|(least, most)| least <= most),
            "/rules/minimumPaidMinutesPerPlanningPeriod",
            "contradiction",
            "the least is above maximumPaidMinutesPerPlanningPeriod; lower it or raise the other",
        );
    }

    fn check_limits(&self, faults: &mut Faults) {
        let days = 1..=LONGEST_PERIOD_DAYS;
        let weekends = 0..=53;
        let limits = [
            (
                "minimumConsecutiveWorkingDays",
                self.minimum_consecutive_working_days,
                days.clone(),
            ),
            (
                "preferredMaximumConsecutiveWorkingDays",
                self.preferred_maximum_consecutive_working_days,
                days.clone(),
            ),
            (
                "minimumConsecutiveDaysOff",
                self.minimum_consecutive_days_off,
                days.clone(),
            ),
            (
                "maximumConsecutiveDaysOff",
                self.maximum_consecutive_days_off,
                days,
            ),
            (
                "maximumWorkingWeekends",
                self.maximum_working_weekends,
                weekends.clone(),
            ),
            (
                "maximumConsecutiveWorkingWeekends",
                self.maximum_consecutive_working_weekends,
                weekends,
            ),
            (
                "maximumStartDifferenceMinutes",
                self.maximum_start_difference_minutes,
                0..=MINUTES_PER_DAY,
            ),
        ];
        for (field, limit, range) in limits {
            let (least, most) = range.clone().into_inner();
            faults.require(
                limit.is_none_or(|limit| range.contains(&limit.value)),
                format!("/rules/{field}/value"),
                "out-of-range",
                format!("use {least} to {most}, or leave the rule out"),
            );
        }
        let preferred = self.preferred_maximum_consecutive_working_days;
        faults.require(
            preferred.is_none_or(|limit| limit.price_head_minutes.is_some()),
            "/rules/preferredMaximumConsecutiveWorkingDays/priceHeadMinutes",
            "missing",
            "a wish needs a price; for a strict limit use maximumConsecutiveWorkingDays",
        );
        let contradiction = |least: Option<RuleLimit>, most: Option<RuleLimit>| {
            let strict =
                |limit: Option<RuleLimit>| limit.filter(|limit| limit.price_head_minutes.is_none());
            strict(least)
                .zip(strict(most))
                .is_some_and(|(least, most)| least.value > most.value)
        };
        faults.require(
            !contradiction(
                self.minimum_consecutive_days_off,
                self.maximum_consecutive_days_off,
            ),
            "/rules/minimumConsecutiveDaysOff/value",
            "contradiction",
            "the least is above maximumConsecutiveDaysOff; lower it, raise the other, or give one of them a price",
        );
    }
}

impl DayWindow {
    fn check(&self, at: &str, faults: &mut Faults) {
        faults.require(
            !self.days.is_empty(),
            format!("{at}/days"),
            "empty",
            "name at least one day",
        );
        let (start, end) = (
            self.earliest_start_minutes_from_midnight,
            self.latest_end_minutes_from_midnight,
        );
        faults.require(
            start.is_some() || end.is_some(),
            at,
            "empty",
            "give earliestStartMinutesFromMidnight, latestEndMinutesFromMidnight or both",
        );
        faults.require(
            start.is_none_or(|minutes| minutes < MINUTES_PER_DAY),
            format!("{at}/earliestStartMinutesFromMidnight"),
            "out-of-range",
            "use 0 to 1,439",
        );
        faults.require(
            end.is_none_or(|minutes| (1..=2 * MINUTES_PER_DAY).contains(&minutes)),
            format!("{at}/latestEndMinutesFromMidnight"),
            "out-of-range",
            "use 1 to 2,880",
        );
        faults.require(
            start.zip(end).is_none_or(|(start, end)| start < end),
            at,
            "contradiction",
            "the latest end is not after the earliest start",
        );
    }
}

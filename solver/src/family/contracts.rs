//! Two full-time and two part-time contracts. Four agents in five are full-time.

use crate::problem::{ActivityTemplate, ShiftTemplate, Weekday, WorkPlan};

/// The centre opens at this minute of the day.
pub(super) const OPENS_MINUTES: u32 = 7 * 60;
/// The centre closes at this minute of the day.
pub(super) const CLOSES_MINUTES: u32 = 22 * 60;
/// Rest between shifts: EU Directive 2003/88/EC, art. 3.
const REST_MINUTES: u32 = 11 * 60;

/// A work plan with what the generator must know of it.
pub(super) struct Contract {
    pub(super) plan: WorkPlan,
    /// Share of the agents who have it.
    pub(super) share: f64,
    /// Paid minutes that a day of time off counts for.
    pub(super) absent_day_minutes: u32,
    /// Paid break minutes of a usual shift.
    pub(super) break_minutes: u32,
}

/// The contracts of a roster of so many weeks.
pub(super) fn contracts(weeks: usize) -> Vec<Contract> {
    let weeks = u32::try_from(weeks).unwrap_or(u32::MAX);
    let plan =
        |id: &str, hours: (u32, u32), consecutive: u32, shifts: Vec<ShiftTemplate>| WorkPlan {
            id: id.to_owned(),
            minimum_paid_minutes_per_week: hours.0,
            maximum_paid_minutes_per_week: hours.1,
            // The paid hours say how many days are worked; a least number would forbid a week with time off.
            minimum_days_per_week: 0,
            maximum_days_per_week: 5,
            minimum_days_off: weeks.saturating_mul(2),
            maximum_consecutive_days: consecutive,
            minimum_time_between_shifts_minutes: REST_MINUTES,
            shifts,
            ..WorkPlan::default()
        };
    vec![
        Contract {
            plan: plan("full time 40 h", (2400, 2400), 6, full_time_shifts(480, 60)),
            share: 0.5,
            absent_day_minutes: 480,
            break_minutes: 30,
        },
        Contract {
            plan: plan(
                "full time 37.5 h",
                (2250, 2250),
                5,
                full_time_shifts(450, 30),
            ),
            share: 0.3,
            absent_day_minutes: 450,
            break_minutes: 30,
        },
        Contract {
            plan: plan("part time 25 h", (1500, 1500), 5, {
                let activities = vec![
                    activity("break", 15, (60, 120), true),
                    activity("meal", 30, (150, 195), false),
                ];
                shifts((300, 300), 30, activities)
            }),
            share: 0.12,
            absent_day_minutes: 300,
            break_minutes: 15,
        },
        Contract {
            plan: plan("part time 16 to 20 h", (960, 1200), 5, {
                shifts((240, 360), 0, vec![activity("break", 15, (75, 150), true)])
            }),
            share: 0.08,
            absent_day_minutes: 240,
            break_minutes: 15,
        },
    ]
}

fn full_time_shifts(paid: u32, meal: u32) -> Vec<ShiftTemplate> {
    let activities = vec![
        activity("break", 15, (75, 150), true),
        activity("meal", meal, (195, 285), false),
        activity("break", 15, (345, 435), true),
    ];
    shifts((paid, paid), meal, activities)
}

fn activity(id: &str, length: u32, window: (u32, u32), paid: bool) -> ActivityTemplate {
    ActivityTemplate {
        id: id.to_owned(),
        length_minutes: length,
        earliest_start_minutes: window.0,
        latest_start_minutes: window.1,
        paid,
        minimum_distance_minutes: 60,
        minimum_before_end_minutes: 45,
        split: None,
    }
}

/// Early, day and late shifts that start every 15 minutes, from the opening to the last start that ends at closing time:
/// the early ones in the first third of that window, the late ones in the last.
fn shifts(
    paid: (u32, u32),
    unpaid_minutes: u32,
    activities: Vec<ActivityTemplate>,
) -> Vec<ShiftTemplate> {
    let last = CLOSES_MINUTES - paid.1 - unpaid_minutes;
    let third = (last - OPENS_MINUTES) / 3 / 15 * 15;
    let windows = [
        ("early", OPENS_MINUTES, OPENS_MINUTES + third),
        ("day", OPENS_MINUTES + third + 15, last - third - 15),
        ("late", last - third, last),
    ];
    windows
        .into_iter()
        .map(|(id, earliest, latest)| ShiftTemplate {
            id: id.to_owned(),
            weekdays: Weekday::ALL.to_vec(),
            earliest_start_minutes: earliest,
            latest_start_minutes: latest,
            start_increment_minutes: 15,
            minimum_paid_minutes: paid.0,
            maximum_paid_minutes: paid.1,
            paid_increment_minutes: 60,
            activities: activities.clone(),
        })
        .collect()
}

//! Weeks and shifts made by hand.

use chrono::Weekday;
use chrono_tz::Europe::Berlin;

use crate::organisation::{ActivityCategory, WeekGrid};
use crate::schedules::{Shift, ShiftActivity};

/// Two weeks of which the first has a Sunday of 23 hours.
pub(super) fn grid() -> WeekGrid {
    WeekGrid::new("2026-03-23".parse().unwrap(), 2, Weekday::Mon, Berlin, 60).unwrap()
}

/// Ten paid hours on queue that start so many hours after the weeks.
pub(super) fn shift(agent: &str, after_hours: i64) -> Shift {
    let start_at = grid().start().plus_minutes(after_hours * 60);
    Shift {
        id: String::new(),
        schedule_id: String::new(),
        agent_id: agent.to_owned(),
        start_at,
        length_minutes: 600,
        activities: vec![ShiftActivity {
            activity_code_id: "queue".to_owned(),
            start_at,
            length_minutes: 600,
            paid: true,
            category: ActivityCategory::OnQueueWork,
            description: None,
            time_off_request_id: None,
        }],
        manually_edited: false,
        work_plan_id: None,
        work_plan_shift_id: None,
    }
}

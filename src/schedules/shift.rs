//! A shift and what it is made of.

use serde::{Deserialize, Serialize};

use crate::db::Instant;
use crate::organisation::ActivityCategory;

/// One working stretch of one agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Its id.
    pub id: String,
    /// The schedule it stands in.
    pub schedule_id: String,
    /// Who works.
    pub agent_id: String,
    /// When it starts.
    pub start_at: Instant,
    /// Its length in minutes of real time, unpaid activities included.
    pub length_minutes: u32,
    /// What happens in it: the activities follow one another without a hole from its start to its end.
    pub activities: Vec<ShiftActivity>,
    /// Whether a planner changed it by hand.
    pub manually_edited: bool,
    /// The work plan it was made from.
    pub work_plan_id: Option<String>,
    /// The work plan's shift it was made from.
    pub work_plan_shift_id: Option<String>,
}

/// A stretch of a shift given to one activity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShiftActivity {
    /// The activity code.
    pub activity_code_id: String,
    /// When it starts.
    pub start_at: Instant,
    /// Its length in minutes of real time.
    pub length_minutes: u32,
    /// Whether it is paid.
    pub paid: bool,
    /// The activity code's category when the shift was made.
    pub category: ActivityCategory,
    /// What it is about, where the code does not say enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The time-off request it was approved by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_off_request_id: Option<String>,
}

impl Shift {
    /// When it ends.
    pub fn end_at(&self) -> Instant {
        self.start_at.plus_minutes(i64::from(self.length_minutes))
    }

    /// Whether any of it is worked: a shift that is time off from its start to its end is not.
    pub fn is_worked(&self) -> bool {
        let mut activities = self.activities.iter();
        activities.any(|activity| activity.category != ActivityCategory::TimeOff)
    }

    /// Paid minutes.
    pub fn paid_minutes(&self) -> u32 {
        self.activities
            .iter()
            .map(ShiftActivity::payable_minutes)
            .sum()
    }
}

impl ShiftActivity {
    /// When it ends.
    pub fn end_at(&self) -> Instant {
        self.start_at.plus_minutes(i64::from(self.length_minutes))
    }

    /// Its minutes when it is paid, else 0.
    pub fn payable_minutes(&self) -> u32 {
        if self.paid { self.length_minutes } else { 0 }
    }
}

//! Shifts and activities of a work plan. All minutes are whole; starts are minutes of the local day, activities'
//! starts minutes from the shift's start.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use super::split::SplitGap;
use crate::organisation::wire;

/// A break, meal or other activity inside a shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkPlanActivity {
    /// What it is.
    pub activity_code_id: String,
    /// For people to read.
    #[serde(default)]
    pub description: String,
    /// How long it lasts.
    pub length_minutes: u32,
    /// Whether it starts inside a window instead of at one minute.
    #[serde(default)]
    pub flexible_start_time: bool,
    /// Its start when not flexible, from the shift's start.
    pub exact_start_time_minutes: Option<u32>,
    /// The window's first start when flexible, from the shift's start.
    pub earliest_start_time_minutes: Option<u32>,
    /// The window's last start when flexible, from the shift's start.
    pub latest_start_time_minutes: Option<u32>,
    /// Steps of a flexible start; the business unit's interval when left out.
    pub start_time_increment_minutes: Option<u32>,
    /// Whether its time is paid.
    pub counts_as_paid_time: bool,
    /// Least minutes from the end of the activity before it, in the order in which they are taken, to its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_distance_minutes: Option<u32>,
    /// Least minutes from its end to the shift's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_length_from_shift_end_minutes: Option<u32>,
    /// Present on the gap between the two pieces of a split shift: then `lengthMinutes` is the shortest gap, and the window
    /// of starts is the least and the most of the first piece.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<SplitGap>,
}

impl WorkPlanActivity {
    /// Where it stands among the activities of its shift, which are taken by the middle of their windows.
    pub fn turn(&self) -> Option<(u32, u32)> {
        let (earliest, latest) = self.start_window_minutes()?;
        Some((earliest.saturating_add(latest), earliest))
    }

    /// First and last start from the shift's start; `None` when the fields its `flexibleStartTime` asks for are missing.
    pub fn start_window_minutes(&self) -> Option<(u32, u32)> {
        if self.flexible_start_time {
            self.earliest_start_time_minutes
                .zip(self.latest_start_time_minutes)
        } else {
            self.exact_start_time_minutes.map(|start| (start, start))
        }
    }
}

/// One kind of shift a work plan allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkPlanShift {
    /// For people to read; unique in its work plan.
    pub name: String,
    /// The days it may start on, `Monday` to `Sunday`.
    #[serde(with = "wire::weekdays")]
    #[schema(value_type = Vec<String>)]
    pub days: Vec<Weekday>,
    /// Whether it starts inside a window instead of at one minute.
    #[serde(default)]
    pub flexible_start_time: bool,
    /// Its start when not flexible, 0 to 1,439.
    pub exact_start_time_minutes_from_midnight: Option<u32>,
    /// The window's first start when flexible.
    pub earliest_start_time_minutes_from_midnight: Option<u32>,
    /// The window's last start when flexible.
    pub latest_start_time_minutes_from_midnight: Option<u32>,
    /// Steps of a flexible start; the business unit's interval when left out.
    pub start_increment_minutes: Option<u32>,
    /// Whether it must end by `latestStopTimeMinutesFromMidnight`.
    #[serde(default)]
    pub constrain_latest_stop_time: bool,
    /// Latest end, from the midnight before its start: above 1,440 is the next day.
    pub latest_stop_time_minutes_from_midnight: Option<u32>,
    /// Whether its paid time lies in a range instead of being one length.
    #[serde(default)]
    pub flexible_paid_time: bool,
    /// Its paid time when not flexible.
    pub exact_paid_time_minutes: Option<u32>,
    /// The least paid time when flexible.
    pub minimum_paid_time_minutes: Option<u32>,
    /// The most paid time when flexible.
    pub maximum_paid_time_minutes: Option<u32>,
    /// Breaks, meals and other activities; the rest of the shift is on the queues.
    #[serde(default)]
    pub activities: Vec<WorkPlanActivity>,
}

impl WorkPlanShift {
    /// First and last start of the local day; `None` when the fields its `flexibleStartTime` asks for are missing.
    pub fn start_window_minutes(&self) -> Option<(u32, u32)> {
        if self.flexible_start_time {
            self.earliest_start_time_minutes_from_midnight
                .zip(self.latest_start_time_minutes_from_midnight)
        } else {
            self.exact_start_time_minutes_from_midnight
                .map(|start| (start, start))
        }
    }

    /// Least and most paid minutes; `None` when the fields its `flexiblePaidTime` asks for are missing.
    pub fn paid_minutes(&self) -> Option<(u32, u32)> {
        if self.flexible_paid_time {
            self.minimum_paid_time_minutes
                .zip(self.maximum_paid_time_minutes)
        } else {
            self.exact_paid_time_minutes.map(|paid| (paid, paid))
        }
    }

    /// Whether its latest start differs from paid time to paid time, because its end is limited.
    pub fn starts_by_its_length(&self) -> bool {
        let lengths = self.paid_minutes();
        self.constrain_latest_stop_time && lengths.is_some_and(|(least, most)| least < most)
    }

    /// The gap between the two pieces of a split shift.
    pub fn gap(&self) -> Option<(&WorkPlanActivity, &SplitGap)> {
        let mut activities = self.activities.iter();
        activities.find_map(|activity| Some((activity, activity.split.as_ref()?)))
    }

    /// Minutes of its activities that are not paid, a gap at its shortest: a shift lasts its paid minutes and these.
    pub fn unpaid_minutes(&self) -> u32 {
        self.activities
            .iter()
            .filter(|activity| !activity.counts_as_paid_time)
            .map(|activity| activity.length_minutes)
            .fold(0, u32::saturating_add)
    }

    /// Least and most minutes from start to end, unpaid activities included.
    pub fn length_minutes(&self) -> Option<(u32, u32)> {
        let unpaid = self.unpaid_minutes();
        let (least, most) = self.paid_minutes()?;
        let longest = most.saturating_add(unpaid);
        let longest = self.gap().map_or(longest, |(gap, split)| {
            let wider = split.longest_gap(gap).saturating_sub(gap.length_minutes);
            let spread = split.maximum_spread_minutes.unwrap_or(u32::MAX);
            longest.saturating_add(wider).min(spread)
        });
        Some((least.saturating_add(unpaid), longest))
    }
}

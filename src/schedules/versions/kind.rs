//! What made a version.

use serde::{Deserialize, Serialize};

/// What made a version of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum VersionKind {
    /// A roster run, or a program, made the schedule.
    Created,
    /// It was copied from another schedule.
    Copied,
    /// It was read from a file.
    Imported,
    /// Shifts were changed by hand.
    Edited,
    /// The last change was taken back.
    Undone,
    /// An earlier version was brought back.
    Restored,
    /// A reschedule was applied.
    Rescheduled,
    /// Meetings or training of an activity plan were placed.
    ActivitiesPlaced,
    /// Approved time off was put into shifts.
    TimeOffAdded,
    /// Time off that is approved no longer was taken out of shifts.
    TimeOffRemoved,
    /// Agents traded shifts.
    ShiftsTraded,
    /// Offered overtime was taken.
    OvertimeAdded,
    /// An intraday action was applied.
    IntradayActionApplied,
    /// Agents see it from now on.
    Published,
    /// Another schedule took its place.
    Archived,
}

impl VersionKind {
    const ALL: [Self; 15] = [
        Self::Created,
        Self::Copied,
        Self::Imported,
        Self::Edited,
        Self::Undone,
        Self::Restored,
        Self::Rescheduled,
        Self::ActivitiesPlaced,
        Self::TimeOffAdded,
        Self::TimeOffRemoved,
        Self::ShiftsTraded,
        Self::OvertimeAdded,
        Self::IntradayActionApplied,
        Self::Published,
        Self::Archived,
    ];

    pub(in crate::schedules) const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Copied => "copied",
            Self::Imported => "imported",
            Self::Edited => "edited",
            Self::Undone => "undone",
            Self::Restored => "restored",
            Self::Rescheduled => "rescheduled",
            Self::ActivitiesPlaced => "activitiesPlaced",
            Self::TimeOffAdded => "timeOffAdded",
            Self::TimeOffRemoved => "timeOffRemoved",
            Self::ShiftsTraded => "shiftsTraded",
            Self::OvertimeAdded => "overtimeAdded",
            Self::IntradayActionApplied => "intradayActionApplied",
            Self::Published => "published",
            Self::Archived => "archived",
        }
    }

    pub(super) fn parse(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == kind)
    }
}

//! What is asked of planning anew.

use std::collections::BTreeSet;

use crate::db::Instant;
use crate::rostering::ScheduleRules;
use crate::schedules::Shift;

/// What of a changed agent's shifts stays whatever changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keeps {
    /// Paid minutes of every week.
    pub weekly_paid_time: bool,
    /// Paid minutes of every day.
    pub daily_paid_time: bool,
    /// When shifts start; days off stay off.
    pub shift_start_times: bool,
    /// Shifts that were changed by hand.
    pub manually_edited_shifts: bool,
}

/// Shifts to be planned anew.
#[derive(Clone, Debug)]
pub struct Replan<'a> {
    /// What they are judged by, and what is asked for.
    pub rules: &'a ScheduleRules,
    /// All shifts of the schedule, absences in them.
    pub shifts: &'a [Shift],
    /// Agents whose shifts may change.
    pub agents: &'a BTreeSet<String>,
    /// Shifts that do not lie in it stay.
    pub window: (Instant, Instant),
    /// Shifts with other activities than these, work on the queue aside, stay; none are named: all may change.
    pub activity_codes: Option<&'a BTreeSet<String>>,
    /// What stays of those that change.
    pub keeps: Keeps,
    /// What a changed day must save, in minutes of one agent too many; an hour of a missing agent when left out.
    pub changed_day_head_minutes: Option<u32>,
    /// Most days of agents that change.
    pub most_changes: Option<usize>,
    /// Equal seeds and inputs give equal shifts unless the time ends the search.
    pub seed: u64,
}

//! A schedule's planning groups: heads scheduled beside what is forecast and required, interval by interval.

use std::ops::Range;

use super::staffed_group::{Demand, StaffedGroup};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::WeekGrid;
use crate::schedules::{Schedule, ScheduledGroup, groups_of_schedule};
use crate::staffing::RequiredHeads;
use crate::tenancy::Scope;

/// One planning group of a schedule.
#[derive(Clone, Debug)]
pub(in crate::performance) struct GroupOnRoster {
    pub staffed: StaffedGroup,
    /// The schedule's weeks.
    pub grid: WeekGrid,
    scheduled: ScheduledGroup,
}

/// One interval of it.
#[derive(Clone, Copy, Debug)]
pub(in crate::performance) struct ScheduledInterval {
    /// What is forecast.
    pub demand: Demand,
    /// Agents whom the roster puts on queue for the group (gross).
    pub scheduled: f64,
}

impl GroupOnRoster {
    /// The intervals of the schedule's weeks that start in `[from, to)`.
    ///
    /// # Errors
    /// [`Failure::Internal`] for numbers no forecast holds.
    pub(in crate::performance) fn intervals(
        &self,
        range: (Instant, Instant),
    ) -> Result<Vec<ScheduledInterval>, Failure> {
        self.places(range)
            .map(|index| {
                let (volume, aht) = self.scheduled.group.demand(self.scheduled.first + index)?;
                let heads = self.scheduled.scheduled.get(index);
                Ok(ScheduledInterval {
                    demand: Demand {
                        start: self.grid.interval_start(index),
                        volume,
                        aht,
                    },
                    scheduled: heads.copied().unwrap_or(0.0),
                })
            })
            .collect()
    }

    /// The agents that the same intervals require.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed`.
    pub(in crate::performance) fn required(
        &self,
        range: (Instant, Instant),
    ) -> Result<Vec<RequiredHeads>, Failure> {
        let (places, first) = (self.places(range), self.scheduled.first);
        let intervals = first + places.start..first + places.end;
        self.scheduled.group.required_heads(intervals)
    }

    fn places(&self, (from, to): (Instant, Instant)) -> Range<usize> {
        let step = i64::from(self.grid.interval_minutes()) * 60_000;
        // How many intervals start before an instant.
        let before = |at: Instant| {
            let millis = at.epoch_millis() - self.grid.start().epoch_millis();
            let count = usize::try_from(-(-millis).div_euclid(step)).unwrap_or(0);
            count.min(self.grid.intervals())
        };
        before(from)..before(to)
    }
}

/// The planning groups of a schedule that are wanted; none where it has no forecast.
///
/// # Errors
/// Those of [`groups_of_schedule`].
pub(in crate::performance) fn groups_on_roster(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<GroupOnRoster>, Failure> {
    let Some((grid, groups)) = groups_of_schedule(conn, scope, schedule)? else {
        return Ok(Vec::new());
    };
    let groups = groups.into_iter().filter(|one| wanted(one.group.id()));
    Ok(groups
        .map(|scheduled| GroupOnRoster {
            staffed: StaffedGroup::of(&scheduled.group),
            grid: grid.clone(),
            scheduled,
        })
        .collect())
}

//! Heads asked for and there, while agents are taken off the queue.

use crate::db::Instant;
use crate::organisation::WeekGrid;
use crate::rostering::{GroupDemand, ScheduleRules};
use crate::schedules::{ScheduledHeads, Shift};

/// Differences of heads below this are rounding.
const SAME: f64 = 1e-9;

/// Heads by planning group and interval.
#[derive(Clone)]
pub(super) struct Coverage<'a> {
    grid: &'a WeekGrid,
    demand: &'a [GroupDemand],
    staffed: Vec<Vec<f64>>,
}

/// What taking agents off the queue costs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Harm {
    /// Head-hours that are missed and were not before.
    pub short_hours: f64,
    /// Head-hours to spare that are left; the less, the narrower the trough.
    pub spare_hours: f64,
}

impl Harm {
    /// Whether nobody is missed.
    pub fn is_none(self) -> bool {
        self.short_hours <= SAME
    }

    /// Whether it is less than another: fewer hours missed, then more to spare.
    pub fn is_less_than(self, other: Self) -> bool {
        if (self.short_hours - other.short_hours).abs() > SAME {
            self.short_hours < other.short_hours
        } else {
            self.spare_hours > other.spare_hours + SAME
        }
    }
}

impl<'a> Coverage<'a> {
    /// `None` where the schedule has no forecast.
    pub fn new(rules: &'a ScheduleRules, shifts: &[Shift]) -> Option<Self> {
        let heads: Vec<ScheduledHeads> = rules.heads(shifts)?;
        Some(Self {
            grid: rules.grid(),
            demand: rules.demand(),
            staffed: heads.into_iter().map(|of| of.heads_per_interval).collect(),
        })
    }

    /// Takes an agent who serves `groups` off the queue for a while, from the group that can spare them most, and tells
    /// the harm.
    pub fn take(&mut self, groups: &[usize], from: Instant, minutes: u32) -> Harm {
        let mut harm = Harm::default();
        for (interval, share) in self.shares(from, minutes) {
            let Some((group, spare)) = self.roomiest(groups, interval) else {
                continue;
            };
            let hours = share * f64::from(self.grid.interval_minutes()) / 60.0;
            if let Some(heads) = self.staffed[group].get_mut(interval) {
                *heads -= share;
            }
            let missed = (share - spare.max(0.0)).max(0.0);
            harm.short_hours += missed / share.max(SAME) * hours;
            harm.spare_hours += (spare - share).max(0.0) * hours;
        }
        harm
    }

    /// The same, only told.
    pub fn harm(&self, groups: &[usize], from: Instant, minutes: u32) -> Harm {
        let mut tried = Harm::default();
        for (interval, share) in self.shares(from, minutes) {
            let Some((_, spare)) = self.roomiest(groups, interval) else {
                continue;
            };
            let hours = share * f64::from(self.grid.interval_minutes()) / 60.0;
            let missed = (share - spare.max(0.0)).max(0.0);
            tried.short_hours += missed / share.max(SAME) * hours;
            tried.spare_hours += (spare - share).max(0.0) * hours;
        }
        tried
    }

    /// Intervals touched, each with the share of it.
    fn shares(&self, from: Instant, minutes: u32) -> Vec<(usize, f64)> {
        let length = i64::from(self.grid.interval_minutes()) * 60_000;
        let to = from.plus_minutes(i64::from(minutes));
        let mut shares = Vec::new();
        let mut at = self.grid.interval_at(from);
        while let Some(interval) = at {
            let start = self.grid.interval_start(interval).epoch_millis();
            let covered = to.epoch_millis().min(start + length) - from.epoch_millis().max(start);
            if covered <= 0 {
                break;
            }
            shares.push((interval, covered as f64 / length as f64));
            at = Some(interval + 1).filter(|next| *next < self.grid.intervals());
        }
        shares
    }

    /// Of the groups the one with the most heads to spare, which may be fewer than none.
    fn roomiest(&self, groups: &[usize], interval: usize) -> Option<(usize, f64)> {
        let spare = |group: &usize| {
            let staffed = self.staffed.get(*group)?.get(interval)?;
            let required = self.demand.get(*group)?.required.get(interval)?;
            Some((*group, staffed - f64::from(*required)))
        };
        let all = groups.iter().filter_map(spare);
        all.max_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// Head-hours short and to spare of one planning group.
pub(super) fn hours(required: &[u32], staffed: &[f64], interval_minutes: u32) -> (f64, f64) {
    let hours = f64::from(interval_minutes) / 60.0;
    let gaps = required.iter().zip(staffed);
    gaps.fold((0.0, 0.0), |(short, spare), (required, staffed)| {
        let gap = f64::from(*required) - staffed;
        (
            short + gap.max(0.0) * hours,
            spare + (-gap).max(0.0) * hours,
        )
    })
}

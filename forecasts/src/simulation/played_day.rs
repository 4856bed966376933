//! What a running day came to in the replications it was played in.

use std::ops::Range;

use super::so_far::SoFar;
use super::statistics::{Confidence, RatioSums, quantile};
use super::tally::QueueTally;
use crate::erlang::service_level::ServiceLevelVariant;
use crate::requirement::ServiceGoal;

/// A day played many times.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayedDay {
    /// The whole day of each queue in each replication, what came of it included.
    pub days: Vec<Vec<QueueTally>>,
    /// By queue and interval played, summed over the replications.
    pub intervals: Vec<Vec<QueueTally>>,
    /// What had been counted of each queue's day before it was played.
    pub so_far: Vec<SoFar>,
    /// How often it was played.
    pub replications: u32,
}

/// What a queue's day is expected to come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Close {
    /// Contacts of the day, mean of a replication.
    pub offered: f64,
    /// Share answered in time, all contacts of all replications together; `None` where there are none, and where what was
    /// counted does not say it.
    pub service_level: Option<f64>,
    /// One replication in ten is below.
    pub service_level_p10: Option<f64>,
    /// One replication in ten is above.
    pub service_level_p90: Option<f64>,
    /// The mean's confidence interval reaches this far to each side.
    pub service_level_half_width: Option<f64>,
    /// Mean wait of those answered, seconds; `None` likewise.
    pub average_speed_of_answer_seconds: Option<f64>,
    /// Share that hangs up; `None` likewise.
    pub abandon_rate: Option<f64>,
    /// Share of replications in which the day meets its goal, with the ends of its interval (Wilson 1927). Occupancy is
    /// not asked for: it is a promise to agents, and nobody measured the part that is over. `None` where something else
    /// that the goal asks was not counted of that part.
    pub meets_goal: Option<(f64, f64, f64)>,
}

/// What a plan gives over another on the same draws.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gain {
    /// Contacts answered in time more, mean of a replication.
    pub answered_in_time: f64,
    /// Its confidence interval reaches this far to each side; 0 where all replications agree.
    pub half_width: f64,
}

/// Confidence of every interval told.
pub const CONFIDENCE: f64 = 0.95;

fn variant_of(goal: Option<&ServiceGoal>) -> ServiceLevelVariant {
    let level = goal.and_then(|goal| goal.service_level);
    level.map_or_else(ServiceLevelVariant::default, |level| level.variant)
}

impl PlayedDay {
    /// What a queue's day is expected to come to; `None` for a queue there is not.
    #[must_use]
    pub fn close(&self, queue: usize, goal: Option<&ServiceGoal>) -> Option<Close> {
        let days = self.days.get(queue)?;
        let confidence = Confidence::new(CONFIDENCE)?;
        let variant = variant_of(goal);
        let so_far = self.so_far.get(queue).copied().unwrap_or_default();
        let has_level = so_far.knows_service_level(variant);
        let goal = goal.filter(|goal| so_far.knows(goal));
        let mut sums = RatioSums::default();
        let mut total = QueueTally::default();
        let mut levels: Vec<f32> = Vec::with_capacity(days.len());
        let mut met = 0;
        for day in days {
            if has_level {
                let (numerator, denominator) = day.service_level_parts(variant);
                sums.add(numerator, denominator);
                levels.extend(day.service_level(variant).map(|level| level as f32));
            }
            total += day;
            met += u32::from(goal.is_some_and(|goal| day.meets(goal, None)));
        }
        levels.sort_by(f32::total_cmp);
        Some(Close {
            offered: total.offered as f64 / f64::from(self.replications),
            service_level: sums.ratio(),
            service_level_p10: quantile(&levels, 0.1),
            service_level_p90: quantile(&levels, 0.9),
            service_level_half_width: sums.half_width(self.replications, &confidence),
            average_speed_of_answer_seconds: total
                .average_speed_of_answer_seconds()
                .filter(|_| so_far.knows_speed_of_answer()),
            abandon_rate: total.abandon_rate().filter(|_| so_far.abandoned.is_some()),
            meets_goal: goal.map(|_| confidence.proportion(met, self.replications)),
        })
    }

    /// Contacts of a queue answered in time more than under `other`, which was played on the same draws.
    #[must_use]
    pub fn gain_over(&self, other: &Self, queue: usize) -> Gain {
        self.gain(other, queue..queue + 1)
    }

    /// The same of all queues together. A replication's queues share its people and its draws, so their gains are added up
    /// in it before their spread is taken: half widths of single queues cannot be put together.
    #[must_use]
    pub fn whole_gain_over(&self, other: &Self) -> Gain {
        self.gain(other, 0..self.days.len())
    }

    fn gain(&self, other: &Self, queues: Range<usize>) -> Gain {
        let within = |of: &Self, replication: usize| {
            let days = of.days.get(queues.clone())?.iter();
            let own = days.map(|days| days.get(replication).map(|day| day.served_within as f64));
            own.sum::<Option<f64>>()
        };
        let mut sums = RatioSums::default();
        for replication in 0..self.replications as usize {
            if let Some((own, other)) = within(self, replication).zip(within(other, replication)) {
                sums.add(own - other, 1.0);
            }
        }
        let confidence = Confidence::new(CONFIDENCE);
        let reach = confidence.and_then(|one| sums.half_width(self.replications, &one));
        Gain {
            answered_in_time: sums.ratio().unwrap_or(0.0),
            half_width: reach.unwrap_or(0.0),
        }
    }
}

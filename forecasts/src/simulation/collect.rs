//! Gathers replications into an outcome.
//!
//! Replications are summed in fixed chunks, and chunks in their order: the sums, to the last bit, do not depend on who
//! summed which chunk.

use super::outcome::{
    AgentGroupOutcome, Estimate, Outcome, Proportion, QueueFigures, QueueOutcome,
};
use super::plan::{Bits, Kind, Plan};
use super::statistics::{Confidence, RatioSums, quantile};
use super::tally::{AgentTally, QueueTally, Tally};
use crate::erlang::service_level::ServiceLevelVariant;
use crate::requirement::ServiceGoal;

/// Realised figures that are kept to read bands from: 4 B each.
const MOST_KEPT_FIGURES: usize = 48 << 20;
/// More replications than this hardly move a band.
const MOST_REPLICATIONS_IN_BANDS: usize = 1000;

pub(super) const FIGURES: usize = 4;

/// A queue over a period in one replication, with its agents.
#[derive(Clone, Copy, Debug, Default)]
struct Realised {
    queue: QueueTally,
    agents: AgentTally,
}

impl Realised {
    fn add(&mut self, other: &Self) {
        self.queue += &other.queue;
        self.agents += &other.agents;
    }

    /// Numerators and denominators in the order of [`super::Figure`].
    fn ratios(&self, variant: ServiceLevelVariant) -> [(f64, f64); FIGURES] {
        let queue = &self.queue;
        [
            queue.service_level_parts(variant),
            (queue.wait_of_served_seconds, queue.served as f64),
            (queue.abandoned as f64, queue.counted() as f64),
            (self.agents.busy_seconds, self.agents.staffed_seconds),
        ]
    }

    fn meets(&self, goal: &ServiceGoal) -> bool {
        self.queue.meets(goal, self.agents.occupancy())
    }
}

/// A queue over a period, summed over replications.
#[derive(Clone, Debug, Default)]
struct Cell {
    total: QueueTally,
    ratios: [RatioSums; FIGURES],
    met: u32,
    /// Realised figures of the first replications; NaN where there is none.
    kept: [Vec<f32>; FIGURES],
}

impl Cell {
    fn add(&mut self, realised: &Realised, goal: Option<&ServiceGoal>, is_kept: bool) {
        self.total += &realised.queue;
        let variant = variant_of(goal);
        for (figure, (numerator, denominator)) in realised.ratios(variant).into_iter().enumerate() {
            self.ratios[figure].add(numerator, denominator);
            if is_kept {
                self.kept[figure].push((numerator / denominator) as f32);
            }
        }
        self.met += u32::from(goal.is_some_and(|goal| realised.meets(goal)));
    }

    fn merge(&mut self, other: &Self) {
        self.total += &other.total;
        self.met += other.met;
        for figure in 0..FIGURES {
            self.ratios[figure].merge(&other.ratios[figure]);
            self.kept[figure].extend_from_slice(&other.kept[figure]);
        }
    }

    fn estimate(&self, figure: usize, replications: u32, confidence: &Confidence) -> Estimate {
        let mut kept: Vec<f32> = self.kept[figure]
            .iter()
            .copied()
            .filter(|f| f.is_finite())
            .collect();
        kept.sort_by(f32::total_cmp);
        Estimate {
            mean: self.ratios[figure].ratio(),
            half_width: self.ratios[figure].half_width(replications, confidence),
            p10: quantile(&kept, 0.1),
            p90: quantile(&kept, 0.9),
        }
    }

    fn figures(&self, replications: u32, confidence: &Confidence, has_goal: bool) -> QueueFigures {
        let estimate = |figure| self.estimate(figure, replications, confidence);
        QueueFigures {
            total: self.total,
            service_level: estimate(0),
            average_speed_of_answer_seconds: estimate(1),
            abandon_rate: estimate(2),
            occupancy: estimate(3),
            probability_of_meeting_goal: has_goal
                .then(|| confidence.proportion(self.met, replications))
                .map(|(share, lower, upper)| Proportion {
                    share,
                    lower,
                    upper,
                }),
        }
    }
}

fn variant_of(goal: Option<&ServiceGoal>) -> ServiceLevelVariant {
    goal.and_then(|goal| goal.service_level)
        .map_or(ServiceLevelVariant::OfOffered, |level| level.variant)
}

/// What is summed: who plays for whom, and over which periods.
#[derive(Debug)]
pub(super) struct Collector<'plan> {
    plan: &'plan Plan,
    goals: &'plan [Option<ServiceGoal>],
    /// Classes that take each queue.
    classes_of: Vec<Vec<usize>>,
    /// Periods of a queue: intervals, then days, then the whole.
    periods: usize,
    replications_in_bands: usize,
}

/// Sums of some replications.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    pub(super) replications: u32,
    contacts: u64,
    cells: Vec<Cell>,
    groups: Vec<AgentTally>,
}

impl<'plan> Collector<'plan> {
    pub(super) fn new(plan: &'plan Plan, goals: &'plan [Option<ServiceGoal>]) -> Self {
        let takes = |class: usize, queue: usize| {
            let of = &plan.classes[class];
            let bit = |bits: &Bits| {
                bits.iter()
                    .any(|(word, mask)| *word == queue / 64 && mask >> (queue % 64) & 1 == 1)
            };
            match plan.queues[queue].kind {
                Kind::Voice | Kind::Chat => bit(&of.live),
                Kind::Deferred | Kind::Callback => bit(&of.deferred),
                Kind::Outbound => of.outbound.contains(&queue),
            }
        };
        let classes_of = (0..plan.given_queues)
            .map(|queue| {
                (0..plan.classes.len())
                    .filter(|class| takes(*class, queue))
                    .collect()
            })
            .collect();
        let periods = plan.intervals + plan.days.len() + 1;
        let cells = (plan.given_queues * periods).max(1);
        Self {
            plan,
            goals,
            classes_of,
            periods,
            replications_in_bands: (MOST_KEPT_FIGURES / (cells * FIGURES))
                .clamp(1, MOST_REPLICATIONS_IN_BANDS),
        }
    }

    /// Intervals, queues and agent groups of what is summed.
    pub(super) const fn shape(&self) -> (usize, usize, usize) {
        (
            self.plan.intervals,
            self.plan.given_queues,
            self.plan.groups,
        )
    }

    pub(super) fn nothing(&self) -> Sums {
        Sums {
            replications: 0,
            contacts: 0,
            cells: vec![Cell::default(); self.plan.given_queues * self.periods],
            groups: vec![AgentTally::default(); self.plan.groups * self.plan.intervals],
        }
    }

    /// Adds a replication to the sums of its chunk.
    pub(super) fn add(&self, sums: &mut Sums, replication: u32, tally: &Tally) {
        let plan = self.plan;
        let is_kept = (replication as usize) < self.replications_in_bands;
        let mut of_classes = vec![AgentTally::default(); plan.classes.len() * plan.intervals];
        for (group, class) in plan.class_of_group.iter().enumerate() {
            for interval in 0..plan.intervals {
                let found = &tally.groups[group * plan.intervals + interval];
                sums.groups[group * plan.intervals + interval] += found;
                of_classes[class * plan.intervals + interval] += found;
            }
        }
        for queue in 0..plan.given_queues {
            let goal = self.goals[queue].as_ref();
            let cells = &mut sums.cells[queue * self.periods..(queue + 1) * self.periods];
            let mut whole = Realised::default();
            for (day, intervals) in plan.days.iter().enumerate() {
                let mut of_day = Realised::default();
                for interval in intervals.clone() {
                    let mut realised = Realised {
                        queue: tally.queues[queue * plan.intervals + interval],
                        agents: AgentTally::default(),
                    };
                    for class in &self.classes_of[queue] {
                        realised.agents += &of_classes[class * plan.intervals + interval];
                    }
                    cells[interval].add(&realised, goal, is_kept);
                    of_day.add(&realised);
                }
                cells[plan.intervals + day].add(&of_day, goal, is_kept);
                whole.add(&of_day);
            }
            cells[self.periods - 1].add(&whole, goal, is_kept);
        }
        sums.contacts += tally.contacts();
        sums.replications += 1;
    }

    pub(super) fn merge(&self, sums: &mut Sums, chunk: &Sums) {
        sums.replications += chunk.replications;
        sums.contacts += chunk.contacts;
        for (cell, other) in sums.cells.iter_mut().zip(&chunk.cells) {
            cell.merge(other);
        }
        for (group, other) in sums.groups.iter_mut().zip(&chunk.groups) {
            *group += other;
        }
    }

    /// Mean and half width of a figure of a queue over the whole horizon.
    pub(super) fn precision(
        &self,
        sums: &Sums,
        queue: usize,
        figure: usize,
        confidence: &Confidence,
    ) -> Option<(f64, f64)> {
        let ratio = &sums.cells[(queue + 1) * self.periods - 1].ratios[figure];
        Some((
            ratio.ratio()?,
            ratio.half_width(sums.replications, confidence)?,
        ))
    }

    pub(super) fn outcome(&self, sums: &Sums, seed: u64, confidence: &Confidence) -> Outcome {
        let plan = self.plan;
        let queues = (0..plan.given_queues)
            .map(|queue| {
                let mut figures = sums.cells[queue * self.periods..(queue + 1) * self.periods]
                    .iter()
                    .map(|cell| {
                        cell.figures(sums.replications, confidence, self.goals[queue].is_some())
                    });
                let intervals = figures.by_ref().take(plan.intervals).collect();
                let mut days: Vec<QueueFigures> = figures.collect();
                let whole = days.remove(days.len() - 1);
                QueueOutcome {
                    intervals,
                    days,
                    whole,
                }
            })
            .collect();
        let agent_groups = sums
            .groups
            .chunks(plan.intervals)
            .map(|intervals| {
                let mut whole = AgentTally::default();
                for interval in intervals {
                    whole += interval;
                }
                AgentGroupOutcome {
                    intervals: intervals.to_vec(),
                    whole,
                }
            })
            .collect();
        Outcome {
            seed,
            replications: sums.replications,
            replications_in_bands: sums.replications.min(self.replications_in_bands as u32),
            simulated_contacts: sums.contacts,
            confidence: confidence.level(),
            half_width_reached: None,
            interval_seconds: plan.interval_seconds,
            days: plan.days.clone(),
            queues,
            agent_groups,
        }
    }
}

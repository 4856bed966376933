//! A goal for all contacts of a day, where one thing makes the whole day busier or quieter.
//!
//! The rates of a day's intervals are its forecast times one gamma distributed factor with mean 1: an advertisement or
//! the weather moves morning and afternoon alike (correlation 1, the least kind case: independent intervals would
//! average out). The factor multiplies every volume, so the weights of the intervals stay as they are; each interval's
//! share of late or lost contacts rises with it, and so does the day's. A day therefore meets its goal up to one
//! critical factor, and the agents that meet it at the p-quantile of the factor meet it with probability p.

use super::rate::RateUncertainty;
use crate::erlang::service_level::ServiceLevelVariant;
use crate::erlang::{a, c};
use crate::requirement::error::RequirementError;
use crate::requirement::goal::{ServiceGoal, ServiceLevelGoal};
use crate::requirement::load::offered_load;
use crate::requirement::patience::Patience;
use crate::requirement::search::FORMULA_ERROR;
use crate::units::{
    AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, Erlangs, IntervalMinutes, Servers, Share,
    WaitSeconds,
};

/// What all contacts of a day together are promised; all that are set must be met.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DayGoal {
    /// Share answered within a time: of offered, or with short abandons as met.
    pub service_level: Option<ServiceLevelGoal>,
    /// Largest mean wait over all contacts.
    pub mean_wait: Option<WaitSeconds>,
    /// Largest share that hangs up.
    pub maximum_abandonment: Option<Share>,
}

/// A day of intervals with uncertain rates.
#[derive(Clone, Debug)]
pub struct UncertainDay {
    /// Mean volume, its load and handle time, by interval.
    intervals: Vec<(f64, Erlangs, AhtSeconds)>,
    patience: Patience,
    uncertainty: RateUncertainty,
}

/// A day goal as a bound on the mean of a figure over all contacts.
#[derive(Clone, Copy)]
enum Bound {
    Missed(ServiceLevelGoal),
    Wait(f64),
    Abandoned(f64),
}

impl UncertainDay {
    /// # Errors
    /// [`RequirementError::WrongLength`] unless there is one handle time a volume; as
    /// [`crate::requirement::offered_load`].
    pub fn new(
        interval: IntervalMinutes,
        volumes: &[ContactsPerInterval],
        ahts: &[AhtSeconds],
        patience: Patience,
        uncertainty: RateUncertainty,
    ) -> Result<Self, RequirementError> {
        same_length("aht", ahts.len(), volumes.len())?;
        let intervals = volumes
            .iter()
            .zip(ahts)
            .map(|(volume, aht)| {
                Ok((
                    volume.contacts(),
                    offered_load(*volume, interval, *aht)?,
                    *aht,
                ))
            })
            .collect::<Result<_, RequirementError>>()?;
        Ok(Self {
            intervals,
            patience,
            uncertainty,
        })
    }

    /// The probability that the day meets the goal with these agents; 1 for a day without contacts.
    ///
    /// # Errors
    /// [`RequirementError::WrongLength`] unless there is one number of agents an interval;
    /// [`RequirementError::NoGoal`], an unreachable goal, [`RequirementError::NoVariantOfADay`].
    pub fn probability_of_meeting(
        &self,
        goal: &DayGoal,
        agents: &[u32],
    ) -> Result<f64, RequirementError> {
        same_length("agents", agents.len(), self.intervals.len())?;
        let bounds = self.bounds(goal)?;
        let factor = self.uncertainty.factor()?;
        Ok(factor.probability_of(|factor| self.meets(&bounds, agents, factor.erlangs())))
    }

    /// Agents by interval with which the day meets the goal with this probability.
    ///
    /// Each agent goes where contacts gain most from it: on the lower convex hull of what each interval misses with n
    /// agents the steepest pieces are taken first, which is the cheapest day but for less than one piece, and agents
    /// without whom the goal is met as well are taken out again. Without contacts no agents are needed; where nobody
    /// hangs up every interval keeps a steady state at that factor, because one without would spoil those after it.
    ///
    /// # Errors
    /// As [`Self::probability_of_meeting`]; [`RequirementError::LoadTooLarge`] does not depend on the factor.
    pub fn require(
        &self,
        goal: &DayGoal,
        probability: Share,
    ) -> Result<Vec<u32>, RequirementError> {
        let bounds = self.bounds(goal)?;
        let factor = self.uncertainty.factor()?.quantile(probability).erlangs();
        let mut agents: Vec<u32> = self
            .intervals
            .iter()
            .map(|(volume, load, _)| match self.patience {
                _ if *volume == 0.0 => 0,
                Patience::Mean(_) => 1,
                // Saturates for loads nobody has.
                Patience::Endless => (load.erlangs() * factor).floor() as u32 + 1,
            })
            .collect();
        for bound in &bounds {
            self.raise(&mut agents, *bound, factor);
        }
        // Later goals may have made earlier agents needless, and the last piece may have been too long.
        for index in 0..agents.len() {
            let least = match self.patience {
                Patience::Mean(_) => 1,
                Patience::Endless => {
                    (self.intervals[index].1.erlangs() * factor).floor() as u32 + 1
                }
            };
            while agents[index] > least {
                agents[index] -= 1;
                if !self.meets(&bounds, &agents, factor) {
                    agents[index] += 1;
                    break;
                }
            }
        }
        Ok(agents)
    }

    fn bounds(&self, goal: &DayGoal) -> Result<Vec<Bound>, RequirementError> {
        ServiceGoal {
            service_level: goal.service_level,
            mean_wait: goal.mean_wait,
            maximum_abandonment: goal.maximum_abandonment,
            ..ServiceGoal::default()
        }
        .check(self.patience)?;
        if let Some(ServiceLevelGoal { variant, .. }) = goal.service_level
            && self.patience != Patience::Endless
            && !matches!(
                variant,
                ServiceLevelVariant::OfOffered | ServiceLevelVariant::ShortAbandonsAsMet
            )
        {
            return Err(RequirementError::NoVariantOfADay(variant));
        }
        let bounds = [
            goal.service_level.map(Bound::Missed),
            goal.mean_wait.map(|wait| Bound::Wait(wait.seconds())),
            goal.maximum_abandonment
                .map(|share| Bound::Abandoned(share.as_f64())),
        ];
        Ok(bounds.into_iter().flatten().collect())
    }

    fn meets(&self, bounds: &[Bound], agents: &[u32], factor: f64) -> bool {
        let contacts: f64 = self.intervals.iter().map(|(volume, ..)| volume).sum();
        bounds.iter().all(|bound| {
            let total: f64 = (0..agents.len())
                .map(|index| self.weight(*bound, index, agents[index], factor))
                .sum();
            total <= bound.at_most() * contacts * (1.0 + FORMULA_ERROR)
        })
    }

    /// What an interval adds to the sum that the bound limits: its mean contacts times its figure.
    fn weight(&self, bound: Bound, index: usize, agents: u32, factor: f64) -> f64 {
        let (volume, load, aht) = self.intervals[index];
        if volume == 0.0 {
            return 0.0;
        }
        let load = Erlangs::new(load.erlangs() * factor).unwrap_or(load);
        volume * bound.figure(load, Servers::from(agents), aht, self.patience)
    }

    /// Adds agents until the bound holds.
    fn raise(&self, agents: &mut [u32], bound: Bound, factor: f64) {
        let contacts: f64 = self.intervals.iter().map(|(volume, ..)| volume).sum();
        // A hair stricter than the goal, because the differences below round.
        let at_most = bound.at_most() * contacts * (1.0 - 1e-9);
        let mut pieces = Vec::new();
        let mut total = 0.0;
        for (index, agents) in agents.iter().enumerate() {
            let curve = self.curve(bound, index, *agents, factor);
            total += curve.first().copied().unwrap_or(0.0);
            pieces.extend(
                steepest_pieces(&curve)
                    .into_iter()
                    .map(|piece| (index, piece)),
            );
        }
        pieces.sort_by(|(_, left), (_, right)| {
            right.gain_per_agent().total_cmp(&left.gain_per_agent())
        });
        for (index, piece) in pieces {
            if total <= at_most {
                return;
            }
            agents[index] += piece.agents;
            total -= piece.gain;
        }
    }

    /// The interval's part of the sum with 0, 1, 2 … agents more, down to where it is a millionth of what is allowed.
    fn curve(&self, bound: Bound, index: usize, agents: u32, factor: f64) -> Vec<f64> {
        let (volume, load, _) = self.intervals[index];
        let negligible = 1e-6 * bound.at_most() * volume;
        let mut curve = vec![self.weight(bound, index, agents, factor)];
        let mut more = 0;
        while volume > 0.0 && curve.last().is_some_and(|last| *last > negligible) {
            more += 1;
            // A load beyond all agents that can be counted has no curve.
            let Some(next) = agents.checked_add(more) else {
                break;
            };
            let value = self.weight(bound, index, next, factor);
            let is_flat = f64::from(next) > load.erlangs() * factor && value == 0.0;
            curve.push(value);
            if is_flat {
                break;
            }
        }
        curve
    }
}

impl Bound {
    fn at_most(self) -> f64 {
        match self {
            Self::Missed(goal) => goal.share.complement_as_f64(),
            Self::Wait(wait) => wait,
            Self::Abandoned(share) => share,
        }
    }

    /// What the bound limits, per contact. Without a steady state everybody waits too long, and nobody hangs up.
    fn figure(self, load: Erlangs, agents: Servers, aht: AhtSeconds, patience: Patience) -> f64 {
        match patience {
            Patience::Mean(patience) => {
                let queue = a::Queue::steady(load, agents, aht, patience);
                match self {
                    Self::Missed(goal) => missed(&queue, goal.within, goal.variant),
                    Self::Wait(_) => queue.mean_wait_of_all_seconds(),
                    Self::Abandoned(_) => queue.p_abandon(),
                }
            }
            Patience::Endless => match (self, c::Queue::steady(load, agents)) {
                (Self::Missed(goal), Ok(queue)) => queue.late(goal.within, aht),
                (Self::Missed(_), Err(_)) => 1.0,
                (Self::Wait(_), Ok(queue)) => queue.average_speed_of_answer_seconds(aht),
                (Self::Wait(_), Err(_)) => f64::INFINITY,
                (Self::Abandoned(_), _) => 0.0,
            },
        }
    }
}

fn missed(queue: &a::Queue, within: AnswerWithinSeconds, variant: ServiceLevelVariant) -> f64 {
    let after = queue.after(within);
    match variant {
        ServiceLevelVariant::ShortAbandonsAsMet => after.served + after.abandoned,
        _ => queue.p_abandon() + after.served,
    }
}

/// Agents added at once, and what they take from the sum.
struct Piece {
    agents: u32,
    gain: f64,
}

impl Piece {
    fn gain_per_agent(&self) -> f64 {
        self.gain / f64::from(self.agents)
    }
}

/// The lower convex hull of a falling curve over 0, 1, 2 …, as pieces from the steepest on.
fn steepest_pieces(curve: &[f64]) -> Vec<Piece> {
    let mut corners: Vec<(u32, f64)> = Vec::new();
    for (agents, value) in (0_u32..).zip(curve.iter().copied()) {
        while let [.., (first, high), (second, middle)] = corners[..] {
            let before = (high - middle) / f64::from(second - first);
            let whole = (high - value) / f64::from(agents - first);
            if before > whole {
                break;
            }
            corners.pop();
        }
        corners.push((agents, value));
    }
    corners
        .windows(2)
        .map(|pair| Piece {
            agents: pair[1].0 - pair[0].0,
            gain: pair[0].1 - pair[1].1,
        })
        .collect()
}

fn same_length(what: &'static str, given: usize, intervals: usize) -> Result<(), RequirementError> {
    if given == intervals {
        Ok(())
    } else {
        Err(RequirementError::WrongLength {
            what,
            given,
            intervals,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::PatienceSeconds;

    const VOLUMES: [f64; 8] = [0.0, 12.0, 40.0, 95.0, 110.0, 70.0, 30.0, 4.0];

    fn day(patience: Patience, variation: f64) -> UncertainDay {
        let volumes = VOLUMES.map(|volume| ContactsPerInterval::new(volume).unwrap());
        let ahts = [AhtSeconds::new(240.0).unwrap(); 8];
        let uncertainty = RateUncertainty::new(variation).unwrap();
        let interval = IntervalMinutes::new(30).unwrap();
        UncertainDay::new(interval, &volumes, &ahts, patience, uncertainty).unwrap()
    }

    fn two_minutes() -> Patience {
        Patience::Mean(PatienceSeconds::new(120.0).unwrap())
    }

    fn eighty_in_twenty() -> DayGoal {
        DayGoal {
            service_level: Some(ServiceLevelGoal {
                share: Share::from_f64(0.8).unwrap(),
                within: AnswerWithinSeconds::new(20.0).unwrap(),
                variant: ServiceLevelVariant::OfOffered,
            }),
            ..DayGoal::default()
        }
    }

    #[test]
    fn a_day_staffed_for_a_probability_meets_its_goal_with_it_and_less_one_agent_does_not() {
        for patience in [Patience::Endless, two_minutes()] {
            let day = day(patience, 0.15);
            for percent in [50.0, 80.0, 95.0] {
                let wanted = Share::from_percent(percent).unwrap();
                let mut agents = day.require(&eighty_in_twenty(), wanted).unwrap();
                assert_eq!(agents[0], 0);
                let met = day
                    .probability_of_meeting(&eighty_in_twenty(), &agents)
                    .unwrap();
                assert!(met >= wanted.as_f64() - 1e-9, "{met} {wanted} {agents:?}");
                // Where nobody hangs up, stability may ask for more than the goal.
                for index in 1..agents.len() {
                    if agents[index] > 1 && patience != Patience::Endless {
                        agents[index] -= 1;
                        let fewer = day.probability_of_meeting(&eighty_in_twenty(), &agents);
                        assert!(fewer.unwrap() < wanted.as_f64(), "{index} of {agents:?}");
                        agents[index] += 1;
                    }
                }
            }
        }
    }

    #[test]
    fn a_day_goal_takes_no_more_agents_than_the_same_goal_in_every_interval() {
        let day = day(two_minutes(), 0.0);
        let together: u32 = day
            .require(&eighty_in_twenty(), Share::from_f64(0.5).unwrap())
            .unwrap()
            .iter()
            .sum();
        let goal = ServiceGoal {
            service_level: eighty_in_twenty().service_level,
            ..ServiceGoal::default()
        };
        let one_by_one: u32 = VOLUMES
            .iter()
            .map(|volume| {
                let volume = ContactsPerInterval::new(*volume).unwrap();
                let (interval, aht) = (IntervalMinutes::new(30), AhtSeconds::new(240.0));
                crate::requirement::require(
                    volume,
                    interval.unwrap(),
                    aht.unwrap(),
                    two_minutes(),
                    &goal,
                )
                .unwrap()
                .agents_net
            })
            .sum();
        assert!(together < one_by_one, "{together} {one_by_one}");
    }

    #[test]
    fn of_three_intervals_no_cheaper_day_exists_than_the_one_found() {
        let uncertainty = RateUncertainty::new(0.2).unwrap();
        let volumes = [9.0, 25.0, 14.0].map(|volume| ContactsPerInterval::new(volume).unwrap());
        let ahts = [AhtSeconds::new(300.0).unwrap(); 3];
        let interval = IntervalMinutes::new(30).unwrap();
        let day = UncertainDay::new(interval, &volumes, &ahts, two_minutes(), uncertainty).unwrap();
        let wanted = Share::from_f64(0.8).unwrap();
        let found = day.require(&eighty_in_twenty(), wanted).unwrap();
        let total: u32 = found.iter().sum();
        for first in 1..12_u32 {
            for second in 1..16_u32 {
                let Some(third) = total.checked_sub(first + second + 1) else {
                    continue;
                };
                let cheaper = [first, second, third];
                let met = day
                    .probability_of_meeting(&eighty_in_twenty(), &cheaper)
                    .unwrap();
                assert!(
                    met < 0.8,
                    "{cheaper:?} meets it with {met}, {found:?} was found"
                );
            }
        }
    }

    #[test]
    fn several_goals_of_a_day_are_all_met() {
        let goal = DayGoal {
            mean_wait: Some(WaitSeconds::new(10.0).unwrap()),
            maximum_abandonment: Some(Share::from_f64(0.02).unwrap()),
            ..eighty_in_twenty()
        };
        let day = day(two_minutes(), 0.1);
        let wanted = Share::from_f64(0.9).unwrap();
        let agents = day.require(&goal, wanted).unwrap();
        assert!(day.probability_of_meeting(&goal, &agents).unwrap() >= 0.9 - 1e-9);
    }

    #[test]
    fn series_of_other_lengths_and_variants_that_may_improve_with_load_are_refused() {
        let day = day(two_minutes(), 0.1);
        let refusal = day
            .probability_of_meeting(&eighty_in_twenty(), &[1, 2])
            .unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "agents has 2 values for 8 intervals; give one an interval"
        );
        let mut goal = eighty_in_twenty();
        if let Some(level) = &mut goal.service_level {
            level.variant = ServiceLevelVariant::OfAnswered;
        }
        assert!(day.require(&goal, Share::ZERO).is_err());
        assert!(day.require(&DayGoal::default(), Share::ZERO).is_err());
    }
}

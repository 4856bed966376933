//! The stress library: a centre on a bad day.
//!
//! A stressed centre keeps its queues, groups and seeds, so that it meets the same contacts as the unstressed one: what
//! differs is the stress.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::SimulationError;
use super::draws::{Draws, Purpose, uniform};
use super::model::{Centre, RateVariation, Stretch};

/// Something that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Stress {
    /// Contacts of every queue × this factor, P10 and P90 with them.
    Volume {
        /// 1.2 for a fifth more; at least 0.
        factor: f64,
    },
    /// This share of the agents who would be on queue, rounded to the nearest, stays away for the whole horizon.
    Absence {
        /// 0.1 for one in ten; from 0 to 1.
        share: f64,
        /// Chooses who; a larger share of one seed keeps those of a smaller one away too.
        seed: u64,
    },
    /// All agents are off queue for a time; what happens to contacts in service is each group's own rule.
    Outage {
        /// From, in seconds.
        start_seconds: f64,
        /// Until, in seconds.
        end_seconds: f64,
    },
    /// Handle times of every queue × this factor.
    HandleTime {
        /// 1.15 for 15 % longer; above 0.
        factor: f64,
    },
}

/// How long the library's outage lasts at least: whole intervals that make up half an hour.
const OUTAGE_SECONDS: f64 = 1800.0;

/// The named stresses; `baseline` is the centre as it is. The outage begins with the busiest interval.
#[must_use]
pub fn library(centre: &Centre, seed: u64) -> Vec<(&'static str, Option<Stress>)> {
    let outage = busiest(centre);
    vec![
        ("baseline", None),
        ("volumePlus20", Some(Stress::Volume { factor: 1.2 })),
        ("absent10", Some(Stress::Absence { share: 0.1, seed })),
        (
            "outage",
            Some(Stress::Outage {
                start_seconds: centre.interval_seconds * outage.start as f64,
                end_seconds: centre.interval_seconds * outage.end as f64,
            }),
        ),
        ("ahtPlus15", Some(Stress::HandleTime { factor: 1.15 })),
    ]
}

/// The intervals of an outage that hurts: from the one with the most contacts, the first of equals.
fn busiest(centre: &Centre) -> Range<usize> {
    let contacts = |interval: usize| -> f64 {
        let of_queue = |queue: &super::model::SimulatedQueue| {
            queue.arrivals.contacts_per_interval.get(interval).copied()
        };
        centre.queues.iter().filter_map(of_queue).sum()
    };
    let start = (0..centre.intervals)
        .rev()
        .max_by(|a, b| contacts(*a).total_cmp(&contacts(*b)))
        .unwrap_or(0);
    let length = (OUTAGE_SECONDS / centre.interval_seconds).ceil().max(1.0) as usize;
    start..(start.saturating_add(length)).min(centre.intervals)
}

impl Stress {
    /// The centre under this stress.
    ///
    /// # Errors
    /// [`SimulationError::NoStress`] for a factor, share or time that makes no sense.
    pub fn applied_to(&self, centre: &Centre) -> Result<Centre, SimulationError> {
        let refused = |what, value, remedy| {
            Err(SimulationError::NoStress {
                what,
                value,
                remedy,
            })
        };
        let mut stressed = centre.clone();
        match *self {
            Self::Volume { factor } => {
                if !(factor.is_finite() && factor >= 0.0) {
                    return refused("volume factor", factor, "a finite factor of at least 0");
                }
                multiply_volume(&mut stressed, factor);
            }
            Self::Absence { share, seed } => {
                if !(0.0..=1.0).contains(&share) {
                    return refused("share of absent agents", share, "a share from 0 to 1");
                }
                send_home(&mut stressed, share, seed);
            }
            Self::Outage {
                start_seconds,
                end_seconds,
            } => {
                if !(start_seconds.is_finite() && start_seconds >= 0.0) {
                    return refused(
                        "start of the outage",
                        start_seconds,
                        "seconds of at least 0",
                    );
                }
                if !(end_seconds.is_finite() && end_seconds >= start_seconds) {
                    return refused("end of the outage", end_seconds, "seconds after its start");
                }
                for group in &mut stressed.agent_groups {
                    group.on_queue = without(&group.on_queue, start_seconds, end_seconds);
                }
            }
            Self::HandleTime { factor } => {
                if !(factor.is_finite() && factor > 0.0) {
                    return refused("handle time factor", factor, "a finite factor above 0");
                }
                for queue in &mut stressed.queues {
                    for mean in &mut queue.handle_time.mean_seconds_per_interval {
                        *mean *= factor;
                    }
                }
            }
        }
        Ok(stressed)
    }
}

fn multiply_volume(centre: &mut Centre, factor: f64) {
    for queue in &mut centre.queues {
        let arrivals = &mut queue.arrivals;
        for contacts in &mut arrivals.contacts_per_interval {
            *contacts *= factor;
        }
        if let RateVariation::Quantiles { p10, p90, .. } = &mut arrivals.variation {
            for contacts in p10.iter_mut().chain(p90) {
                *contacts *= factor;
            }
        }
    }
}

/// Ranks all agents by a number of their own and sends the first ones home.
fn send_home(centre: &mut Centre, share: f64, seed: u64) {
    let draws = Draws::new(seed, 0, 0, Purpose::Absence);
    let mut ranked: Vec<(f64, usize)> = Vec::new();
    for (number, group) in centre.agent_groups.iter().enumerate() {
        if group.on_queue.is_empty() {
            continue;
        }
        for agent in 0..group.agents {
            ranked.push((uniform(&mut draws.of(number as u32, agent)), number));
        }
    }
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let absent = (share * ranked.len() as f64).round() as usize;
    for (_, number) in ranked.into_iter().take(absent) {
        centre.agent_groups[number].agents -= 1;
    }
}

/// What is left of stretches without a time.
fn without(stretches: &[Stretch], start_seconds: f64, end_seconds: f64) -> Vec<Stretch> {
    let left = |stretch: &Stretch| {
        let before = Stretch {
            end_seconds: stretch.end_seconds.min(start_seconds),
            ..*stretch
        };
        let after = Stretch {
            start_seconds: stretch.start_seconds.max(end_seconds),
            ..*stretch
        };
        [before, after]
    };
    stretches
        .iter()
        .flat_map(left)
        .filter(|stretch| stretch.start_seconds < stretch.end_seconds)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::model::{AgentGroup, SimulatedQueue, Skill};
    use crate::units::AnswerWithinSeconds;

    fn centre() -> Centre {
        let mut centre = Centre::new(900.0, 4);
        let within = AnswerWithinSeconds::new(20.0).unwrap();
        let mut queue = SimulatedQueue::voice(vec![10.0, 20.0, 40.0, 40.0], 100.0, within);
        queue.arrivals.variation = RateVariation::Quantiles {
            p10: vec![5.0, 10.0, 20.0, 20.0],
            p90: vec![15.0, 30.0, 60.0, 60.0],
            correlation: 0.5,
        };
        centre.queues.push(queue);
        for agents in [1, 1, 1, 7, 10] {
            centre
                .agent_groups
                .push(AgentGroup::all_day(agents, vec![Skill::of(0)], 3600.0));
        }
        centre
    }

    fn agents(centre: &Centre) -> Vec<u32> {
        centre
            .agent_groups
            .iter()
            .map(|group| group.agents)
            .collect()
    }

    #[test]
    fn more_volume_moves_the_spread_too() {
        let stressed = Stress::Volume { factor: 1.5 }
            .applied_to(&centre())
            .unwrap();
        let arrivals = &stressed.queues[0].arrivals;
        assert_eq!(arrivals.contacts_per_interval, [15.0, 30.0, 60.0, 60.0]);
        let RateVariation::Quantiles { p10, p90, .. } = &arrivals.variation else {
            panic!("{arrivals:?}");
        };
        assert_eq!((p10[0], p90[0]), (7.5, 22.5));
    }

    #[test]
    fn one_in_ten_stays_away_and_the_same_ones_for_one_seed() {
        let centre = centre();
        let absent =
            |share, seed| agents(&Stress::Absence { share, seed }.applied_to(&centre).unwrap());
        assert_eq!(absent(0.1, 3).iter().sum::<u32>(), 18);
        assert_eq!(absent(0.1, 3), absent(0.1, 3));
        assert!((0..20).any(|seed| absent(0.1, seed) != absent(0.1, 3)));
        assert!(
            absent(0.3, 3)
                .iter()
                .zip(absent(0.1, 3))
                .all(|(more, fewer)| *more <= fewer)
        );
        assert_eq!(absent(1.0, 3), [0; 5]);
    }

    #[test]
    fn an_outage_cuts_stretches_in_two() {
        let outage = Stress::Outage {
            start_seconds: 900.0,
            end_seconds: 1800.0,
        };
        let stressed = outage.applied_to(&centre()).unwrap();
        let found: Vec<(f64, f64)> = stressed.agent_groups[0]
            .on_queue
            .iter()
            .map(|stretch| (stretch.start_seconds, stretch.end_seconds))
            .collect();
        assert_eq!(found, [(0.0, 900.0), (1800.0, 3600.0)]);
    }

    #[test]
    fn the_library_has_its_five_names_and_its_outage_in_the_busiest_half_hour() {
        let library = library(&centre(), 1);
        let names: Vec<&str> = library.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            [
                "baseline",
                "volumePlus20",
                "absent10",
                "outage",
                "ahtPlus15"
            ]
        );
        assert_eq!(
            library[3].1,
            Some(Stress::Outage {
                start_seconds: 1800.0,
                end_seconds: 3600.0
            })
        );
        for (name, stress) in library {
            let stressed =
                stress.map_or_else(|| Ok(centre()), |stress| stress.applied_to(&centre()));
            assert_eq!(stressed == Ok(centre()), name == "baseline", "{name}");
        }
    }

    #[test]
    fn stresses_that_are_none_are_refused() {
        for stress in [
            Stress::Volume { factor: f64::NAN },
            Stress::Absence {
                share: 1.1,
                seed: 1,
            },
            Stress::Outage {
                start_seconds: 5.0,
                end_seconds: 4.0,
            },
            Stress::HandleTime { factor: 0.0 },
        ] {
            assert!(stress.applied_to(&centre()).is_err(), "{stress:?}");
        }
    }
}

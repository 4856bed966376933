//! Whether a centre makes sense.

use std::collections::BTreeSet;

use super::draws::Sampler;
use super::events::MOST_INDICES;
use super::model::{AgentGroup, Centre, Channel, RateVariation, SimulatedQueue};
use super::{Distribution, Shape, SimulationError};

/// Cells (queues × intervals, groups × intervals, skill sets × queues) of a replication's tables.
const MOST_CELLS: u64 = 50_000_000;
/// Contacts expected of a queue over the horizon; their numbers are 32 bits.
const MOST_CONTACTS: f64 = 2e9;
/// Chats at once.
const MOST_CHATS: u32 = 64;

pub(super) fn check(centre: &Centre) -> Result<(), SimulationError> {
    let Centre {
        interval_seconds,
        intervals,
        ..
    } = *centre;
    if intervals == 0 || !(interval_seconds.is_finite() && interval_seconds > 0.0) {
        return Err(SimulationError::NoHorizon {
            intervals,
            interval_seconds,
        });
    }
    let mut previous = 0;
    for &start in &centre.later_days_start_at {
        if start <= previous || start >= intervals {
            return Err(SimulationError::NoDay {
                start,
                previous,
                intervals,
            });
        }
        previous = start;
    }
    let agents = centre
        .agent_groups
        .iter()
        .map(|group| u64::from(group.agents))
        .sum();
    let queue_cells = centre.queues.len() as u64 * intervals as u64;
    let group_cells = centre.agent_groups.len() as u64 * intervals as u64;
    for (what, count, limit) in [
        ("agents", agents, u64::from(MOST_INDICES)),
        ("queues × intervals", queue_cells, MOST_CELLS),
        ("agent groups × intervals", group_cells, MOST_CELLS),
    ] {
        if count > limit {
            return Err(SimulationError::TooMany { what, count, limit });
        }
    }
    for (queue, simulated) in centre.queues.iter().enumerate() {
        let days = centre.later_days_start_at.len() + 1;
        QueueCheck {
            queue,
            intervals,
            days,
        }
        .check(simulated)?;
    }
    for (group, agents) in centre.agent_groups.iter().enumerate() {
        check_group(group, agents, centre.queues.len())?;
    }
    Ok(())
}

struct QueueCheck {
    queue: usize,
    intervals: usize,
    days: usize,
}

impl QueueCheck {
    fn number(
        &self,
        what: &'static str,
        value: f64,
        is_right: impl Fn(f64) -> bool,
        remedy: &'static str,
    ) -> Result<(), SimulationError> {
        if is_right(value) {
            return Ok(());
        }
        Err(SimulationError::QueueNumber {
            queue: self.queue,
            what,
            value,
            remedy,
        })
    }

    fn at_least_0(&self, what: &'static str, value: f64) -> Result<(), SimulationError> {
        let is_right = |value: f64| value.is_finite() && value >= 0.0;
        self.number(what, value, is_right, "a finite number of at least 0")
    }

    fn share(&self, what: &'static str, value: f64) -> Result<(), SimulationError> {
        let is_share = |value: f64| (0.0..=1.0).contains(&value);
        self.number(what, value, is_share, "a share from 0 to 1")
    }

    fn one_an_interval(&self, what: &'static str, length: usize) -> Result<(), SimulationError> {
        if length == self.intervals {
            return Ok(());
        }
        Err(SimulationError::WrongLength {
            queue: self.queue,
            what,
            length,
            intervals: self.intervals,
        })
    }

    fn shape(&self, what: &'static str, shape: &Shape) -> Result<(), SimulationError> {
        if Sampler::new(shape).is_some() {
            return Ok(());
        }
        match shape {
            Shape::Lognormal {
                coefficient_of_variation: value,
            }
            | Shape::Gamma {
                coefficient_of_variation: value,
            } => Err(SimulationError::QueueNumber {
                queue: self.queue,
                what,
                value: *value,
                remedy: "a coefficient of variation above 0, or the deterministic shape",
            }),
            _ => Err(SimulationError::NoSamples {
                queue: self.queue,
                what,
            }),
        }
    }

    fn distribution(
        &self,
        what: &'static str,
        distribution: &Distribution,
    ) -> Result<(), SimulationError> {
        self.at_least_0(what, distribution.mean_seconds)?;
        self.shape(what, &distribution.shape)
    }

    fn check(&self, queue: &SimulatedQueue) -> Result<(), SimulationError> {
        self.arrivals(queue)?;
        let means = &queue.handle_time.mean_seconds_per_interval;
        if means.len() != 1 {
            self.one_an_interval("handle time", means.len())?;
        }
        for mean in means {
            let is_right = |value: f64| value.is_finite() && value > 0.0;
            self.number("mean handle time", *mean, is_right, "seconds above 0")?;
        }
        self.shape("handle time", &queue.handle_time.shape)?;
        if let Some(patience) = &queue.patience {
            self.distribution("patience", patience)?;
        }
        if let Some(redial) = &queue.redial {
            self.share(
                "probability of redialling after abandoning",
                redial.after_abandoning,
            )?;
            self.share(
                "probability of redialling after blocking",
                redial.after_blocking,
            )?;
            let is_right = |value: f64| value.is_finite() && value >= 1.0;
            let mean = redial.delay.mean_seconds;
            self.number("mean redial delay", mean, is_right, "at least 1 second")?;
            self.shape("redial delay", &redial.delay.shape)?;
        }
        if let Some(offer) = &queue.callback {
            self.at_least_0(
                "expected wait of the callback offer",
                offer.when_expected_wait_exceeds_seconds,
            )?;
            self.share("acceptance of callbacks", offer.acceptance)?;
            self.at_least_0("promised time of callbacks", offer.promised_within_seconds)?;
        }
        self.channel(queue)?;
        self.goal(queue)
    }

    fn arrivals(&self, queue: &SimulatedQueue) -> Result<(), SimulationError> {
        let arrivals = &queue.arrivals;
        let contacts = &arrivals.contacts_per_interval;
        self.one_an_interval("contacts", contacts.len())?;
        for expected in contacts {
            self.at_least_0("contacts of an interval", *expected)?;
        }
        let is_countable = |value: f64| value <= MOST_CONTACTS;
        let all = contacts.iter().sum();
        self.number(
            "contacts of the horizon",
            all,
            is_countable,
            "at most 2 billion",
        )?;
        match &arrivals.variation {
            RateVariation::None => Ok(()),
            RateVariation::Gamma {
                of_the_day,
                of_the_interval,
            } => {
                self.at_least_0("coefficient of variation of the day", *of_the_day)?;
                self.at_least_0("coefficient of variation of the interval", *of_the_interval)
            }
            RateVariation::SamplePaths(spread) => {
                let of_the_days = spread.of_the_days.len();
                let is_one_a_day = |_| of_the_days == self.days;
                self.number(
                    "number of days of the sample paths",
                    of_the_days as f64,
                    is_one_a_day,
                    "one coefficient of variation a day of the horizon",
                )?;
                for of_the_day in &spread.of_the_days {
                    self.at_least_0("coefficient of variation of the day", *of_the_day)?;
                }
                self.at_least_0("variance of what lasts for hours", spread.lasting_variance)?;
                self.share("share kept by the next interval", spread.kept_by_next)?;
                self.at_least_0("variance of single intervals", spread.single_variance)
            }
            RateVariation::Quantiles {
                p10,
                p90,
                correlation,
            } => {
                self.one_an_interval("P10", p10.len())?;
                self.one_an_interval("P90", p90.len())?;
                self.share("correlation of the intervals", *correlation)?;
                for ((low, median), high) in p10.iter().zip(contacts).zip(p90) {
                    let is_below = |value: f64| value.is_finite() && value <= *median;
                    let is_above = |value: f64| value.is_finite() && value >= *median;
                    self.number("P10", *low, is_below, "at most the median")?;
                    self.number("P90", *high, is_above, "at least the median")?;
                }
                Ok(())
            }
        }
    }

    fn channel(&self, queue: &SimulatedQueue) -> Result<(), SimulationError> {
        match queue.channel {
            Channel::Voice => return Ok(()),
            Channel::Chat {
                slow_down_per_extra_chat,
            } => {
                let is_right = |value: f64| value.is_finite() && value >= 1.0;
                return self.number(
                    "slow-down of chats",
                    slow_down_per_extra_chat,
                    is_right,
                    "a factor of at least 1",
                );
            }
            Channel::Deferred { due_seconds, .. } => self.at_least_0("due time", due_seconds)?,
            Channel::Outbound { .. } => {
                let contacts = queue.arrivals.contacts_per_interval.iter().sum();
                let nothing = |value: f64| value == 0.0;
                self.number("arrivals of outbound work", contacts, nothing, "0")?;
                // There is no end of it: without time it would never let the clock go on.
                let takes_time = |value: f64| value >= 1.0;
                for mean in &queue.handle_time.mean_seconds_per_interval {
                    let remedy = "at least 1 second";
                    self.number("handle time of outbound work", *mean, takes_time, remedy)?;
                }
            }
        }
        for (what, is_there) in [
            ("patience", queue.patience.is_some()),
            ("redialling", queue.redial.is_some()),
            ("a callback offer", queue.callback.is_some()),
            ("a limit of waiting places", queue.waiting_places.is_some()),
        ] {
            if is_there {
                return Err(SimulationError::NotLive {
                    queue: self.queue,
                    what,
                });
            }
        }
        Ok(())
    }

    fn goal(&self, queue: &SimulatedQueue) -> Result<(), SimulationError> {
        match queue.goal.and_then(|goal| goal.service_level) {
            Some(level) if level.within != queue.answer_within => {
                Err(SimulationError::OtherAnswerTime {
                    queue: self.queue,
                    goal_seconds: level.within.seconds(),
                    queue_seconds: queue.answer_within.seconds(),
                })
            }
            _ => Ok(()),
        }
    }
}

fn check_group(group: usize, agents: &AgentGroup, queues: usize) -> Result<(), SimulationError> {
    let refused = |what, value, remedy| SimulationError::GroupNumber {
        group,
        what,
        value,
        remedy,
    };
    if !(1..=MOST_CHATS).contains(&agents.concurrent_chats) {
        let value = f64::from(agents.concurrent_chats);
        return Err(refused("concurrent chats", value, "1 to 64"));
    }
    let mut seen = BTreeSet::new();
    for skill in &agents.skills {
        if skill.queue >= queues || !seen.insert(skill.queue) {
            return Err(SimulationError::NoSkill {
                group,
                queue: skill.queue,
                queues,
            });
        }
        let factor = skill.handle_time_factor;
        if !(factor.is_finite() && factor > 0.0) {
            return Err(refused("handle time factor", factor, "a factor above 0"));
        }
    }
    let mut previous_end = 0.0;
    for stretch in &agents.on_queue {
        let (start_seconds, end_seconds) = (stretch.start_seconds, stretch.end_seconds);
        // Written so that NaN is refused.
        if !(start_seconds >= previous_end
            && end_seconds > start_seconds
            && end_seconds.is_finite())
        {
            return Err(SimulationError::NoStretch {
                group,
                start_seconds,
                end_seconds,
            });
        }
        previous_end = end_seconds;
    }
    Ok(())
}

pub(super) fn check_classes(classes: usize, queues: usize) -> Result<(), SimulationError> {
    let count = classes as u64 * queues as u64;
    if count > MOST_CELLS {
        return Err(SimulationError::TooMany {
            what: "skill sets × queues",
            count,
            limit: MOST_CELLS,
        });
    }
    Ok(())
}

//! What arrives when, how long it takes, by when it is due.

use serde::{Deserialize, Serialize};

use crate::units::{AhtSeconds, ContactsPerInterval, Share};

/// A year of five-minute intervals.
const MOST_INTERVALS: usize = 106_000;

/// How long a contact may take, from its arrival to its last second of work.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Due {
    /// The clock runs day and night: "within 24 hours".
    Elapsed {
        /// Time allowed.
        seconds: u32,
    },
    /// The clock runs in open intervals only: "within four working hours".
    OpenTime {
        /// Open time allowed.
        seconds: u32,
    },
}

impl Due {
    fn seconds(self) -> u32 {
        match self {
            Self::Elapsed { seconds } | Self::OpenTime { seconds } => seconds,
        }
    }
}

/// Work that is already there when the first interval begins.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpeningBacklog {
    /// How many contacts; may be fractional.
    pub contacts: ContactsPerInterval,
    /// Work a contact takes.
    pub aht: AhtSeconds,
    /// How long they have been there.
    pub age_seconds: u32,
    /// Time left on the clock on the wall; 0 if they are overdue.
    pub due_in_seconds: u32,
}

/// One kind of deferred work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stream {
    /// Arrivals in each interval.
    pub volumes: Vec<ContactsPerInterval>,
    /// Work a contact takes, by the interval of its arrival.
    pub aht: Vec<AhtSeconds>,
    /// By when it must be finished.
    pub due: Due,
    /// Left over from before, in any order.
    pub opening_backlog: Vec<OpeningBacklog>,
}

/// Streams worked on by the same agents, over consecutive intervals with nights and weekends among them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Workload {
    /// Length of an interval.
    pub interval_seconds: u32,
    /// Whether agents may work in an interval.
    pub open: Vec<bool>,
    /// Share of an agent's time at work that goes into contacts: the rest is small breaks, questions, switching.
    pub productive: Share,
    /// The kinds of work; among contacts due at the same time the first stream goes first.
    pub streams: Vec<Stream>,
}

/// Why a workload cannot be planned.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WorkloadError {
    /// No interval, or more than a year of them.
    #[error("{intervals} intervals are none or too many to plan; give 1 to {most}")]
    NoSuchHorizon {
        /// Intervals given.
        intervals: usize,
        /// Intervals allowed.
        most: usize,
    },
    /// An interval of no length.
    #[error("an interval of {interval_seconds} s is none; give its length in seconds")]
    NotAnInterval {
        /// The length refused.
        interval_seconds: u32,
    },
    /// A list of another length than the horizon.
    #[error("stream {stream} has {found} {what} for {expected} intervals; give one for each")]
    OtherLength {
        /// Which stream, from 0.
        stream: usize,
        /// Which list.
        what: &'static str,
        /// Its entries.
        found: usize,
        /// Intervals of the workload.
        expected: usize,
    },
    /// Agents for another number of intervals.
    #[error("agents are given for {found} of {expected} intervals; give a number for each")]
    AgentsOfOtherLength {
        /// Entries given.
        found: usize,
        /// Intervals of the workload.
        expected: usize,
    },
    /// Agents that are no number.
    #[error("{agents} agents in interval {interval} are no number of agents; give at least 0")]
    NotAgents {
        /// Which interval, from 0.
        interval: usize,
        /// The number refused.
        agents: f64,
    },
    /// Agents where nobody may work.
    #[error("{agents} agents in interval {interval}, which is closed; open it or send them home")]
    AgentsWhileClosed {
        /// Which interval, from 0.
        interval: usize,
        /// The agents given.
        agents: f64,
    },
    /// A due time the grid cannot tell from at once.
    #[error(
        "stream {stream} is due within {due_seconds} s, less than an interval of {interval_seconds} s; \
         use a finer grid or a queueing model"
    )]
    DueWithinTheInterval {
        /// Which stream, from 0.
        stream: usize,
        /// Its due time.
        due_seconds: u32,
        /// Length of an interval.
        interval_seconds: u32,
    },
    /// Agents who never work.
    #[error("with a productive share of 0 nothing is ever done; give one above 0")]
    NothingProductive,
}

/// Contacts that arrived together and are due together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cohort {
    pub(super) stream: usize,
    /// First interval in which it may be worked on.
    pub(super) from: usize,
    /// Last interval in which finishing is on time; before `from` if overdue from the start; `None` past the horizon.
    pub(super) until: Option<i64>,
    /// Start of the arrival, in seconds from the start of the horizon; negative if it was there before.
    pub(super) arrived_seconds: f64,
    pub(super) contacts: f64,
    pub(super) aht_seconds: f64,
}

impl Workload {
    /// Seconds of contact work one agent does in an interval.
    #[must_use]
    pub fn productive_seconds(&self) -> f64 {
        f64::from(self.interval_seconds) * self.productive.as_f64()
    }

    pub(super) fn check(&self) -> Result<(), WorkloadError> {
        let intervals = self.open.len();
        if intervals == 0 || intervals > MOST_INTERVALS {
            return Err(WorkloadError::NoSuchHorizon {
                intervals,
                most: MOST_INTERVALS,
            });
        }
        if self.interval_seconds == 0 {
            return Err(WorkloadError::NotAnInterval {
                interval_seconds: self.interval_seconds,
            });
        }
        if self.productive.as_f64() <= 0.0 {
            return Err(WorkloadError::NothingProductive);
        }
        for (index, stream) in self.streams.iter().enumerate() {
            for (what, found) in [
                ("volumes", stream.volumes.len()),
                ("handle times", stream.aht.len()),
            ] {
                if found != intervals {
                    return Err(WorkloadError::OtherLength {
                        stream: index,
                        what,
                        found,
                        expected: intervals,
                    });
                }
            }
            if stream.due.seconds() < self.interval_seconds {
                return Err(WorkloadError::DueWithinTheInterval {
                    stream: index,
                    due_seconds: stream.due.seconds(),
                    interval_seconds: self.interval_seconds,
                });
            }
        }
        Ok(())
    }

    /// Every cohort with work in it, by due time, then stream, then arrival: the order of work.
    pub(super) fn cohorts(&self) -> Vec<Cohort> {
        let length = self.interval_seconds;
        let intervals = self.open.len();
        let within_horizon = |last: i64| (last < intervals as i64).then_some(last);
        let mut open_before = Vec::with_capacity(intervals + 1);
        let mut open_intervals = Vec::new();
        for (interval, open) in self.open.iter().enumerate() {
            open_before.push(open_intervals.len());
            if *open {
                open_intervals.push(interval);
            }
        }
        let mut cohorts = Vec::new();
        for (index, stream) in self.streams.iter().enumerate() {
            for left_over in &stream.opening_backlog {
                cohorts.push(Cohort {
                    stream: index,
                    from: 0,
                    until: within_horizon(i64::from(left_over.due_in_seconds / length) - 1),
                    arrived_seconds: -f64::from(left_over.age_seconds),
                    contacts: left_over.contacts.contacts(),
                    aht_seconds: left_over.aht.seconds(),
                });
            }
            let ticks = (stream.due.seconds() / length) as usize;
            for (from, (volume, aht)) in stream.volumes.iter().zip(&stream.aht).enumerate() {
                let until = match stream.due {
                    Due::Elapsed { .. } => within_horizon((from + ticks) as i64 - 1),
                    Due::OpenTime { .. } => open_intervals
                        .get(open_before[from] + ticks - 1)
                        .map(|last| *last as i64),
                };
                cohorts.push(Cohort {
                    stream: index,
                    from,
                    until,
                    arrived_seconds: from as f64 * f64::from(length),
                    contacts: volume.contacts(),
                    aht_seconds: aht.seconds(),
                });
            }
        }
        cohorts.retain(|cohort| cohort.contacts > 0.0);
        cohorts.sort_by(|one, other| {
            let due = |cohort: &Cohort| cohort.until.unwrap_or(i64::MAX);
            due(one)
                .cmp(&due(other))
                .then(one.stream.cmp(&other.stream))
                .then(one.arrived_seconds.total_cmp(&other.arrived_seconds))
        });
        cohorts
    }
}

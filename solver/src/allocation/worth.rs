//! What an agent-minute of a campaign brings and uses up.

/// A number that may differ by skill group, and by interval.
#[derive(Clone, Debug, PartialEq)]
pub enum Table {
    /// The same for all.
    Same(f64),
    /// By group.
    ByGroup(Vec<f64>),
    /// By group and interval.
    ByGroupAndInterval(Vec<Vec<f64>>),
}

impl Table {
    pub(super) fn at(&self, group: usize, interval: usize) -> f64 {
        match self {
            Self::Same(value) => *value,
            Self::ByGroup(values) => values[group],
            Self::ByGroupAndInterval(rows) => rows[group][interval],
        }
    }
}

/// How contacts come to agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialingMode {
    /// The agent sees the contact first and starts the call.
    Preview,
    /// One call is dialled for each agent who is free.
    Progressive,
    /// More calls than free agents are dialled, since some are not answered.
    Predictive,
}

/// Share of an agent's time at outbound work that is spent on contacts, by mode; the rest is waiting for one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Occupancies {
    /// Above 0; below that of progressive dialling.
    pub preview: f64,
    /// Below that of predictive dialling.
    pub progressive: f64,
    /// At most 1.
    pub predictive: f64,
}

impl Occupancies {
    /// That of one mode.
    #[must_use]
    pub fn of(&self, mode: DialingMode) -> f64 {
        match mode {
            DialingMode::Preview => self.preview,
            DialingMode::Progressive => self.progressive,
            DialingMode::Predictive => self.predictive,
        }
    }
}

/// What a campaign knows of its contacts.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactWorth {
    /// Money that a success brings.
    pub value_per_success: f64,
    /// Probability that a handled contact is a success.
    pub success_probability: Table,
    /// An agent's seconds on a handled contact: talk, hold and wrap-up.
    pub handle_seconds: Table,
    /// How contacts come to agents.
    pub mode: DialingMode,
    /// Attempts used up for each contact that an agent handles; at least 1. Where unanswered calls never reach an
    /// agent it is 1 / answer rate.
    pub attempts_per_handled_contact: f64,
}

/// What an agent-minute brings.
#[derive(Clone, Debug, PartialEq)]
pub enum Worth {
    /// Known by the minute: the same for all groups and intervals. Successes are then unknown.
    PerMinute {
        /// Money.
        value: f64,
        /// Agent-minutes a contact takes; one attempt a contact.
        minutes_per_contact: f64,
    },
    /// From success rates and handle times:
    /// `value per minute = success probability × value of a success × 60 × occupancy of the mode / handle seconds`.
    PerContact(ContactWorth),
}

/// What a minute of a group in an interval gives and takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rates {
    pub(super) value: f64,
    pub(super) contacts: f64,
    pub(super) attempts: f64,
    pub(super) successes: Option<f64>,
}

impl Worth {
    /// Rates per agent-minute; a checked problem has occupancies where they are needed.
    pub(super) fn rates(
        &self,
        occupancies: Option<&Occupancies>,
        group: usize,
        interval: usize,
    ) -> Rates {
        match self {
            Self::PerMinute {
                value,
                minutes_per_contact,
            } => {
                let contacts = minutes_per_contact.recip();
                Rates {
                    value: *value,
                    contacts,
                    attempts: contacts,
                    successes: None,
                }
            }
            Self::PerContact(worth) => {
                let occupancy = occupancies.map_or(0.0, |all| all.of(worth.mode));
                let contacts = 60.0 * occupancy / worth.handle_seconds.at(group, interval);
                let successes = contacts * worth.success_probability.at(group, interval);
                Rates {
                    value: successes * worth.value_per_success,
                    contacts,
                    attempts: contacts * worth.attempts_per_handled_contact,
                    successes: Some(successes),
                }
            }
        }
    }
}

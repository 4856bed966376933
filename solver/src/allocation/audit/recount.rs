//! What a problem's terms come to, in arithmetic of its own.

use crate::allocation::answer::Allocation;
use crate::allocation::problem::{BudgetLimit, Problem};
use crate::allocation::protection::{Requirement, Supply};
use crate::allocation::worth::{DialingMode, Table, Worth};

pub(super) struct Recount<'a> {
    pub(super) problem: &'a Problem,
    pub(super) answer: &'a Allocation,
}

/// What one agent-minute comes to.
pub(super) struct Minute {
    pub(super) value: f64,
    pub(super) contacts: f64,
    pub(super) attempts: f64,
    pub(super) successes: Option<f64>,
    pub(super) money: f64,
}

/// Attempts that a segment may still have.
pub(super) struct AttemptsLeft {
    pub(super) in_all: f64,
    pub(super) per_day: Vec<f64>,
    pub(super) per_hour: Vec<f64>,
    pub(super) per_interval: Vec<f64>,
}

/// Doubles with each priority above 3 and halves with each below.
pub(super) fn weight(priority: u8) -> f64 {
    let mut weight = 1.0;
    for _ in 3..priority {
        weight *= 2.0;
    }
    for _ in priority..3 {
        weight /= 2.0;
    }
    weight
}

impl Recount<'_> {
    pub(super) fn intervals(&self) -> usize {
        self.problem.day_of_interval.len()
    }

    pub(super) fn surplus(&self, group: usize, interval: usize) -> f64 {
        if interval < self.problem.progress.from {
            return 0.0;
        }
        self.surplus_ever(group, interval)
    }

    fn surplus_ever(&self, group: usize, interval: usize) -> f64 {
        match &self.problem.groups[group].supply {
            Supply::Surplus { minutes } => minutes[interval],
            Supply::AtWork { heads, inbound } => {
                let kept = self.kept(&inbound[interval]);
                let left = heads[interval] - kept;
                let minutes = f64::from(self.problem.interval_minutes);
                if left > 0.0 { left * minutes } else { 0.0 }
            }
        }
    }

    fn kept(&self, requirement: &Requirement) -> f64 {
        let wanted = self.problem.protection;
        match requirement {
            Requirement::Certain(heads) => *heads,
            Requirement::Distribution(shares) => {
                let within = |heads: usize| shares[..=heads].iter().sum::<f64>();
                let enough = (0..shares.len()).find(|&heads| within(heads) >= wanted - 1e-12);
                let possible = || (0..shares.len()).rfind(|&heads| shares[heads] > 0.0);
                enough.or_else(possible).unwrap_or(0) as f64
            }
            Requirement::Quantiles(known) => {
                let mut below = known[0];
                for &(level, heads) in known {
                    if level >= wanted {
                        if level == below.0 {
                            return heads;
                        }
                        let slope = (heads - below.1) / (level - below.0);
                        return below.1 + slope * (wanted - below.0);
                    }
                    below = (level, heads);
                }
                f64::INFINITY
            }
        }
    }

    /// Whether contacts of a segment may be called by a campaign.
    pub(super) fn callable(&self, campaign: usize, segment: usize, interval: usize) -> bool {
        let terms = &self.problem.campaigns[campaign];
        let segment = &self.problem.lists[terms.list].segments[segment];
        let runs = match &terms.running {
            None => true,
            Some(running) => running[interval],
        };
        runs && interval >= self.problem.progress.from && segment.callable_contacts[interval] > 0.0
    }

    pub(super) fn minute(&self, campaign: usize, group: usize, interval: usize) -> Minute {
        let terms = &self.problem.campaigns[campaign];
        let entry = |table: &Table| match table {
            Table::Same(value) => *value,
            Table::ByGroup(row) => row[group],
            Table::ByGroupAndInterval(rows) => rows[group][interval],
        };
        let (value, contacts, attempts, successes) = match &terms.worth {
            Worth::PerMinute {
                value,
                minutes_per_contact,
            } => {
                let contacts = 1.0 / minutes_per_contact;
                (*value, contacts, contacts, None)
            }
            Worth::PerContact(worth) => {
                let busy = self
                    .problem
                    .occupancies
                    .map_or(f64::NAN, |all| match worth.mode {
                        DialingMode::Preview => all.preview,
                        DialingMode::Progressive => all.progressive,
                        DialingMode::Predictive => all.predictive,
                    });
                let minutes_per_contact = entry(&worth.handle_seconds) / 60.0 / busy;
                let contacts = 1.0 / minutes_per_contact;
                let successes = entry(&worth.success_probability) / minutes_per_contact;
                let attempts = worth.attempts_per_handled_contact / minutes_per_contact;
                (
                    worth.value_per_success * successes,
                    contacts,
                    attempts,
                    Some(successes),
                )
            }
        };
        let agent = self.problem.groups[group].cost_per_hour / 60.0;
        Minute {
            value,
            contacts,
            attempts,
            successes,
            money: agent + attempts * terms.cost_per_attempt,
        }
    }

    fn whole_surplus(&self) -> f64 {
        let mut sum = 0.0;
        for group in 0..self.problem.groups.len() {
            for interval in 0..self.intervals() {
                sum += self.surplus_ever(group, interval);
            }
        }
        sum
    }

    fn minutes_done(&self, campaign: usize) -> f64 {
        let done = &self.problem.progress.campaigns;
        if done.is_empty() {
            0.0
        } else {
            done[campaign].minutes
        }
    }

    pub(super) fn minimum(&self, campaign: usize) -> f64 {
        let terms = &self.problem.campaigns[campaign];
        let mut minimum: f64 = 0.0;
        if let Some(minutes) = terms.minimum_minutes {
            minimum = minimum.max(minutes);
        }
        if let Some(share) = terms.minimum_share {
            minimum = minimum.max(share * self.whole_surplus());
        }
        (minimum - self.minutes_done(campaign)).max(0.0)
    }

    pub(super) fn maximum(&self, campaign: usize) -> Option<f64> {
        let terms = &self.problem.campaigns[campaign];
        let by_share = terms
            .maximum_share
            .map(|share| share * self.whole_surplus());
        let maxima = [terms.maximum_minutes, by_share].into_iter().flatten();
        let least = maxima.reduce(f64::min)?;
        Some((least - self.minutes_done(campaign)).max(0.0))
    }

    pub(super) fn budget_left(&self, budget: usize) -> f64 {
        let own = &self.problem.budgets[budget];
        let mut left = match own.limit {
            BudgetLimit::AgentMinutes(minutes) => minutes,
            BudgetLimit::Money(money) => money,
        };
        for (campaign, done) in self.problem.progress.campaigns.iter().enumerate() {
            if own.campaigns.contains(&campaign) {
                left -= match own.limit {
                    BudgetLimit::AgentMinutes(_) => done.minutes,
                    BudgetLimit::Money(_) => done.money,
                };
            }
        }
        left.max(0.0)
    }

    /// What a limit is where there is none is infinite.
    pub(super) fn attempts_left(&self, list: usize, segment: usize) -> AttemptsLeft {
        let problem = self.problem;
        let own = &problem.lists[list].segments[segment];
        let done = problem
            .progress
            .lists
            .get(list)
            .map(|segments| segments[segment]);
        let done = done.unwrap_or_default();
        let from = problem.progress.from;
        let hour = |interval: usize| interval * problem.interval_minutes as usize / 60;
        let intervals = self.intervals();
        let days = problem.day_of_interval.last().map_or(0, |day| day + 1);
        let hours = if intervals == 0 {
            0
        } else {
            hour(intervals - 1) + 1
        };
        let most = |belongs: &dyn Fn(usize) -> bool| {
            let mut most: f64 = 0.0;
            for interval in 0..intervals {
                if belongs(interval) {
                    most = most.max(own.callable_contacts[interval]);
                }
            }
            most
        };
        let per_day = (0..days).map(|day| {
            let Some(limit) = own.attempts_per_contact_per_day else {
                return f64::INFINITY;
            };
            let begun = from < intervals && problem.day_of_interval[from] == day;
            let made = if begun { done.attempts_that_day } else { 0.0 };
            (limit * most(&|t| problem.day_of_interval[t] == day) - made).max(0.0)
        });
        let per_hour = (0..hours).map(|number| {
            let Some(limit) = own.attempts_per_contact_per_hour else {
                return f64::INFINITY;
            };
            let begun = hour(from) == number;
            let made = if begun { done.attempts_that_hour } else { 0.0 };
            (limit * most(&|t| hour(t) == number) - made).max(0.0)
        });
        let a_contact = [
            Some(own.attempts_per_contact),
            own.attempts_per_contact_per_day,
            own.attempts_per_contact_per_hour,
        ];
        let a_contact = a_contact
            .into_iter()
            .flatten()
            .fold(f64::INFINITY, f64::min);
        AttemptsLeft {
            in_all: (own.contacts * own.attempts_per_contact - done.attempts).max(0.0),
            per_day: per_day.collect(),
            per_hour: per_hour.collect(),
            per_interval: own
                .callable_contacts
                .iter()
                .map(|c| c * a_contact)
                .collect(),
        }
    }

    /// Attempts of all campaigns at a segment, by interval.
    pub(super) fn attempts_at(&self, list: usize, segment: usize) -> Vec<f64> {
        let mut attempts = vec![0.0; self.intervals()];
        for (given, terms) in self.answer.campaigns.iter().zip(&self.problem.campaigns) {
            if terms.list == list {
                let own = &given.attempts_by_segment[segment];
                attempts
                    .iter_mut()
                    .zip(own)
                    .for_each(|(sum, more)| *sum += more);
            }
        }
        attempts
    }
}

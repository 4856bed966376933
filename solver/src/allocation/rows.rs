//! The program's rows: what each says, and which of them a minute or an attempt uses up.

use std::collections::BTreeMap;

use super::limits::Limits;
use super::problem::{BudgetLimit, Problem};
use super::rule::Rule;
use super::worth::Rates;

/// What a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RowKind {
    Slot {
        group: usize,
        interval: usize,
    },
    Attempts {
        campaign: usize,
        interval: usize,
    },
    InAll {
        list: usize,
        segment: usize,
    },
    PerDay {
        list: usize,
        segment: usize,
        day: usize,
    },
    PerHour {
        list: usize,
        segment: usize,
        hour: usize,
    },
    PerInterval {
        list: usize,
        segment: usize,
        interval: usize,
    },
    Maximum {
        campaign: usize,
    },
    Minimum {
        campaign: usize,
    },
    Budget {
        budget: usize,
    },
    Lines {
        interval: usize,
    },
    CampaignLines {
        campaign: usize,
        interval: usize,
    },
}

/// `lower ≤ Σ entries ≤ upper`, all divided by `scale`, so that the largest factor is 1.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) kind: RowKind,
    pub(super) rule: Option<Rule>,
    pub(super) lower: f64,
    pub(super) upper: f64,
    pub(super) entries: Vec<(usize, f64)>,
    pub(super) scale: f64,
}

impl RowKind {
    /// Whether it counts attempts at a segment.
    pub(super) fn is_of_list(self) -> bool {
        matches!(
            self,
            Self::InAll { .. }
                | Self::PerDay { .. }
                | Self::PerHour { .. }
                | Self::PerInterval { .. }
        )
    }
}

impl Row {
    /// Divides the row by its largest factor; where that is 1, as in all rows of minutes, nothing changes.
    pub(super) fn scale(&mut self) {
        let factors = self.entries.iter().map(|(_, factor)| factor.abs());
        let largest = factors.fold(0.0, f64::max);
        if largest <= 0.0 || largest == 1.0 {
            return;
        }
        self.scale = largest;
        self.lower /= largest;
        self.upper /= largest;
        self.entries
            .iter_mut()
            .for_each(|(_, factor)| *factor /= largest);
    }
}

pub(super) struct Rows<'a> {
    pub(super) problem: &'a Problem,
    pub(super) limits: &'a Limits,
    without: &'a [Rule],
    index: BTreeMap<RowKind, usize>,
    pub(super) rows: Vec<Row>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(problem: &'a Problem, limits: &'a Limits, without: &'a [Rule]) -> Self {
        Self {
            problem,
            limits,
            without,
            index: BTreeMap::new(),
            rows: Vec::new(),
        }
    }

    /// The row of a kind, which is made where there is none yet.
    pub(super) fn at(
        &mut self,
        kind: RowKind,
        rule: Option<Rule>,
        lower: f64,
        upper: f64,
    ) -> usize {
        let rows = &mut self.rows;
        *self.index.entry(kind).or_insert_with(|| {
            rows.push(Row {
                kind,
                rule,
                lower,
                upper,
                entries: Vec::new(),
                scale: 1.0,
            });
            rows.len() - 1
        })
    }

    fn at_most(&mut self, kind: RowKind, rule: Rule, upper: f64) -> Option<usize> {
        let kept = !self.without.contains(&rule) && upper.is_finite();
        kept.then(|| self.at(kind, Some(rule), f64::NEG_INFINITY, upper))
    }

    /// Rows that a minute of a group in an interval uses up, and how much of each at most.
    pub(super) fn touched(
        &mut self,
        campaign: usize,
        group: usize,
        interval: usize,
        rates: &Rates,
        open: &[usize],
    ) -> Vec<(usize, f64)> {
        let problem = self.problem;
        let terms = &problem.campaigns[campaign];
        let surplus = self.limits.surplus[group][interval];
        let slot = RowKind::Slot { group, interval };
        let mut touches = vec![(self.at(slot, None, f64::NEG_INFINITY, surplus), 1.0)];
        let maximum = self.limits.maximum[campaign];
        let kind = RowKind::Maximum { campaign };
        let row = self.at_most(kind, Rule::Maximum { campaign }, maximum);
        touches.extend(row.map(|row| (row, 1.0)));
        for (budget, own) in problem.budgets.iter().enumerate() {
            if own.campaigns.contains(&campaign) {
                let factor = match own.limit {
                    BudgetLimit::AgentMinutes(_) => 1.0,
                    BudgetLimit::Money(_) => {
                        problem.groups[group].cost_per_hour / 60.0
                            + rates.attempts * terms.cost_per_attempt
                    }
                };
                let kind = RowKind::Budget { budget };
                let row = self.at_most(kind, Rule::Budget { budget }, self.limits.budget[budget]);
                touches.extend(row.map(|row| (row, factor)));
            }
        }
        let lines = terms.lines_per_agent / f64::from(problem.interval_minutes);
        let shared = problem.maximum_lines.as_ref().and_then(|most| {
            let kind = RowKind::Lines { interval };
            self.at_most(kind, Rule::Lines, most[interval])
        });
        touches.extend(shared.map(|row| (row, lines)));
        let own = terms.maximum_lines.and_then(|most| {
            let kind = RowKind::CampaignLines { campaign, interval };
            self.at_most(kind, Rule::CampaignLines { campaign }, most)
        });
        touches.extend(own.map(|row| (row, lines)));
        for &segment in open {
            let rows = self.of_segment(terms.list, segment, interval);
            touches.extend(rows.into_iter().map(|row| (row, rates.attempts)));
        }
        touches.retain(|(_, factor)| *factor > 0.0);
        touches
    }

    /// Rows of the attempts at a segment in an interval.
    pub(super) fn of_segment(
        &mut self,
        list: usize,
        segment: usize,
        interval: usize,
    ) -> Vec<usize> {
        let problem = self.problem;
        let own = &problem.lists[list].segments[segment];
        let done = problem.progress.segment(list, segment);
        let left = |attempts: f64, done: f64| (attempts - done).max(0.0);
        let mut rows = Vec::new();
        let rule = Rule::ListInAll { list };
        let in_all = left(own.contacts * own.attempts_per_contact, done.attempts);
        rows.extend(self.at_most(RowKind::InAll { list, segment }, rule, in_all));
        let next = problem.progress.from;
        // Of the limits of a contact, the tightest also holds of those callable in this interval alone.
        let mut tightest = (rule, own.attempts_per_contact);
        if self.without.contains(&rule) {
            tightest.1 = f64::INFINITY;
        }
        if let Some(per_day) = own.attempts_per_contact_per_day {
            let day = problem.day_of_interval[interval];
            let rule = Rule::ListPerDay { list };
            let kind = RowKind::PerDay { list, segment, day };
            if !self.index.contains_key(&kind) {
                let days = (0..problem.intervals()).filter(|&t| problem.day_of_interval[t] == day);
                let that_day = next < problem.intervals() && problem.day_of_interval[next] == day;
                let done = if that_day {
                    done.attempts_that_day
                } else {
                    0.0
                };
                let upper = left(own.most_callable(days) * per_day, done);
                self.at_most(kind, rule, upper);
            }
            rows.extend(self.index.get(&kind));
            if per_day < tightest.1 && !self.without.contains(&rule) {
                tightest = (rule, per_day);
            }
        }
        if let Some(per_hour) = own.attempts_per_contact_per_hour {
            let hour = problem.hour_of(interval);
            let rule = Rule::ListPerHour { list };
            let kind = RowKind::PerHour {
                list,
                segment,
                hour,
            };
            if !self.index.contains_key(&kind) {
                let hours = (0..problem.intervals()).filter(|&t| problem.hour_of(t) == hour);
                let that_hour = problem.hour_of(next) == hour;
                let done = if that_hour {
                    done.attempts_that_hour
                } else {
                    0.0
                };
                let upper = left(own.most_callable(hours) * per_hour, done);
                self.at_most(kind, rule, upper);
            }
            rows.extend(self.index.get(&kind));
            if per_hour < tightest.1 && !self.without.contains(&rule) {
                tightest = (rule, per_hour);
            }
        }
        let callable = own.callable_contacts[interval];
        if callable < own.contacts {
            let kind = RowKind::PerInterval {
                list,
                segment,
                interval,
            };
            rows.extend(self.at_most(kind, tightest.0, callable * tightest.1));
        }
        rows
    }
}

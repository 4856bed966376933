//! The linear program: columns and rows of a problem.
//!
//! | symbol | meaning |
//! |---|---|
//! | x(c,g,t) ≥ 0 | minutes of group g in interval t for campaign c; only where g serves c, c runs and a contact is callable |
//! | y(c,s,t) ≥ 0 | attempts of c at segment s of its list; only where several segments are callable in t |
//! | u(c) ≥ 0 | minutes missing to the minimum of c |
//! | z(g,t) ≥ 0 | agent-minutes beyond the roster; only where the next roster is asked about |
//!
//! Minutes are not split by segment: a segment matters through its attempts only, and `Σ_g a(c,g,t) · x = Σ_s y` says
//! all there is to say with c·g·t + c·s·t columns instead of c·s·g·t.

use super::distinct;
use super::limits::Limits;
use super::problem::{Problem, priority_multiplier};
use super::rows::{Row, RowKind, Rows};
use super::rule::Rule;
use super::worth::Rates;

/// A column x.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) campaign: usize,
    pub(super) group: usize,
    pub(super) interval: usize,
    pub(super) rates: Rates,
    /// The segment its attempts go to, where only one is callable.
    pub(super) only_segment: Option<usize>,
    /// Rows that one of its minutes may use up, and at most how much of each (not divided by the row's scale).
    pub(super) touches: Vec<(usize, f64)>,
}

/// A column y.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub(super) campaign: usize,
    pub(super) segment: usize,
    pub(super) interval: usize,
}

/// What is made as large as possible.
#[derive(Clone, Copy, Debug)]
pub(super) enum Aim<'a> {
    /// Value, weighted by priorities.
    WeightedValue,
    /// Value in money, less the cost of agent-minutes beyond the roster by group and hour; those are sought only
    /// where inbound work has its heads.
    Money { cost_per_hour: Option<&'a [f64]> },
    /// Minutes of one campaign, as if it were alone.
    MinutesOf(usize),
}

/// Columns in the order uses, calls, missing, extra.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) uses: Vec<Use>,
    pub(super) calls: Vec<Call>,
    /// Campaigns with a minimum.
    pub(super) missing: Vec<usize>,
    /// Groups and intervals in which agent-minutes may be added.
    pub(super) extra: Vec<(usize, usize)>,
    /// By column.
    pub(super) worth: Vec<f64>,
    pub(super) rows: Vec<Row>,
}

impl Program {
    pub(super) fn first_missing(&self) -> usize {
        self.uses.len() + self.calls.len()
    }

    pub(super) fn first_extra(&self) -> usize {
        self.first_missing() + self.missing.len()
    }

    pub(super) fn of(problem: &Problem, limits: &Limits, without: &[Rule], aim: Aim<'_>) -> Self {
        let mut rows = Rows::new(problem, limits, without);
        let campaigns: Vec<usize> = match aim {
            Aim::MinutesOf(campaign) => vec![campaign],
            _ => (0..problem.campaigns.len()).collect(),
        };
        let uses = uses(problem, &campaigns, &mut rows);
        let calls = calls(problem, &campaigns);
        let missing: Vec<usize> = match aim {
            Aim::MinutesOf(_) => Vec::new(),
            _ => campaigns
                .into_iter()
                .filter(|&campaign| limits.minimum[campaign] > 0.0)
                .collect(),
        };
        let extra = match aim {
            Aim::Money {
                cost_per_hour: Some(_),
            } => extra(problem, &rows),
            _ => Vec::new(),
        };
        let mut worth: Vec<f64> = uses
            .iter()
            .map(|u| match aim {
                Aim::WeightedValue => {
                    u.rates.value * priority_multiplier(problem.campaigns[u.campaign].priority)
                }
                Aim::Money { .. } => u.rates.value,
                Aim::MinutesOf(_) => 1.0,
            })
            .collect();
        worth.resize(worth.len() + calls.len() + missing.len(), 0.0);
        if let Aim::Money {
            cost_per_hour: Some(costs),
        } = aim
        {
            worth.extend(extra.iter().map(|&(group, _)| -costs[group] / 60.0));
        }
        let mut program = Self {
            uses,
            calls,
            missing,
            extra,
            worth,
            rows: Vec::new(),
        };
        fill(&program, &mut rows);
        program.rows = rows.rows;
        program.rows.iter_mut().for_each(Row::scale);
        program
    }
}

/// Segments of a campaign's list that may be called in an interval.
fn open_segments(problem: &Problem, campaign: usize, interval: usize) -> Vec<usize> {
    let terms = &problem.campaigns[campaign];
    let running = terms.running.as_ref().is_none_or(|on| on[interval]);
    if !running || interval < problem.progress.from {
        return Vec::new();
    }
    let segments = problem.lists[terms.list].segments.iter().enumerate();
    segments
        .filter(|(_, segment)| segment.callable_at(interval))
        .map(|(index, _)| index)
        .collect()
}

fn uses(problem: &Problem, campaigns: &[usize], rows: &mut Rows<'_>) -> Vec<Use> {
    let mut uses = Vec::new();
    for &campaign in campaigns {
        let terms = &problem.campaigns[campaign];
        let groups = distinct(&terms.groups);
        for interval in 0..problem.intervals() {
            let open = open_segments(problem, campaign, interval);
            if open.is_empty() {
                continue;
            }
            for &group in &groups {
                let occupancies = problem.occupancies.as_ref();
                let rates = terms.worth.rates(occupancies, group, interval);
                let touches = rows.touched(campaign, group, interval, &rates, &open);
                uses.push(Use {
                    campaign,
                    group,
                    interval,
                    rates,
                    only_segment: (open.len() == 1).then(|| open[0]),
                    touches,
                });
            }
        }
    }
    uses
}

fn calls(problem: &Problem, campaigns: &[usize]) -> Vec<Call> {
    let mut calls = Vec::new();
    for &campaign in campaigns {
        for interval in 0..problem.intervals() {
            let open = open_segments(problem, campaign, interval);
            if open.len() > 1 && !problem.campaigns[campaign].groups.is_empty() {
                calls.extend(open.into_iter().map(|segment| Call {
                    campaign,
                    segment,
                    interval,
                }));
            }
        }
    }
    calls
}

/// Where one more agent would work for campaigns: inbound work takes them first where it is short.
fn extra(problem: &Problem, rows: &Rows<'_>) -> Vec<(usize, usize)> {
    let slots = rows.rows.iter().filter_map(|row| match row.kind {
        RowKind::Slot { group, interval } => Some((group, interval)),
        _ => None,
    });
    let mut slots: Vec<(usize, usize)> = slots
        .filter(|&(group, interval)| {
            let supply = &problem.groups[group].supply;
            supply.heads_short(problem.protection, interval) <= 0.0
        })
        .collect();
    slots.sort_unstable();
    slots
}

/// Puts the columns into the rows.
fn fill(program: &Program, rows: &mut Rows<'_>) {
    for (column, u) in program.uses.iter().enumerate() {
        for &(row, factor) in &u.touches {
            if !rows.rows[row].kind.is_of_list() || u.only_segment.is_some() {
                rows.rows[row].entries.push((column, factor));
            }
        }
        if u.only_segment.is_none() {
            let (campaign, interval) = (u.campaign, u.interval);
            let link = rows.at(RowKind::Attempts { campaign, interval }, None, 0.0, 0.0);
            rows.rows[link].entries.push((column, u.rates.attempts));
        }
    }
    for (number, call) in program.calls.iter().enumerate() {
        let column = program.uses.len() + number;
        let (campaign, interval) = (call.campaign, call.interval);
        let link = rows.at(RowKind::Attempts { campaign, interval }, None, 0.0, 0.0);
        rows.rows[link].entries.push((column, -1.0));
        let list = rows.problem.campaigns[campaign].list;
        for row in rows.of_segment(list, call.segment, interval) {
            rows.rows[row].entries.push((column, 1.0));
        }
    }
    for (number, &campaign) in program.missing.iter().enumerate() {
        let minimum = rows.limits.minimum[campaign];
        let rule = Rule::Minimum { campaign };
        let kind = RowKind::Minimum { campaign };
        let row = rows.at(kind, Some(rule), minimum, f64::INFINITY);
        let served = program.uses.iter().enumerate();
        let served = served.filter(|(_, u)| u.campaign == campaign);
        let entries = &mut rows.rows[row].entries;
        entries.extend(served.map(|(column, _)| (column, 1.0)));
        entries.push((program.first_missing() + number, 1.0));
    }
    for (number, &(group, interval)) in program.extra.iter().enumerate() {
        let surplus = rows.limits.surplus[group][interval];
        let slot = rows.at(
            RowKind::Slot { group, interval },
            None,
            f64::NEG_INFINITY,
            surplus,
        );
        rows.rows[slot]
            .entries
            .push((program.first_extra() + number, -1.0));
    }
}

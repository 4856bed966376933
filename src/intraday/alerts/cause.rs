//! Whether a rule's cause holds on the running day.

use std::collections::BTreeSet;

use super::rule::{AlertKind, NewAlertRule};
use crate::intraday::day::RunningDay;
use crate::intraday::evaluate::Standing;
use crate::intraday::group::GroupOfDay;

/// Why an alert is raised for a planning group.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cause {
    /// In the kind's unit.
    pub value: f64,
    pub detail: String,
}

/// What causes are looked for in.
pub(super) struct Seen<'a> {
    pub day: &'a RunningDay,
    /// Heads missing by interval, from the running one on, and planning group; only where a rule asks for them.
    pub missing_heads: Option<&'a [Vec<f64>]>,
    /// The day's close; only where a rule asks for it.
    pub standing: Option<&'a Standing>,
    /// Agents out of adherence; only where a rule asks for them.
    pub out_of_adherence: &'a BTreeSet<String>,
}

impl Seen<'_> {
    /// The cause of a rule in a planning group, by its position; none where it does not hold.
    pub fn cause(&self, rule: &NewAlertRule, position: usize) -> Option<Cause> {
        let group = self.day.groups.get(position)?;
        let count = rule.intervals as usize;
        match rule.kind {
            AlertKind::ServiceBelowGoal => self.service_below_goal(rule.threshold, position),
            AlertKind::VolumeOffForecast => {
                let (came, planned) = volume(group, count)?;
                off(("contacts", came, planned), rule.threshold)
            }
            AlertKind::HandleTimeOffForecast => {
                let (came, planned) = handle_time(group, count)?;
                off(("seconds of handle time", came, planned), rule.threshold)
            }
            AlertKind::Understaffed => self.understaffed(rule.threshold, count, position),
            AlertKind::OutOfAdherence => {
                let serving = self.day.agents.iter();
                let out = serving.filter(|one| {
                    one.serves.contains(&position) && self.out_of_adherence.contains(&one.agent.id)
                });
                let value = out.count() as f64;
                (value >= rule.threshold).then(|| Cause {
                    value,
                    detail: format!("{value} agents who serve it are out of adherence"),
                })
            }
        }
    }

    fn service_below_goal(&self, threshold: f64, position: usize) -> Option<Cause> {
        let close = self.standing?.closes.get(position)?;
        let value = 100.0 * close.probability();
        let level = close.service_level.map_or_else(
            || "no contacts are expected".to_owned(),
            |level| {
                format!(
                    "a service level of {:.1} % is expected at close",
                    level * 100.0
                )
            },
        );
        (value < threshold).then(|| Cause {
            value,
            detail: format!("the goal is met with a probability of {value:.0} %; {level}"),
        })
    }

    /// The most heads that are missing throughout `count` intervals in a row.
    fn understaffed(&self, threshold: f64, count: usize, position: usize) -> Option<Cause> {
        let rest = self.missing_heads?.iter();
        let short: Option<Vec<f64>> = rest.map(|row| row.get(position).copied()).collect();
        let (first, value) = worst_run(&short?, count)?;
        let from = self.day.grid.interval_start(self.day.now() + first);
        (value >= threshold).then(|| Cause {
            value,
            detail: format!(
                "{value:.1} heads or more are missing in {count} intervals from {from} on"
            ),
        })
    }
}

/// The run of `count` values whose least is greatest, by its first position.
fn worst_run(short: &[f64], count: usize) -> Option<(usize, f64)> {
    let least = |run: &[f64]| run.iter().copied().fold(f64::INFINITY, f64::min);
    let runs = short.windows(count.max(1)).map(least).enumerate();
    // Of equal runs the first.
    runs.fold(None, |best: Option<(usize, f64)>, run| match best {
        Some(best) if best.1 >= run.1 => Some(best),
        _ => Some(run),
    })
}

fn off((what, came, planned): (&str, f64, f64), threshold: f64) -> Option<Cause> {
    let percent = 100.0 * (came / planned - 1.0);
    (percent.abs() > threshold).then(|| Cause {
        value: percent,
        detail: format!("{came:.0} {what} where {planned:.0} were forecast: {percent:+.1} %"),
    })
}

/// The last `count` intervals of which something is known.
fn last(group: &GroupOfDay, count: usize) -> std::ops::Range<usize> {
    group.known_until.saturating_sub(count)..group.known_until
}

/// Contacts that came and were forecast.
fn volume(group: &GroupOfDay, count: usize) -> Option<(f64, f64)> {
    let range = last(group, count);
    let came: f64 = group
        .actual
        .get(range.clone())?
        .iter()
        .flatten()
        .map(|one| one.offered)
        .sum();
    let planned: f64 = group.planned.offered.get(range)?.iter().sum();
    (planned > 0.0).then_some((came, planned))
}

/// Handle times that came, and those forecast for the same contacts.
fn handle_time(group: &GroupOfDay, count: usize) -> Option<(f64, f64)> {
    let range = last(group, count);
    let planned = group.planned.handle_seconds.get(range.clone())?;
    let (mut contacts, mut came, mut expected) = (0.0, 0.0, 0.0);
    for (seen, seconds) in group.actual.get(range)?.iter().zip(planned) {
        let Some(seen) = seen else { continue };
        contacts += seen.timed;
        came += seen.handle_seconds;
        expected += seen.timed * seconds;
    }
    (contacts > 0.0 && expected > 0.0).then(|| (came / contacts, expected / contacts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_run_with_the_most_missing_throughout_is_found() {
        assert_eq!(worst_run(&[5.0, 0.0, 2.0, 3.0, 2.0], 2), Some((2, 2.0)));
        assert_eq!(worst_run(&[5.0, 0.0, 2.0], 1), Some((0, 5.0)));
        assert_eq!(worst_run(&[1.0], 2), None, "the day ends before");
    }

    #[test]
    fn more_and_fewer_than_forecast_are_off_alike() {
        let more = off(("contacts", 120.0, 100.0), 15.0).unwrap();
        assert_eq!(more.detail, "120 contacts where 100 were forecast: +20.0 %");
        assert!((off(("contacts", 80.0, 100.0), 15.0).unwrap().value + 20.0).abs() < 1e-9);
        assert_eq!(off(("contacts", 110.0, 100.0), 15.0), None);
    }
}

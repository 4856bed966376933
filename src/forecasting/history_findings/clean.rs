//! From a history as it was imported to one with the repairs that stand.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use crewcast_forecasts::aht::AhtHistory;
use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::cleaning::{
    CleaningError, Confidence, Decision, Decisions, Findings, QueueSeries, Series, examine,
};

use super::super::forecasts::ForecastMessage;
use super::super::local_days::LocalHistory;
use crate::organisation::WeekGrid;

/// A planning group's history with the repairs that stand, beside everything that was found in it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::forecasting) struct CleanedHistory {
    /// What the models learn from.
    pub history: LocalHistory,
    /// Everything that was found.
    pub findings: Findings,
    /// What stands for each finding: the planner's decision, else the rule for undecided ones.
    pub standing: Decisions,
}

impl CleanedHistory {
    /// What a planner should know of it beside a forecast.
    pub(in crate::forecasting) fn messages(&self) -> Vec<ForecastMessage> {
        let changing = || {
            self.findings
                .iter()
                .filter(|finding| !finding.repairs.is_empty())
        };
        let repaired = changing()
            .filter(|finding| self.standing.accepts(finding))
            .count();
        let open = changing()
            .filter(|finding| self.standing.on(finding).is_none())
            .count();
        let mut messages = Vec::new();
        let mut say = |count: usize, code: &str, detail: String| {
            if count > 0 {
                messages.push(ForecastMessage {
                    code: code.to_owned(),
                    detail,
                });
            }
        };
        say(
            repaired,
            "history-repaired",
            format!(
                "{repaired} stretch(es) of the history were repaired before the models learnt from it; see them in \
                 history-findings, refuse those that are wrong and forecast again"
            ),
        );
        say(
            open,
            "history-findings-undecided",
            format!(
                "{open} stretch(es) of the history look wrong, but a real event could look the same, so they were left \
                 as they are; accept or refuse them in history-findings"
            ),
        );
        messages
    }
}

/// Examines a history of `grid` and makes the repairs that stand: those accepted, and strong ones not refused.
///
/// # Errors
/// [`CleaningError`] never for a history of [`super::super::local_days::local_history`], whose matrices agree.
pub(in crate::forecasting) fn clean(
    grid: &WeekGrid,
    found: LocalHistory,
    calendar: &Calendar,
    decided: &Decisions,
) -> Result<CleanedHistory, CleaningError> {
    let series = QueueSeries {
        offered: &found.volume,
        handled: Some(&found.handled),
        aht_seconds: found.aht.as_ref().map(AhtHistory::aht_seconds),
    };
    let findings = examine(series, calendar, &absent(grid, &found))?;
    let standing = standing(&findings, decided);
    let repaired = |series, matrix| findings.apply_to(series, matrix, &standing);
    let aht = found.aht.as_ref().and_then(|aht| {
        let seconds = repaired(Series::AhtSeconds, aht.aht_seconds());
        AhtHistory::new(seconds, aht.handled().clone()).ok()
    });
    let history = LocalHistory {
        volume: repaired(Series::Offered, &found.volume),
        handled: repaired(Series::Handled, &found.handled),
        aht,
        spread_intervals: found.spread_intervals,
    };
    Ok(CleanedHistory {
        history,
        findings,
        standing,
    })
}

/// The planner's decision on each finding; without one, a strong finding is accepted and a likely one left open.
fn standing(findings: &Findings, decided: &Decisions) -> Decisions {
    let mut standing = Decisions::default();
    for finding in findings.iter() {
        let by_rule = (finding.confidence == Confidence::Strong).then_some(Decision::Accepted);
        if let Some(decision) = decided.on(finding).or(by_rule) {
            standing.decide(finding.id.clone(), decision);
        }
    }
    standing
}

/// The local times that clocks put forward skipped: no interval of the grid leads there.
fn absent(grid: &WeekGrid, history: &LocalHistory) -> BTreeSet<(NaiveDate, usize)> {
    let slots = history.volume.slots_per_day().get();
    let short = grid.days().iter().filter(|day| day.intervals < slots);
    short
        .flat_map(|day| {
            let reached: BTreeSet<u32> = (day.first_interval..day.first_interval + day.intervals)
                .map(|index| grid.local(index).1 / grid.interval_minutes())
                .collect();
            (0..slots)
                .filter(move |slot| u32::try_from(*slot).is_ok_and(|at| !reached.contains(&at)))
                .map(|slot| (day.date, slot))
        })
        .collect()
}

//! Findings as they are shown.

use chrono::NaiveDate;
use crewcast_forecasts::cleaning::{Confidence, Decision, Finding, Series};
use crewcast_forecasts::grid::SlotsPerDay;
use serde::Serialize;
use serde_json::Value;

use super::decisions::{StoredDecision, as_decisions};
use super::examined::examined;
use super::range::FindingRange;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// What looks wrong in a planning group's history.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryFindings {
    /// The planning group.
    pub planning_group_id: String,
    /// From this local day.
    pub start_date: NaiveDate,
    /// Up to this local day, exclusive.
    pub end_date: NaiveDate,
    /// Length of an interval of the repairs.
    pub interval_length_minutes: u32,
    /// By day and time.
    pub findings: Vec<ListedFinding>,
}

/// One suspicious stretch of a local day.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedFinding {
    /// Its name: equal whenever the same kind is found on the same day and stretch.
    #[schema(value_type = String)]
    pub id: String,
    /// `closedDay`, `missing`, `outage`, `censored`, `doubledLoad`, `spike`, `handledAboveOffered`, `unitMistake` or
    /// `impossibleAht`.
    pub kind: String,
    /// The local day.
    pub date: NaiveDate,
    /// First local time of the stretch, `08:00`.
    pub start_time: String,
    /// Local time at which it ends, `24:00` at the end of the day.
    pub end_time: String,
    /// `strong`: no ordinary day looks like this. `likely`: a real event could look the same.
    #[schema(value_type = String)]
    pub confidence: Confidence,
    /// Why, in words.
    pub reason: String,
    /// The figures behind it, by kind.
    #[schema(value_type = Object)]
    pub figures: Value,
    /// What would be changed; none where there is nothing to change.
    pub repairs: Vec<ListedRepair>,
    /// Whether forecasts are made with the repairs: accepted, or strong and undecided.
    pub applied: bool,
    /// What the planner said; absent while undecided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<ListedDecision>,
}

/// A proposed change, one value an interval of the stretch.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedRepair {
    /// `offered`, `handled` or `ahtSeconds`.
    #[schema(value_type = String)]
    pub series: Series,
    /// As imported; null where nothing was.
    pub from: Vec<Option<f64>>,
    /// As repaired; null is unobserved, which models leave out.
    pub to: Vec<Option<f64>>,
}

/// A decision that was taken.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedDecision {
    /// The finding it was taken on: this one, or an earlier one of the same kind and day that shares intervals with it.
    pub finding_id: String,
    /// `accepted` or `refused`.
    #[schema(value_type = String)]
    pub decision: Decision,
    /// Why.
    pub reason: String,
    /// Who took it.
    pub decided_by: String,
    /// When.
    pub decided_at: Instant,
}

/// What looks wrong in a planning group's history over a range, with the proposed repairs and the decisions taken.
///
/// # Errors
/// [`Failure::NotFound`] for the planning group; [`Failure::Invalid`] at `?endDate`.
pub fn list_history_findings(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    planning_group_id: &str,
    range: FindingRange,
) -> Result<HistoryFindings, Failure> {
    let seen = examined(conn, scope, (business_unit_id, planning_group_id), range)?;
    let slots = seen.found.volume.slots_per_day();
    let in_range = seen
        .cleaned
        .findings
        .iter()
        .filter(|finding| seen.range.holds(finding.date));
    let findings = in_range
        .map(|finding| {
            let applied = !finding.repairs.is_empty() && seen.cleaned.standing.accepts(finding);
            listed(finding, slots, taken_on(finding, &seen.decisions), applied)
        })
        .collect::<Result<_, _>>()?;
    Ok(HistoryFindings {
        planning_group_id: seen.group.id,
        start_date: seen.range.first,
        end_date: seen.range.end,
        interval_length_minutes: seen.unit.interval_length_minutes,
        findings,
    })
}

/// The decision that holds for a finding: the one under its id, else one on a stretch that overlaps it.
fn taken_on<'a>(finding: &Finding, decisions: &'a [StoredDecision]) -> Option<&'a StoredDecision> {
    let exact = decisions.iter().find(|one| one.finding == finding.id);
    exact.or_else(|| {
        decisions.iter().find(|one| {
            as_decisions(std::slice::from_ref(*one))
                .on(finding)
                .is_some()
        })
    })
}

/// A finding as it is shown.
pub(super) fn listed(
    finding: &Finding,
    slots: SlotsPerDay,
    decision: Option<&StoredDecision>,
    applied: bool,
) -> Result<ListedFinding, Failure> {
    let mut figures = serde_json::to_value(&finding.kind)
        .map_err(|error| Failure::Internal(error.to_string()))?;
    if let Some(figures) = figures.as_object_mut() {
        figures.remove("kind");
    }
    let clock = |slot: usize| {
        let minute = slot * usize::from(slots.interval_minutes());
        format!("{:02}:{:02}", minute / 60, minute % 60)
    };
    Ok(ListedFinding {
        id: finding.id.to_string(),
        kind: finding.kind.name().to_owned(),
        date: finding.date,
        start_time: clock(finding.slots.first),
        end_time: clock(finding.slots.end),
        confidence: finding.confidence,
        reason: finding.reason.clone(),
        figures,
        repairs: finding
            .repairs
            .iter()
            .map(|repair| ListedRepair {
                series: repair.series,
                from: repair.from.clone(),
                to: repair.to.clone(),
            })
            .collect(),
        applied,
        decision: decision.map(|one| ListedDecision {
            finding_id: one.finding.to_string(),
            decision: one.decision,
            reason: one.reason.clone(),
            decided_by: one.decided_by.clone(),
            decided_at: one.decided_at,
        }),
    })
}

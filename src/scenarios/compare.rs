//! Scenarios side by side.

use serde::{Deserialize, Serialize};

use super::find::find_scenario;
use super::result::{PlanScenario, ScenarioGroupService};
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::schedules::BurdenSpread;
use crate::tenancy::Scope;

/// More columns than a page shows.
const MOST_SCENARIOS: usize = 8;

/// Scenarios side by side, the first the one that others are held against.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioComparison {
    /// The scenarios, in the order asked for.
    pub scenarios: Vec<ComparedScenario>,
    /// Figure by figure.
    pub figures: Vec<ComparedFigure>,
    /// What makes figures differ besides the changes: `shortTermForecastId`, `money`, `seed`, `replications`,
    /// `programVersion`, `stopped`.
    pub differ_in: Vec<String>,
}

/// A scenario as a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparedScenario {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it follows from.
    pub input_hash: String,
}

/// What a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum FigureKind {
    /// Heads and hours.
    Heads,
    /// Service, by simulation.
    Service,
    /// Money.
    Money,
    /// Evenness over agents.
    Fairness,
}

/// One figure of all scenarios.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparedFigure {
    /// What it is of.
    pub kind: FigureKind,
    /// Its name, as a scenario has it; of burdens `gini` with the burden's name.
    pub figure: String,
    /// The planning group, of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planning_group_id: Option<String>,
    /// The planning group's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planning_group_name: Option<String>,
    /// One value a scenario; null where it has none.
    pub values: Vec<Option<f64>>,
    /// Each less the first scenario's.
    pub differences: Vec<Option<f64>>,
}

/// Lays 2 to 8 scenarios of the same weeks side by side.
///
/// # Errors
/// [`Failure::NotFound`] for any of them; [`Failure::Invalid`] at `/scenarioIds`; [`Failure::Conflict`] `not-comparable` for
/// other weeks.
pub fn compare_scenarios(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    ids: &[String],
) -> Result<ScenarioComparison, Failure> {
    let mut faults = Faults::default();
    let fits = (2..=MOST_SCENARIOS).contains(&ids.len());
    let detail = format!("name 2 to {MOST_SCENARIOS} scenarios");
    faults.require(fits, "/scenarioIds", "out-of-range", detail);
    faults.into_result()?;
    let found = ids
        .iter()
        .map(|id| find_scenario(conn, scope, (business_unit_id, id)));
    let found: Vec<PlanScenario> = found.collect::<Result<_, _>>()?;
    let weeks = |one: &PlanScenario| (one.asked.week_date, one.asked.week_count);
    if let Some(other) = found
        .iter()
        .find(|one| Some(weeks(one)) != found.first().map(weeks))
    {
        let (date, count) = weeks(other);
        let detail = format!(
            "scenario {:?} has {count} week(s) from {date}, the first one others; play it on the first one's weeks",
            other.asked.name
        );
        return Err(Failure::conflict("not-comparable", detail));
    }
    Ok(ScenarioComparison {
        figures: figures(&found),
        differ_in: differ_in(&found),
        scenarios: found
            .into_iter()
            .map(|one| ComparedScenario {
                id: one.id,
                name: one.asked.name,
                input_hash: one.input_hash,
            })
            .collect(),
    })
}

/// Whether two scenarios are the same in something.
type Same = fn(&PlanScenario, &PlanScenario) -> bool;

/// What besides the changes is not the same in all.
fn differ_in(found: &[PlanScenario]) -> Vec<String> {
    let differs = |same: Same| {
        found
            .first()
            .is_some_and(|first| found.iter().any(|other| !same(first, other)))
    };
    let checks: [(&str, Same); 6] = [
        ("shortTermForecastId", |a, b| {
            a.asked.short_term_forecast_id == b.asked.short_term_forecast_id
        }),
        ("money", |a, b| {
            let currency = |one: &PlanScenario| one.prices.clone().map(|prices| prices.currency);
            a.asked.money == b.asked.money && currency(a) == currency(b)
        }),
        ("seed", |a, b| a.used_seed == b.used_seed),
        ("replications", |a, b| {
            a.asked.replications == b.asked.replications
        }),
        ("programVersion", |a, b| {
            a.program_version == b.program_version
        }),
        ("stopped", |a, b| !a.stopped && !b.stopped),
    ];
    let found = checks.iter().filter(|(_, same)| differs(*same));
    found.map(|(name, _)| (*name).to_owned()).collect()
}

type Figure = fn(&PlanScenario) -> Option<f64>;
type GroupFigure = fn(&ScenarioGroupService) -> Option<f64>;

const HEADS: [(&str, Figure); 9] = [
    ("agents", |one| Some(f64::from(one.heads.agents))),
    ("scheduledAgents", |one| {
        Some(f64::from(one.heads.scheduled_agents))
    }),
    ("shifts", |one| Some(f64::from(one.heads.shifts))),
    ("requiredHours", |one| Some(one.heads.required_hours)),
    ("onQueueHours", |one| Some(one.heads.on_queue_hours)),
    ("paidHours", |one| Some(one.heads.paid_hours)),
    ("overtimeHours", |one| Some(one.heads.overtime_hours)),
    ("shortHours", |one| one.heads.short_hours),
    ("idleHours", |one| one.heads.idle_hours),
];

const SERVICE: [(&str, GroupFigure); 7] = [
    ("offered", |group| Some(group.offered)),
    ("serviceLevel", |group| group.service_level.mean),
    ("averageSpeedOfAnswerSeconds", |group| {
        group.average_speed_of_answer_seconds.mean
    }),
    ("abandonRate", |group| group.abandon_rate.mean),
    ("occupancy", |group| group.occupancy.mean),
    ("probabilityOfMeetingGoal", |group| {
        group.probability_of_meeting_goal.map(|of| of.share)
    }),
    ("lostContacts", |group| Some(group.lost_contacts)),
];

const MONEY: [(&str, Figure); 4] = [
    ("wages", |one| Some(one.cost.wages)),
    ("overtime", |one| Some(one.cost.overtime)),
    ("lostContacts", |one| Some(one.cost.lost_contacts)),
    ("total", |one| Some(one.cost.total)),
];

fn figures(found: &[PlanScenario]) -> Vec<ComparedFigure> {
    let row =
        |kind, figure: &str, group: Option<&ScenarioGroupService>, values: Vec<Option<f64>>| {
            let first = values.first().copied().flatten();
            ComparedFigure {
                kind,
                figure: figure.to_owned(),
                planning_group_id: group.map(|group| group.planning_group_id.clone()),
                planning_group_name: group.map(|group| group.planning_group_name.clone()),
                differences: values
                    .iter()
                    .map(|value| Some((*value)? - first?))
                    .collect(),
                values,
            }
        };
    let of_all =
        |of: &dyn Fn(&PlanScenario) -> Option<f64>| found.iter().map(of).collect::<Vec<_>>();
    let mut rows: Vec<ComparedFigure> = HEADS
        .iter()
        .map(|(name, of)| row(FigureKind::Heads, name, None, of_all(of)))
        .collect();
    let groups = found
        .first()
        .map_or(&[][..], |first| first.service.as_slice());
    for group in groups {
        let its = |one: &PlanScenario, of: &GroupFigure| {
            let mut groups = one.service.iter();
            of(groups.find(|other| other.planning_group_id == group.planning_group_id)?)
        };
        rows.extend(SERVICE.iter().map(|(name, of)| {
            row(
                FigureKind::Service,
                name,
                Some(group),
                of_all(&|one| its(one, of)),
            )
        }));
    }
    rows.extend(
        MONEY
            .iter()
            .map(|(name, of)| row(FigureKind::Money, name, None, of_all(of))),
    );
    let burdens = found
        .first()
        .map_or(&[][..], |first| first.fairness.burdens.as_slice());
    for burden in burdens {
        let gini = |one: &PlanScenario| {
            let its = |other: &&BurdenSpread| other.burden == burden.burden;
            one.fairness
                .burdens
                .iter()
                .find(its)
                .map(|spread| spread.gini)
        };
        let name = serde_json::to_value(burden.burden).ok();
        let name = name
            .as_ref()
            .and_then(|name| name.as_str())
            .unwrap_or_default();
        rows.push(row(
            FigureKind::Fairness,
            &format!("gini.{name}"),
            None,
            of_all(&gini),
        ));
    }
    let hours: [(&str, Figure); 2] = [
        ("gini.paidHours", |one| {
            one.fairness.paid_hours.map(|hours| hours.gini)
        }),
        ("standardDeviation.paidHours", |one| {
            one.fairness
                .paid_hours
                .map(|hours| hours.standard_deviation)
        }),
    ];
    rows.extend(
        hours
            .iter()
            .map(|(name, of)| row(FigureKind::Fairness, name, None, of_all(of))),
    );
    rows
}

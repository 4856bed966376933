//! From a plan's inputs to heads, gaps, money and advice.

use crewcast_forecasts::capacity::{
    GapOfWeek, GapSpread, Money, Staff, SupplyWeek, WeekCost, spread_of_gap,
};

use super::advice::advise_hires;
use super::demand::{GroupDemand, TeamDemand};
use super::inputs::PlanInputs;
use super::months::month_of;
use super::plan::VolumeScenario;
use super::requirement::{
    CapacityCost, CapacityGap, CapacityPlanMetricsSummary, ScenarioRequirement,
    StaffingGroupRequirement,
};
use super::staffing_groups::StaffingGroup;
use crate::failure::Failure;

/// How the futures are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draws {
    pub seed: u64,
    pub paths: u32,
}

/// Computes every scenario; told the share done after each planning group and team.
///
/// # Errors
/// [`Failure::Conflict`] `cannot-be-staffed`, `transfers-exceed-heads`; whatever `progress` returns.
pub(super) fn calculate(
    inputs: &PlanInputs,
    draws: Draws,
    progress: &dyn Fn(f64) -> Result<(), Failure>,
) -> Result<Vec<ScenarioRequirement>, Failure> {
    let scenarios = &inputs.plan.volume_scenarios;
    let parts = inputs.groups.len() + inputs.plan.staffing_groups.len();
    let all = (scenarios.len() * parts).max(1) as f64;
    let mut done = 0.0;
    let mut step = || {
        done += 1.0;
        progress(done / all)
    };
    let mut found = Vec::new();
    for scenario in scenarios {
        let mut groups = Vec::new();
        for group in &inputs.groups {
            groups.push(GroupDemand::new(inputs, group, scenario)?);
            step()?;
        }
        let mut teams = Vec::new();
        for team in &inputs.plan.staffing_groups {
            teams.push(TeamRequirement::new(inputs, team, &groups, draws)?);
            step()?;
        }
        found.push(told(inputs, scenario, &groups, teams)?);
    }
    Ok(found)
}

/// A team's figures before lost contacts are known.
struct TeamRequirement {
    told: StaffingGroupRequirement,
    /// Planned ÷ required, per week, as planned and with the advice.
    coverage: [Vec<f64>; 2],
    /// Cost without lost contacts, as planned and with the advice.
    cost: [WeekCost; 2],
}

impl TeamRequirement {
    fn new(
        inputs: &PlanInputs,
        team: &StaffingGroup,
        groups: &[GroupDemand<'_>],
        draws: Draws,
    ) -> Result<Self, Failure> {
        let staff = team.staff(&inputs.weeks);
        let money = inputs.money();
        let demand = TeamDemand::new(inputs, team, groups);
        let expected = |staff: &Staff| {
            staff.expected().map_err(|error| {
                let date = inputs
                    .weeks
                    .get(error.week)
                    .map(ToString::to_string)
                    .unwrap_or_default();
                let detail = format!("staffing group {:?}, week of {date}: {error}", team.name);
                Failure::conflict("transfers-exceed-heads", detail)
            })
        };
        let weeks = expected(&staff)?;
        let advised = advise_hires(inputs, &staff, &weeks, &demand)?;
        let with_advice = expected(&advised.staff)?;
        let spread = |staff| spread_of_gap(staff, &demand.curves, draws.paths, draws.seed);
        let over_under = |weeks: &[SupplyWeek]| -> Vec<f64> {
            let pairs = weeks.iter().zip(&demand.required);
            pairs
                .map(|(week, required)| week.planned() - required)
                .collect()
        };
        let mut advice = advised.plan;
        advice.staffing_over_under_full_time_equivalent_count = over_under(&with_advice);
        advice.gap = told_gap(spread(&advised.staff));
        let cost = [&weeks, &with_advice].map(|weeks| cost_of(weeks, &money));
        Ok(Self {
            coverage: [
                coverage(&weeks, &demand.required),
                coverage(&with_advice, &demand.required),
            ],
            told: StaffingGroupRequirement {
                staffing_group: team.name.clone(),
                metrics: metrics(inputs, &weeks, &demand),
                gap: told_gap(spread(&staff)),
                cost: CapacityCost::from(cost[0]),
                advice,
            },
            cost,
        })
    }
}

fn cost_of(weeks: &[SupplyWeek], money: &Money) -> WeekCost {
    let mut all = WeekCost::default();
    weeks
        .iter()
        .for_each(|week| all += money.cost_of(week, 0.0));
    all
}

fn coverage(weeks: &[SupplyWeek], required: &[f64]) -> Vec<f64> {
    let of = |(week, required): (&SupplyWeek, &f64)| {
        if *required > 0.0 {
            week.planned().max(0.0) / required
        } else {
            1.0
        }
    };
    weeks.iter().zip(required).map(of).collect()
}

fn told_gap(spread: GapSpread) -> CapacityGap {
    let of = |figure: fn(&GapOfWeek) -> f64| spread.weeks.iter().map(figure).collect::<Vec<f64>>();
    CapacityGap {
        p10: of(|week| week.p10),
        p50: of(|week| week.p50),
        p90: of(|week| week.p90),
        probability_of_being_staffed: of(|week| week.probability_staffed),
        probability_of_every_week_being_staffed: spread.probability_every_week_staffed,
    }
}

fn metrics(
    inputs: &PlanInputs,
    weeks: &[SupplyWeek],
    demand: &TeamDemand,
) -> CapacityPlanMetricsSummary {
    let of = |figure: fn(&SupplyWeek) -> f64| weeks.iter().map(figure).collect::<Vec<f64>>();
    let planned = of(SupplyWeek::planned);
    let with = |figure: fn(f64, f64) -> f64| -> Vec<f64> {
        let pairs = planned.iter().zip(&demand.shrinkage);
        pairs
            .map(|(planned, away)| figure(*planned, *away))
            .collect()
    };
    let dated: Vec<_> = inputs
        .weeks
        .iter()
        .map(|date| month_of(*date))
        .zip(&planned)
        .collect();
    let months = dated.chunk_by(|(a, _), (b, _)| a == b);
    CapacityPlanMetricsSummary {
        staffing_over_under_full_time_equivalent_count: planned
            .iter()
            .zip(&demand.required)
            .map(|(planned, required)| planned - required)
            .collect(),
        required_staff_full_time_equivalent_count: demand.required.clone(),
        starting_full_time_equivalent_count: of(|week| week.starting),
        attrition_full_time_equivalent_count: of(|week| week.leavers),
        attrition_percentage: of(|week| week.annual_attrition * 100.0),
        new_hire_full_time_equivalent_count: of(|week| week.new_hires),
        transfers_full_time_equivalent_count: of(|week| week.transfers),
        extra_time_under_time_full_time_equivalent_count: of(|week| week.extra_time),
        training_full_time_equivalent_count: of(|week| week.in_training),
        ramp_up_loss_full_time_equivalent_count: of(|week| week.lost_to_ramp_up),
        shrinkage_full_time_equivalent_count: with(|planned, away| planned * away),
        shrinkage_percentage: demand.shrinkage.iter().map(|away| away * 100.0).collect(),
        net_full_time_equivalent_count: with(|planned, away| planned * (1.0 - away)),
        end_of_month_planned_full_time_equivalent_count: months
            .filter_map(|weeks| weeks.last().map(|(_, planned)| **planned))
            .collect(),
        planned_full_time_equivalent_count: planned,
    }
}

/// Lost contacts follow from the heads of all teams together, and end the account.
fn told(
    inputs: &PlanInputs,
    scenario: &VolumeScenario,
    groups: &[GroupDemand<'_>],
    teams: Vec<TeamRequirement>,
) -> Result<ScenarioRequirement, Failure> {
    let mut costs = [WeekCost::default(); 2];
    for team in &teams {
        costs
            .iter_mut()
            .zip(team.cost)
            .for_each(|(all, cost)| *all += cost);
    }
    let mut planning_groups = Vec::new();
    for group in groups {
        let lost = |plan: usize| -> Result<Vec<f64>, Failure> {
            let covered = |week: usize| -> f64 {
                let named = inputs.plan.staffing_groups.iter().zip(&teams);
                let of = named.map(|(team, found)| {
                    let ratio = found.coverage.get(plan).and_then(|ratios| ratios.get(week));
                    team.takes(&group.inputs.id) * ratio.copied().unwrap_or(1.0)
                });
                of.sum()
            };
            (0..inputs.weeks.len())
                .map(|week| group.lost(inputs, week, covered(week)))
                .collect()
        };
        let lost = [lost(0)?, lost(1)?];
        let price = inputs.prices.lost_contact(&group.inputs.id);
        for (cost, lost) in costs.iter_mut().zip(&lost) {
            cost.lost_contacts += lost.iter().sum::<f64>() * price.value;
        }
        let [as_planned, _] = lost;
        planning_groups.push(group.told(as_planned, price));
    }
    let [cost, cost_with_advice] = costs.map(CapacityCost::from);
    Ok(ScenarioRequirement {
        name: scenario.name.clone(),
        planning_groups,
        staffing_groups: teams.into_iter().map(|team| team.told).collect(),
        cost,
        cost_with_advice,
    })
}

//! From a plan's inputs to heads, gaps, money and advice.

use crewcast_forecasts::capacity::{
    GapSpread, Money, RequiredCurve, SupplyWeek, WeekCost, full_time_equivalents, growth_factor,
    spread_of_gap,
};

use super::advice::advise_hires;
use super::inputs::{GroupInputs, PlanInputs, WeekVolume};
use super::months::month_of;
use super::plan::VolumeScenario;
use super::requirement::{
    CapacityCost, CapacityGap, CapacityPlanMetricsSummary, PlanningGroupWeeks, ScenarioRequirement,
    StaffingGroupRequirement,
};
use super::staffing_groups::StaffingGroup;
use crate::failure::Failure;

/// Standard normal errors at which a week's requirement is computed; between and beyond them it lies on straight lines.
const ERRORS: [f64; 9] = [-2.5, -1.75, -1.0, -0.5, 0.0, 0.5, 1.0, 1.75, 2.5];

/// Quantile of 90 %.
const Z90: f64 = 1.281_551_565_544_600_4;

/// How the futures are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draws {
    pub seed: u64,
    pub paths: u32,
}

/// A planning group under a scenario.
pub(super) struct GroupDemand<'a> {
    inputs: &'a GroupInputs,
    volumes: Vec<WeekVolume>,
    /// What the representative week's handle times are multiplied by, per week.
    factors: Vec<f64>,
    /// Agent-hours for the expected volume, per week.
    hours: Vec<f64>,
    /// The same by the volume's error.
    hours_at: Vec<RequiredCurve>,
}

/// A team under a scenario.
pub(super) struct TeamDemand {
    /// Full-time equivalents for the expected volume, per week.
    pub required: Vec<f64>,
    /// By the volume's error.
    pub curves: Vec<RequiredCurve>,
    /// Paid time away from work, a share, per week: that of the contacts it takes, weighted by their hours.
    shrinkage: Vec<f64>,
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

impl<'a> GroupDemand<'a> {
    fn new(
        inputs: &PlanInputs,
        group: &'a GroupInputs,
        scenario: &VolumeScenario,
    ) -> Result<Self, Failure> {
        let share = |percent: f64| percent / 100.0;
        let growth = |week| {
            let (change, annual) = (
                scenario.volume_change_percent,
                scenario.annual_growth_percent,
            );
            growth_factor(week, share(change), share(annual))
        };
        let longer = 1.0 + share(scenario.average_handle_time_change_percent);
        let weeks = inputs.weeks.iter();
        let factors: Vec<f64> = weeks
            .map(|date| inputs.plan.handle_time_factor(&group.id, *date) * longer)
            .collect();
        let volumes: Vec<WeekVolume> = group
            .volumes
            .iter()
            .enumerate()
            .map(|(week, volume)| WeekVolume {
                mean: volume.mean * growth(week),
                ..*volume
            })
            .collect();
        let (mut hours, mut hours_at) = (Vec::new(), Vec::new());
        for (week, (volume, factor)) in volumes.iter().zip(&factors).enumerate() {
            let of = |contacts: f64| group.hours(inputs, week, contacts, *factor);
            hours.push(of(volume.mean)?);
            let errors: &[f64] = if volume.spread > 0.0 { &ERRORS } else { &[0.0] };
            let points = errors
                .iter()
                .map(|error| Ok((*error, of(volume.at(*error))?)));
            let points = points.collect::<Result<_, Failure>>()?;
            hours_at.push(RequiredCurve { points });
        }
        Ok(Self {
            inputs: group,
            volumes,
            factors,
            hours,
            hours_at,
        })
    }

    fn hours_at(&self, week: usize, error: f64) -> f64 {
        self.hours_at.get(week).map_or(0.0, |curve| curve.at(error))
    }

    /// Contacts that are lost in a week with so many times the agents required.
    fn lost(&self, week: usize, coverage: f64) -> f64 {
        let parts = self.volumes.get(week).zip(self.factors.get(week));
        parts.map_or(0.0, |(volume, factor)| {
            let lost = self
                .inputs
                .week
                .lost_contacts(volume.mean, *factor, coverage);
            // What can be staffed can be predicted; only loads beyond the formulas' reach are not, and were refused above.
            lost.unwrap_or(volume.mean)
        })
    }

    fn told(&self, lost_contacts: Vec<f64>) -> PlanningGroupWeeks {
        let week = &self.inputs.week;
        let seconds: f64 = week
            .offered
            .iter()
            .zip(&week.aht_seconds)
            .map(|(n, s)| n * s)
            .sum();
        let mean_aht = seconds / week.contacts();
        let at = |error: f64| self.volumes.iter().map(|volume| volume.at(error)).collect();
        let worked = self.volumes.iter().zip(&self.factors);
        PlanningGroupWeeks {
            planning_group_id: self.inputs.id.clone(),
            planning_group_name: self.inputs.name.clone(),
            source: self.inputs.source,
            offered_per_week: self.volumes.iter().map(|volume| volume.mean).collect(),
            offered_per_week_p10: at(-Z90),
            offered_per_week_p90: at(Z90),
            average_handle_time_seconds_per_week: self
                .factors
                .iter()
                .map(|f| f * mean_aht)
                .collect(),
            required_hours_per_week: self.hours.clone(),
            workload_hours_per_week: worked
                .map(|(volume, factor)| volume.mean * factor * mean_aht / 3_600.0)
                .collect(),
            lost_contacts_per_week: lost_contacts,
        }
    }
}

impl GroupInputs {
    fn hours(
        &self,
        inputs: &PlanInputs,
        week: usize,
        contacts: f64,
        factor: f64,
    ) -> Result<f64, Failure> {
        self.week.agent_hours(contacts, factor).map_err(|error| {
            let date = inputs
                .weeks
                .get(week)
                .map(ToString::to_string)
                .unwrap_or_default();
            let detail = format!(
                "planning group {:?} ({}), week of {date}: {error}",
                self.name, self.id
            );
            Failure::conflict("cannot-be-staffed", detail)
        })
    }
}

impl TeamDemand {
    fn new(inputs: &PlanInputs, team: &StaffingGroup, groups: &[GroupDemand<'_>]) -> Self {
        let weekly = inputs.plan.full_time_equivalent_weekly_hours;
        let efficiency = inputs.plan.scheduling_efficiency_percent / 100.0;
        let mine: Vec<(&GroupDemand<'_>, f64)> = groups
            .iter()
            .map(|group| (group, team.takes(&group.inputs.id)))
            .filter(|(_, share)| *share > 0.0)
            .collect();
        let heads = |week: usize, hours: &dyn Fn(&GroupDemand<'_>) -> f64| -> f64 {
            let of = |(group, share): &(&GroupDemand<'_>, f64)| {
                let away = team.shrinkage(inputs, week, group.inputs.shrinkage);
                share * full_time_equivalents(hours(group), away, efficiency, weekly)
            };
            mine.iter().map(of).sum()
        };
        let count = inputs.weeks.len();
        let of_week =
            |group: &GroupDemand<'_>, week: usize| group.hours.get(week).copied().unwrap_or(0.0);
        let required: Vec<f64> = (0..count)
            .map(|week| heads(week, &|group| of_week(group, week)))
            .collect();
        let curves = (0..count).map(|week| {
            let uncertain = mine.iter().any(|(group, _)| {
                group
                    .hours_at
                    .get(week)
                    .is_some_and(|curve| curve.points.len() > 1)
            });
            let errors: &[f64] = if uncertain { &ERRORS } else { &[0.0] };
            let at = |error: &f64| (*error, heads(week, &|group| group.hours_at(week, *error)));
            RequiredCurve {
                points: errors.iter().map(at).collect(),
            }
        });
        let curves = curves.collect();
        let shrinkage = (0..count).map(|week| {
            let net: f64 = mine
                .iter()
                .map(|(group, share)| share * of_week(group, week))
                .sum();
            let gross = required.get(week).copied().unwrap_or(0.0) * weekly * efficiency;
            if gross > 0.0 {
                1.0 - net / gross
            } else {
                team.shrinkage(inputs, week, 0.0)
            }
        });
        let shrinkage = shrinkage.collect();
        Self {
            required,
            curves,
            shrinkage,
        }
    }
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
        let money = inputs.plan.prices();
        let demand = TeamDemand::new(inputs, team, groups);
        let expected = |staff: &crewcast_forecasts::capacity::Staff| {
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
    let of = |figure: fn(&crewcast_forecasts::capacity::GapOfWeek) -> f64| {
        spread.weeks.iter().map(figure).collect::<Vec<f64>>()
    };
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
    let price = inputs.plan.money.cost_of_lost_contact;
    let mut costs = [WeekCost::default(); 2];
    for team in &teams {
        costs
            .iter_mut()
            .zip(team.cost)
            .for_each(|(all, cost)| *all += cost);
    }
    let mut planning_groups = Vec::new();
    for group in groups {
        let lost = [0, 1].map(|plan: usize| -> Vec<f64> {
            let covered = |week: usize| -> f64 {
                let named = inputs.plan.staffing_groups.iter().zip(&teams);
                let of = named.map(|(team, found)| {
                    let ratio = found.coverage.get(plan).and_then(|ratios| ratios.get(week));
                    team.takes(&group.inputs.id) * ratio.copied().unwrap_or(1.0)
                });
                of.sum()
            };
            (0..inputs.weeks.len())
                .map(|week| group.lost(week, covered(week)))
                .collect()
        });
        for (cost, lost) in costs.iter_mut().zip(&lost) {
            cost.lost_contacts += lost.iter().sum::<f64>() * price;
        }
        let [as_planned, _] = lost;
        planning_groups.push(group.told(as_planned));
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

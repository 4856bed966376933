//! What a scenario asks of planning groups and teams.

use crewcast_forecasts::capacity::{
    RequiredCurve, WeekError, full_time_equivalents, growth_factor,
};
use crewcast_forecasts::normal::Z90;

use super::inputs::{GroupInputs, PlanInputs, WeekVolume};
use super::plan::VolumeScenario;
use super::requirement::PlanningGroupWeeks;
use super::staffing_groups::StaffingGroup;
use crate::cost_rates::UsedPrice;
use crate::failure::Failure;

/// Standard normal errors at which a week's requirement is computed; between and beyond them it lies on straight lines.
const ERRORS: [f64; 9] = [-2.5, -1.75, -1.0, -0.5, 0.0, 0.5, 1.0, 1.75, 2.5];

/// A planning group under a scenario.
pub(super) struct GroupDemand<'a> {
    pub inputs: &'a GroupInputs,
    volumes: Vec<WeekVolume>,
    /// What the representative week's handle times are multiplied by, per week.
    factors: Vec<f64>,
    /// Agents at work for the expected volume, by interval of each week.
    agents: Vec<Vec<u32>>,
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
    pub shrinkage: Vec<f64>,
}

impl<'a> GroupDemand<'a> {
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed`.
    pub(super) fn new(
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
        let (mut agents, mut hours, mut hours_at) = (Vec::new(), Vec::new(), Vec::new());
        for (week, (volume, factor)) in volumes.iter().zip(&factors).enumerate() {
            let refused = |error: WeekError| group.refused(inputs, week, &error);
            let expected = group.week.agents(volume.mean, *factor).map_err(refused)?;
            let expected_hours = group.week.hours_of(&expected);
            let points = if volume.spread > 0.0 {
                let hours = |error: &f64| -> Result<(f64, f64), Failure> {
                    let found = group.week.agent_hours(volume.at(*error), *factor);
                    Ok((*error, found.map_err(refused)?))
                };
                ERRORS.iter().map(hours).collect::<Result<_, Failure>>()?
            } else {
                vec![(0.0, expected_hours)]
            };
            agents.push(expected);
            hours.push(expected_hours);
            hours_at.push(RequiredCurve { points });
        }
        Ok(Self {
            inputs: group,
            volumes,
            factors,
            agents,
            hours,
            hours_at,
        })
    }

    fn hours_at(&self, week: usize, error: f64) -> f64 {
        self.hours_at.get(week).map_or(0.0, |curve| curve.at(error))
    }

    /// Contacts that are lost in a week with so many times the agents required.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed` where the formulas do not reach so far.
    pub(super) fn lost(
        &self,
        inputs: &PlanInputs,
        week: usize,
        coverage: f64,
    ) -> Result<f64, Failure> {
        let parts = self.volumes.get(week).zip(self.factors.get(week));
        let Some(((volume, factor), required)) = parts.zip(self.agents.get(week)) else {
            return Ok(0.0);
        };
        let usual = &self.inputs.week;
        usual
            .lost_contacts(volume.mean, *factor, required, coverage)
            .map_err(|error| self.inputs.refused(inputs, week, &error))
    }

    /// Its weeks as they are shown.
    pub(super) fn told(
        &self,
        lost_contacts: Vec<f64>,
        cost_of_lost_contact: UsedPrice,
    ) -> PlanningGroupWeeks {
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
            cost_of_lost_contact: Some(cost_of_lost_contact),
        }
    }
}

impl GroupInputs {
    fn refused(&self, inputs: &PlanInputs, week: usize, error: &WeekError) -> Failure {
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
    }
}

impl TeamDemand {
    pub(super) fn new(
        inputs: &PlanInputs,
        team: &StaffingGroup,
        groups: &[GroupDemand<'_>],
    ) -> Self {
        let weekly = inputs.plan.full_time_equivalent_weekly_hours;
        let efficiency = inputs.plan.scheduling_efficiency_percent / 100.0;
        let mine: Vec<(&GroupDemand<'_>, f64)> = groups
            .iter()
            .map(|group| (group, team.takes(&group.inputs.id)))
            .filter(|(_, share)| *share > 0.0)
            .collect();
        let set = team.shrinkage_by_week(inputs);
        let away = |week: usize, of_group: f64| -> f64 {
            let set = set.get(week).copied().flatten();
            set.unwrap_or(of_group)
        };
        let heads = |week: usize, hours: &dyn Fn(&GroupDemand<'_>) -> f64| -> f64 {
            let of = |(group, share): &(&GroupDemand<'_>, f64)| {
                let away = away(week, group.inputs.shrinkage);
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
                away(week, 0.0)
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

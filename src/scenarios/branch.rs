//! The plan that is branched: everything a scenario follows from, read in one go.

use super::demand::{Demand, apply};
use super::request::SubmitScenario;
use crate::db::Conn;
use crate::documents::hash_of;
use crate::failure::Failure;
use crate::forecasting::find_forecast;
use crate::organisation::public_holidays;
use crate::rostering::{GroupDemand, RosterInputs, read_inputs};
use crate::schedules::{Shift, shifts_of_schedule};
use crate::simulation::{GroupToSimulate, groups_to_simulate};
use crate::staffing::GroupToStaff;
use crate::tenancy::Scope;

/// The live plan of the weeks, as it was read.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    /// Who may work under what, and the requirement as it is.
    pub roster: RosterInputs,
    /// Demand and goals by planning group.
    pub groups: Vec<GroupToSimulate>,
    /// Shifts that are kept, where a schedule is named.
    pub kept: Option<Vec<Shift>>,
    /// Positions of the weeks' public holidays.
    pub holidays: Vec<usize>,
}

/// A scenario's demand: changed, and staffed.
pub(super) struct BranchedDemand {
    pub groups: Vec<GroupToSimulate>,
    pub required: Vec<GroupDemand>,
    /// Contacts that come when nobody is there any more and do not come again, by planning group.
    pub turned_away: Vec<f64>,
}

impl Branch {
    /// Reads the live plan.
    ///
    /// # Errors
    /// Those of [`read_inputs`] and [`groups_to_simulate`]; [`Failure::NotFound`] for the schedule.
    pub(super) fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        request: &SubmitScenario,
    ) -> Result<Self, Failure> {
        let roster = read_inputs(conn, scope, &request.as_roster())?;
        let forecast = find_forecast(conn, scope, &request.scenario.short_term_forecast_id)?;
        let groups = groups_to_simulate(conn, scope, &forecast, &roster.grid)?;
        let schedule = request.scenario.schedule_id.as_ref();
        let kept = schedule
            .map(|id| shifts_of_schedule(conn, scope, id))
            .transpose()?;
        Ok(Self {
            holidays: public_holidays(conn, scope, &request.business_unit_id, &roster.grid)?,
            roster,
            groups,
            kept,
        })
    }

    /// The branch's demand.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-staffing-goal`, `cannot-be-staffed`.
    pub(super) fn demand(&self, request: &SubmitScenario) -> Result<BranchedDemand, Failure> {
        let grid = &self.roster.grid;
        let demand: Demand = apply(&request.scenario.demand_changes, &self.groups, grid)?;
        let required = demand.groups.iter().map(|group| {
            let staffed = GroupToStaff::new(
                group.demand.clone(),
                &group.group,
                &group.template,
                grid.clone(),
            )?;
            Ok(GroupDemand {
                group: group.group.clone(),
                required: staffed.require()?.required,
            })
        });
        Ok(BranchedDemand {
            required: required.collect::<Result<_, Failure>>()?,
            groups: demand.groups,
            turned_away: demand.turned_away,
        })
    }

    /// SHA-256 of everything the scenario follows from but its seed and limits, `problem_hash` being that of its roster's
    /// problem.
    ///
    /// # Errors
    /// [`Failure::Internal`] for what JSON cannot hold.
    pub(super) fn hash(
        &self,
        request: &SubmitScenario,
        demand: &BranchedDemand,
        problem_hash: Option<&str>,
    ) -> Result<String, Failure> {
        let scenario = &request.scenario;
        hash_of(&(
            (&demand.groups, &demand.turned_away, problem_hash),
            (&self.kept, &self.holidays),
            (&scenario.demand_changes, &scenario.changes, &scenario.money),
        ))
    }
}

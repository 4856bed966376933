//! The plan that is branched: everything a scenario follows from, read in one go.

use super::demand::{Demand, apply};
use super::prices::Prices;
use super::request::SubmitScenario;
use crate::db::Conn;
use crate::documents::hash_of;
use crate::failure::Failure;
use crate::organisation::public_holidays;
use crate::rostering::{GroupDemand, RosterInputs, read_unstaffed_inputs};
use crate::schedules::{Shift, shifts_of_schedule};
use crate::simulation::{GroupToSimulate, groups_to_simulate};
use crate::staffing::GroupToStaff;
use crate::tenancy::Scope;

/// The live plan of the weeks, as it was read.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    /// Who may work under what; of the demand only the planning groups, nothing being required yet.
    pub roster: RosterInputs,
    /// Demand and goals by planning group.
    pub groups: Vec<GroupToSimulate>,
    /// Shifts that are kept, where a schedule is named.
    pub kept: Option<Vec<Shift>>,
    /// What hours and contacts cost.
    pub prices: Prices,
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
    /// Reads the live plan; nothing is staffed yet.
    ///
    /// # Errors
    /// Those of [`read_unstaffed_inputs`], [`Prices::read`] and [`groups_to_simulate`]; [`Failure::NotFound`] for the schedule.
    pub(super) fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        request: &SubmitScenario,
    ) -> Result<Self, Failure> {
        let (forecast, roster) = read_unstaffed_inputs(conn, scope, &request.as_roster())?;
        let groups = groups_to_simulate(conn, scope, &forecast, &roster.grid)?;
        let unstaffed = groups.iter().map(|of| GroupDemand {
            group: of.group.clone(),
            required: vec![0; roster.grid.intervals()],
        });
        let unstaffed = unstaffed.collect();
        let priced = (request.scenario.money, request.scenario.week_date);
        let schedule = request.scenario.schedule_id.as_ref();
        let kept = schedule
            .map(|id| shifts_of_schedule(conn, scope, id))
            .transpose()?;
        Ok(Self {
            holidays: public_holidays(conn, scope, &request.business_unit_id, &roster.grid)?,
            prices: Prices::read(conn, scope, &request.business_unit_id, priced)?,
            roster: RosterInputs {
                demand: unstaffed,
                ..roster
            },
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
    /// problem. Where shifts are kept there is no problem: who there is, under what, and which days they are count then.
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
        let grid = &self.roster.grid;
        let weeks = (
            (grid.start(), grid.end()),
            (grid.interval_minutes(), grid.zone().name()),
        );
        let people = self
            .kept
            .as_ref()
            .map(|_| (&self.roster.agents, &self.roster.plans));
        hash_of(&(
            (&demand.groups, &demand.turned_away, problem_hash),
            (&self.kept, &self.holidays, weeks, people),
            (&scenario.demand_changes, &scenario.changes),
            self.prices.hashed(),
        ))
    }
}

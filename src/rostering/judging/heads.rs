//! Heads by planning group of shifts that no search has split.

use crewcast_solver::audit::audit;
use crewcast_solver::problem::{
    Agent as SolverAgent, DemandGroup, Line, PlacedActivity, Problem, Shift as SolverShift,
    WorkPlan as SolverPlan,
};
use crewcast_solver::search::{Solution, Status, Work};

use super::lines::grain_of;
use super::schedule_rules::ScheduleRules;
use crate::db::Instant;
use crate::organisation::{ActivityCategory, Slots, can_serve};
use crate::rostering::problem::{OVER_COST_PER_HEAD_HOUR, UNDER_COST_PER_HEAD_HOUR};
use crate::schedules::{ScheduledHeads, Shift};

impl ScheduleRules {
    /// Heads on queue by planning group and interval, agents of several groups split as the judge of rosters finds
    /// cheapest; none where the schedule has no forecast.
    pub fn heads(&self, shifts: &[Shift]) -> Option<Vec<ScheduledHeads>> {
        if self.inputs.demand.is_empty() {
            return None;
        }
        let grid = &self.inputs.grid;
        let minutes = grain_of(grid.interval_minutes(), grid, shifts.iter());
        let slots = Slots::new(grid, minutes);
        let (problem, lines) = self.stated(shifts, &slots);
        let horizon = problem.horizon_slots();
        let empty = || vec![vec![0.0; horizon]; problem.groups.len()];
        let solution = Solution {
            lines,
            objective: 0.0,
            line_cost: 0.0,
            bound: 0.0,
            gap: 0.0,
            status: Status::Stopped,
            work: Work::default(),
            staffed: empty(),
            shifts_staffed: Vec::new(),
            under: empty(),
            over: empty(),
            relaxed: Vec::new(),
            shortages: Vec::new(),
            messages: Vec::new(),
        };
        // Of the judge's word only the split of heads matters here: nothing was reported that could be held against it.
        let certificate = audit(&problem, &solution);
        let groups = problem.groups.iter().enumerate();
        let heads = groups
            .map(|(index, group)| {
                let short = certificate.under.get(index).into_iter().flatten();
                let idle = certificate.over.get(index).into_iter().flatten();
                let staffed: Vec<f64> = group
                    .required
                    .iter()
                    .zip(short.zip(idle))
                    .map(|(required, (short, idle))| required - short + idle)
                    .collect();
                let per_interval = slots.per_interval();
                ScheduledHeads {
                    planning_group_id: group.id.clone(),
                    heads_per_interval: staffed
                        .chunks(per_interval)
                        .map(|slots| slots.iter().sum::<f64>() / per_interval as f64)
                        .collect(),
                }
            })
            .collect();
        Some(heads)
    }

    /// Agents with the groups they serve under no rule at all, and everything off the queue as activities.
    fn stated(&self, shifts: &[Shift], slots: &Slots<'_>) -> (Problem, Vec<Line>) {
        let hours_per_slot = f64::from(slots.minutes()) / 60.0;
        let groups = self.inputs.demand.iter().map(|demand| DemandGroup {
            id: demand.group.id.clone(),
            required: demand
                .required
                .iter()
                .flat_map(|heads| std::iter::repeat_n(f64::from(*heads), slots.per_interval()))
                .collect(),
            under_cost_per_slot: UNDER_COST_PER_HEAD_HOUR * hours_per_slot,
            over_cost_per_slot: OVER_COST_PER_HEAD_HOUR * hours_per_slot,
            ..DemandGroup::default()
        });
        let mut problem = Problem {
            slot_minutes: slots.minutes(),
            days: slots.days(),
            groups: groups.collect(),
            plans: vec![SolverPlan::default()],
            ..Problem::default()
        };
        let mut lines = Vec::new();
        for agent in &self.inputs.agents {
            let demand = self.inputs.demand.iter().enumerate();
            let served = demand.filter(|(_, demand)| can_serve(agent, &demand.group));
            let served: Vec<usize> = served.map(|(index, _)| index).collect();
            let own = shifts.iter().filter(|shift| shift.agent_id == agent.id);
            let own: Vec<SolverShift> = own.filter_map(|shift| off_queue(shift, slots)).collect();
            if own.is_empty() || served.is_empty() {
                continue;
            }
            problem.agents.push(SolverAgent {
                id: agent.id.clone(),
                groups: served,
                ..SolverAgent::default()
            });
            lines.push(Line {
                agent: lines.len(),
                shifts: own,
            });
        }
        (problem, lines)
    }
}

/// A shift with everything that is not on the queue as an activity.
fn off_queue(shift: &Shift, slots: &Slots<'_>) -> Option<SolverShift> {
    let slot = |at: Instant| usize::try_from(slots.around(at).0).ok();
    let away = shift
        .activities
        .iter()
        .filter(|activity| activity.category != ActivityCategory::OnQueueWork);
    let away = away.map(|activity| {
        let start_slot = slot(activity.start_at)?;
        Some(PlacedActivity {
            kind: activity.activity_code_id.clone(),
            start_slot,
            slots: slot(activity.end_at())?.checked_sub(start_slot)?,
            paid: activity.paid,
        })
    });
    Some(SolverShift {
        day: 0,
        start_slot: slot(shift.start_at)?,
        end_slot: slot(shift.end_at())?,
        template: String::new(),
        activities: away.collect::<Option<_>>()?,
    })
}

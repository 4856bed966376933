//! Heads by planning group of shifts that no search has split.

use crewcast_solver::audit::audit;
use crewcast_solver::problem::{
    Agent as SolverAgent, DemandGroup, Line, PlacedActivity, Problem, Shift as SolverShift,
    WorkPlan as SolverPlan,
};
use crewcast_solver::search::{Solution, Status, Work};

use super::generation::ScheduledHeads;
use super::shift::Shift;
use crate::db::Instant;
use crate::organisation::{ActivityCategory, Agent, PlanningGroup, Slots, WeekGrid, can_serve};

/// What an hour without one agent too few costs: five times an agent too many, because callers who wait cost more
/// than agents who do. The objective is thus in hours of over-staffing.
pub const UNDER_COST_PER_HEAD_HOUR: f64 = 5.0;

/// What an hour with one agent too many costs: the unit.
pub const OVER_COST_PER_HEAD_HOUR: f64 = 1.0;

/// Who can be on the queue for what, and how many are asked for.
#[derive(Clone, Debug)]
pub struct HeadsToSplit<'a> {
    /// The weeks.
    pub grid: &'a WeekGrid,
    /// Planning groups with the agents required, one value an interval.
    pub demand: Vec<(&'a PlanningGroup, &'a [u32])>,
    /// Who works.
    pub agents: &'a [Agent],
}

impl HeadsToSplit<'_> {
    /// Heads on queue by planning group and interval, agents of several groups split as the judge of rosters finds
    /// cheapest; none where nothing is asked for.
    pub fn split(&self, shifts: &[Shift]) -> Option<Vec<ScheduledHeads>> {
        if self.demand.is_empty() {
            return None;
        }
        let minutes = grain_of(self.grid.interval_minutes(), self.grid, shifts.iter());
        let slots = Slots::new(self.grid, minutes);
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
        let groups = self.demand.iter().map(|(group, required)| DemandGroup {
            id: group.id.clone(),
            required: required
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
        for agent in self.agents {
            let demand = self.demand.iter().enumerate();
            let served = demand.filter(|(_, (group, _))| can_serve(agent, group));
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

/// The coarsest slot, in minutes, on which all shifts and their activities begin and end; it divides `minutes`.
pub fn grain_of<'a>(minutes: u32, grid: &WeekGrid, shifts: impl Iterator<Item = &'a Shift>) -> u32 {
    let from_start = |at: Instant| {
        let millis = at.epoch_millis() - grid.start().epoch_millis();
        u32::try_from((millis / 60_000).unsigned_abs()).unwrap_or(1)
    };
    shifts
        .flat_map(|shift| &shift.activities)
        .flat_map(|activity| [activity.start_at, activity.end_at()])
        .map(from_start)
        .fold(minutes, greatest_common_divisor)
        .max(1)
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

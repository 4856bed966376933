//! How evenly any shifts spread their burdens, whether or not they stand in a schedule.

use crewcast_solver::fairness::{Burden, Ledger};

use super::enter::{each_burden, share_of_full_time};
use super::ledger::{BurdenSpread, told};
use crate::organisation::{WeekGrid, WorkPlan};
use crate::schedules::Shift;

/// The spread of every burden over agents, per day under contract as in the ledger; `agents` are all who might work, each
/// with their work plan, and `holidays` the positions of the grid's public holidays.
pub fn fairness_of_shifts(
    shifts: &[Shift],
    agents: &[(&str, &WorkPlan)],
    holidays: &[usize],
    grid: &WeekGrid,
) -> Vec<BurdenSpread> {
    let mut ledger = Ledger::default();
    let days = grid.days().len() as f64;
    for (id, plan) in agents {
        let carried = ledger.agents.entry((*id).to_owned()).or_default();
        carried.days = days * share_of_full_time(plan);
    }
    each_burden(shifts, holidays, grid, |shift, _, burdens| {
        let carried = ledger.agents.entry(shift.agent_id.clone()).or_default();
        for burden in burdens {
            *carried.burdens.entry(*burden).or_insert(0) += 1;
        }
    });
    let spread = |burden| Some(told(burden, ledger.spread(burden)?));
    Burden::ALL.into_iter().filter_map(spread).collect()
}

//! The search, within its budget of changes.

use std::collections::BTreeMap;

use crewcast_solver::audit::audit;
use crewcast_solver::problem::Price;
use crewcast_solver::repair::{ChangePrices, Repair, RepairOptions};

use super::asked::Replan;
use super::held::hold;
use super::shifts::shifts_of;
use super::stated::given;
use crate::failure::Failure;
use crate::rostering::repair::given::change_prices;
use crate::rostering::solving::{Answer, Question, RosterSolver, Watch, another_answer};
use crate::schedules::Shift;
use crate::tenancy::Scope;

/// Where more changes come back than may, they are made dearer by this.
const DEARER: f64 = 4.0;

/// Times they are made dearer: a change then costs more than a week of an agent.
const MOST_ROUNDS: u32 = 6;

/// Shifts planned anew.
#[derive(Clone, Debug)]
pub struct Replanned {
    /// All shifts of the schedule.
    pub shifts: Vec<Shift>,
    /// Days of agents with another shift, one more, or none any more.
    pub changed_days: usize,
    /// Days of agents on which only breaks moved.
    pub moved_breaks: usize,
    /// Agents whose shifts could not be planned and stay, with the reason.
    pub left_out: BTreeMap<String, String>,
    /// Whether the independent judge found nothing in the lines.
    pub audit_clean: bool,
    /// Rules it found broken.
    pub audit_breaches: usize,
    /// What the shifts cost with what changes cost.
    pub total: f64,
    /// No shifts that keep the locks cost less.
    pub total_bound: f64,
    /// Minutes of one agent too many that a changed day had to save.
    pub changed_day_head_minutes: f64,
    /// Searches until the changes stayed within the budget.
    pub rounds: u32,
}

/// Plans shifts anew with the fewest changes. Ask the rules for a schedule that has a forecast.
///
/// # Errors
/// [`Failure::Conflict`] `no-forecast`, `budget-too-small`, and those of the solver.
pub fn replan(
    scope: &Scope,
    asked: &Replan<'_>,
    solver: &RosterSolver,
    (stop, is_cancelled): (&dyn Fn() -> bool, &dyn Fn() -> bool),
) -> Result<Replanned, Failure> {
    if asked.rules.inputs().demand.is_empty() {
        let detail = "the schedule was made for no forecast, so nothing says what to plan for; copy it with one";
        return Err(Failure::conflict("no-forecast", detail));
    }
    let mut given = given(asked)?;
    let locks = hold(asked, &mut given);
    let problem = &given.stated.problem;
    let mut prices = change_prices(asked.changed_day_head_minutes, problem);
    let mut rounds = 0;
    let repair = loop {
        rounds += 1;
        let options = RepairOptions {
            prices,
            locks: locks.clone(),
        };
        let mut watch = Watch {
            stop,
            is_cancelled,
            progress: &mut |_| {},
        };
        let question = Question::Repair(options);
        let answer = solver.ask((problem, &given.lines), &question, &mut watch)?;
        let Answer::Repair(repair) = answer else {
            return Err(another_answer());
        };
        let changes = repair.changed_days + repair.moved_breaks;
        match asked.most_changes {
            Some(most) if changes > most && rounds <= MOST_ROUNDS => prices = dearer(prices),
            Some(most) if changes > most => return Err(too_many(changes, most)),
            _ => break repair,
        }
    };
    replanned(scope, asked, (&given, &repair), (prices, rounds))
}

fn dearer(prices: ChangePrices) -> ChangePrices {
    let price = |price: Price| Price::new(price.value().max(1.0) * DEARER).unwrap_or(price);
    ChangePrices {
        day: price(prices.day),
        breaks: price(prices.breaks),
    }
}

fn too_many(changes: usize, most: usize) -> Failure {
    let detail = format!(
        "no plan was found that changes at most {most} days of agents; the best changes {changes}. Raise maximumChanges, or \
         let more agents change"
    );
    Failure::conflict("budget-too-small", detail)
}

fn replanned(
    scope: &Scope,
    asked: &Replan<'_>,
    (given, repair): (&super::stated::Given, &Repair),
    (prices, rounds): (ChangePrices, u32),
) -> Result<Replanned, Failure> {
    let certificate = audit(&given.stated.problem, &repair.solution);
    if !certificate.is_clean() {
        tracing::error!(
            breaches = certificate.breaches.len(),
            "the judge found faults in a schedule planned anew"
        );
    }
    Ok(Replanned {
        shifts: shifts_of(scope, asked, given, &repair.solution.lines)?,
        changed_days: repair.changed_days,
        moved_breaks: repair.moved_breaks,
        left_out: given.left_out.clone(),
        audit_clean: certificate.is_clean(),
        audit_breaches: certificate.breaches.len(),
        total: repair.total,
        total_bound: repair.total_bound,
        changed_day_head_minutes: prices.day.value() * 60.0,
        rounds,
    })
}

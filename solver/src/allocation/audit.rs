//! The independent judge of a hand-out: every limit, sum and price recomputed from the problem and the answer alone.
//!
//! It shares no code with what finds the answer; it reads the problem's data and does its own arithmetic. That no better
//! hand-out exists it shows by the answer's own prices (see [`proven_bound`]), not by solving again.

mod certificate;
mod limits;
mod recount;

pub use certificate::proven_bound;

use super::answer::Allocation;
use super::problem::Problem;
use recount::Recount;

/// Something an answer says that is not so.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What.
    pub what: String,
    /// How far off it is.
    pub by: f64,
}

/// Relative to the size of a limit or sum, what counts as equal.
const TOLERANCE: f64 = 1e-5;

/// Finds what is wrong with an answer to a checked problem; nothing where all is well.
pub fn audit(problem: &Problem, answer: &Allocation) -> Vec<Fault> {
    let mut faults = Faults::default();
    if answer.campaigns.len() != problem.campaigns.len() {
        faults.differs("number of campaigns", 0.0, 1.0);
        return faults.found;
    }
    let recount = Recount { problem, answer };
    for campaign in 0..problem.campaigns.len() {
        limits::of_campaign(&recount, campaign, &mut faults);
    }
    limits::of_slots(&recount, &mut faults);
    limits::of_lists(&recount, &mut faults);
    limits::of_budgets(&recount, &mut faults);
    limits::of_lines(&recount, &mut faults);
    let (mut value, mut objective) = (0.0, 0.0);
    for (given, terms) in answer.campaigns.iter().zip(&problem.campaigns) {
        value += given.value;
        objective += given.value * recount::weight(terms.priority);
    }
    faults.differs("value", answer.value, value);
    faults.differs("objective", answer.objective, objective);
    let proven = proven_bound(problem, answer);
    faults.exceeds(
        "objective beyond what its prices allow",
        answer.objective,
        proven,
    );
    faults.exceeds(
        "objective beyond its own bound",
        answer.objective,
        answer.objective_bound,
    );
    if !problem.whole_minutes {
        faults.exceeds("value left on the table", proven, answer.objective);
    }
    faults.found
}

#[derive(Default)]
struct Faults {
    found: Vec<Fault>,
}

impl Faults {
    fn exceeds(&mut self, what: impl Into<String>, used: f64, limit: f64) {
        let by = used - limit;
        // Written so that NaN is a fault, too.
        let fits = by <= TOLERANCE * (1.0 + limit.abs());
        if !fits {
            let what = what.into();
            self.found.push(Fault { what, by });
        }
    }

    fn differs(&mut self, what: impl Into<String>, told: f64, is: f64) {
        let by = (told - is).abs();
        let same = by <= TOLERANCE * (1.0 + is.abs());
        if !same {
            let what = what.into();
            self.found.push(Fault { what, by });
        }
    }
}

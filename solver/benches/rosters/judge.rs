//! The audit's word on a roster, ours or a peer's.

use crewcast_solver::audit::{Certificate, audit};
use crewcast_solver::problem::{Line, Problem};
use crewcast_solver::search::{Solution, Status, Work};

/// What the audit says, in hours.
pub struct Verdict {
    pub objective: f64,
    pub breaches: Vec<String>,
    pub under_hours: f64,
    pub over_hours: f64,
    pub wishes: usize,
    pub refused: usize,
    pub refused_price: f64,
}

/// Of a roster that says what it is worth: that too is checked.
pub fn whole(problem: &Problem, solution: &Solution) -> Verdict {
    verdict(problem, &solution.lines, &audit(problem, solution), |_| {
        true
    })
}

/// Of bare lines: what a roster says of itself is not asked.
pub fn lines(problem: &Problem, lines: Vec<Line>) -> Verdict {
    let solution = Solution {
        lines,
        objective: 0.0,
        bound: 0.0,
        gap: 0.0,
        status: Status::Stopped,
        work: Work::default(),
        staffed: Vec::new(),
        under: Vec::new(),
        over: Vec::new(),
        relaxed: Vec::new(),
        shortages: Vec::new(),
        messages: Vec::new(),
    };
    let certificate = audit(problem, &solution);
    verdict(problem, &solution.lines, &certificate, |rule| {
        !["objective", "countedOnce", "reportedFigures"].contains(&rule)
    })
}

fn verdict(
    problem: &Problem,
    lines: &[Line],
    certificate: &Certificate,
    is_asked: impl Fn(&str) -> bool,
) -> Verdict {
    let slot_hours = f64::from(problem.slot_minutes) / 60.0;
    let hours = |heads: &[Vec<f64>]| heads.iter().flatten().sum::<f64>() * slot_hours;
    let mut verdict = Verdict {
        objective: certificate.objective,
        breaches: certificate
            .breaches
            .iter()
            .filter(|breach| is_asked(&breach.rule))
            .map(|breach| format!("{breach:?}"))
            .collect(),
        under_hours: hours(&certificate.under),
        over_hours: hours(&certificate.over),
        wishes: 0,
        refused: 0,
        refused_price: 0.0,
    };
    for line in lines {
        for request in problem
            .agents
            .get(line.agent)
            .iter()
            .flat_map(|agent| &agent.requests)
        {
            let mut shifts = line.shifts.iter();
            let shift = shifts.find(|shift| shift.day == request.day);
            verdict.wishes += 1;
            if !request
                .wish
                .is_granted_by(shift.map(|shift| shift.template.as_str()))
            {
                verdict.refused += 1;
                verdict.refused_price += request.price.value();
            }
        }
    }
    verdict
}

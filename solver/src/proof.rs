//! A search with a second bound beside it.
//!
//! The search of a large centre bounds its roster at level prices only, which say little where slots are scarce. The linear
//! program over counted agents ([`crate::shift_design`]) says more, but takes as long as the search itself; so it is solved
//! at the same time, on a thread of its own, from the shifts of the levelled roster on. The search never asks it: the roster is the same with and without.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use crate::explain::{Message, Severity};
use crate::problem::Problem;
use crate::search::control::relative_gap;
use crate::search::{Progress, Solution, SolveError, Status, solve_heard};
use crate::shift_design::{ShiftDesignError, bound_of_counts};
use crate::shifts::StaffedShift;

/// Rows of the linear program beyond which it is not tried: it takes minutes.
const MOST_ROWS: usize = 8_000;
/// How often a caller who waits for the bound is asked whether to stop.
const PATIENCE: Duration = Duration::from_millis(20);

/// Finds a roster of least cost as [`crate::search::solve`] does, with a second bound where the search's own is far from
/// the roster.
///
/// When the work limit ends the search the bound is waited for, so that a rerun tells the same; when `stop` does, what was
/// proved until then counts. A linear program that fails proves nothing: the search's own bound stands, and a message says so.
///
/// # Errors
/// Those of [`crate::search::solve`].
pub fn solve(
    problem: &Problem,
    stop: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Solution, SolveError> {
    let target = problem.limits.target_gap;
    let is_wanted = !problem.asks_for_more_than_weekly_rules() && rows(problem) <= MOST_ROWS;
    let beside: RefCell<Option<Beside>> = RefCell::new(None);
    let gap = Cell::new(None);
    let mut told = |mut report: Progress| {
        if let Some(beside) = beside.borrow_mut().as_mut() {
            report.bound = report.bound.max(beside.so_far());
            report.gap = report
                .objective
                .map(|objective| relative_gap(objective, report.bound));
        }
        gap.set(report.gap);
        progress(report);
    };
    let mut levelled = |shifts: Vec<StaffedShift>| {
        if is_wanted && gap.get().is_none_or(|gap| gap > target) {
            beside.replace(Beside::begin(problem, shifts));
        }
    };
    let mut solution = solve_heard(problem, stop, &mut told, &mut levelled)?;
    let beside = beside.into_inner();
    if let Some(mut beside) = beside.filter(|_| solution.gap > target) {
        beside.wait(stop);
        solution.messages.extend(beside.failure());
        solution.bound = solution.bound.max(beside.best.min(solution.objective));
        solution.gap = relative_gap(solution.objective, solution.bound);
        if solution.gap <= target {
            solution.status = Status::OptimalWithinGap;
        }
    }
    Ok(solution)
}

/// Rows of demand and of shared heads that the program over counted agents has, about.
fn rows(problem: &Problem) -> usize {
    let slots = 0..problem.horizon_slots();
    let is_open = |&slot: &usize| {
        let mut groups = problem.groups.iter();
        groups.any(|group| group.required[slot] > 0.0)
    };
    let shared: BTreeSet<BTreeSet<usize>> = problem
        .agents
        .iter()
        .map(|agent| agent.groups.iter().copied().collect())
        .filter(|groups: &BTreeSet<usize>| groups.len() > 1)
        .collect();
    slots.filter(is_open).count() * (problem.groups.len() + shared.len())
}

/// The second bound in the making.
struct Beside {
    bounds: Receiver<Result<f64, ShiftDesignError>>,
    best: f64,
    failed: Option<ShiftDesignError>,
    is_over: Arc<AtomicBool>,
}

impl Beside {
    /// None where there is no thread to be had.
    fn begin(problem: &Problem, shifts: Vec<StaffedShift>) -> Option<Self> {
        let (sender, bounds) = channel();
        let is_over = Arc::new(AtomicBool::new(false));
        let (problem, ends) = (problem.clone(), Arc::clone(&is_over));
        let prove = move || {
            let mut tell = |bound| sender.send(Ok(bound)).is_err() || ends.load(Ordering::Relaxed);
            let last = bound_of_counts(&problem, &shifts, &mut tell);
            // Nobody listens any more once the search is over.
            let _heard = sender.send(last);
        };
        thread::Builder::new().spawn(prove).ok()?;
        Some(Beside {
            bounds,
            best: 0.0,
            failed: None,
            is_over,
        })
    }

    fn so_far(&mut self) -> f64 {
        while let Ok(told) = self.bounds.try_recv() {
            self.hear(told);
        }
        self.best
    }

    /// Waits until the bound is proved or `stop` says so.
    fn wait(&mut self, stop: &dyn Fn() -> bool) {
        loop {
            match self.bounds.recv_timeout(PATIENCE) {
                Ok(told) => self.hear(told),
                Err(RecvTimeoutError::Timeout) if !stop() => (),
                Err(_) => return,
            }
        }
    }

    fn hear(&mut self, told: Result<f64, ShiftDesignError>) {
        match told {
            Ok(bound) => self.best = self.best.max(bound),
            Err(error) => self.failed = Some(error),
        }
    }

    fn failure(&self) -> Option<Message> {
        self.failed.as_ref().map(|error| Message {
            severity: Severity::Information,
            code: "second-bound-failed".into(),
            agent: None,
            group: None,
            rule: None,
            text: format!(
                "the roster may be nearer its optimum than the gap says: the program behind the second bound failed ({error})"
            ),
        })
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::Centre;
    use crate::problem::Limits;
    use crate::search::solve as search;

    fn scarce() -> Problem {
        let centre = Centre {
            agents: 40,
            days: 7,
            seed: 3,
        };
        let mut problem = centre.problem().expect("a centre of one week");
        for group in &mut problem.groups {
            // A lunch that no mix of shifts can follow.
            let lunch = group.required.iter_mut().enumerate();
            for (_, heads) in lunch.filter(|(slot, _)| (48..52).contains(&(slot % 96))) {
                *heads *= 2.0;
            }
        }
        problem.limits = Limits {
            search_steps: 1_500,
            ..Limits::default()
        };
        problem
    }

    #[test]
    fn the_second_bound_is_nearer_and_changes_no_roster() {
        let problem = scarce();
        let alone = search(&problem, &|| false, &mut |_| ()).expect("a roster");
        let proved = solve(&problem, &|| false, &mut |_| ()).expect("a roster");
        assert_eq!(alone.lines, proved.lines);
        assert!(
            proved.bound > alone.bound,
            "{} {}",
            proved.bound,
            alone.bound
        );
        assert!(proved.bound <= proved.objective);
        let again = solve(&problem, &|| false, &mut |_| ()).expect("a roster");
        assert_eq!(again, proved);
    }

    #[test]
    fn a_stop_does_not_wait_for_it() {
        let asked = std::cell::Cell::new(0);
        let stop = || {
            asked.set(asked.get() + 1);
            asked.get() > 3
        };
        let stopped = solve(&scarce(), &stop, &mut |_| ()).expect("a roster");
        assert_eq!(stopped.status, Status::Stopped);
    }

    #[test]
    fn a_program_that_fails_is_told() {
        let (sender, bounds) = channel();
        let mut beside = Beside {
            bounds,
            best: 3.0,
            failed: None,
            is_over: Arc::new(AtomicBool::new(false)),
        };
        sender.send(Ok(5.0)).expect("somebody listens");
        let error = ShiftDesignError::Engine {
            phase: "linear program",
            status: "Unknown".to_owned(),
        };
        sender.send(Err(error)).expect("somebody listens");
        drop(sender);
        beside.wait(&|| false);
        assert_eq!(beside.best, 5.0);
        let message = beside.failure().expect("a message");
        assert_eq!(message.code, "second-bound-failed");
        assert!(message.text.contains("Unknown"), "{}", message.text);
    }
}

//! A roster improved in several lanes at the same time, whose changes are then brought together.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::desk::Desk;
use super::parts::{GAIN, Search};
use super::roster::{Line, Roster};
use crate::lines::Pricer;
use crate::random::Random;
use crate::search::control::Control;
use crate::search::{SolveError, Work};

/// Lanes of a round. Their number does not follow the threads at hand: the roster is the same on one as on many.
pub const LANES: usize = 4;
/// Steps of a round below which it is not worth threads.
const SHORT: usize = 100;
/// Longest pause between two looks at whether the caller wants to stop.
const LOOK: Duration = Duration::from_millis(20);

/// Tables and random numbers of their own for every lane.
pub struct Lanes<'d, 'p> {
    pub desk: &'d Desk<'p>,
    lanes: Vec<Lane>,
    threads: usize,
    /// The last round was shorter than it takes to begin a thread.
    is_short: bool,
}

struct Lane {
    pricer: Pricer,
    random: Random,
}

/// What a lane has made of the roster, and the steps and work it took.
struct Found<'r> {
    roster: Roster<'r>,
    steps: usize,
    work: Work,
}

impl<'d, 'p> Lanes<'d, 'p> {
    /// Lanes on as many threads as the machine offers.
    pub fn new(desk: &'d Desk<'p>, pricer: &Pricer, random: &mut Random) -> Self {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        Self::on_threads(desk, pricer, random, threads)
    }

    /// Lanes on so many threads.
    pub fn on_threads(
        desk: &'d Desk<'p>,
        pricer: &Pricer,
        random: &mut Random,
        threads: usize,
    ) -> Self {
        let lane = |_| Lane {
            pricer: pricer.beside(),
            random: Random::new(random.next()),
        };
        Lanes {
            desk,
            lanes: (0..LANES).map(lane).collect(),
            threads: threads.clamp(1, LANES),
            is_short: true,
        }
    }

    /// Works on copies of the roster, one in each lane, and takes over what is no worse. `work` is told its lane and tells
    /// the steps it took; their sum is returned.
    ///
    /// # Errors
    /// The first lane's error.
    pub fn round<'r, F>(
        &mut self,
        roster: &mut Roster<'r>,
        control: &mut Control<'_>,
        work: F,
    ) -> Result<usize, SolveError>
    where
        F: Fn(
                usize,
                &mut Search<'d, 'p, '_>,
                &mut Roster<'r>,
                &mut Control<'_>,
            ) -> Result<usize, SolveError>
            + Sync,
    {
        let desk = self.desk;
        let (before, stop) = (&*roster, &AtomicBool::new(false));
        let queue = Mutex::new(self.lanes.iter_mut().enumerate());
        let run = || {
            let mut found = Vec::new();
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((number, lane)) = next else {
                    return found;
                };
                let (is_over, mut silent) = (|| stop.load(Ordering::Relaxed), |_| ());
                let mut control = Control::new(&is_over, &mut silent);
                let mut roster = before.clone();
                let mut search = Search {
                    desk,
                    pricer: &mut lane.pricer,
                    random: &mut lane.random,
                };
                let steps = work(number, &mut search, &mut roster, &mut control);
                let work = control.work;
                let made = steps.map(|steps| Found {
                    roster,
                    steps,
                    work,
                });
                found.push((number, made));
            }
        };
        let mut found = if self.is_short {
            stop.store(control.should_stop(), Ordering::Relaxed);
            run()
        } else {
            on_threads(self.threads, &run, &mut || {
                stop.store(control.should_stop(), Ordering::Relaxed);
            })
        };
        found.sort_by_key(|(number, _)| *number);
        let found = found.into_iter().map(|(_, found)| found);
        let found: Vec<Found<'r>> = found.collect::<Result<_, _>>()?;
        for found in &found {
            control.work.add(&found.work);
        }
        let steps = found.iter().map(|found| found.steps).sum();
        self.is_short = steps < SHORT;
        take_over(desk, roster, found);
        Ok(steps)
    }
}

/// Works on so many threads; `look` is called now and then until all are done.
fn on_threads<T: Send>(
    threads: usize,
    work: &(dyn Fn() -> Vec<T> + Sync),
    look: &mut dyn FnMut(),
) -> Vec<T> {
    let caller = thread::current();
    thread::scope(|scope| {
        let worker = |_| {
            scope.spawn(|| {
                let done = work();
                caller.unpark();
                done
            })
        };
        let workers: Vec<_> = (0..threads).map(worker).collect();
        while !workers.iter().all(thread::ScopedJoinHandle::is_finished) {
            look();
            thread::park_timeout(LOOK);
        }
        let join = |worker: thread::ScopedJoinHandle<'_, Vec<T>>| match worker.join() {
            Ok(done) => done,
            Err(panic) => resume_unwind(panic),
        };
        workers.into_iter().flat_map(join).collect()
    })
}

/// Brings together what the lanes changed, the best first.
fn take_over<'r>(desk: &Desk<'_>, roster: &mut Roster<'r>, found: Vec<Found<'r>>) {
    let before: Vec<Line> = roster.lines.clone();
    let mut best: Vec<(f64, Roster<'r>)> = found
        .into_iter()
        .map(|found| (found.roster.objective(), found.roster))
        .filter(|(cost, _)| *cost < roster.objective() + GAIN)
        .collect();
    best.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut best = best.into_iter().map(|(_, roster)| roster);
    let Some(first) = best.next() else { return };
    *roster = first;
    for other in best {
        let changed: Vec<(usize, Line)> = before
            .iter()
            .zip(&other.lines)
            .enumerate()
            .filter(|(_, (before, after))| before.piece.duties != after.piece.duties)
            .filter_map(|(agent, (before, after))| {
                let line = with_changes(desk, agent, &roster.lines[agent], before, after)?;
                Some((agent, line))
            })
            .collect();
        let cost = roster.objective();
        let undo: Vec<(usize, Line)> = changed
            .iter()
            .map(|(agent, _)| (*agent, roster.lines[*agent].clone()))
            .collect();
        for (agent, line) in &changed {
            roster.replace(desk, *agent, line.clone());
        }
        if roster.objective() < cost + GAIN {
            continue;
        }
        for (agent, line) in undo {
            roster.replace(desk, agent, line);
        }
        // Another lane has served the same demand: what still helps may help alone.
        for (agent, line) in changed {
            let (cost, own) = (roster.objective(), roster.lines[agent].clone());
            roster.replace(desk, agent, line);
            if roster.objective() > cost - GAIN {
                roster.replace(desk, agent, own);
            }
        }
    }
}

/// A line with the days in which `after` differs from `before`; none where that breaks a hard rule.
fn with_changes(
    desk: &Desk<'_>,
    agent: usize,
    line: &Line,
    before: &Line,
    after: &Line,
) -> Option<Line> {
    let mut duties = line.piece.duties.clone();
    let days = before.piece.duties.iter().zip(&after.piece.duties);
    for (duty, (before, after)) in duties.iter_mut().zip(days) {
        if before != after {
            duty.clone_from(after);
        }
    }
    Line::new(desk, desk.class_of[agent], duties)
}

//! What becomes of deferred work with given agents: the recursion of the backlog.
//!
//! Earliest due time first is the best order there is: if any order finishes everything on time, this one does
//! (C. L. Liu and J. W. Layland, "Scheduling algorithms for multiprogramming in a hard-real-time environment",
//! 1973; interrupted work is taken up again, so any number of agents act as one of their joint speed). In an overload
//! it is unkind: what is overdue is still worked on first, and drags what is not yet overdue after it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::workload::{Cohort, Workload, WorkloadError};

/// One stream in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IntervalOutcome {
    /// Contacts that arrived; in the first interval without the opening backlog.
    pub arrived: f64,
    /// Contacts finished by their due time.
    pub on_time: f64,
    /// Contacts finished after it.
    pub late: f64,
    /// Contacts left at the end; contacts in work count by the part that is left.
    pub backlog: f64,
    /// Of those, contacts past their due time.
    pub overdue: f64,
    /// Work left at the end, in agent-seconds.
    pub backlog_seconds: f64,
    /// Time the oldest contact left has been there; 0 without backlog.
    pub oldest_age_seconds: f64,
}

/// A plan's outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// By stream, then interval.
    pub streams: Vec<Vec<IntervalOutcome>>,
    /// Productive agent-seconds nobody had work for, by interval.
    pub idle_seconds: Vec<f64>,
    /// By stream: contacts due within the horizon that were finished on time, of all due within it; `None` if none
    /// was due. Opening backlog that was overdue from the start counts as due and late.
    pub on_time_shares: Vec<Option<f64>>,
    /// The same over all streams.
    pub on_time_share: Option<f64>,
}

/// Follows the backlog with so many agents in each interval (part-timers may make them fractional).
///
/// ```
/// use crewcast_forecasts::deferred::{Due, Stream, Workload, run};
/// use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, Share};
/// // Twelve mails of ten minutes in the first hour, due within three hours; one agent finishes six an hour.
/// let contacts = |volume| ContactsPerInterval::new(volume);
/// let workload = Workload {
///     interval_seconds: 3_600,
///     open: vec![true; 3],
///     productive: Share::ONE,
///     streams: vec![Stream {
///         volumes: vec![contacts(12.0)?, contacts(0.0)?, contacts(0.0)?],
///         aht: vec![AhtSeconds::new(600.0)?; 3],
///         due: Due::Elapsed { seconds: 3 * 3_600 },
///         opening_backlog: vec![],
///     }],
/// };
/// let outcome = run(&workload, &[1.0, 1.0, 1.0])?;
/// assert_eq!(outcome.streams[0].iter().map(|hour| hour.backlog).collect::<Vec<_>>(), [6.0, 0.0, 0.0]);
/// assert_eq!(outcome.on_time_share, Some(1.0));
/// assert_eq!(outcome.idle_seconds, [0.0, 0.0, 3_600.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`WorkloadError`]: lists of different lengths, agents in a closed interval, due times below an interval.
pub fn run(workload: &Workload, agents: &[f64]) -> Result<Outcome, WorkloadError> {
    workload.check()?;
    check_agents(workload, agents)?;
    let cohorts = workload.cohorts();
    let length = f64::from(workload.interval_seconds);
    let intervals = workload.open.len();
    let mut left: Vec<f64> = cohorts.iter().map(|cohort| cohort.contacts).collect();
    let arriving = by_first_interval(&cohorts, intervals);
    let mut streams = vec![vec![IntervalOutcome::default(); intervals]; workload.streams.len()];
    for (stream, outcomes) in workload.streams.iter().zip(&mut streams) {
        for (volume, outcome) in stream.volumes.iter().zip(outcomes) {
            outcome.arrived = volume.contacts();
        }
    }
    let mut idle_seconds = Vec::with_capacity(intervals);
    // Cohorts are numbered in the order of work.
    let mut waiting: BTreeSet<usize> = BTreeSet::new();
    for interval in 0..intervals {
        waiting.extend(&arriving[interval]);
        let mut seconds = agents[interval] * workload.productive_seconds();
        while let Some(&number) = waiting.first() {
            let cohort = &cohorts[number];
            let work = left[number] * cohort.aht_seconds;
            let finished = work <= seconds;
            let done = if finished {
                left[number]
            } else {
                seconds / cohort.aht_seconds
            };
            seconds = if finished { seconds - work } else { 0.0 };
            let outcome = &mut streams[cohort.stream][interval];
            if on_time(cohort, interval) {
                outcome.on_time += done;
            } else {
                outcome.late += done;
            }
            if !finished {
                left[number] = (left[number] - done).max(0.0);
                break;
            }
            left[number] = 0.0;
            waiting.pop_first();
        }
        idle_seconds.push(seconds);
        let end = (interval + 1) as f64 * length;
        for &number in &waiting {
            let cohort = &cohorts[number];
            let outcome = &mut streams[cohort.stream][interval];
            outcome.backlog += left[number];
            outcome.backlog_seconds += left[number] * cohort.aht_seconds;
            if !on_time(cohort, interval + 1) {
                outcome.overdue += left[number];
            }
            outcome.oldest_age_seconds =
                outcome.oldest_age_seconds.max(end - cohort.arrived_seconds);
        }
    }
    let (on_time_shares, on_time_share) = shares(&cohorts, &streams);
    Ok(Outcome {
        streams,
        idle_seconds,
        on_time_shares,
        on_time_share,
    })
}

fn check_agents(workload: &Workload, agents: &[f64]) -> Result<(), WorkloadError> {
    if agents.len() != workload.open.len() {
        return Err(WorkloadError::AgentsOfOtherLength {
            found: agents.len(),
            expected: workload.open.len(),
        });
    }
    for (interval, (agents, open)) in agents.iter().zip(&workload.open).enumerate() {
        let agents = *agents;
        if !(agents.is_finite() && agents >= 0.0) {
            return Err(WorkloadError::NotAgents { interval, agents });
        }
        if agents > 0.0 && !open {
            return Err(WorkloadError::AgentsWhileClosed { interval, agents });
        }
    }
    Ok(())
}

pub(super) fn by_first_interval(cohorts: &[Cohort], intervals: usize) -> Vec<Vec<usize>> {
    let mut arriving = vec![Vec::new(); intervals];
    for (number, cohort) in cohorts.iter().enumerate() {
        arriving[cohort.from].push(number);
    }
    arriving
}

fn on_time(cohort: &Cohort, interval: usize) -> bool {
    cohort.until.is_none_or(|until| interval as i64 <= until)
}

/// Contacts due within the horizon: finished on time and all, by stream and in total.
fn shares(cohorts: &[Cohort], streams: &[Vec<IntervalOutcome>]) -> (Vec<Option<f64>>, Option<f64>) {
    let mut due = vec![0.0; streams.len()];
    let mut missed = vec![0.0; streams.len()];
    for cohort in cohorts {
        if cohort.until.is_some() {
            due[cohort.stream] += cohort.contacts;
        }
    }
    for (missed, outcomes) in missed.iter_mut().zip(streams) {
        // Whoever was late was due within the horizon, and so was what is overdue at its end.
        let late: f64 = outcomes.iter().map(|outcome| outcome.late).sum();
        *missed = late + outcomes.last().map_or(0.0, |last| last.overdue);
    }
    let share = |missed: f64, due: f64| (due > 0.0).then(|| ((due - missed) / due).clamp(0.0, 1.0));
    let all = share(missed.iter().sum(), due.iter().sum());
    let by_stream = missed
        .into_iter()
        .zip(due)
        .map(|(missed, due)| share(missed, due))
        .collect();
    (by_stream, all)
}

//! The fewest agent-intervals in total, as level as arrivals and due times let them be.
//!
//! Without whole agents the best profile is known exactly: find the stretch of intervals whose own work (arriving and
//! due inside it) is densest, staff it at that density, take it out, and go on with the rest. No profile that meets
//! every due time has a lower peak, then a lower second peak, and so on, and none needs less in total.
//!
//! Source: F. Yao, A. Demers and S. Shenker, "A scheduling model for reduced CPU energy" (1995): agents are the speed.
//!
//! Whole agents are found from it: rounded along the cumulative profile, then thinned while the goal still holds, so
//! that not one agent could be sent home for one interval. The bound beside the answer says how far it can be from
//! the best.

use serde::{Deserialize, Serialize};

use super::backlog::{Outcome, run};
use super::staffing::OnTimeGoal;
use super::workload::{Workload, WorkloadError};

/// A fraction of an agent that is rounding.
const ROUNDING: f64 = 1e-9;
/// Halvings of the part of the profile that a goal below 100 % needs; what is left is thinned agent by agent.
const SCALINGS: u32 = 10;

/// Agents by interval, and what comes of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Levelled {
    /// The level profile without rounding that finishes everything on time that can be. Work that is due after the
    /// horizon is not in it.
    pub profile: Vec<f64>,
    /// Whole agents by interval.
    pub agents: Vec<u32>,
    /// Their sum: agent-intervals.
    pub agent_intervals: u64,
    /// No plan with fewer agent-intervals meets the goal.
    pub at_least: u64,
    /// With the whole agents.
    pub outcome: Outcome,
}

/// Agents by interval that meet the goal with little in total; `None` where nothing does.
///
/// # Errors
/// [`WorkloadError`] as [`run`].
pub fn level(workload: &Workload, goal: OnTimeGoal) -> Result<Option<Levelled>, WorkloadError> {
    workload.check()?;
    let profile = level_profile(workload);
    let meets = |agents: &[u32]| -> Result<Option<Outcome>, WorkloadError> {
        let agents: Vec<f64> = agents.iter().map(|agents| f64::from(*agents)).collect();
        let outcome = run(workload, &agents)?;
        Ok(goal.is_met_by(&outcome).then_some(outcome))
    };
    let Some((mut agents, mut outcome)) = least_scaled(&profile, &meets)? else {
        return Ok(None);
    };
    // Highest first keeps the plan level; of equals the later, which has the work behind it already.
    let mut order: Vec<usize> = (0..agents.len()).collect();
    let mut removable = true;
    while removable {
        removable = false;
        order.sort_by(|one, other| agents[*other].cmp(&agents[*one]).then(other.cmp(one)));
        for &interval in &order {
            if agents[interval] == 0 {
                continue;
            }
            agents[interval] -= 1;
            match meets(&agents)? {
                Some(still) => {
                    outcome = still;
                    removable = true;
                }
                None => agents[interval] += 1,
            }
        }
    }
    Ok(Some(Levelled {
        profile,
        agent_intervals: agents.iter().map(|agents| u64::from(*agents)).sum(),
        at_least: at_least(workload, goal),
        agents,
        outcome,
    }))
}

/// Whole agents along as little of the profile as meets the goal, and what comes of them.
fn least_scaled(
    profile: &[f64],
    meets: &impl Fn(&[u32]) -> Result<Option<Outcome>, WorkloadError>,
) -> Result<Option<(Vec<u32>, Outcome)>, WorkloadError> {
    let at = |scale: f64| -> Result<Option<(Vec<u32>, Outcome)>, WorkloadError> {
        let scaled: Vec<f64> = profile.iter().map(|agents| agents * scale).collect();
        for agents in [rounded_along(&scaled), rounded_up(&scaled)] {
            if let Some(outcome) = meets(&agents)? {
                return Ok(Some((agents, outcome)));
            }
        }
        Ok(None)
    };
    let mut best = at(1.0)?;
    if best.is_some() {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..SCALINGS {
            let middle = f64::midpoint(low, high);
            match at(middle)? {
                Some(enough) => (best, high) = (Some(enough), middle),
                None => low = middle,
            }
        }
    }
    Ok(best)
}

fn rounded_up(profile: &[f64]) -> Vec<u32> {
    profile
        .iter()
        .map(|agents| (agents - ROUNDING).ceil().max(0.0) as u32)
        .collect()
}

/// The work that must be done whatever the plan: of each stream the quickest contacts that make up the share.
fn at_least(workload: &Workload, goal: OnTimeGoal) -> u64 {
    let cohorts = workload.cohorts();
    let mut seconds = 0.0;
    for stream in 0..workload.streams.len() {
        let mut due: Vec<(f64, f64)> = cohorts
            .iter()
            .filter(|cohort| cohort.stream == stream && cohort.until.is_some())
            .map(|cohort| (cohort.aht_seconds, cohort.contacts))
            .collect();
        due.sort_by(|one, other| one.0.total_cmp(&other.0));
        let all: f64 = due.iter().map(|(_, contacts)| contacts).sum();
        let mut wanted = all * (goal.share.as_f64() - ROUNDING).max(0.0);
        for (aht, contacts) in due {
            let taken = contacts.min(wanted);
            seconds += taken * aht;
            wanted -= taken;
        }
    }
    (seconds / workload.productive_seconds() - ROUNDING)
        .ceil()
        .max(0.0) as u64
}

/// Whole agents whose running total is the profile's, rounded up.
fn rounded_along(profile: &[f64]) -> Vec<u32> {
    let (mut wanted, mut given) = (0.0, 0.0);
    profile
        .iter()
        .map(|agents| {
            wanted += agents;
            if *agents <= ROUNDING {
                return 0;
            }
            let more = (wanted - given - ROUNDING).ceil().max(0.0);
            given += more;
            more as u32
        })
        .collect()
}

/// Work that may be done from one open interval to another, in agent-intervals.
#[derive(Clone, Copy)]
struct Job {
    from: usize,
    until: usize,
    work: f64,
}

/// Agents by interval, not rounded, that finish on time all that can be and nothing else.
fn level_profile(workload: &Workload) -> Vec<f64> {
    let mut free: Vec<usize> = (0..workload.open.len())
        .filter(|interval| workload.open[*interval])
        .collect();
    let mut jobs = Vec::new();
    let mut hopeless = Vec::new();
    for cohort in workload.cohorts() {
        let Some(until) = cohort.until else {
            continue;
        };
        let work = cohort.contacts * cohort.aht_seconds / workload.productive_seconds();
        let from = free.partition_point(|open| *open < cohort.from);
        let after = free.partition_point(|open| (*open as i64) <= until);
        if from < after {
            let until = after - 1;
            jobs.push(Job { from, until, work });
        } else if from < free.len() {
            hopeless.push((from, work));
        }
    }
    // What cannot be on time is overdue when work begins, and so is worked on before anything else: it takes the
    // place of whatever is due first from then on.
    let ends: Vec<usize> = jobs.iter().map(|job| job.until).collect();
    for (from, work) in hopeless {
        let until = ends.iter().copied().filter(|until| *until >= from).min();
        jobs.push(Job {
            from,
            until: until.unwrap_or(free.len() - 1),
            work,
        });
    }
    jobs.retain(|job| job.work > 0.0);
    let mut profile = vec![0.0; workload.open.len()];
    while let Some((first, last, density)) = densest(&jobs, free.len()) {
        for &interval in &free[first..=last] {
            profile[interval] = density;
        }
        free.drain(first..=last);
        let taken = last - first + 1;
        jobs.retain(|job| job.from < first || job.until > last);
        for job in &mut jobs {
            // Time closes up over what was taken out.
            job.from = if job.from > last {
                job.from - taken
            } else {
                job.from.min(first)
            };
            job.until = if job.until > last {
                job.until - taken
            } else if job.until >= first {
                first - 1
            } else {
                job.until
            };
        }
    }
    profile
}

/// The stretch with the most work of its own per interval.
fn densest(jobs: &[Job], intervals: usize) -> Option<(usize, usize, f64)> {
    let mut by_start = vec![Vec::new(); intervals];
    for job in jobs {
        by_start[job.from].push(job);
    }
    let mut ending_at = vec![0.0; intervals];
    let mut best: Option<(usize, usize, f64)> = None;
    for first in (0..intervals).rev() {
        if by_start[first].is_empty() {
            continue;
        }
        for job in &by_start[first] {
            ending_at[job.until] += job.work;
        }
        let mut work = 0.0;
        for (last, ending) in ending_at.iter().enumerate().skip(first) {
            work += ending;
            let density = work / (last - first + 1) as f64;
            if *ending > 0.0 && best.is_none_or(|(_, _, highest)| density > highest) {
                best = Some((first, last, density));
            }
        }
    }
    best
}

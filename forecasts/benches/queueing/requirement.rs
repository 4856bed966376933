//! Agents required, by Erlang C and by Erlang A.

use std::error::Error;
use std::time::Duration;

use crewcast_forecasts::erlang::service_level::ServiceLevelVariant;
use crewcast_forecasts::requirement::{Patience, ServiceGoal, ServiceLevelGoal, require};
use crewcast_forecasts::units::{AnswerWithinSeconds, IntervalMinutes, PatienceSeconds, Share};

use crate::line::{compare, differences, thousands, timed};
use crate::peers::Python;
use crate::workload::{Demand, INTERVAL_MINUTES, every, intervals};
use crate::{MAXIMUM_OCCUPANCY, SERVICE_LEVEL, WITHIN_SECONDS, recursion};

const PATIENCE_SECONDS: f64 = 180.0;

/// ErlangA of the peer takes about a second for a hundred erlangs, so it gets every 1,900th interval.
const SHARE_FOR_ERLANG_A: usize = 1_900;

fn goal(maximum_occupancy: Option<f64>) -> Result<ServiceGoal, Box<dyn Error>> {
    Ok(ServiceGoal {
        service_level: Some(ServiceLevelGoal {
            share: Share::from_f64(SERVICE_LEVEL)?,
            within: AnswerWithinSeconds::new(WITHIN_SECONDS)?,
            variant: ServiceLevelVariant::OfOffered,
        }),
        maximum_occupancy: maximum_occupancy.map(Share::from_f64).transpose()?,
        ..ServiceGoal::default()
    })
}

fn required(
    intervals: &[Demand],
    patience: Patience,
    goal: &ServiceGoal,
) -> Result<(Duration, Vec<u32>), Box<dyn Error>> {
    let minutes = IntervalMinutes::new(INTERVAL_MINUTES)?;
    let (took, results) = timed(intervals, |demand| {
        require(demand.volume, minutes, demand.aht, patience, goal).map(|need| need.agents_net)
    });
    Ok((took, results.into_iter().collect::<Result<_, _>>()?))
}

/// Where results differ from a reference's, its occupancy test is off by a rounding: 127.5 contacts of 402 s at 85 %
/// are exactly 67 agents, and in doubles 68.
pub fn erlang_c(python: Option<&Python>) -> Result<(), Box<dyn Error>> {
    let goal = goal(Some(MAXIMUM_OCCUPANCY))?;
    for peak in [200.0, 2_000.0] {
        let intervals = intervals(peak)?;
        let (ours, agents) = required(&intervals, Patience::Endless, &goal)?;
        let work = format!("{} intervals", thousands(intervals.len()));
        let remark = |theirs: &[u32]| {
            format!(
                "queues up to {peak} contacts; {} results differ",
                differences(&agents, theirs)
            )
        };
        for (name, reference) in [
            ("naive recursion", recursion::naive as fn(Demand) -> u32),
            ("one-pass recursion", recursion::one_pass),
        ] {
            let (theirs, results) = timed(&intervals, reference);
            compare(
                "erlang_c_required",
                &work,
                ours,
                name,
                theirs,
                &remark(&results),
            );
        }
        let Some(python) = python else { continue };
        let lines: String = intervals
            .iter()
            .map(|demand| {
                format!(
                    "{},{INTERVAL_MINUTES},{},{SERVICE_LEVEL},{WITHIN_SECONDS},{MAXIMUM_OCCUPANCY}\n",
                    demand.volume, demand.aht
                )
            })
            .collect();
        let answer = python.run("erlang_c.py", &[], &lines)?;
        compare(
            "erlang_c_required",
            &work,
            ours,
            "pyworkforce",
            answer.took,
            &remark(&counts(&answer.results)),
        );
    }
    Ok(())
}

pub fn erlang_a(python: Option<&Python>) -> Result<(), Box<dyn Error>> {
    let goal = goal(None)?;
    let patience = Patience::Mean(PatienceSeconds::new(PATIENCE_SECONDS)?);
    for peak in [200.0, 2_000.0] {
        let intervals = intervals(peak)?;
        let (ours, _) = required(&intervals, patience, &goal)?;
        println!(
            "erlang_a_required  {} intervals  ours {:.1} ms  (queues up to {peak} contacts)",
            thousands(intervals.len()),
            ours.as_secs_f64() * 1e3
        );
    }
    let Some(python) = python else { return Ok(()) };
    if !python.has("pyworkforce.queuing", "ErlangA") {
        println!(
            "erlang_a_required  pyworkforce here has no ErlangA: it takes release 0.5.2 and Python 3.12; left out"
        );
        return Ok(());
    }
    let intervals = every(SHARE_FOR_ERLANG_A, &intervals(200.0)?);
    let (ours, agents) = required(&intervals, patience, &goal)?;
    let lines: String = intervals
        .iter()
        .map(|demand| {
            format!(
                "{},{INTERVAL_MINUTES},{},{PATIENCE_SECONDS},{SERVICE_LEVEL},{WITHIN_SECONDS}\n",
                demand.volume, demand.aht
            )
        })
        .collect();
    let answer = python.run("erlang_a.py", &[], &lines)?;
    let differ = differences(&agents, &counts(&answer.results));
    let work = format!("{} intervals", thousands(intervals.len()));
    let remark = format!(
        "every {SHARE_FOR_ERLANG_A}th of queues up to 200 contacts; {differ} results differ"
    );
    compare(
        "erlang_a_required",
        &work,
        ours,
        "pyworkforce ErlangA",
        answer.took,
        &remark,
    );
    Ok(())
}

fn counts(results: &[f64]) -> Vec<u32> {
    // A peer's refusal is −1 and saturates to 0, which differs from every requirement of an interval with contacts.
    results.iter().map(|agents| *agents as u32).collect()
}

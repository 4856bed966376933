//! A day's campaigns allocated: at once, from noon on, without a rule, in whole minutes and for the next roster, beside
//! the same program written plainly with good_lp.
//!
//! `./run bench allocation [--campaigns N] [--groups N] [--intervals N]`; 20 campaigns, 8 skill groups and 96 intervals
//! unless said.

mod centre;
mod plain;

use std::error::Error;
use std::time::Instant;

use crewcast_solver::allocation::audit::audit;
use crewcast_solver::allocation::{
    Allocation, AllocationError, CampaignDone, Problem, Progress, Rule, SegmentDone, allocate,
    ask_next_roster, without_rule,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).filter(|word| word != "--bench");
    let (mut campaigns, mut groups, mut intervals) = (20, 8, 96);
    while let Some(word) = arguments.next() {
        let size = match word.as_str() {
            "--campaigns" => &mut campaigns,
            "--groups" => &mut groups,
            "--intervals" => &mut intervals,
            _ => return Err(format!("{word} is unknown; see ./run help").into()),
        };
        let number = arguments.next().ok_or(format!("{word} needs a number"))?;
        *size = number.parse::<usize>()?.max(1);
    }
    let problem = centre::problem(campaigns, groups, intervals);
    println!("{campaigns} campaigns, {groups} skill groups, {intervals} intervals of 15 minutes");
    let day = timed("the day", &problem, || allocate(&problem))?;
    let later = problem.after(half_done(&problem, &day, intervals / 2));
    timed("from its middle on", &later, || allocate(&later))?;
    let confirmed = day
        .rules
        .iter()
        .filter(|effect| effect.binding)
        .max_by(|a, b| gain(a).total_cmp(&gain(b)))
        .map_or(Rule::InboundProtection, |effect| effect.rule);
    let start = Instant::now();
    let without = without_rule(&problem, confirmed)?;
    let elapsed = start.elapsed();
    let at_most = day.rules.iter().find(|effect| effect.rule == confirmed);
    println!(
        "without {confirmed:<22} {:>8.1} ms  objective {:.2}, by prices at most {:.2}",
        milliseconds(elapsed),
        without.objective,
        at_most.map_or(f64::NAN, gain),
    );
    let start = Instant::now();
    let request = ask_next_roster(&problem, &day, &vec![30.0; groups])?;
    println!(
        "next roster                    {:>8.1} ms  {:.1} agent-hours that bring {:.2} for {:.2}",
        milliseconds(start.elapsed()),
        request.total_hours,
        request.value,
        request.cost,
    );
    let start = Instant::now();
    let objective = plain::solve(&problem)?;
    println!(
        "plain good_lp                  {:>8.1} ms  objective {objective:.2}, ours {:.2}",
        milliseconds(start.elapsed()),
        day.objective,
    );
    let whole = Problem {
        whole_minutes: true,
        ..problem.clone()
    };
    match timed("the day, whole minutes", &whole, || allocate(&whole)) {
        Ok(_) => {}
        Err(error) if error.is::<AllocationError>() => println!("the day, whole minutes: {error}"),
        Err(error) => return Err(error),
    }
    Ok(())
}

fn gain(effect: &crewcast_solver::allocation::RuleEffect) -> f64 {
    effect
        .objective_without_at_most
        .unwrap_or(f64::NEG_INFINITY)
}

fn timed(
    name: &str,
    problem: &Problem,
    solve: impl Fn() -> Result<Allocation, AllocationError>,
) -> Result<Allocation, Box<dyn Error>> {
    let start = Instant::now();
    let allocation = solve()?;
    let elapsed = start.elapsed();
    let faults = audit(problem, &allocation);
    println!(
        "{name:<30} {:>8.1} ms  objective {:.2}, {:.1} minutes missing to minima, faults {}",
        milliseconds(elapsed),
        allocation.objective,
        allocation.shortfall_minutes(),
        faults.len(),
    );
    Ok(allocation)
}

fn milliseconds(elapsed: std::time::Duration) -> f64 {
    elapsed.as_secs_f64() * 1e3
}

/// Nine tenths of what was planned before an interval has come true.
fn half_done(problem: &Problem, day: &Allocation, from: usize) -> Progress {
    let share = |planned: &[f64]| 0.9 * planned[..from].iter().sum::<f64>();
    let campaigns = day.campaigns.iter().map(|given| CampaignDone {
        minutes: share(&given.minutes),
        money: 0.9 * given.money * given.minutes[..from].iter().sum::<f64>()
            / given.total_minutes.max(1e-9),
    });
    let lists = problem.lists.iter().enumerate().map(|(list, own)| {
        let segments = (0..own.segments.len()).map(|segment| {
            let callers = day.campaigns.iter().zip(&problem.campaigns);
            let callers = callers.filter(|(_, terms)| terms.list == list);
            let attempts = callers
                .map(|(given, _)| share(&given.attempts_by_segment[segment]))
                .sum();
            SegmentDone {
                attempts,
                attempts_that_day: attempts,
                attempts_that_hour: 0.0,
            }
        });
        segments.collect()
    });
    Progress {
        from,
        campaigns: campaigns.collect(),
        lists: lists.collect(),
    }
}

//! Ways of pacing an outbound floor side by side: occupancy and abandoned calls, steady and after a step of the rates;
//! the best that is possible where the rates are known; and how long a decision takes.
//!
//! `cargo bench --bench pacing -- steady steps optimum others speed`: parts of it, all unless said. `--agents 10,50` only
//! these.

mod optimum;

use std::hint::black_box;
use std::ops::Range;
use std::time::Instant;

use crewcast_forecasts::pacing::dialers::{
    AdaptiveRatio, AdaptiveRatioOptions, Dialer, SteadyPace,
};
use crewcast_forecasts::pacing::floor::{Floor, FloorFigures, HalfWidth, RateStep, simulate};
use crewcast_forecasts::pacing::{Expectations, MeasuringWindow, Mode, Pacer, PacingState, Policy};
use crewcast_forecasts::simulation::Distribution;
use crewcast_forecasts::units::{AhtSeconds, Share, WaitSeconds};
use rand_core::{Rng, SeedableRng};
use rand_distr::{Distribution as _, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::optimum::Process;

type Failure = Box<dyn std::error::Error>;

const CAP: f64 = 0.03;
const HOUR: f64 = 3_600.0;
const RUN_SECONDS: f64 = 8.0 * HOUR;
const STEP_AT: f64 = 4.0 * HOUR;
const LIVE_ANSWER: f64 = 0.3;
const HANDLE_SECONDS: f64 = 180.0;
const GRACE_SECONDS: f64 = 2.0;
/// Not a seed that anything was tuned on.
const SEED: u64 = 20_261_201;
const PATHS: u32 = 1_000;

/// The first half hour is learning; it counts in the window, not here.
const LEARNT: Range<f64> = 0.5 * HOUR..RUN_SECONDS;
const AFTER_STEP: Range<f64> = STEP_AT..STEP_AT + HOUR;

fn policy(mode: Mode) -> Result<Policy, Failure> {
    Ok(Policy {
        mode,
        maximum_abandoned: Share::from_f64(CAP)?,
        exceeding: Share::from_f64(0.05)?,
        connect_within: WaitSeconds::new(GRACE_SECONDS)?,
        maximum_lines: None,
        maximum_calls_per_agent: None,
        // Wrong on purpose: the dialer has to learn.
        expectations: Expectations {
            live_answer: Share::from_f64(0.25)?,
            ring_until_answer_seconds: 12.0,
            ring_unanswered_seconds: 25.0,
            talk_seconds: 150.0,
            wrap_up_seconds: 0.0,
        },
    })
}

fn replications(agents: u32) -> u32 {
    (2_000 / agents).clamp(10, 100)
}

fn floor(agents: u32) -> Floor {
    Floor::new(
        agents,
        RUN_SECONDS,
        LIVE_ANSWER,
        Distribution::exponential(HANDLE_SECONDS),
    )
}

fn figure(of: HalfWidth) -> String {
    let half_width = of.half_width.unwrap_or(f64::NAN);
    format!("{:5.2} ±{:4.2} %", of.value * 100.0, half_width * 100.0)
}

fn report(name: &str, agents: u32, dialer: &str, figures: &FloorFigures) {
    let (share, _, upper) = figures.exceeded;
    print!("{name:<24} {agents:>3} agents  {dialer:<16}");
    for stretch in &figures.stretches {
        print!(
            "  busy {}  abandoned {}",
            figure(stretch.occupancy),
            figure(stretch.abandoned)
        );
    }
    println!(
        "  window: abandoned {}, above the cap in {:.0} % of runs (at most {:.0} %), clustering {:.1}",
        figure(figures.whole.abandoned),
        share * 100.0,
        upper * 100.0,
        figures.clustering,
    );
}

fn play<D: Dialer>(
    name: &str,
    floor: &Floor,
    dialer: &str,
    new_dialer: impl Fn() -> Result<D, crewcast_forecasts::pacing::PacingError>,
    stretches: &[Range<f64>],
) -> Result<(), Failure> {
    let cap = Share::from_f64(CAP)?;
    let figures = simulate(
        floor,
        new_dialer,
        cap,
        stretches,
        SEED,
        replications(floor.agents),
    )?;
    report(name, floor.agents, dialer, &figures);
    Ok(())
}

fn play_ours(name: &str, floor: &Floor, stretches: &[Range<f64>]) -> Result<(), Failure> {
    let ours = policy(Mode::Predictive)?;
    play(name, floor, "ours", || Pacer::new(ours), stretches)
}

fn play_adaptive(name: &str, floor: &Floor, stretches: &[Range<f64>]) -> Result<(), Failure> {
    let options = AdaptiveRatioOptions {
        maximum_abandoned: Share::from_f64(CAP)?,
        maximum_level: 3.0,
        target: 0,
    };
    let new = || Ok(AdaptiveRatio::new(options));
    play(name, floor, "adaptive ratio", new, stretches)
}

/// All four on one floor whose rates stay.
fn all_four(name: &str, floor: &Floor) -> Result<(), Failure> {
    let progressive = policy(Mode::Progressive)?;
    let stretches = [LEARNT];
    play(
        name,
        floor,
        "progressive",
        || Pacer::new(progressive),
        &stretches,
    )?;
    let cap = Share::from_f64(CAP)?;
    let handle_seconds = floor.talk.mean_seconds
        + floor
            .wrap_up
            .as_ref()
            .map_or(0.0, |times| times.mean_seconds);
    let aht = AhtSeconds::new(handle_seconds)?;
    let grace = WaitSeconds::new(GRACE_SECONDS)?;
    let live_answer = Share::from_f64(floor.live_answer)?;
    let steady = || SteadyPace::within(cap, floor.agents, aht, grace, live_answer);
    play(name, floor, "open loop", steady, &stretches)?;
    play_adaptive(name, floor, &stretches)?;
    play_ours(name, floor, &stretches)
}

/// By what live answers and handle times are multiplied.
const STEPS: [(&str, f64, f64); 4] = [
    ("answers ×1.3", 1.3, 1.0),
    ("answers ×0.7", 0.7, 1.0),
    ("handle time ×1.3", 1.0, 1.3),
    ("handle time ×0.7", 1.0, 0.7),
];

/// The floor as it is once the rates have changed.
fn changed(agents: u32, live_answer_factor: f64, handle_time_factor: f64) -> Floor {
    let mut floor = floor(agents);
    floor.live_answer *= live_answer_factor;
    floor.talk.mean_seconds *= handle_time_factor;
    floor
}

/// After a step, and in the same hour of a floor that has had the new rates from its start: what is lost by following.
fn steps(agents: u32) -> Result<(), Failure> {
    for (name, live_answer_factor, handle_time_factor) in STEPS {
        let mut floor = floor(agents);
        floor.step = Some(RateStep {
            at_seconds: STEP_AT,
            live_answer_factor,
            handle_time_factor,
        });
        let stretches = [LEARNT, AFTER_STEP];
        let stepped = format!("{name} at 4 h");
        play_adaptive(&stepped, &floor, &stretches)?;
        play_ours(&stepped, &floor, &stretches)?;
        let stationary = changed(agents, live_answer_factor, handle_time_factor);
        play_ours(&format!("{name} all along"), &stationary, &stretches)?;
    }
    Ok(())
}

/// Agents of the largest floor whose optimum is looked for: its states grow too many.
const MOST_AGENTS_OF_OPTIMUM: u32 = 10;

/// Lines at once that the optimum may have; more for few answers.
fn most_lines(floor: &Floor) -> usize {
    (3.5 / floor.live_answer).round().clamp(9.0, 15.0) as usize
}

/// Halvings of the price of an abandoned call, and where they begin, in connected calls.
const HALVINGS: u32 = 6;
const PRICES: Range<f64> = 0.4..1.8;

/// The busiest policy within the cap where the rates are known and stay, decided once a slot; ours decided as often and every
/// second, which learns them.
fn optimum(agents: u32) -> Result<(), Failure> {
    if agents > MOST_AGENTS_OF_OPTIMUM {
        return Ok(());
    }
    let as_it_is = [("as it is", 1.0, 1.0)];
    for (name, live_answer_factor, handle_time_factor) in as_it_is.into_iter().chain(STEPS) {
        let mut floor = changed(agents, live_answer_factor, handle_time_factor);
        let mut process = Process::new(&floor, most_lines(&floor));
        let Range { mut start, mut end } = PRICES;
        let (cap, stretches) = (Share::from_f64(CAP)?, [LEARNT]);
        let mut within = None;
        for _ in 0..HALVINGS {
            let price = f64::midpoint(start, end);
            let policy = process.best(price);
            floor.decides_every_seconds = policy.slot_seconds;
            let new = || Ok(policy.clone());
            let runs = replications(agents);
            let figures = simulate(&floor, new, cap, &stretches, SEED, runs)?;
            if figures.stretches[0].abandoned.value > CAP {
                start = price;
            } else {
                end = price;
                within = Some((price, figures));
            }
        }
        if let Some((price, figures)) = within {
            report(name, agents, &format!("optimum, λ {price:.2}"), &figures);
        }
        play_ours(&format!("{name}, as often"), &floor, &stretches)?;
        floor.decides_every_seconds = 1.0;
        play_ours(&format!("{name}, each second"), &floor, &stretches)?;
    }
    Ok(())
}

fn others(agents: u32) -> Result<(), Failure> {
    let with = |change: &dyn Fn(&mut Floor)| {
        let mut changed = floor(agents);
        change(&mut changed);
        changed
    };
    all_four(
        "lognormal, cv 1",
        &with(&|floor| floor.talk = Distribution::lognormal(HANDLE_SECONDS, 1.0)),
    )?;
    all_four("15 % answer", &with(&|floor| floor.live_answer = 0.15))?;
    all_four("50 % answer", &with(&|floor| floor.live_answer = 0.5))?;
    all_four(
        "30 s of it wrap-up",
        &with(&|floor| {
            floor.talk = Distribution::exponential(HANDLE_SECONDS - 30.0);
            floor.wrap_up = Some(Distribution::lognormal(30.0, 0.5));
        }),
    )
}

/// A floor at work: nine agents in ten talk, and lines ring for the answers they will need.
fn a_moment(agents: u32, generator: &mut Xoshiro256PlusPlus) -> PacingState {
    let mut uniform = || (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    let talking = agents * 9 / 10;
    PacingState {
        idle: agents - talking,
        talking_seconds: (0..talking)
            .map(|_| -HANDLE_SECONDS * (1.0 - uniform()).ln())
            .collect(),
        ringing_seconds: (0..agents / 4).map(|_| 20.0 * uniform()).collect(),
        window: MeasuringWindow {
            answered: 2_000,
            abandoned: 50,
            remaining_seconds: RUN_SECONDS,
        },
        ..PacingState::default()
    }
}

/// The same question answered by playing the next seconds: lines until an answer would be abandoned in more than
/// `threshold` of the paths, all with one answer time.
fn by_paths(state: &PacingState, threshold: f64, generator: &mut Xoshiro256PlusPlus) -> u32 {
    let (answer, width) = (10.0, 10.0);
    let mut balances = Vec::with_capacity(PATHS as usize);
    let uniform = |generator: &mut Xoshiro256PlusPlus| {
        (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    };
    for _ in 0..PATHS {
        let mut balance = i64::from(state.idle);
        for _ in &state.talking_seconds {
            let left: f64 = Exp1.sample(generator);
            balance += i64::from(left * HANDLE_SECONDS < answer + GRACE_SECONDS);
        }
        for rung in &state.ringing_seconds {
            let still = (1.0 - (rung - 5.0) / width).clamp(0.0, 1.0) * LIVE_ANSWER;
            let probability = still / (still + 1.0 - LIVE_ANSWER);
            balance -= i64::from(uniform(generator) < probability);
        }
        balances.push(balance);
    }
    let mut lines = 0;
    loop {
        let nobody = balances.iter().filter(|balance| **balance <= 0).count();
        if nobody as f64 > threshold * f64::from(PATHS) {
            return lines;
        }
        lines += 1;
        for balance in &mut balances {
            *balance -= i64::from(uniform(generator) < LIVE_ANSWER / 2.0);
        }
    }
}

fn speed(agents: u32) -> Result<(), Failure> {
    const STATES: usize = 200;
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(SEED);
    let states: Vec<PacingState> = (0..STATES)
        .map(|_| a_moment(agents, &mut generator))
        .collect();
    let mut pacer = Pacer::new(policy(Mode::Predictive)?)?;
    let mut now_seconds = 0.0;
    let (mut ours, mut theirs) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..5 {
        let start = Instant::now();
        for state in &states {
            now_seconds += 1.0;
            black_box(pacer.decide(now_seconds, black_box(state))?);
        }
        ours = ours.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        for state in &states {
            black_box(by_paths(black_box(state), 0.1, &mut generator));
        }
        theirs = theirs.min(start.elapsed().as_secs_f64());
    }
    println!(
        "decision  {agents:>3} agents  ours {:.1} µs  {PATHS} sampled paths {:.1} µs  ratio {:.0}×",
        ours / STATES as f64 * 1e6,
        theirs / STATES as f64 * 1e6,
        theirs / ours,
    );
    Ok(())
}

fn main() -> Result<(), Failure> {
    let mut parts = Vec::new();
    let mut sizes = vec![10, 20, 50, 200];
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--bench" => {}
            "--agents" => {
                let list = arguments
                    .next()
                    .ok_or("--agents wants numbers, such as 10,50")?;
                sizes = list.split(',').map(str::parse).collect::<Result<_, _>>()?;
            }
            "steady" | "steps" | "optimum" | "others" | "speed" => parts.push(argument),
            other => {
                return Err(format!(
                    "there is no part {other}; give steady, steps, optimum, others or speed"
                )
                .into());
            }
        }
    }
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|named| named == part);
    for agents in sizes {
        if wanted("speed") {
            speed(agents)?;
        }
        if wanted("steady") {
            all_four("steady", &floor(agents))?;
        }
        if wanted("steps") {
            steps(agents)?;
        }
        if wanted("optimum") {
            optimum(agents)?;
        }
        if wanted("others") {
            others(agents)?;
        }
    }
    Ok(())
}

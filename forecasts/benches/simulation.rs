//! Simulated contacts a second on one thread: the plain case, everything switched on, and growth with agents and queues.
//!
//! One line a case, for programs to read: `name contacts seconds` separated by tabs, then what it comes to.

use std::time::Instant;

use crewcast_forecasts::simulation::model::{
    AgentGroup, AtStretchEnd, CallbackOffer, Centre, Channel, RateVariation, Redial,
    SimulatedQueue, Skill, Stretch,
};
use crewcast_forecasts::simulation::{Distribution, Shape, Simulation, SimulationError};
use crewcast_forecasts::units::{AnswerWithinSeconds, UnitError};

/// Many short rounds, of which the best counts: a busy machine interrupts long ones.
const ROUNDS: u64 = 20;
const CONTACTS_A_ROUND: u64 = 300_000;
const INTERVAL_SECONDS: f64 = 900.0;
const INTERVALS: usize = 40;
const HOURS: f64 = INTERVALS as f64 / 4.0;
const AHT_SECONDS: f64 = 180.0;
const PATIENCE_SECONDS: f64 = 120.0;

fn answer_within() -> Result<AnswerWithinSeconds, UnitError> {
    AnswerWithinSeconds::new(20.0)
}

/// Contacts of one interval that keep `agents` busy for `occupancy` of their time.
fn contacts(agents: u32, occupancy: f64) -> f64 {
    f64::from(agents) * occupancy * INTERVAL_SECONDS / AHT_SECONDS
}

fn queue(contacts_per_interval: f64) -> Result<SimulatedQueue, UnitError> {
    let mut queue = SimulatedQueue::voice(
        vec![contacts_per_interval; INTERVALS],
        AHT_SECONDS,
        answer_within()?,
    );
    queue.patience = Some(Distribution::exponential(PATIENCE_SECONDS));
    Ok(queue)
}

/// M/M/n+M with agents on queue all day.
fn plain(contacts_per_day: f64, agents: u32) -> Result<Centre, UnitError> {
    let mut centre = Centre::new(INTERVAL_SECONDS, INTERVALS);
    centre
        .queues
        .push(queue(contacts_per_day / INTERVALS as f64)?);
    let horizon = centre.horizon_seconds();
    centre
        .agent_groups
        .push(AgentGroup::all_day(agents, vec![Skill::of(0)], horizon));
    Ok(centre)
}

/// Queues of equal size; each group of agents takes three of them.
fn many_queues(queues: usize, agents: u32) -> Result<Centre, UnitError> {
    let mut centre = Centre::new(INTERVAL_SECONDS, INTERVALS);
    let horizon = centre.horizon_seconds();
    for number in 0..queues {
        let mut queue = queue(contacts(agents, 0.92) / queues as f64)?;
        queue.priority = number as u32 % 3;
        centre.queues.push(queue);
        let mut skills = Vec::new();
        for preference in 0..3_u32.min(queues as u32) {
            let queue = (number + preference as usize * 7) % queues;
            if skills.iter().all(|skill: &Skill| skill.queue != queue) {
                skills.push(Skill {
                    queue,
                    preference,
                    handle_time_factor: 1.0,
                });
            }
        }
        let share = agents / queues as u32 + u32::from(number < agents as usize % queues);
        centre
            .agent_groups
            .push(AgentGroup::all_day(share, skills, horizon));
    }
    Ok(centre)
}

/// Random rates, general handle times and patience, redials, callbacks, chat, email, outbound, priorities, trunks, and
/// named agents with breaks.
fn everything(agents: u32) -> Result<Centre, UnitError> {
    let mut centre = Centre::new(INTERVAL_SECONDS, INTERVALS);
    let horizon = centre.horizon_seconds();
    for (share, priority) in [(0.35, 0), (0.25, 1)] {
        let mut voice = queue(contacts(agents, share))?;
        voice.priority = priority;
        voice.arrivals.variation = RateVariation::Gamma {
            of_the_day: 0.1,
            of_the_interval: 0.1,
        };
        voice.handle_time.shape = Shape::Lognormal {
            coefficient_of_variation: 1.2,
        };
        voice.patience = Some(Distribution::gamma(PATIENCE_SECONDS, 1.4));
        voice.redial = Some(Redial {
            after_abandoning: 0.3,
            after_blocking: 0.5,
            delay: Distribution::exponential(300.0),
        });
        voice.callback = Some(CallbackOffer {
            when_expected_wait_exceeds_seconds: 60.0,
            acceptance: 0.3,
            promised_within_seconds: 3600.0,
            kept_free: 1,
        });
        centre.queues.push(voice);
    }
    let mut chat = queue(contacts(agents, 0.2))?;
    chat.channel = Channel::Chat {
        slow_down_per_extra_chat: 1.3,
    };
    chat.priority = 1;
    centre.queues.push(chat);
    let mut email = queue(contacts(agents, 0.1))?;
    email.patience = None;
    email.channel = Channel::Deferred {
        due_seconds: 4.0 * 3600.0,
        kept_free: 1,
    };
    centre.queues.push(email);
    let mut outbound = queue(0.0)?;
    outbound.patience = None;
    outbound.channel = Channel::Outbound { kept_free: 3 };
    centre.queues.push(outbound);
    centre.trunks = Some(3 * agents);
    let skill = |queue, preference| Skill {
        queue,
        preference,
        handle_time_factor: 1.0,
    };
    let mixes = [
        vec![skill(0, 0), skill(1, 1), skill(3, 2)],
        vec![skill(1, 0), skill(0, 1), skill(4, 2)],
        vec![skill(2, 0), skill(3, 1)],
        vec![
            skill(0, 0),
            skill(1, 0),
            skill(2, 1),
            skill(3, 2),
            skill(4, 3),
        ],
    ];
    for number in 0..agents {
        let pause = horizon * (0.3 + 0.4 * f64::from(number) / f64::from(agents));
        centre.agent_groups.push(AgentGroup {
            agents: 1,
            skills: mixes[number as usize % mixes.len()].clone(),
            on_queue: vec![
                Stretch {
                    start_seconds: 0.0,
                    end_seconds: pause,
                },
                Stretch {
                    start_seconds: pause + 1800.0,
                    end_seconds: horizon,
                },
            ],
            concurrent_chats: 3,
            at_stretch_end: if number % 2 == 0 {
                AtStretchEnd::FinishContact
            } else {
                AtStretchEnd::Preempt
            },
        });
    }
    Ok(centre)
}

/// Time this thread has had a processor, where the system tells: others' load is then left out.
fn processor_seconds() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = told.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

fn measure(name: &str, centre: &Centre) -> Result<(), SimulationError> {
    let simulation = Simulation::new(centre)?;
    let mut in_one = 0;
    simulation.replicate(1, 0..1, |_, tally| in_one = tally.contacts());
    let replications = CONTACTS_A_ROUND.div_ceil(in_one.max(1)).max(1) as u32;
    let (mut contacts, mut best) = (0, f64::INFINITY);
    let (mut all_contacts, processor_start) = (0, processor_seconds());
    for round in 0..ROUNDS {
        let start = Instant::now();
        let mut of_round = 0;
        simulation.replicate(round, 0..replications, |_, tally| {
            of_round += tally.contacts();
        });
        let seconds = start.elapsed().as_secs_f64();
        all_contacts += of_round;
        if contacts == 0 || seconds / (of_round as f64) < best / contacts as f64 {
            (contacts, best) = (of_round, seconds);
        }
    }
    let rate = contacts as f64 / best / 1e6;
    print!("{name}\t{contacts}\t{best:.6}\t{rate:.2} M contacts/s, best of {ROUNDS} rounds");
    if let (Some(start), Some(end)) = (processor_start, processor_seconds()) {
        let of_processor = all_contacts as f64 / (end - start) / 1e6;
        print!(", {of_processor:.2} M of processor time over all");
    }
    println!();
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // 10,000 calls of 180 s in 10 hours are 50 erlangs.
    let agents = (10_000.0 * AHT_SECONDS / (HOURS * 3600.0) * 1.04_f64) as u32;
    measure("plain_10000_calls_a_day", &plain(10_000.0, agents)?)?;
    measure("everything", &everything(200)?)?;
    for agents in [10, 100, 1000, 10_000] {
        let calls = contacts(agents, 0.95) * INTERVALS as f64;
        measure(&format!("agents_{agents}"), &plain(calls, agents)?)?;
    }
    for queues in [1, 10, 50, 200] {
        measure(
            &format!("queues_{queues}_agents_1000"),
            &many_queues(queues, 1000)?,
        )?;
    }
    Ok(())
}

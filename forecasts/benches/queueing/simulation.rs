//! A queue with patience, simulated contact by contact for days of 10,000 contacts.

use std::error::Error;
use std::time::{Duration, Instant};

use crewcast_forecasts::erlang::a;
use crewcast_forecasts::simulation::model::{AgentGroup, Centre, SimulatedQueue, Skill};
use crewcast_forecasts::simulation::{Distribution, Simulation};
use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, Erlangs, PatienceSeconds};

use crate::WITHIN_SECONDS;
use crate::line::thousands;
use crate::peers::Python;

const CONTACTS_A_DAY: f64 = 10_000.0;
/// Also in the peers' scripts.
const DAY_SECONDS: f64 = 36_000.0;
const AHT_SECONDS: f64 = 180.0;
const PATIENCE_SECONDS: f64 = 120.0;
const AGENTS: u32 = 52;
const SEED: u64 = 1;

/// Days each plays: a second or so of each one's time.
const OUR_DAYS: u32 = 1_000;
const PEER_DAYS: u32 = 3;

/// Contacts simulated, how many of them hung up, and how long it took.
struct Played {
    contacts: f64,
    abandoned: f64,
    took: Duration,
}

impl Played {
    fn contacts_per_second(&self) -> f64 {
        self.contacts / self.took.as_secs_f64()
    }

    fn print(&self, name: &str, ours: &Self) {
        println!(
            "simulation_plain_day  {} contacts  {name} {:.3} M contacts/s  ours {:.2} M contacts/s  ratio {:.0}×  \
             (abandoned {:.2} %, ours {:.2} %, exact in the long run {:.2} %)",
            thousands(self.contacts as usize),
            self.contacts_per_second() / 1e6,
            ours.contacts_per_second() / 1e6,
            ours.contacts_per_second() / self.contacts_per_second(),
            100.0 * self.abandoned / self.contacts,
            100.0 * ours.abandoned / ours.contacts,
            100.0 * exact_abandonment().unwrap_or(f64::NAN),
        );
    }
}

fn exact_abandonment() -> Result<f64, Box<dyn Error>> {
    let load = Erlangs::new(CONTACTS_A_DAY * AHT_SECONDS / DAY_SECONDS)?;
    let patience = PatienceSeconds::new(PATIENCE_SECONDS)?;
    Ok(a::Queue::steady(load, AGENTS, AhtSeconds::new(AHT_SECONDS)?, patience).p_abandon())
}

fn ours() -> Result<Played, Box<dyn Error>> {
    let mut centre = Centre::new(DAY_SECONDS, 1);
    let within = AnswerWithinSeconds::new(WITHIN_SECONDS)?;
    let mut queue = SimulatedQueue::voice(vec![CONTACTS_A_DAY], AHT_SECONDS, within);
    queue.patience = Some(Distribution::exponential(PATIENCE_SECONDS));
    centre.queues.push(queue);
    centre
        .agent_groups
        .push(AgentGroup::all_day(AGENTS, vec![Skill::of(0)], DAY_SECONDS));
    let simulation = Simulation::new(&centre)?;
    let mut played = Played {
        contacts: 0.0,
        abandoned: 0.0,
        took: Duration::ZERO,
    };
    let start = Instant::now();
    simulation.replicate(SEED, 0..OUR_DAYS, |_, tally| {
        played.contacts += tally.contacts() as f64;
        played.abandoned += tally.queue(0, 0..1).abandoned as f64;
    });
    played.took = start.elapsed();
    Ok(played)
}

pub fn plain_day(python: Option<&Python>) -> Result<(), Box<dyn Error>> {
    let ours = ours()?;
    println!(
        "simulation_plain_day  {} contacts  ours {:.2} M contacts/s  ({AGENTS} agents, one thread)",
        thousands(ours.contacts as usize),
        ours.contacts_per_second() / 1e6
    );
    let Some(python) = python else { return Ok(()) };
    for (name, script) in [("SimPy", "simpy_day.py"), ("Ciw", "ciw_day.py")] {
        let arguments = [
            f64::from(PEER_DAYS),
            CONTACTS_A_DAY,
            AHT_SECONDS,
            PATIENCE_SECONDS,
            f64::from(AGENTS),
            SEED as f64,
        ];
        let answer = python.run(script, &arguments.map(|argument| argument.to_string()), "")?;
        let [contacts, abandoned] = answer.results[..] else {
            return Err(format!(
                "{script} printed {} figures instead of 2",
                answer.results.len()
            )
            .into());
        };
        Played {
            contacts,
            abandoned,
            took: answer.took,
        }
        .print(name, &ours);
    }
    Ok(())
}

//! Textbook searches for the agents required, as code for this is usually written.

use crate::workload::{Demand, INTERVAL_MINUTES};
use crate::{MAXIMUM_OCCUPANCY, SERVICE_LEVEL, WITHIN_SECONDS};

fn load(demand: Demand) -> f64 {
    demand.volume.contacts() * demand.aht.seconds() / (f64::from(INTERVAL_MINUTES) * 60.0)
}

fn service_level(load: f64, agents: f64, blocking: f64, aht: f64) -> f64 {
    let p_wait = blocking / (1.0 - load / agents * (1.0 - blocking));
    1.0 - p_wait * (-(agents - load) * WITHIN_SECONDS / aht).exp()
}

fn is_enough(load: f64, agents: f64, blocking: f64, aht: f64) -> bool {
    load / agents <= MAXIMUM_OCCUPANCY
        && service_level(load, agents, blocking, aht) >= SERVICE_LEVEL
}

/// For each n from the first stable one, B from 0 to n by B(k) = A B / (k + A B).
pub fn naive(demand: Demand) -> u32 {
    let load = load(demand);
    if load == 0.0 {
        return 0;
    }
    let mut agents = load.floor() as u32 + 1;
    loop {
        let mut blocking = 1.0;
        for k in 1..=agents {
            blocking = load * blocking / (f64::from(k) + load * blocking);
        }
        if is_enough(load, f64::from(agents), blocking, demand.aht.seconds()) {
            return agents;
        }
        agents += 1;
    }
}

/// The same recursion run through once: a fairer opponent than the usual code.
pub fn one_pass(demand: Demand) -> u32 {
    let load = load(demand);
    if load == 0.0 {
        return 0;
    }
    let mut blocking = 1.0;
    let mut agents = 0.0;
    loop {
        agents += 1.0;
        blocking = load * blocking / (agents + load * blocking);
        if agents > load && is_enough(load, agents, blocking, demand.aht.seconds()) {
            return agents as u32;
        }
    }
}

//! A day with a fifth more calls than forecast from eleven o'clock: what is advised at half past twelve, and the day's service
//! with and without following it. The judge of that is a simulation of its own: other draws, the true demand, and the agents as
//! the schedule has them. Figures: `./run test --test system -- --nocapture a_fifth_more`.

mod advice;
mod calls;
mod centre;
mod floor;
mod true_days;

const AGENTS: usize = 48;
const QUEUES: [(&str, f64, f64); 2] = [("Cards", 70.0, 240.0), ("Loans", 45.0, 300.0)];

/// The Tuesday: Berlin is two hours ahead.
const TUESDAY: &str = "2026-06-02";
const START: &str = "2026-06-01T22:00:00Z";
const PATIENCE_SECONDS: f64 = 150.0;

/// From eleven on, in half hours of the day.
const SURGE_FROM: usize = 22;
/// Half past twelve.
const NOW: usize = 25;

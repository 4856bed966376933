//! Dialer pacing: properties of single decisions, the simulated floor against exact formulas, and what the dialer is
//! for: busy agents, few abandoned calls, also after a step of the rates.

mod decisions;
mod floors;
mod given;
mod goals;

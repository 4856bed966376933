//! The centre: business units, management units, teams, agents, skills, queues, planning groups, service goals,
//! activity codes and work plans.

pub mod routes;
mod week_grid;

pub use week_grid::{GridDay, WeekGrid, midnight};

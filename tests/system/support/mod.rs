//! A running centre for each test, and what tests say to it.

mod answer;
mod centre;
mod engine;
mod floor;
mod json;
mod large_centre;
mod terminal;

pub use answer::{Answer, assert_problem};
pub use centre::{Centre, PASSWORD};
pub use engine::Engine;
pub use floor::Floor;
pub use json::{list, number, text};
pub use large_centre::{AGENTS, centre_of_300};
pub use terminal::Terminal;

//! A running centre for each test, and what tests say to it.

mod answer;
mod centre;
mod engine;
mod terminal;

pub use answer::{Answer, assert_problem};
pub use centre::{Centre, PASSWORD};
pub use engine::Engine;
pub use terminal::Terminal;

//! Benchmark files as rostering problems, and rosters in the formats of their judges: text in, problem out; nothing here
//! reads a file.

mod curtois;

pub use curtois::{CurtoisError, read_curtois, write_curtois};

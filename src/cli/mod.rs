//! The command line: the same operations as the API's, for terminals and scripts.

mod arguments;
mod doctor;
mod init;
mod migrate;
mod output;
mod run;
mod runtime;
mod serve;

pub use run::run;

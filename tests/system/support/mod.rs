//! A running centre for each test, and what tests say to it.

mod answer;
mod authenticator;
mod browser;
mod centre;
mod engine;
mod event_stream;
mod floor;
mod json;
mod large_centre;
mod oidc_provider;
mod receiver;
mod server_process;
mod terminal;
mod told_runs;

pub use answer::{Answer, assert_problem};
pub use authenticator::code_at;
pub use browser::Browser;
pub use centre::{Centre, PASSWORD, event_settings, new_key, new_tenant};
pub use engine::Engine;
pub use event_stream::{EventStream, Told};
pub use floor::Floor;
pub use json::{list, number, text};
pub use large_centre::{AGENTS, centre_of_300};
pub use oidc_provider::{CLIENT_SECRET, OidcProvider};
pub use receiver::{Received, Receiver, status};
pub use server_process::ServerProcess;
pub use terminal::{Ended, Terminal};
pub use told_runs::{run, tell_run};

//! Pacing of an outbound dialer: how many lines to start now.
//!
//! A line rings for seconds before a person answers, and most lines are never answered. A dialer that rings one line
//! an idle agent leaves agents waiting; one that rings more sometimes has an answer and no agent. An answered call
//! without an agent within a few seconds is an **abandoned** call, and law or policy caps their share.
//!
//! | module | what it is |
//! |---|---|
//! | [`Policy`] | mode, the cap, the seconds within which a live answer must be connected |
//! | [`PacingState`] | the floor at this moment: idle, talking, wrapping up, ringing, waiting, and the window so far |
//! | [`Pacer`] | learns from what it observes and decides: preview, progressive or predictive |
//! | [`dialers`] | what others do: one line an agent, a steady pace, an adaptive ratio |
//! | [`floor`] | a simulated floor on which all of them can be compared |
//!
//! Pacing without a look at the floor has closed formulas: [`crate::erlang::dialing`].

pub mod dialers;
mod error;
mod estimate;
pub mod floor;
mod observation;
mod policy;
mod predictive;
mod state;

pub use error::PacingError;
pub use observation::Observation;
pub use policy::{Expectations, Mode, Policy};
pub use predictive::{Decision, Outlook, Pacer, PacerMemory, Start};
pub use state::{MeasuringWindow, PacingState};

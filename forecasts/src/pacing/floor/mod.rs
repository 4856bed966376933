//! A simulated outbound floor: what a way of pacing gives, call by call.
//!
//! [`Floor`] says what is simulated, [`simulate`] plays it with a [`Dialer`](super::dialers::Dialer), [`FloorFigures`]
//! says what came of it and how sure that is. The numbers of a line (is it answered, after how long, for how long)
//! belong to the line, so that ways of pacing meet the same people.

mod figures;
mod model;
mod play;
mod run;

pub use figures::{FloorFigures, HalfWidth, StretchFigures};
pub use model::{Floor, RateStep};
pub use run::simulate;

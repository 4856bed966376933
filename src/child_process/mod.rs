//! Work in a process of its own, whose memory and processor time are bounded and which can be ended at once.
//!
//! A thread in the middle of a long step can be asked to stop but not made to, and what it allocates is everybody's. So heavy
//! work runs in a child: this very program with a command that is for no people. Its task goes in by its standard input, its
//! words come back by its standard output, one JSON document a line; a line [`STOP`] asks it to end with what it has, and the
//! end of its input, which only the parent's end brings, ends it. A cancelled child is killed; one that outgrows its memory or
//! its processor time ends alone.

mod child;
mod end;
mod limits;
mod parent;
mod running;
#[cfg(test)]
pub(crate) mod testing;

pub use child::{take_task, tell};
pub use end::ChildEnd;
pub use limits::ChildLimits;
pub use parent::{ChildProgram, Errand};

/// The parent's word that ends the work with the best there is so far.
const STOP: &str = "stop";

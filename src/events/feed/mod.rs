//! Events on their way to open streams: one poller a server reads what is new, and all its streams share what it read.

mod limits;
mod poller;
mod ring;
mod standing;
mod stream;

pub(super) use limits::{OpenStreams, StreamPlace};
pub(super) use poller::Poller;
pub(super) use ring::Ring;
pub(super) use standing::{Asks, Standing};
pub(super) use stream::{LAST_EVENT_ID_MEANING, Opening, open_stream};

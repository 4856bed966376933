//! How a child ends that comes to nothing.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use rustix::process::Signal;

use crate::failure::Failure;

/// What the standard library, C++ and libc say when there is no more memory.
const SIGNS_OF_NO_MEMORY: [&str; 3] = [
    "memory allocation of",
    "bad_alloc",
    "Cannot allocate memory",
];

/// Why a child has given no last word.
#[derive(Debug, thiserror::Error)]
pub enum ChildEnd {
    /// Nobody wants it any more.
    #[error("cancelled on request")]
    Cancelled,
    /// It was told to stop, and was in the middle of one long step.
    #[error("it was in the middle of one long step when its time was up")]
    NotStopped,
    /// It has outgrown its memory.
    #[error("it needed more than {memory_mebibytes} MiB of memory")]
    OutOfMemory {
        /// What it may use.
        memory_mebibytes: u64,
    },
    /// It has used up its processor time.
    #[error("it needed more than {cpu_seconds} seconds of processor time")]
    OutOfProcessorTime {
        /// What it may use.
        cpu_seconds: u64,
    },
    /// It could not be started, or died otherwise.
    #[error("{0}")]
    Fault(String),
}

impl ChildEnd {
    /// Of a child that ended with this status and these words on standard error.
    pub(super) fn of(
        status: &ExitStatus,
        words: &str,
        (memory_mebibytes, cpu_seconds): (u64, u64),
    ) -> Self {
        if status.signal() == Some(Signal::XCPU.as_raw()) {
            return Self::OutOfProcessorTime { cpu_seconds };
        }
        if SIGNS_OF_NO_MEMORY.iter().any(|sign| words.contains(sign)) {
            return Self::OutOfMemory { memory_mebibytes };
        }
        let last = words.lines().last().unwrap_or("nothing");
        Self::Fault(format!("the child ended with {status} and said {last:?}"))
    }

    /// As the service tells it, where none of it is the caller's matter to word.
    pub fn into_failure(self) -> Failure {
        match self {
            Self::Cancelled => Failure::Cancelled,
            other => Failure::Internal(other.to_string()),
        }
    }
}

//! What a child may take, set by itself before it does anything.

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::failure::Failure;

/// Bytes of a mebibyte.
const MEBIBYTE: u64 = 1 << 20;

/// A process that goes on beyond its processor time, deaf to the signal, is killed this much later, seconds.
const DEAF_SECONDS: u64 = 5;

/// What a child may take.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct ChildLimits {
    /// Address space it may use, MiB.
    #[arg(long)]
    pub memory_mebibytes: u64,
    /// Processor time it may use, of all its threads together, seconds; as much as it needs when left out.
    #[arg(long)]
    pub cpu_seconds: Option<u64>,
}

impl ChildLimits {
    /// Binds this process to them: an allocation beyond the memory fails, and the signal SIGXCPU comes at the end of the
    /// processor time. Either ends this process and no other.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the system does not take them.
    pub fn apply(self) -> Result<(), Failure> {
        let bytes = self.memory_mebibytes.saturating_mul(MEBIBYTE);
        set(Resource::As, (bytes, bytes), "memory")?;
        self.cpu_seconds.map_or(Ok(()), |seconds| {
            let bounds = (seconds, seconds.saturating_add(DEAF_SECONDS));
            set(Resource::Cpu, bounds, "processor time")
        })
    }
}

fn set(resource: Resource, (current, maximum): (u64, u64), what: &str) -> Result<(), Failure> {
    let limit = Rlimit {
        current: Some(current),
        maximum: Some(maximum),
    };
    setrlimit(resource, limit)
        .map_err(|error| Failure::Internal(format!("the {what} cannot be limited: {error}")))
}

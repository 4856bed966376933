//! What this process has used, as Linux counts it.

use std::error::Error;
use std::fs;

/// Linux reports processor time to programs in hundredths of a second whatever its own clock is.
const TICKS_PER_SECOND: f64 = 100.0;

/// Processor seconds of all threads so far, user and system; waiting for a busy machine does not count.
pub fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name in brackets may hold spaces; user and system time are the 12th and 13th fields after it.
    let (_, fields) = stat.rsplit_once(')').ok_or("/proc/self/stat has no name")?;
    let ticks: Vec<f64> = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    Ok(ticks.iter().sum::<f64>() / TICKS_PER_SECOND)
}

/// Forgets the peak of memory so far, where the kernel lets a process do so; otherwise the next peak is that of all.
pub fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The most memory held at once, MiB.
pub fn peak_mebibytes() -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .ok_or("/proc/self/status has no VmHWM")?;
    let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kibibytes / 1024.0)
}

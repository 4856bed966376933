//! What a process holds in memory.

/// A figure of a process's memory (`VmRSS` now, `VmHWM` at most), KiB; `process` is its id or `self`.
pub fn kibibytes(process: &str, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))
        .expect("Linux tells of a process");
    let line = status.lines().find(|line| line.starts_with(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    number.expect("Linux tells of its memory")
}

//! What a benchmark prints: one comparison a line.

use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 5;

/// The best of some rounds, and the results, so that they can be compared.
pub fn timed<I: Copy, R>(inputs: &[I], compute: impl Fn(I) -> R) -> (Duration, Vec<R>) {
    let mut best = Duration::MAX;
    let mut results = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        results = inputs
            .iter()
            .map(|input| compute(black_box(*input)))
            .collect();
        best = best.min(start.elapsed());
    }
    (best, results)
}

/// Prints how long both took for the same work.
pub fn compare(name: &str, work: &str, ours: Duration, peer: &str, theirs: Duration, remark: &str) {
    println!(
        "{name}  {work}  ours {:.1} ms  {peer} {:.1} ms  ratio {:.1}×  ({remark})",
        ours.as_secs_f64() * 1e3,
        theirs.as_secs_f64() * 1e3,
        theirs.as_secs_f64() / ours.as_secs_f64(),
    );
}

/// How many of the results differ.
pub fn differences(ours: &[u32], theirs: &[u32]) -> usize {
    ours.iter()
        .zip(theirs)
        .filter(|(ours, theirs)| ours != theirs)
        .count()
}

/// 67200 as 67,200.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

//! The forecaster: processor seconds beside Prophet and statsforecast, many queues at once, and how well calibrated its
//! sample paths are.
//!
//! `./run bench forecasting` installs the Python packages and runs everything. Arguments narrow it down: the words
//! `speed`, `queues` and `calibration` choose parts, numbers are the counts of queues (`queues 10 100 1000`).

mod calibration;
mod cores;
mod generated;
mod peers;
mod process;
mod queues;
mod series;
mod speed;

use std::error::Error;

/// Counts of queues where none are asked for; a thousand take long and are asked for by number.
const QUEUES: [usize; 2] = [10, 100];

fn main() -> Result<(), Box<dyn Error>> {
    // cargo adds --bench.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let (counts, words): (Vec<&String>, Vec<&String>) = arguments
        .iter()
        .partition(|argument| argument.parse::<usize>().is_ok());
    if let Some(word) = words
        .iter()
        .find(|word| !["speed", "queues", "calibration"].contains(&word.as_str()))
    {
        let message = format!(
            "{word:?} is no part of this benchmark; say speed, queues or calibration, or a number of queues"
        );
        return Err(message.into());
    }
    let mut counts: Vec<usize> = counts
        .iter()
        .filter_map(|count| count.parse().ok())
        .collect();
    if counts.is_empty() {
        counts = QUEUES.to_vec();
    }
    let wanted = |part: &str| words.is_empty() || words.iter().any(|word| *word == part);
    let shared = series::shared()?;
    if wanted("speed") {
        speed::compare(&shared)?;
    }
    if wanted("queues") {
        queues::grow(&counts)?;
    }
    if wanted("calibration") {
        calibration::table(&shared)?;
    }
    Ok(())
}

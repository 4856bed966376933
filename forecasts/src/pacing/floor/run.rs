//! Replications of a floor.

use std::ops::Range;

use super::figures::{FloorFigures, StretchSums};
use super::model::Floor;
use super::play::Ready;
use crate::pacing::PacingError;
use crate::pacing::dialers::Dialer;
use crate::simulation::Confidence;
use crate::units::Share;

const CONFIDENCE: f64 = 0.95;

/// Plays a floor so many times, each with a new dialer, and tells the whole run and each stretch of it (seconds from
/// the start). Equal seeds give equal figures.
///
/// # Errors
/// What [`Floor::check`] refuses, [`PacingError::NoDistribution`], no replications, and what the dialer refuses.
pub fn simulate<D: Dialer>(
    floor: &Floor,
    new_dialer: impl Fn() -> Result<D, PacingError>,
    cap: Share,
    stretches: &[Range<f64>],
    seed: u64,
    replications: u32,
) -> Result<FloorFigures, PacingError> {
    let no_replications = || PacingError::Number {
        what: "the number of replications",
        value: f64::from(replications),
        remedy: "at least 1",
    };
    let confidence = Confidence::new(CONFIDENCE)
        .filter(|_| replications > 0)
        .ok_or_else(no_replications)?;
    let ready = Ready::new(floor)?;
    let mut whole = StretchSums::default();
    let mut of_stretches = vec![StretchSums::default(); stretches.len()];
    let mut exceeded = 0;
    let (mut sum, mut squares) = (0.0, 0.0);
    for replication in 0..replications {
        let mut dialer = new_dialer()?;
        let (run, tallies) = ready.play(&mut dialer, seed, replication, stretches)?;
        whole.add(&run);
        for (sums, tally) in of_stretches.iter_mut().zip(&tallies) {
            sums.add(tally);
        }
        let abandoned = run.abandoned as f64;
        if abandoned > cap.as_f64() * run.answered as f64 {
            exceeded += 1;
        }
        sum += abandoned;
        squares += abandoned * abandoned;
    }
    let n = f64::from(replications);
    let mean = sum / n;
    Ok(FloorFigures {
        whole: whole.figures(replications, &confidence),
        stretches: of_stretches
            .iter()
            .map(|sums| sums.figures(replications, &confidence))
            .collect(),
        exceeded: confidence.proportion(exceeded, replications),
        clustering: if mean > 0.0 {
            (squares / n - mean * mean) / mean
        } else {
            0.0
        },
    })
}

//! How long a file's intervals are, told from how far apart its rows stand.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use csv::ByteRecord;

use super::layout::{Header, Role};
use super::source::Source;
use super::times::{self, Written};
use crate::failure::Failure;

/// Enough rows to see the rhythm of a file.
const ROWS_LOOKED_AT: usize = 20_000;

/// The commonest distance between two rows of one queue, in minutes: a few bad or missing rows do not change it.
///
/// # Errors
/// [`Failure::Invalid`] at `?intervalMinutes` when no two rows of a queue tell it.
pub(super) fn commonest_minutes(path: &Path, header: &Header) -> Result<u32, Failure> {
    let mut source = Source::open(path)?;
    let mut record = ByteRecord::new();
    let mut starts: HashMap<Vec<u8>, Vec<i64>> = HashMap::new();
    for _ in 0..ROWS_LOOKED_AT {
        if source.next(&mut record)?.is_none() {
            break;
        }
        let field = |role| {
            header
                .place(role)
                .and_then(|place| record.get(place))
                .unwrap_or_default()
        };
        if let Ok(Written::Utc(start) | Written::Local(start)) = times::read(field(Role::Start)) {
            starts
                .entry(field(Role::Queue).to_vec())
                .or_default()
                .push(start);
        }
    }
    let mut gaps: BTreeMap<i64, u64> = BTreeMap::new();
    for starts in starts.values_mut() {
        starts.sort_unstable();
        starts.dedup();
        for (one, next) in starts.iter().zip(starts.iter().skip(1)) {
            *gaps.entry(next - one).or_default() += 1;
        }
    }
    let mut best: Option<(i64, u64)> = None;
    for (gap, count) in gaps {
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((gap, count));
        }
    }
    best.filter(|(gap, _)| gap % 60 == 0)
        .and_then(|(gap, _)| u32::try_from(gap / 60).ok())
        .ok_or_else(|| {
            Failure::invalid(
                "?intervalMinutes",
                "interval-length-unknown",
                "the rows do not tell how long an interval is; send intervalMinutes",
            )
        })
}

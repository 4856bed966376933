//! Many agents' seconds in many windows, for figures over long times.

use std::collections::BTreeMap;

use super::days::present;
use super::profiles::Profile;
use super::reading::{AGENTS_AT_ONCE, observe};
use super::tally::Tally;
use super::timeline::{Segment, Window};
use crate::db::Conn;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// How long a stretch is read at once: this bounds memory whatever is asked for.
const BLOCK_MINUTES: i64 = 28 * 1_440;

/// Read on either side of a block, so that an excuse which reaches over its ends is found whatever the blocks are.
const MARGIN_MINUTES: i64 = 1_440;

/// Each agent's seconds by how plan and reality met, one tally a window, up to the present. Windows are in order of time
/// and do not overlap; an agent of whom nothing is known and for whom nothing was planned has tallies of unknown time.
///
/// # Errors
/// Only the database's.
pub fn tallies_of_windows(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    windows: &[Window],
    profile: &Profile,
) -> Result<BTreeMap<String, Vec<Tally>>, Failure> {
    let as_of = present(scope);
    let mut tallies: BTreeMap<String, Vec<Tally>> = agent_ids
        .iter()
        .map(|id| (id.clone(), vec![Tally::default(); windows.len()]))
        .collect();
    let Some((first, last)) = windows.first().zip(windows.last()) else {
        return Ok(tallies);
    };
    let end = last.end.min(as_of);
    for agents in agent_ids.chunks(AGENTS_AT_ONCE) {
        let mut start = first.start;
        while start < end {
            let block = Window {
                start,
                end: start.plus_minutes(BLOCK_MINUTES).min(end),
            };
            let read = Window {
                start: block.start.plus_minutes(-MARGIN_MINUTES),
                end: block.end.plus_minutes(MARGIN_MINUTES).min(as_of),
            };
            for (id, observed) in observe(conn, scope, agents, read, profile)? {
                if let Some(sums) = tallies.get_mut(&id) {
                    add_block(&observed.timeline.segments(block), windows, sums);
                }
            }
            start = block.end;
        }
    }
    Ok(tallies)
}

/// Adds a block's segments to the windows they lie in; both are in order of time.
fn add_block(segments: &[Segment], windows: &[Window], sums: &mut [Tally]) {
    let Some(first) = segments.first() else {
        return;
    };
    let mut at = windows.partition_point(|window| window.end <= first.window.start);
    for segment in segments {
        while windows
            .get(at)
            .is_some_and(|window| window.end <= segment.window.start)
        {
            at += 1;
        }
        for (window, sum) in windows.iter().zip(sums.iter_mut()).skip(at) {
            if window.start >= segment.window.end {
                break;
            }
            let part = Segment {
                window: segment.window.intersection(*window),
                ..*segment
            };
            *sum = sum.plus(Tally::of(&[part]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adherence::activity::Activity::{Break, OnQueueWork};
    use crate::adherence::timeline::Timeline;
    use crate::adherence::timeline::tests::{change, span, window};

    #[test]
    fn windows_get_the_part_of_each_segment_that_lies_in_them_and_gaps_get_nothing() {
        let timeline = Timeline::new(
            vec![span(0, 60, OnQueueWork)],
            vec![change(10, OnQueueWork), change(40, Break)],
        );
        let windows = [window(0, 15), window(15, 30), window(35, 60)];
        let mut sums = [Tally::default(); 3];
        // In two blocks, the second of which begins inside the second window.
        for block in [window(0, 20), window(20, 60)] {
            add_block(&timeline.segments(block), &windows, &mut sums);
        }
        let on_queue: Vec<i64> = sums.iter().map(|sum| sum.on_queue / 60).collect();
        let scheduled: Vec<i64> = sums.iter().map(|sum| sum.scheduled_on_queue / 60).collect();
        assert_eq!(on_queue, [5, 15, 5]);
        assert_eq!(scheduled, [15, 15, 25]);
        let whole = Tally::of(&timeline.segments(window(0, 30)));
        assert_eq!(sums[0].plus(sums[1]), whole);
    }
}

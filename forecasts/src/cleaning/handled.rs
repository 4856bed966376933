//! More contacts handled than there were to handle.

use chrono::NaiveDate;

use super::closed::runs;
use super::finding::{Confidence, Finding, FindingKind, Series, SlotRange};
use crate::grid::{DaySlots, SlotsPerDay};

/// A contact offered before may be handled now: those of so many minutes before, unhandled then, count as waiting.
const WAITING_MINUTES: usize = 30;
/// After an interval that was not observed (at opening, say) as many as were offered and so many more may have waited.
const LEFT_OVER: f64 = 5.0;

/// Runs of intervals in which more was handled than offered and waiting.
///
/// A system that counts a contact as handled when it ends shows small excesses in every busy hour; they are no
/// error, and what waited explains them. Half a contact is allowed for counts that were averaged.
pub(super) fn find(offered: &DaySlots, handled: &DaySlots) -> Vec<Finding> {
    let slots = offered.slots_per_day();
    let reach = (WAITING_MINUTES / usize::from(slots.interval_minutes())).max(1);
    let mut found = Vec::new();
    for ((date, offered), (_, handled)) in offered.iter().zip(handled.iter()) {
        let unhandled = |slot: usize| Some((offered[slot]? - handled[slot]?).max(0.0));
        let excessive = |slot: usize| {
            let Some((offered, handled)) = offered[slot].zip(handled[slot]) else {
                return false;
            };
            let before = slot.checked_sub(reach).map(|from| from..slot);
            let waiting = before.and_then(|slots| slots.map(unhandled).sum::<Option<f64>>());
            handled > offered + waiting.unwrap_or(offered + LEFT_OVER) + 0.5
        };
        for run in runs(0..offered.len(), excessive) {
            found.push(excess(date, run, offered, handled, slots));
        }
    }
    found
}

fn excess(
    date: NaiveDate,
    run: SlotRange,
    offered: &[Option<f64>],
    handled: &[Option<f64>],
    slots: SlotsPerDay,
) -> Finding {
    let sum = |row: &[Option<f64>]| run.iter().filter_map(|slot| row[slot]).sum::<f64>();
    let kind = FindingKind::HandledAboveOffered {
        handled: sum(handled),
        offered: sum(offered),
    };
    let reason = format!(
        "{:.0} contacts handled from {} on {date} but only {:.0} offered, more than waited from the half hour before; \
         every handled contact was offered, so offered is proposed to be what was handled",
        sum(handled),
        run.clock(slots),
        sum(offered),
    );
    Finding::new(kind, date, run, Confidence::Strong, reason).repaired(
        Series::Offered,
        offered,
        |slot| handled[slot],
    )
}

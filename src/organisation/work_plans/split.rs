//! Split shifts: two shifts a day, told as one shift with an unpaid gap.

use serde::{Deserialize, Serialize};

use super::terms::{WorkPlanActivity, WorkPlanShift};
use crate::failure::Faults;

const MINUTES_PER_DAY: u32 = 1_440;

/// The gap of a split shift. Day, rest and counts see one shift; its length is chosen with the shift's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SplitGap {
    /// The longest gap; left out, it is always as long as the activity's `lengthMinutes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_gap_minutes: Option<u32>,
    /// Steps of the gap's length, from the shortest on; the business unit's interval when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap_increment_minutes: Option<u32>,
    /// The shortest second piece, from the gap's end to the shift's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_second_piece_minutes: Option<u32>,
    /// The longest second piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_second_piece_minutes: Option<u32>,
    /// Most minutes from the shift's start to its end, the gap included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_spread_minutes: Option<u32>,
}

impl SplitGap {
    /// The longest gap of the activity it stands in.
    pub fn longest_gap(&self, gap: &WorkPlanActivity) -> u32 {
        self.maximum_gap_minutes.unwrap_or(gap.length_minutes)
    }
}

/// Notes what cannot be of a shift's gap; `at` is the shift.
pub(super) fn check_split(shift: &WorkPlanShift, at: &str, faults: &mut Faults) {
    let gaps = shift.activities.iter().enumerate();
    let mut gaps = gaps.filter_map(|(index, activity)| Some((index, activity.split.as_ref()?)));
    let Some((index, split)) = gaps.next() else {
        return;
    };
    let Some(gap) = shift.activities.get(index) else {
        return;
    };
    for (second, _) in gaps {
        faults.require(
            false,
            format!("{at}/activities/{second}/split"),
            "second-gap",
            "a shift has one gap; keep one",
        );
    }
    let at_gap = format!("{at}/activities/{index}");
    faults.require(
        !gap.counts_as_paid_time,
        format!("{at_gap}/countsAsPaidTime"),
        "paid-gap",
        "nobody pays a gap; make it unpaid, or leave split out",
    );
    for (value, range, field) in [
        (
            split.maximum_gap_minutes,
            gap.length_minutes..=MINUTES_PER_DAY,
            "maximumGapMinutes",
        ),
        (
            split.gap_increment_minutes,
            1..=MINUTES_PER_DAY,
            "gapIncrementMinutes",
        ),
        (
            split.minimum_second_piece_minutes,
            0..=MINUTES_PER_DAY,
            "minimumSecondPieceMinutes",
        ),
        (
            split.maximum_second_piece_minutes,
            split.minimum_second_piece_minutes.unwrap_or(1)..=MINUTES_PER_DAY,
            "maximumSecondPieceMinutes",
        ),
    ] {
        faults.require(
            value.is_none_or(|value| range.contains(&value)),
            format!("{at_gap}/split/{field}"),
            "out-of-range",
            format!("use {} to {}, or leave it out", range.start(), range.end()),
        );
    }
    let is_wide = split.longest_gap(gap) > gap.length_minutes;
    faults.require(
        !(is_wide && shift.constrain_latest_stop_time),
        format!("{at}/latestStopTimeMinutesFromMidnight"),
        "stop-of-a-wide-gap",
        "the end of a shift whose gap has several lengths is limited by maximumSpreadMinutes or by dayWindows; clear \
         constrainLatestStopTime",
    );
    check_pieces(shift, gap, split, &at_gap, faults);
}

/// Notes a spread or pieces that no length of the shift and no start of the gap meet.
fn check_pieces(
    shift: &WorkPlanShift,
    gap: &WorkPlanActivity,
    split: &SplitGap,
    at: &str,
    faults: &mut Faults,
) {
    let (Some((least, most)), Some((first, last))) =
        (shift.paid_minutes(), gap.start_window_minutes())
    else {
        return;
    };
    let shortest = least.saturating_add(shift.unpaid_minutes());
    faults.require(
        split.maximum_spread_minutes.is_none_or(|spread| shortest <= spread),
        format!("{at}/split/maximumSpreadMinutes"),
        "spread-unreachable",
        format!("the shortest shift lasts {shortest} minutes from start to end; raise it, or shorten the gap or the shift"),
    );
    let others = shift.unpaid_minutes().saturating_sub(gap.length_minutes);
    let second_least = least.saturating_add(others).saturating_sub(last);
    let second_most = most.saturating_add(others).saturating_sub(first);
    let asked = split.minimum_second_piece_minutes.unwrap_or(0)
        ..=split.maximum_second_piece_minutes.unwrap_or(u32::MAX);
    faults.require(
        *asked.start() <= second_most && second_least <= *asked.end() && second_most > 0,
        format!("{at}/split"),
        "second-piece-unreachable",
        format!(
            "the second piece can last {second_least} to {second_most} minutes; change its limits, the gap's window or the paid time"
        ),
    );
}

//! What a modification says of some of its intervals and planning groups, so that a new forecast can take it over.

use std::ops::Range;

use super::apply::Series;
use super::check::{ModificationFault, step};
use super::horizon::Horizon;
use super::modification::{IntervalValue, Metric, Modification};

/// The part of a forecast that another one takes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portion {
    /// Its intervals, counted from the start of the forecast they come from.
    pub intervals: Range<usize>,
    /// Where the first of them is in the forecast they go to.
    pub moved_to: usize,
    /// The planning groups to take.
    pub planning_group_ids: Vec<String>,
}

/// The modification cut down to a portion, in the intervals of the forecast it goes to; `None` when it says nothing
/// of it. A total of contacts is cut down to the share that the statistical forecast it was made on gives the portion;
/// values of single intervals and handle times stay what they are. A total of a period that lies only partly in the
/// portion is left out.
///
/// # Errors
/// Every fault of a modification that does not fit the forecast it comes from.
pub fn portion(
    modification: &Modification,
    statistical: &[Series],
    horizon: &Horizon,
    portion: &Portion,
) -> Result<Option<Modification>, Vec<ModificationFault>> {
    let ids: Vec<&str> = statistical
        .iter()
        .map(|series| series.planning_group_id.as_str())
        .collect();
    let whole = step(modification, horizon, &ids)?;
    let is_taken = |group: &usize| {
        let id = &statistical[*group].planning_group_id;
        portion.planning_group_ids.contains(id)
    };
    let groups: Vec<usize> = whole.groups.iter().copied().filter(is_taken).collect();
    if groups.is_empty() {
        return Ok(None);
    }
    let share = |span: &Range<usize>, kept: &Range<usize>| match modification.metric {
        Metric::Offered => share(statistical, (&whole.groups, span), (&groups, kept)),
        Metric::AverageHandleTimeSeconds => 1.0,
    };
    let moved = |index: usize| index - portion.intervals.start + portion.moved_to;
    let mut cut = Modification {
        planning_group_ids: groups
            .iter()
            .map(|group| statistical[*group].planning_group_id.clone())
            .collect(),
        ..modification.clone()
    };
    if modification.kind.is_set_of_intervals() {
        cut.values = whole
            .spans()
            .iter()
            .zip(&modification.values)
            .filter(|(span, _)| {
                portion.intervals.start <= span.start && span.end <= portion.intervals.end
            })
            .map(|(span, entry)| IntervalValue {
                interval_index: moved(entry.interval_index),
                value: entry.value * share(span, span),
            })
            .collect();
        return Ok((!cut.values.is_empty()).then_some(cut));
    }
    let Some(span) = whole.spans().first().cloned() else {
        return Ok(None);
    };
    let kept = span.start.max(portion.intervals.start)..span.end.min(portion.intervals.end);
    if kept.is_empty() {
        return Ok(None);
    }
    cut.start_interval_index = Some(moved(kept.start));
    cut.end_interval_index = Some(moved(kept.end - 1));
    if modification.kind.is_total_of_a_range() {
        cut.value = modification.value.map(|value| value * share(&span, &kept));
    }
    Ok(Some(cut))
}

/// What the statistical forecast expects in some of the cells as a share of all of them; their number as a share of
/// all where it expects nobody, because there totals are shared out evenly.
fn share(
    statistical: &[Series],
    whole: (&[usize], &Range<usize>),
    kept: (&[usize], &Range<usize>),
) -> f64 {
    let expected = |(groups, span): (&[usize], &Range<usize>)| -> f64 {
        groups
            .iter()
            .filter_map(|group| statistical[*group].offered.get(span.clone()))
            .flatten()
            .sum()
    };
    let cells = |(groups, span): (&[usize], &Range<usize>)| (groups.len() * span.len()) as f64;
    let all = expected(whole);
    if all > 0.0 {
        expected(kept) / all
    } else {
        cells(kept) / cells(whole)
    }
}

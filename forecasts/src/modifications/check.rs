//! Whether a modification can be meant, and if not, which word of it is wrong.

use std::collections::BTreeSet;
use std::ops::Range;

use super::horizon::{Granularity, Horizon};
use super::modification::{Metric, Modification, ModificationType};

/// No interval holds a billion contacts and no contact lasts a billion seconds: as [`crate::grid`] holds.
const LARGEST_VALUE: f64 = 1e9;

/// A handle time set or left by a modification is at least this: below one second no agent has done anything.
pub const SHORTEST_HANDLE_SECONDS: f64 = 1.0;

/// Why a modification cannot be meant.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ModificationError {
    /// A word the type needs is absent.
    #[error("{kind} needs {field}; {remedy}")]
    Missing {
        /// The type.
        kind: ModificationType,
        /// The absent field.
        field: &'static str,
        /// What to give.
        remedy: &'static str,
    },
    /// A word that means nothing for the type.
    #[error("{kind} takes no {field}; leave it out")]
    NotTaken {
        /// The type.
        kind: ModificationType,
        /// The field in excess.
        field: &'static str,
    },
    /// The range ends before it starts.
    #[error(
        "the range ends at interval {end}, before it starts at {start}; give the last interval, itself included"
    )]
    Backwards {
        /// First interval.
        start: usize,
        /// Last interval.
        end: usize,
    },
    /// An interval the forecast does not have.
    #[error(
        "interval {index} lies past the forecast, which has intervals 0 to {last}; give one of these"
    )]
    PastTheEnd {
        /// The interval.
        index: usize,
        /// The last there is.
        last: usize,
    },
    /// A value that no number of contacts, seconds or percent can be.
    #[error("{value} is no value here; give a number from {least} to {most}")]
    OutOfRange {
        /// The value.
        value: f64,
        /// The least taken.
        least: f64,
        /// The most taken.
        most: f64,
    },
    /// The same interval twice.
    #[error("interval {index} is listed twice; give each interval one value")]
    ListedTwice {
        /// The interval.
        index: usize,
    },
    /// A value of an hour, day or week that does not begin with its first interval.
    #[error(
        "interval {index} is inside a period of this granularity; give its first interval, {first}"
    )]
    NotAPeriod {
        /// The interval.
        index: usize,
        /// The first interval of the period around it.
        first: usize,
    },
    /// Periods that are no whole number of intervals.
    #[error(
        "intervals of {interval_minutes} minutes do not make up this granularity; use PT1H, P1D or P1W"
    )]
    TooFine {
        /// Length of an interval.
        interval_minutes: usize,
    },
    /// A planning group the forecast does not have.
    #[error(
        "the forecast has no planning group {id:?}; give ids from its data, or leave the list out for all"
    )]
    NoSuchPlanningGroup {
        /// The id.
        id: String,
    },
    /// The same planning group twice.
    #[error("planning group {id:?} is listed twice; name it once")]
    PlanningGroupTwice {
        /// The id.
        id: String,
    },
}

impl ModificationError {
    /// Stable, kebab-case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::NotTaken { .. } => "not-taken",
            Self::Backwards { .. } => "ends-before-start",
            Self::PastTheEnd { .. } => "past-the-forecast",
            Self::OutOfRange { .. } => "out-of-range",
            Self::ListedTwice { .. } | Self::PlanningGroupTwice { .. } => "duplicate",
            Self::NotAPeriod { .. } => "not-a-period",
            Self::TooFine { .. } => "granularity-too-fine",
            Self::NoSuchPlanningGroup { .. } => "not-found",
        }
    }
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{pointer}: {error}")]
pub struct ModificationFault {
    /// JSON pointer into the modification.
    pub pointer: String,
    /// What is wrong and what to do.
    #[source]
    pub error: ModificationError,
}

/// One of several modifications cannot be meant.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("modification {index} cannot be applied: {}", .faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct RefusedModification {
    /// Its place in the list.
    pub index: usize,
    /// All that is wrong with it.
    pub faults: Vec<ModificationFault>,
}

/// What an understood modification does, in the positions of the forecast's series.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub metric: Metric,
    /// Positions of the planning groups, ascending.
    pub groups: Vec<usize>,
    pub action: Action,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Action {
    /// The same to every interval of the range.
    EachInterval(Range<usize>, Change),
    /// A total for each of some spans.
    Totals(Vec<(Range<usize>, Total)>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Change {
    AtLeast(f64),
    AtMost(f64),
    Becomes(f64),
    GrowsBy(f64),
    GrowsByPercent(f64),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Total {
    Becomes(f64),
    GrowsBy(f64),
}

impl Step {
    /// The spans it touches.
    pub fn spans(&self) -> Vec<Range<usize>> {
        match &self.action {
            Action::EachInterval(span, _) => vec![span.clone()],
            Action::Totals(totals) => totals.iter().map(|(span, _)| span.clone()).collect(),
        }
    }
}

/// Checks a modification against the forecast's horizon and the ids of its planning groups.
///
/// # Errors
/// Every fault with its JSON pointer and remedy.
pub fn check(
    modification: &Modification,
    horizon: &Horizon,
    planning_group_ids: &[&str],
) -> Result<(), Vec<ModificationFault>> {
    step(modification, horizon, planning_group_ids).map(|_| ())
}

/// Understands a modification.
pub(super) fn step(
    modification: &Modification,
    horizon: &Horizon,
    planning_group_ids: &[&str],
) -> Result<Step, Vec<ModificationFault>> {
    let mut faults = Vec::new();
    let groups = groups(modification, planning_group_ids, &mut faults);
    let action = if modification.kind.is_set_of_intervals() {
        totals_of_a_set(modification, horizon, &mut faults)
    } else {
        over_a_range(modification, horizon, &mut faults)
    };
    match action {
        Some(action) if faults.is_empty() => Ok(Step {
            metric: modification.metric,
            groups,
            action,
        }),
        _ => Err(faults),
    }
}

fn fault(
    faults: &mut Vec<ModificationFault>,
    pointer: impl Into<String>,
    error: ModificationError,
) {
    faults.push(ModificationFault {
        pointer: pointer.into(),
        error,
    });
}

fn groups(
    modification: &Modification,
    known: &[&str],
    faults: &mut Vec<ModificationFault>,
) -> Vec<usize> {
    let chosen = &modification.planning_group_ids;
    if chosen.is_empty() {
        return (0..known.len()).collect();
    }
    let mut found = BTreeSet::new();
    for (place, id) in chosen.iter().enumerate() {
        let pointer = format!("/planningGroupIds/{place}");
        let id_of = || id.clone();
        match known.iter().position(|group| group == id) {
            None => fault(
                faults,
                pointer,
                ModificationError::NoSuchPlanningGroup { id: id_of() },
            ),
            Some(group) if !found.insert(group) => {
                fault(
                    faults,
                    pointer,
                    ModificationError::PlanningGroupTwice { id: id_of() },
                );
            }
            Some(_) => {}
        }
    }
    found.into_iter().collect()
}

fn over_a_range(
    modification: &Modification,
    horizon: &Horizon,
    faults: &mut Vec<ModificationFault>,
) -> Option<Action> {
    let kind = modification.kind;
    let excess = [
        ("values", !modification.values.is_empty()),
        ("granularity", modification.granularity.is_some()),
    ];
    for (field, given) in excess {
        if given {
            fault(
                faults,
                format!("/{field}"),
                ModificationError::NotTaken { kind, field },
            );
        }
    }
    let mut interval = |field: &'static str, given: Option<usize>| match given {
        None => {
            let remedy = "give an interval counted from the start of the forecast";
            fault(
                faults,
                format!("/{field}"),
                ModificationError::Missing {
                    kind,
                    field,
                    remedy,
                },
            );
            None
        }
        Some(index) => {
            let held = index < horizon.intervals();
            if !held {
                fault(faults, format!("/{field}"), past_the_end(index, horizon));
            }
            held.then_some(index)
        }
    };
    let start = interval("startIntervalIndex", modification.start_interval_index);
    let end = interval("endIntervalIndex", modification.end_interval_index);
    if let (Some(start), Some(end)) = (start, end)
        && end < start
    {
        fault(
            faults,
            "/endIntervalIndex",
            ModificationError::Backwards { start, end },
        );
    }
    let Some(value) = modification.value else {
        let remedy = "give contacts, seconds or percent";
        let missing = ModificationError::Missing {
            kind,
            field: "value",
            remedy,
        };
        fault(faults, "/value", missing);
        return None;
    };
    require_value(modification, value, "/value", faults);
    let span = start?..end?.checked_add(1)?;
    Some(match kind {
        ModificationType::MinimumPerInterval => Action::EachInterval(span, Change::AtLeast(value)),
        ModificationType::MaximumPerInterval => Action::EachInterval(span, Change::AtMost(value)),
        ModificationType::SetValuePerInterval => Action::EachInterval(span, Change::Becomes(value)),
        ModificationType::ChangeValuePerInterval => {
            Action::EachInterval(span, Change::GrowsBy(value))
        }
        ModificationType::ChangePercentPerInterval => {
            Action::EachInterval(span, Change::GrowsByPercent(value))
        }
        ModificationType::ChangeValueOverRange => {
            Action::Totals(vec![(span, Total::GrowsBy(value))])
        }
        ModificationType::SetValueOverRange
        | ModificationType::SetValuesForIntervalSet
        | ModificationType::SetMultiGranularityValuesForIntervalSet => {
            Action::Totals(vec![(span, Total::Becomes(value))])
        }
    })
}

fn totals_of_a_set(
    modification: &Modification,
    horizon: &Horizon,
    faults: &mut Vec<ModificationFault>,
) -> Option<Action> {
    let kind = modification.kind;
    let by_period = kind == ModificationType::SetMultiGranularityValuesForIntervalSet;
    let excess = [
        (
            "startIntervalIndex",
            modification.start_interval_index.is_some(),
        ),
        (
            "endIntervalIndex",
            modification.end_interval_index.is_some(),
        ),
        ("value", modification.value.is_some()),
        (
            "granularity",
            modification.granularity.is_some() && !by_period,
        ),
    ];
    for (field, given) in excess {
        if given {
            fault(
                faults,
                format!("/{field}"),
                ModificationError::NotTaken { kind, field },
            );
        }
    }
    if modification.values.is_empty() {
        let remedy = "give each interval with its value";
        let missing = ModificationError::Missing {
            kind,
            field: "values",
            remedy,
        };
        fault(faults, "/values", missing);
    }
    let granularity = if by_period {
        granularity_of_periods(modification, horizon, faults)
    } else {
        None
    };
    let mut seen = BTreeSet::new();
    let mut totals = Vec::new();
    for (place, entry) in modification.values.iter().enumerate() {
        let index = entry.interval_index;
        let pointer = format!("/values/{place}/intervalIndex");
        require_value(
            modification,
            entry.value,
            &format!("/values/{place}/value"),
            faults,
        );
        if index >= horizon.intervals() {
            fault(faults, pointer, past_the_end(index, horizon));
            continue;
        }
        if !seen.insert(index) {
            fault(faults, pointer, ModificationError::ListedTwice { index });
            continue;
        }
        let span = granularity.and_then(|length| horizon.period(length, index));
        let span = span.unwrap_or(index..index + 1);
        if span.start != index {
            let first = span.start;
            fault(
                faults,
                pointer,
                ModificationError::NotAPeriod { index, first },
            );
        }
        totals.push((span, Total::Becomes(entry.value)));
    }
    Some(Action::Totals(totals))
}

fn granularity_of_periods(
    modification: &Modification,
    horizon: &Horizon,
    faults: &mut Vec<ModificationFault>,
) -> Option<Granularity> {
    let Some(granularity) = modification.granularity else {
        let missing = ModificationError::Missing {
            kind: modification.kind,
            field: "granularity",
            remedy: "say what a value is a total of: PT1H, P1D or P1W",
        };
        fault(faults, "/granularity", missing);
        return None;
    };
    let fits = granularity
        .minutes()
        .is_none_or(|minutes| minutes % horizon.interval_minutes() == 0);
    if !fits {
        let interval_minutes = horizon.interval_minutes();
        fault(
            faults,
            "/granularity",
            ModificationError::TooFine { interval_minutes },
        );
    }
    fits.then_some(granularity)
}

fn past_the_end(index: usize, horizon: &Horizon) -> ModificationError {
    ModificationError::PastTheEnd {
        index,
        last: horizon.intervals().saturating_sub(1),
    }
}

fn require_value(
    modification: &Modification,
    value: f64,
    pointer: &str,
    faults: &mut Vec<ModificationFault>,
) {
    let least = match (modification.kind, modification.metric) {
        (ModificationType::ChangePercentPerInterval, _) => -100.0,
        (kind, _) if kind.is_change() => -LARGEST_VALUE,
        (_, Metric::Offered) => 0.0,
        (_, Metric::AverageHandleTimeSeconds) => SHORTEST_HANDLE_SECONDS,
    };
    let most = LARGEST_VALUE;
    if !(least..=most).contains(&value) {
        fault(
            faults,
            pointer,
            ModificationError::OutOfRange { value, least, most },
        );
    }
}

//! What was found, what would be done about it, and how it is called.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Decisions;
use crate::grid::{DaySlots, SlotsPerDay};

/// Consecutive slots of one day, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SlotRange {
    /// First slot, from 0.
    pub first: usize,
    /// The slot after the last.
    pub end: usize,
}

impl SlotRange {
    /// The slots in order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = usize> {
        self.first..self.end
    }

    /// Number of slots.
    #[must_use]
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.first)
    }

    /// Whether there is no slot.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// "08:00 to 09:30" on the grid.
    pub(super) fn clock(self, slots: SlotsPerDay) -> String {
        let at = |slot: usize| {
            let minute = slot * usize::from(slots.interval_minutes());
            format!("{:02}:{:02}", minute / 60, minute % 60)
        };
        format!("{} to {}", at(self.first), at(self.end))
    }
}

/// Which matrix of a queue a repair changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Series {
    /// Contacts offered.
    Offered,
    /// Contacts handled.
    Handled,
    /// Average handle time, seconds.
    AhtSeconds,
}

/// What is suspicious, with the figures behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum FindingKind {
    /// Nothing was observed on a weekday that is usually open.
    ClosedDay {
        /// The public holiday or closure the calendar names, if it names one.
        holiday: Option<String>,
    },
    /// Intervals without a value inside the opening hours of a day that has others.
    Missing,
    /// Hardly a contact where a usual day has many.
    Outage {
        /// Contacts observed in the stretch.
        observed: f64,
        /// Contacts expected there at the level of the rest of the day.
        expected: f64,
        /// Decimal logarithm of the probability of so few, −6 or less.
        log10_probability: f64,
    },
    /// Counts stand at one constant maximum where more is usual: something cut them off.
    Censored {
        /// The value at which they stand.
        ceiling: f64,
        /// Contacts expected in the stretch.
        expected: f64,
    },
    /// Twice the usual in all slots: the data were loaded twice.
    DoubledLoad {
        /// Observed ÷ usual.
        ratio: f64,
        /// Whether every count is even, as it must be when each was added twice.
        all_counts_even: bool,
    },
    /// One interval far above its neighbours and its usual value.
    Spike {
        /// Contacts observed.
        observed: f64,
        /// Contacts expected.
        expected: f64,
        /// Distance in standard deviations.
        deviations: f64,
    },
    /// More contacts handled than offered, waiting ones of the half hour before counted in.
    HandledAboveOffered {
        /// Contacts handled.
        handled: f64,
        /// Contacts offered.
        offered: f64,
    },
    /// Handle times in another unit: minutes or milliseconds written as seconds, or converted twice.
    UnitMistake {
        /// What the values have to be multiplied by.
        factor: f64,
    },
    /// A handle time nobody can have had.
    ImpossibleAht {
        /// The mean handle time found.
        seconds: f64,
        /// The longest mean believed for so many contacts; `None` when the time is 0.
        limit: Option<f64>,
    },
}

impl FindingKind {
    /// The kind's name as in ids and JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::ClosedDay { .. } => "closedDay",
            Self::Missing => "missing",
            Self::Outage { .. } => "outage",
            Self::Censored { .. } => "censored",
            Self::DoubledLoad { .. } => "doubledLoad",
            Self::Spike { .. } => "spike",
            Self::HandledAboveOffered { .. } => "handledAboveOffered",
            Self::UnitMistake { .. } => "unitMistake",
            Self::ImpossibleAht { .. } => "impossibleAht",
        }
    }
}

/// How sure the examination is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Confidence {
    /// A real event could look the same: worth a look before it is accepted.
    Likely,
    /// No ordinary day looks like this; accepting it unseen is reasonable.
    Strong,
}

/// The name of a finding: equal for the same kind, day and slots, whatever else the history holds. Written
/// `outage:1999-03-08:23-48`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FindingId {
    kind: String,
    date: NaiveDate,
    slots: SlotRange,
}

impl FindingId {
    /// Whether both speak of the same kind on the same day with slots in common: a boundary may move by a slot when
    /// new weeks change what is usual.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.date == other.date
            && self.slots.first < other.slots.end
            && other.slots.first < self.slots.end
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SlotRange { first, end } = self.slots;
        write!(f, "{}:{}:{first}-{end}", self.kind, self.date)
    }
}

impl From<FindingId> for String {
    fn from(id: FindingId) -> Self {
        id.to_string()
    }
}

/// A text that names no finding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} names no finding; write kind:date:first-end as in outage:1999-03-08:23-48")]
pub struct NotAFindingId {
    text: String,
}

impl FromStr for FindingId {
    type Err = NotAFindingId;

    fn from_str(text: &str) -> Result<Self, NotAFindingId> {
        let parsed = || {
            let mut parts = text.split(':');
            let (kind, date, slots) = (parts.next()?, parts.next()?, parts.next()?);
            let (first, end) = slots.split_once('-')?;
            let slots = SlotRange {
                first: first.parse().ok()?,
                end: end.parse().ok()?,
            };
            let whole = parts.next().is_none() && !kind.is_empty() && !slots.is_empty();
            whole.then_some(Self {
                kind: kind.to_owned(),
                date: date.parse().ok()?,
                slots,
            })
        };
        parsed().ok_or_else(|| NotAFindingId {
            text: text.to_owned(),
        })
    }
}

impl TryFrom<String> for FindingId {
    type Error = NotAFindingId;

    fn try_from(text: String) -> Result<Self, NotAFindingId> {
        text.parse()
    }
}

/// A proposed change of consecutive cells of one day. `None` is an unobserved cell, which models leave out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Repair {
    /// The matrix.
    pub series: Series,
    /// The day.
    pub date: NaiveDate,
    /// The slots.
    pub slots: SlotRange,
    /// Their values as found.
    pub from: Vec<Option<f64>>,
    /// Their values once repaired.
    pub to: Vec<Option<f64>>,
    /// Why, in words.
    pub reason: String,
}

/// One suspicious stretch of one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Its name.
    pub id: FindingId,
    /// What it is.
    #[serde(flatten)]
    pub kind: FindingKind,
    /// The day.
    pub date: NaiveDate,
    /// The slots.
    pub slots: SlotRange,
    /// How sure.
    pub confidence: Confidence,
    /// What would be changed. Empty where there is nothing to change: a closed day is unobserved already.
    pub repairs: Vec<Repair>,
    /// Why, in words.
    pub reason: String,
}

impl Finding {
    pub(super) fn new(
        kind: FindingKind,
        date: NaiveDate,
        slots: SlotRange,
        confidence: Confidence,
        reason: String,
    ) -> Self {
        let id = FindingId {
            kind: kind.name().to_owned(),
            date,
            slots,
        };
        Self {
            id,
            kind,
            date,
            slots,
            confidence,
            repairs: Vec::new(),
            reason,
        }
    }

    /// Adds the change of `series` to `to`, for the finding's own slots and reason.
    pub(super) fn repaired(
        mut self,
        series: Series,
        row: &[Option<f64>],
        to: impl Fn(usize) -> Option<f64>,
    ) -> Self {
        self.repairs.push(Repair {
            series,
            date: self.date,
            slots: self.slots,
            from: self.slots.iter().map(|slot| row[slot]).collect(),
            to: self.slots.iter().map(to).collect(),
            reason: self.reason.clone(),
        });
        self
    }
}

/// All findings of one queue's history, by date and slot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn new(mut findings: Vec<Finding>) -> Self {
        findings.sort_by(|a, b| {
            (a.date, a.slots, a.kind.name()).cmp(&(b.date, b.slots, b.kind.name()))
        });
        Self(findings)
    }

    /// The findings in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Finding> + ExactSizeIterator {
        self.0.iter()
    }

    /// Number of findings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The offered contacts with the accepted repairs; refused and undecided ones leave them as they were.
    #[must_use]
    pub fn apply(&self, history: &DaySlots, decisions: &Decisions) -> DaySlots {
        self.apply_to(Series::Offered, history, decisions)
    }

    /// The matrix of `series` with the accepted repairs. A cell whose value is no longer the one examined (the day
    /// was imported anew) is left alone: the repair was proposed for other data.
    #[must_use]
    pub fn apply_to(&self, series: Series, history: &DaySlots, decisions: &Decisions) -> DaySlots {
        let mut days: Vec<Vec<Option<f64>>> = history.iter().map(|(_, row)| row.to_vec()).collect();
        let accepted = self.iter().filter(|finding| decisions.accepts(finding));
        let repairs = accepted.flat_map(|finding| &finding.repairs);
        for repair in repairs.filter(|repair| repair.series == series) {
            let offset = repair.date.signed_duration_since(history.first_date());
            let Some(row) = usize::try_from(offset.num_days())
                .ok()
                .and_then(|day| days.get_mut(day))
            else {
                continue;
            };
            let values = repair.from.iter().zip(&repair.to);
            for (slot, (from, to)) in repair.slots.iter().zip(values) {
                if let Some(cell) = row.get_mut(slot).filter(|cell| **cell == *from) {
                    *cell = *to;
                }
            }
        }
        // A repair read back from a store could hold no quantity at all; then the history as it was is the answer.
        DaySlots::new(history.first_date(), history.slots_per_day(), days)
            .unwrap_or_else(|_| history.clone())
    }
}

//! Sums of quantities by time and members.

use std::collections::BTreeMap;

use super::component::Component;
use super::dimension::Member;
use super::time_buckets::Bucket;

/// What one row is of; rows are in order of time, then of their members.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowKey {
    pub bucket: Bucket,
    pub members: Vec<Member>,
}

/// Adds facts up. Only the quantities it was made for are kept; a quantity that no fact spoke of stays unknown.
#[derive(Debug)]
pub(super) struct Cube {
    /// Place of a quantity in a row's sums.
    slots: [Option<usize>; Component::ALL.len()],
    width: usize,
    rows: BTreeMap<RowKey, Sums>,
}

/// The sums of one row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sums(Box<[Option<f64>]>);

impl Cube {
    pub(super) fn new(components: impl IntoIterator<Item = Component>) -> Self {
        let mut slots = [None; Component::ALL.len()];
        let mut width = 0;
        for component in components {
            if let Some(slot) = slots.get_mut(component as usize)
                && slot.is_none()
            {
                *slot = Some(width);
                width += 1;
            }
        }
        Self {
            slots,
            width,
            rows: BTreeMap::new(),
        }
    }

    /// Whether any of these quantities is kept.
    pub(super) fn wants(&self, components: &[Component]) -> bool {
        components.iter().any(|one| self.slot(*one).is_some())
    }

    fn slot(&self, component: Component) -> Option<usize> {
        self.slots.get(component as usize).copied().flatten()
    }

    /// Adds quantities to a row; those that are not known add nothing.
    pub(super) fn add(
        &mut self,
        bucket: Bucket,
        members: &[Member],
        quantities: impl IntoIterator<Item = (Component, Option<f64>)>,
    ) {
        let slots = &self.slots;
        let mut known = quantities
            .into_iter()
            .filter_map(|(component, value)| {
                let slot = slots.get(component as usize).copied().flatten()?;
                Some((slot, value?))
            })
            .peekable();
        if known.peek().is_none() {
            return;
        }
        let width = self.width;
        let key = RowKey {
            bucket,
            members: members.to_vec(),
        };
        let sums = self
            .rows
            .entry(key)
            .or_insert_with(|| Sums(vec![None; width].into_boxed_slice()));
        for (slot, value) in known {
            if let Some(sum) = sums.0.get_mut(slot) {
                *sum = Some(sum.unwrap_or(0.0) + value);
            }
        }
    }

    /// A row's sum of a quantity.
    pub(super) fn sum(&self, sums: &Sums, component: Component) -> Option<f64> {
        sums.0.get(self.slot(component)?).copied().flatten()
    }

    /// The rows, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&RowKey, &Sums)> {
        self.rows.iter()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::db::Instant;

    const HOUR: i64 = 3_600_000;

    fn bucket(hour: i64) -> Bucket {
        Bucket {
            start: Instant::from_epoch_millis(hour * HOUR),
            end: Instant::from_epoch_millis((hour + 1) * HOUR),
        }
    }

    #[test]
    fn what_nobody_spoke_of_is_unknown_and_not_zero() {
        let mut cube = Cube::new([Component::Offered, Component::Handled]);
        cube.add(
            bucket(0),
            &[],
            [
                (Component::Offered, Some(3.0)),
                (Component::Handled, None),
                (Component::Abandoned, Some(9.0)),
            ],
        );
        let (_, sums) = cube.rows().next().unwrap();
        assert_eq!(cube.sum(sums, Component::Offered), Some(3.0));
        assert_eq!(cube.sum(sums, Component::Handled), None);
        assert_eq!(cube.sum(sums, Component::Abandoned), None);
    }

    #[test]
    fn a_fact_of_nothing_that_is_kept_makes_no_row() {
        let mut cube = Cube::new([Component::Offered]);
        cube.add(bucket(0), &[], [(Component::Handled, Some(3.0))]);
        assert_eq!(cube.rows().count(), 0);
    }

    proptest! {
        /// Facts of a hundred small whole numbers, so that sums of doubles are exact in any order.
        #[test]
        fn the_parts_of_any_partition_add_up_to_the_whole(
            facts in proptest::collection::vec(
                (0_i64..6, 0_usize..3, 0_usize..3, 0_usize..Component::ALL.len(), 0_i32..1_000), 1..100),
            by_time in any::<bool>(), by_first in any::<bool>(), by_second in any::<bool>(),
        ) {
            let all = || Component::ALL.iter().copied();
            let (mut whole, mut parts) = (Cube::new(all()), Cube::new(all()));
            let day = Bucket { start: bucket(0).start, end: bucket(5).end };
            for (hour, first, second, component, value) in &facts {
                let quantity = [(Component::ALL[*component], Some(f64::from(*value)))];
                whole.add(day, &[], quantity);
                let member = |split: bool, index: usize| -> Member {
                    split.then(|| Arc::from(index.to_string()))
                };
                let members = [member(by_first, *first), member(by_second, *second)];
                let at = if by_time { bucket(*hour) } else { day };
                parts.add(at, &members, quantity);
            }
            let (_, total) = whole.rows().next().unwrap();
            for component in all() {
                let sum: Option<f64> = parts
                    .rows()
                    .filter_map(|(_, sums)| parts.sum(sums, component))
                    .reduce(|a, b| a + b);
                prop_assert_eq!(sum, whole.sum(total, component), "{}", component.name());
            }
        }
    }
}

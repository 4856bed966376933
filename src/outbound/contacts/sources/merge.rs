//! Values of one contact, offered by a source, against those it has.

use std::collections::BTreeMap;

use super::field_sources::SetBy;
use super::fields::Fields;
use super::order::SourceOrder;

/// A value that was not overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeptField {
    pub field: String,
    /// Who had set it.
    pub set_by: SetBy,
    pub kept: String,
    pub offered: String,
}

/// What a contact's values become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Merged {
    pub fields: Fields,
    pub set_by: BTreeMap<String, SetBy>,
    /// Values that are others now than before.
    pub changed: usize,
    pub kept: Vec<KeptField>,
}

/// What becomes of a contact's values when a source offers these. A value that is not offered stays; one that is offered again
/// by whoever may overwrite it counts as set now.
pub(super) fn merge(
    (fields, set_by): (&Fields, &BTreeMap<String, SetBy>),
    offered: &Fields,
    by: SetBy,
    order: &SourceOrder,
) -> Merged {
    let mut merged = Merged {
        fields: fields.clone(),
        set_by: set_by.clone(),
        changed: 0,
        kept: Vec::new(),
    };
    for (field, value) in offered {
        let standing = fields.get(field);
        let holder = set_by.get(field).copied();
        match (standing, holder) {
            (Some(standing), Some(holder))
                if !order.may_overwrite(by.source, Some(holder), by.at) =>
            {
                if standing != value {
                    merged.kept.push(KeptField {
                        field: field.clone(),
                        set_by: holder,
                        kept: standing.clone(),
                        offered: value.clone(),
                    });
                }
            }
            _ => {
                merged.changed += usize::from(standing != Some(value));
                merged.fields.insert(field.clone(), value.clone());
                merged.set_by.insert(field.clone(), by);
            }
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::db::Instant;
    use crate::outbound::contacts::sources::order::tests::order;

    fn fields(of: &[(&str, &str)]) -> Fields {
        of.iter()
            .map(|(field, value)| ((*field).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn day(day: i64) -> Instant {
        Instant::from_epoch_millis(day * 86_400_000)
    }

    const CORE: u16 = 1;
    const BOUGHT: u16 = 2;

    #[test]
    fn a_less_trusted_source_fills_gaps_and_overwrites_what_is_old_alone() {
        let order = order(&[("core", Some(30)), ("bought", None)]);
        let has = fields(&[("name", "Li"), ("City", "Wuhan")]);
        let set_by = |at| SetBy { source: CORE, at };
        let before = BTreeMap::from([
            ("name".to_owned(), set_by(day(0))),
            ("City".to_owned(), set_by(day(20))),
        ]);
        let offered = fields(&[("name", "Lee"), ("City", "Hankou"), ("Job", "cook")]);
        let by = SetBy {
            source: BOUGHT,
            at: day(40),
        };
        let merged = merge((&has, &before), &offered, by, &order);
        assert_eq!(
            merged.fields,
            fields(&[("name", "Lee"), ("City", "Wuhan"), ("Job", "cook")])
        );
        assert_eq!((merged.changed, merged.kept.len()), (2, 1));
        let kept = &merged.kept[0];
        assert_eq!(
            (
                kept.field.as_str(),
                kept.kept.as_str(),
                kept.offered.as_str()
            ),
            ("City", "Wuhan", "Hankou")
        );
        assert_eq!(
            (merged.set_by["Job"], merged.set_by["City"]),
            (by, set_by(day(20)))
        );
    }

    #[test]
    fn what_a_source_says_again_counts_as_set_now_but_a_less_trusted_echo_does_not() {
        let order = order(&[("core", Some(30)), ("bought", None)]);
        let has = fields(&[("name", "Li")]);
        let before = BTreeMap::from([(
            "name".to_owned(),
            SetBy {
                source: CORE,
                at: day(0),
            },
        )]);
        for (source, counts) in [(CORE, true), (BOUGHT, false)] {
            let by = SetBy {
                source,
                at: day(10),
            };
            let merged = merge((&has, &before), &has, by, &order);
            assert_eq!((merged.changed, merged.kept.len()), (0, 0));
            assert_eq!(merged.set_by["name"] == by, counts);
        }
    }

    proptest! {
        #[test]
        fn sources_that_never_age_end_in_one_state_whatever_the_order_they_come_in(
            offers in prop::collection::vec(prop::collection::btree_map("[abc]", "[xyz]", 0..4), 3),
            turn in 0..3usize,
        ) {
            let order = order(&[("first", None), ("second", None), ("third", None)]);
            let ended = |sequence: Vec<usize>| {
                let (mut fields, mut set_by) = (Fields::new(), BTreeMap::new());
                for (at, place) in sequence.into_iter().enumerate() {
                    let by = SetBy {
                        source: u16::try_from(place + 1).unwrap(),
                        at: day(i64::try_from(at).unwrap()),
                    };
                    let merged = merge((&fields, &set_by), &offers[place], by, &order);
                    (fields, set_by) = (merged.fields, merged.set_by);
                }
                let sources: BTreeMap<String, u16> = set_by
                    .into_iter()
                    .map(|(field, by): (String, SetBy)| (field, by.source))
                    .collect();
                (fields, sources)
            };
            let mut turned: Vec<usize> = (0..3).collect();
            turned.rotate_left(turn);
            prop_assert_eq!(ended(vec![0, 1, 2]), ended(turned.clone()));
            turned.reverse();
            prop_assert_eq!(ended(vec![0, 1, 2]), ended(turned));
        }
    }
}

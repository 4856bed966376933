//! Which source set which value, in few bytes: most contacts have all of their values from one import.
//!
//! The text is a list of groups `[source, milliseconds since 1970, [fields]]`. The first has no fields: it is of all values that
//! no other group names. Source 0 is nobody. A contact of which nobody said where it is from has no text at all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fields::{Fields, fields_of};
use super::order::SourceOrder;
use crate::db::Instant;
use crate::documents;
use crate::failure::Failure;
use crate::outbound::store::contacts::ContactRow;

/// A source by its number, and when it set a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SetBy {
    pub source: u16,
    pub at: Instant,
}

/// Where a contact's value is from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldSource {
    /// The source, as imports call it.
    pub source: String,
    /// When it set the value, or said the same again.
    pub date_set: Instant,
}

#[derive(Serialize, Deserialize)]
struct Group(u16, i64, Vec<String>);

const NOBODY: u16 = 0;

impl Group {
    fn of(set_by: Option<SetBy>, fields: Vec<String>) -> Self {
        match set_by {
            Some(set_by) => Self(set_by.source, set_by.at.epoch_millis(), fields),
            None => Self(NOBODY, 0, fields),
        }
    }

    fn set_by(&self) -> Option<SetBy> {
        (self.0 != NOBODY).then_some(SetBy {
            source: self.0,
            at: Instant::from_epoch_millis(self.1),
        })
    }
}

/// The text of a contact that is all of one source's.
pub(super) fn all_by(set_by: SetBy) -> Result<String, Failure> {
    documents::write(&[Group::of(Some(set_by), Vec::new())])
}

/// Who set the contact's values, as far as that is known.
pub(super) fn read(row: &ContactRow, fields: &Fields) -> Result<BTreeMap<String, SetBy>, Failure> {
    if row.field_sources.is_empty() {
        return Ok(BTreeMap::new());
    }
    let groups: Vec<Group> = documents::read("contact", &row.id, &row.field_sources)?;
    let mut named: BTreeMap<&str, Option<SetBy>> = BTreeMap::new();
    for group in &groups {
        named.extend(group.2.iter().map(|field| (field.as_str(), group.set_by())));
    }
    let others = groups.first().and_then(Group::set_by);
    Ok(fields
        .keys()
        .filter_map(|field| {
            let set_by = named.get(field.as_str()).copied().unwrap_or(others)?;
            Some((field.clone(), set_by))
        })
        .collect())
}

/// The text of these values.
pub(super) fn write(fields: &Fields, set_by: &BTreeMap<String, SetBy>) -> Result<String, Failure> {
    let mut groups: BTreeMap<Option<SetBy>, Vec<String>> = BTreeMap::new();
    for field in fields.keys() {
        let of_field = groups.entry(set_by.get(field).copied()).or_default();
        of_field.push(field.clone());
    }
    let largest = groups.iter().max_by_key(|(_, fields)| fields.len());
    let Some(largest) = largest.map(|(set_by, _)| *set_by) else {
        return Ok(String::new());
    };
    if groups.len() == 1 && largest.is_none() {
        return Ok(String::new());
    }
    groups.remove(&largest);
    let others = groups
        .into_iter()
        .map(|(set_by, fields)| Group::of(set_by, fields));
    let all: Vec<Group> = std::iter::once(Group::of(largest, Vec::new()))
        .chain(others)
        .collect();
    documents::write(&all)
}

/// Where a contact's values are from, as people read it.
///
/// # Errors
/// [`crate::db::DbError::Corrupt`].
pub(in crate::outbound) fn told(
    row: &ContactRow,
    order: &SourceOrder,
) -> Result<BTreeMap<String, FieldSource>, Failure> {
    if row.field_sources.is_empty() || order.is_empty() {
        return Ok(BTreeMap::new());
    }
    let set_by = read(row, &fields_of(row)?)?;
    Ok(set_by
        .into_iter()
        .filter_map(|(field, set_by)| {
            let told = FieldSource {
                source: order.name(set_by.source)?.to_owned(),
                date_set: set_by.at,
            };
            Some((field, told))
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::outbound::contacts::sources::fields::tests::contact;

    fn set(source: u16, at: i64) -> SetBy {
        SetBy {
            source,
            at: Instant::from_epoch_millis(at),
        }
    }

    #[test]
    fn a_contact_of_one_import_costs_a_few_bytes_however_many_values_it_has() {
        assert_eq!(
            all_by(set(3, 1_764_547_200_000)).unwrap(),
            "[[3,1764547200000,[]]]"
        );
        let fields: Fields = (0..90).map(|i| (format!("c{i}"), "x".to_owned())).collect();
        let by_all = fields.keys().map(|field| (field.clone(), set(3, 5)));
        assert_eq!(write(&fields, &by_all.collect()).unwrap(), "[[3,5,[]]]");
        assert_eq!(write(&fields, &BTreeMap::new()).unwrap(), "");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            values in prop::collection::btree_map("[a-e]", prop::option::of((1..4u16, 0..3i64)), 0..6),
        ) {
            let fields: Fields = values.keys().map(|field| (field.clone(), "x".to_owned())).collect();
            let set_by: BTreeMap<String, SetBy> = values
                .iter()
                .filter_map(|(field, by)| by.map(|(source, at)| (field.clone(), set(source, at))))
                .collect();
            let row = ContactRow {
                field_sources: write(&fields, &set_by).unwrap(),
                ..contact(&fields)
            };
            prop_assert_eq!(read(&row, &fields).unwrap(), set_by);
        }
    }
}

//! What an import tells of values that it did not overwrite.

use serde::{Deserialize, Serialize};

use super::merge::KeptField;
use super::order::SourceOrder;
use crate::outbound::contacts::columns::ListColumns;
use crate::outbound::contacts::phone;

/// Values shown of a field.
const SHOWN: usize = 3;

/// Values of one field that one source had set and that were kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeptValues {
    /// Stable: `more-trusted-source`.
    pub code: String,
    /// The field or column.
    pub column: String,
    /// The source that had set them.
    pub source: String,
    /// How many.
    pub count: u64,
    /// The first of them.
    pub examples: Vec<KeptValue>,
    /// Why they were kept.
    pub reason: String,
    /// What could be done.
    pub remedy: String,
}

/// A value that was kept; phones are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeptValue {
    /// The row that offered another.
    pub row: usize,
    /// The contact.
    pub contact_id: String,
    /// The value that stands.
    pub kept: String,
    /// The value that was offered.
    pub offered: String,
}

/// Notes values of one contact among those of the import.
pub(super) fn note(
    told: &mut Vec<KeptValues>,
    (row, contact_id): (usize, &str),
    kept: Vec<KeptField>,
    (order, source, columns): (&SourceOrder, &str, &ListColumns),
) {
    for value in kept {
        let Some(holder) = order.name(value.set_by.source) else {
            continue;
        };
        let known = told
            .iter()
            .position(|known| known.column == value.field && known.source == holder);
        let at = known.unwrap_or_else(|| {
            told.push(KeptValues {
                code: "more-trusted-source".to_owned(),
                column: value.field.clone(),
                source: holder.to_owned(),
                count: 0,
                examples: Vec::new(),
                reason: format!(
                    "{holder:?} has set the value and is trusted more than {source:?}"
                ),
                remedy: format!(
                    "import the value from {holder:?}, give {source:?} a place before it, or give {holder:?} trustedForDays"
                ),
            });
            told.len() - 1
        });
        let of_field = &mut told[at];
        of_field.count += 1;
        if of_field.examples.len() < SHOWN {
            let mut phones = columns.phone_columns.iter();
            let is_phone = phones.any(|phone| phone.column_name == value.field);
            let shown = |text: String| if is_phone { phone::mask(&text) } else { text };
            of_field.examples.push(KeptValue {
                row,
                contact_id: contact_id.to_owned(),
                kept: shown(value.kept),
                offered: shown(value.offered),
            });
        }
    }
}

/// Joins what two batches of an import tell.
pub(in crate::outbound) fn join(told: &mut Vec<KeptValues>, more: Vec<KeptValues>) {
    for values in more {
        let mut known = told.iter_mut();
        let same =
            known.find(|known| known.column == values.column && known.source == values.source);
        match same {
            None => told.push(values),
            Some(known) => {
                known.count += values.count;
                let room = SHOWN.saturating_sub(known.examples.len());
                known
                    .examples
                    .extend(values.examples.into_iter().take(room));
            }
        }
    }
}

//! Whom a filter means, before anything is done with them.

use serde::{Deserialize, Serialize};

use super::filter::{ContactListFilterClause, FilterType};
use super::filters::{asked, means};
use super::lists::{Contact, columns_of, contact_from_row, stored_list};
use super::sources::SourceOrder;
use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::store::contacts as store;
use crate::tenancy::Scope;

/// Contacts read at once.
const PAGE: i64 = 5_000;

/// Contacts shown.
const SHOWN: usize = 10;

/// Conditions to be tried.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FilterPreviewRequest {
    /// The list whose contacts are asked.
    pub contact_list_id: String,
    /// How the clauses stand together; `AND` when left out.
    #[serde(default)]
    pub filter_type: FilterType,
    /// The conditions, at least one.
    pub clauses: Vec<ContactListFilterClause>,
}

/// Whom conditions mean.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FilterPreview {
    /// Contacts that meet them.
    pub filtered_contacts: u64,
    /// Contacts of the list.
    pub total_contacts: u64,
    /// The first 10 that meet them.
    pub preview: Vec<Contact>,
}

/// Counts the contacts of a list that meet conditions, and shows the first. It reads the whole list.
///
/// # Errors
/// `not-found` for the list; [`Failure::Invalid`] per fault of the conditions.
pub fn preview_filter(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &FilterPreviewRequest,
) -> Result<FilterPreview, Failure> {
    let list = stored_list(conn, scope, &request.contact_list_id)?;
    let filter = asked(scope, &list, (request.filter_type, &request.clauses))?;
    let columns = columns_of(&list)?;
    let sources = SourceOrder::of(conn, scope)?;
    let mut told = FilterPreview {
        filtered_contacts: 0,
        total_contacts: 0,
        preview: Vec::new(),
    };
    let mut after = String::new();
    loop {
        let rows = store::contacts_after(conn, scope.tenant(), &list.id, &after, PAGE)?;
        let Some(last) = rows.last() else {
            return Ok(told);
        };
        after.clone_from(&last.id);
        for row in rows {
            told.total_contacts += 1;
            if means(&filter, &row)? {
                told.filtered_contacts += 1;
                if told.preview.len() < SHOWN {
                    told.preview
                        .push(contact_from_row(scope, (&columns, &sources), row)?);
                }
            }
        }
    }
}

//! All that is held on one person, to be handed out on request.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::person::{Person, from_row, stored};
use crate::db::{Conn, Instant, camel_case};
use crate::failure::Failure;
use crate::outbound::contacts::lists::{Contact, columns_of_list, contact_from_row};
use crate::outbound::contacts::sources::SourceOrder;
use crate::outbound::policy::ledger::{LedgerEntry, whole_ledger_of_person};
use crate::outbound::policy::tier_overrides::{ServiceTierOverride, tier_of_person};
use crate::outbound::store::contacts::{self, ContactRow};
use crate::outbound::store::ledger::{self, Whose};
use crate::outbound::store::{attempts, contact_imports, dnc, persons};
use crate::tenancy::Scope;

/// Contacts read at once.
const PAGE: i64 = 1_000;

/// All that is held on one person.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonExport {
    /// The person.
    pub person: Person,
    /// Its contacts on all lists, whole.
    pub contacts: Vec<Contact>,
    /// What came of calls to them, by time.
    pub attempts: Vec<AttemptOfPerson>,
    /// The do-not-call lists its phones are on.
    pub do_not_call: Vec<DoNotCallOfPerson>,
    /// What it refused.
    pub refusals: Vec<RefusalOfPerson>,
    /// Everything that happened between the tenant and the person, by the ledger.
    pub ledger: Vec<LedgerEntry>,
    /// The tier that somebody gave it.
    pub service_tier: Option<ServiceTierOverride>,
    /// Rows of all other tables that name the person or its contacts, such as its places in campaigns' pools and the leases of
    /// its contacts, by table; instants are milliseconds since 1970 UTC.
    #[schema(value_type = Object)]
    pub further_rows: BTreeMap<String, Vec<Map<String, Value>>>,
}

/// Tables whose rows are told as what they are.
const TOLD: [&str; 5] = [
    "persons",
    "contacts",
    "contact_attempts",
    "contact_ledger",
    "service_tier_overrides",
];

/// What came of a call.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttemptOfPerson {
    /// By which campaign.
    pub campaign_id: String,
    /// To which contact.
    pub contact_id: String,
    /// When the call was started.
    pub started_at: Option<Instant>,
    /// When its outcome was recorded.
    pub recorded_at: Instant,
    /// The outcome.
    pub wrap_up_code: String,
    /// How long it took, if known.
    pub handle_seconds: Option<i32>,
}

/// A phone on a do-not-call list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DoNotCallOfPerson {
    /// The phone.
    pub phone: String,
    /// The list.
    pub dnc_list_id: String,
}

/// A refused product family.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefusalOfPerson {
    /// The family.
    pub product_family: String,
    /// When.
    pub refused_at: Instant,
}

/// All that is held on one person.
///
/// # Errors
/// `not-found`.
pub fn export_person(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<PersonExport, Failure> {
    let tenant = scope.tenant();
    let row = stored(conn, scope, id)?;
    let rows = all_contacts(conn, scope, id)?;
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let attempts = attempts::of_contacts(conn, tenant, &ids)?
        .into_iter()
        .map(|row| AttemptOfPerson {
            campaign_id: row.campaign_id,
            contact_id: row.contact_id,
            started_at: row.started_at,
            recorded_at: row.recorded_at,
            wrap_up_code: row.wrap_up_code,
            handle_seconds: row.handle_seconds,
        })
        .collect();
    let mut do_not_call = Vec::new();
    let mut refused = ledger::refusals_of(conn, tenant, Whose::Person(id))?;
    for phone in persons::phones_of(conn, tenant, id)? {
        refused.extend(ledger::refusals_of(conn, tenant, Whose::Phone(&phone))?);
        for (dnc_list_id, _) in dnc::entries_of_phone(conn, tenant, &phone, scope.now)? {
            do_not_call.push(DoNotCallOfPerson {
                phone: phone.clone(),
                dnc_list_id,
            });
        }
    }
    refused.sort();
    refused.dedup();
    let further_rows = further_rows(conn, tenant, id, &ids)?;
    let mut contacts = Vec::new();
    let sources = SourceOrder::of(conn, scope)?;
    for row in rows {
        let columns = columns_of_list(conn, scope, &row.contact_list_id)?;
        contacts.push(contact_from_row(scope, (&columns, &sources), row)?);
    }
    Ok(PersonExport {
        ledger: whole_ledger_of_person(conn, scope, id)?,
        service_tier: tier_of_person(conn, scope, id)?,
        person: from_row(conn, scope, row)?,
        contacts,
        attempts,
        do_not_call,
        further_rows,
        refusals: refused
            .into_iter()
            .map(|(product_family, refused_at)| RefusalOfPerson {
                product_family,
                refused_at,
            })
            .collect(),
    })
}

/// By the schema, so that a table which comes later is exported without anybody's doing.
fn further_rows(
    conn: &mut Conn<'_>,
    tenant: &str,
    person: &str,
    contacts: &[&str],
) -> Result<BTreeMap<String, Vec<Map<String, Value>>>, Failure> {
    let mut further: BTreeMap<String, Vec<Map<String, Value>>> = BTreeMap::new();
    for column in conn.schema_columns()? {
        let (table, name) = (column.table_name.as_str(), column.column_name.as_str());
        let values = match name {
            _ if TOLD.contains(&table) => continue,
            "person_id" => std::slice::from_ref(&person),
            "contact_id" => contacts,
            _ => continue,
        };
        for value in values {
            for row in conn.rows_with((table, name), tenant, value)? {
                let rows = further.entry(camel_case(table)).or_default();
                if !rows.contains(&row) {
                    rows.push(row);
                }
            }
        }
    }
    Ok(further)
}

fn all_contacts(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Vec<ContactRow>, Failure> {
    let mut all: Vec<ContactRow> = Vec::new();
    let hidden = contact_imports::under_way(conn, scope.tenant(), None)?;
    loop {
        let after = all.last().map(|row| row.id.clone()).unwrap_or_default();
        let rows = contacts::of_person(conn, (scope.tenant(), id), &hidden, &after, PAGE)?;
        if rows.is_empty() {
            return Ok(all);
        }
        all.extend(rows);
    }
}

//! A list's contacts held against every rule.

use std::collections::BTreeMap;

use super::finding::{ContactFinding, ContactFindingExample, ContactFindings};
use super::frequent::FrequentValues;
use super::rules::{Cell, RULES};
use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::contacts::columns::ListColumns;
use crate::outbound::contacts::lists::{
    ERASED_PHONE, columns_of, data_of, phone_for, stored_list, zone_of,
};
use crate::outbound::store::contacts::{self as store, ContactRow};
use crate::outbound::store::persons;
use crate::tenancy::Scope;

/// Contacts read at once.
const PAGE: i64 = 1_000;

/// Contacts shown of a finding.
const SHOWN: usize = 5;

/// Where one value stands in at least this share of the contacts that have any, it says nothing of one of them.
const SAME_VALUE_SHARE: f64 = 0.8;

/// Fewer contacts may well be alike.
const FEWEST_ALIKE: u64 = 50;

type Found = BTreeMap<(usize, String), (u64, Vec<ContactFindingExample>)>;

/// What looks wrong with the contacts of a list. It reads the whole list.
///
/// # Errors
/// `not-found`.
pub fn find_contact_findings(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: &str,
) -> Result<ContactFindings, Failure> {
    let list = stored_list(conn, scope, list)?;
    let columns = columns_of(&list)?;
    let today = scope
        .now
        .to_utc()
        .with_timezone(&zone_of("", &list)?)
        .date_naive();
    let mut contacts = 0;
    let mut found = Found::new();
    let mut frequent: BTreeMap<String, FrequentValues> = BTreeMap::new();
    let mut after = String::new();
    loop {
        let rows = store::contacts_after(conn, scope.tenant(), &list.id, &after, PAGE)?;
        let Some(last) = rows.last() else {
            break;
        };
        after.clone_from(&last.id);
        for row in rows
            .iter()
            .filter(|row| !row.phone.starts_with(ERASED_PHONE))
        {
            contacts += 1;
            let data = data_of(row)?;
            for (column, value) in &data {
                frequent.entry(column.clone()).or_default().hear(value);
            }
            let phone = ("phone", row.phone.as_str());
            let name = row.name.as_deref().map(|name| ("name", name));
            let own = data
                .iter()
                .map(|(column, value)| (column.as_str(), value.as_str()));
            for (column, value) in std::iter::once(phone).chain(name).chain(own) {
                let cell = Cell {
                    column,
                    value,
                    today,
                };
                for (at, rule) in RULES.iter().enumerate() {
                    if (rule.concerns)(cell) {
                        let shown = shown(scope, &columns, (column, value));
                        note(&mut found, (at, column), &row.id, shown);
                    }
                }
            }
        }
        note_shared_phones(conn, scope, &rows, &mut found)?;
    }
    Ok(ContactFindings {
        contacts,
        findings: told(found, frequent_values(scope, &columns, &frequent)),
    })
}

/// Beside the rules of single values; told last.
const AMBIGUOUS: usize = RULES.len();

fn note_shared_phones(
    conn: &mut Conn<'_>,
    scope: &Scope,
    rows: &[ContactRow],
    found: &mut Found,
) -> Result<(), Failure> {
    let phones: Vec<&str> = rows.iter().map(|row| row.phone.as_str()).collect();
    let mut owners: BTreeMap<String, u32> = BTreeMap::new();
    for (phone, _, _) in persons::owners(conn, scope.tenant(), &phones)? {
        *owners.entry(phone).or_default() += 1;
    }
    for row in rows {
        if owners.get(&row.phone).is_some_and(|persons| *persons > 1) {
            let shown = phone_for(scope, &row.phone);
            note(found, (AMBIGUOUS, "phone"), &row.id, shown);
        }
    }
    Ok(())
}

fn note(found: &mut Found, (at, column): (usize, &str), contact: &str, value: String) {
    let (count, examples) = found.entry((at, column.to_owned())).or_default();
    *count += 1;
    if examples.len() < SHOWN {
        examples.push(ContactFindingExample {
            contact_id: contact.to_owned(),
            value,
        });
    }
}

fn shown(scope: &Scope, columns: &ListColumns, (column, value): (&str, &str)) -> String {
    let mut phones = columns.phone_columns.iter();
    if column == "phone" || phones.any(|phone| phone.column_name == column) {
        phone_for(scope, value)
    } else {
        value.to_owned()
    }
}

fn told(found: Found, same_values: Vec<ContactFinding>) -> Vec<ContactFinding> {
    let mut findings: Vec<ContactFinding> = found
        .into_iter()
        .map(|((at, column), (count, examples))| {
            let (code, reason, remedy) = match RULES.get(at) {
                Some(rule) => (rule.code, rule.reason, rule.remedy),
                None => (
                    "ambiguous-person",
                    "more than one person is known to have the phone",
                    "import the contact with the personId of whom is meant, or erase who has the phone no longer",
                ),
            };
            ContactFinding {
                code: code.to_owned(),
                column,
                count,
                examples,
                reason: reason.to_owned(),
                remedy: remedy.to_owned(),
            }
        })
        .collect();
    findings.extend(same_values);
    findings
}

/// Columns in which most contacts have one value.
fn frequent_values(
    scope: &Scope,
    columns: &ListColumns,
    frequent: &BTreeMap<String, FrequentValues>,
) -> Vec<ContactFinding> {
    let mut findings = Vec::new();
    for (column, values) in frequent {
        let Some((value, count)) = values.most_frequent() else {
            continue;
        };
        let share = count as f64 / values.total() as f64;
        if values.total() >= FEWEST_ALIKE && share >= SAME_VALUE_SHARE {
            let value = shown(scope, columns, (column, value));
            findings.push(ContactFinding {
                code: "same-value".to_owned(),
                column: column.clone(),
                count,
                examples: Vec::new(),
                reason: format!(
                    "{:.0} percent of the contacts with a value have {value:?}",
                    share * 100.0
                ),
                remedy: "check whether it is a default that nobody filled in".to_owned(),
            });
        }
    }
    findings
}

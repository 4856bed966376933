//! The rows that a transaction changed, as an entry's details tell them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::act::Act;
use super::masking::Masking;
use crate::db::{CapturedRow, camel_case, row_fields};

/// What an entry tells besides its columns, masked.
pub(super) fn details_of(act: &Act, rows: &[CapturedRow], masking: &Masking) -> Value {
    let mut details = Map::new();
    if let Some(reason) = &act.reason {
        details.insert("reason".to_owned(), Value::from(masking.text(reason)));
    }
    if !act.parameters.is_empty() {
        let parameters = act.parameters.iter();
        let parameters =
            parameters.map(|(name, value)| (name.clone(), Value::from(value.as_str())));
        let parameters = masking.fields(parameters.collect());
        details.insert("parameters".to_owned(), Value::Object(parameters));
    }
    let changes = rows.iter().filter_map(|row| change_of(row, masking));
    details.insert("changes".to_owned(), Value::Array(changes.collect()));
    details.insert("rows".to_owned(), json!(counts_of(rows)));
    Value::Object(details)
}

/// The id of the first thing that was added, of a kind where there are several.
pub(super) fn id_of_first_added(rows: &[CapturedRow]) -> Option<String> {
    rows.iter()
        .filter(|row| row.kind == "insert")
        .find_map(|row| {
            let fields = row_fields(row.after_row.as_deref()?)?;
            fields.get("id")?.as_str().map(str::to_owned)
        })
}

/// Rows by table and kind, those whose values are not told included.
fn counts_of(rows: &[CapturedRow]) -> BTreeMap<String, BTreeMap<&str, usize>> {
    let mut counts: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for row in rows {
        let of_table = counts.entry(camel_case(&row.table_name)).or_default();
        *of_table.entry(row.kind.as_str()).or_default() += 1;
    }
    counts
}

/// One change; nothing for a row whose values were not captured, or that stayed as it was.
fn change_of(row: &CapturedRow, masking: &Masking) -> Option<Value> {
    let before = row.before_row.as_deref().and_then(row_fields);
    let after = row.after_row.as_deref().and_then(row_fields);
    let key = key_of(after.as_ref().or(before.as_ref())?);
    let (before, after) = match (before, after) {
        (Some(before), Some(after)) => {
            let (before, after) = changed_fields(before, after);
            if after.is_empty() && before.is_empty() {
                return None;
            }
            (Some(before), Some(after))
        }
        other => other,
    };
    let told = |fields: Option<Map<String, Value>>| {
        fields.map_or(Value::Null, |fields| Value::Object(masking.fields(fields)))
    };
    Some(json!({
        "table": camel_case(&row.table_name),
        "kind": row.kind,
        "key": masking.fields(key),
        "before": told(before),
        "after": told(after),
    }))
}

/// What tells which row it is: its id, or all that its id is made of.
fn key_of(row: &Map<String, Value>) -> Map<String, Value> {
    let is_key = |name: &str| match row.contains_key("id") {
        true => name == "id",
        false => name.ends_with("Id") || matches!(name, "name" | "date" | "source" | "version"),
    };
    row.iter()
        .filter(|(name, _)| is_key(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Only what differs; of documents, only the fields that differ.
fn changed_fields(
    before: Map<String, Value>,
    mut after: Map<String, Value>,
) -> (Map<String, Value>, Map<String, Value>) {
    let (mut was, mut is) = (Map::new(), Map::new());
    for (name, old) in before {
        match (old, after.remove(&name)) {
            (old, Some(new)) if old == new => {}
            (Value::Object(old), Some(Value::Object(new))) => {
                let (old, new) = changed_fields(old, new);
                was.insert(name.clone(), Value::Object(old));
                is.insert(name, Value::Object(new));
            }
            (old, new) => {
                was.insert(name.clone(), old);
                if let Some(new) = new {
                    is.insert(name, new);
                }
            }
        }
    }
    is.extend(after);
    (was, is)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenancy::PseudonymKey;

    fn row(kind: &str, before: Option<Value>, after: Option<Value>) -> CapturedRow {
        CapturedRow {
            tenant_id: "t".to_owned(),
            table_name: "work_plans".to_owned(),
            kind: kind.to_owned(),
            before_row: before.map(|row| row.to_string()),
            after_row: after.map(|row| row.to_string()),
        }
    }

    fn details(rows: &[CapturedRow]) -> Value {
        let key = PseudonymKey::of_secret("AAECAwQFBgcICQoLDA0ODw==").unwrap();
        details_of(&Act::default(), rows, &Masking::new(key))
    }

    #[test]
    fn of_a_changed_row_only_what_differs_is_told_also_within_its_documents() {
        let before = json!({ "tenant_id": "t", "id": "p", "name": "A", "rules": r#"{"hours":38,"rest":11}"# });
        let after = json!({ "tenant_id": "t", "id": "p", "name": "A", "rules": r#"{"hours":40,"rest":11}"# });
        let told = details(&[row("update", Some(before), Some(after))]);
        assert_eq!(
            told["changes"],
            json!([{ "table": "workPlans", "kind": "update", "key": { "id": "p" },
                "before": { "rules": { "hours": 38 } }, "after": { "rules": { "hours": 40 } } }])
        );
        assert_eq!(told["rows"], json!({ "workPlans": { "update": 1 } }));
    }

    #[test]
    fn a_row_that_stayed_as_it_was_is_counted_and_not_told() {
        let same = json!({ "id": "p", "name": "A" });
        let told = details(&[row("update", Some(same.clone()), Some(same))]);
        assert_eq!(told["changes"], json!([]));
        assert_eq!(told["rows"]["workPlans"]["update"], 1);
    }

    #[test]
    fn a_new_row_is_told_whole_and_one_without_an_id_by_what_its_key_is_made_of() {
        let new = json!({ "tenant_id": "t", "agent_id": "a", "skill_id": "s", "level": 3 });
        let told = details(&[row("insert", None, Some(new))]);
        let change = &told["changes"][0];
        assert_eq!(change["key"], json!({ "agentId": "a", "skillId": "s" }));
        assert_eq!(
            change["after"],
            json!({ "agentId": "a", "skillId": "s", "level": 3 })
        );
        assert_eq!(change["before"], Value::Null);
    }

    #[test]
    fn rows_beyond_the_first_are_counted() {
        let told = details(&[row("delete", None, None), row("delete", None, None)]);
        assert_eq!(told["changes"], json!([]));
        assert_eq!(told["rows"]["workPlans"]["delete"], 2);
    }
}

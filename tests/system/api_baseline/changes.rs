//! What of one OpenAPI document breaks programs that were written for another.
//!
//! A program sends what it always sent, and reads what it always read. So of a request nothing may be taken away or asked
//! for in addition, and of an answer nothing that was always there may be missing. More fields, values of an enumeration and
//! variants in an answer break nobody: programs pass over what they do not know.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// Bounds of what may be sent, and whether a larger one allows less.
const BOUNDS: [(&str, bool); 6] = [
    ("minimum", true),
    ("minLength", true),
    ("minItems", true),
    ("maximum", false),
    ("maxLength", false),
    ("maxItems", false),
];

/// Operations of the second document that the first lacks.
pub fn added_operations(before: &Value, now: &Value) -> Vec<String> {
    let known: BTreeSet<String> = operations(before).map(|(name, _)| name).collect();
    operations(now)
        .map(|(name, _)| name)
        .filter(|name| !known.contains(name))
        .collect()
}

/// Every change from the first document to the second that breaks a program, in the order of the operations.
pub fn breaking_changes(before: &Value, now: &Value) -> Vec<String> {
    let mut comparison = Comparison {
        before,
        now,
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    for (name, operation) in operations(before) {
        match operations(now).find(|(there, _)| *there == name) {
            Some((_, there)) => comparison.operation(&name, operation, there),
            None => comparison.tell(&name, "is gone"),
        }
    }
    comparison.found
}

fn operations(document: &Value) -> impl Iterator<Item = (String, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        METHODS.iter().filter_map(move |method| {
            let operation = item.get(*method)?;
            Some((format!("{} {path}", method.to_uppercase()), operation))
        })
    })
}

/// Who reads what is described.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    /// The service reads what the program sends.
    Request,
    /// The program reads what the service answers.
    Answer,
}

struct Comparison<'a> {
    before: &'a Value,
    now: &'a Value,
    /// Named schemas that were compared, by direction: they refer to each other in circles.
    seen: BTreeSet<(Direction, String, String)>,
    found: Vec<String>,
}

impl<'a> Comparison<'a> {
    fn tell(&mut self, place: &str, what: &str) {
        self.found.push(format!("{place} {what}"));
    }

    fn operation(&mut self, name: &str, before: &'a Value, now: &'a Value) {
        self.parameters(name, before, now);
        let (sent, taken) = (&before["requestBody"], &now["requestBody"]);
        if !is_true(&sent["required"]) && is_true(&taken["required"]) {
            self.tell(name, "now asks for a body");
        }
        self.contents(&format!("{name} body"), Direction::Request, sent, taken);
        for (status, answer) in members(&before["responses"]) {
            if !status.starts_with('2') {
                continue;
            }
            let place = format!("{name} {status}");
            match now["responses"].get(status) {
                Some(there) => self.contents(&place, Direction::Answer, answer, there),
                None => self.tell(&place, "is no longer answered"),
            }
        }
    }

    fn parameters(&mut self, name: &str, before: &'a Value, now: &'a Value) {
        let key = |parameter: &Value| (parameter["in"].clone(), parameter["name"].clone());
        for old in list(&before["parameters"]) {
            let place = format!("{name} ?{}", text(&old["name"]));
            let there = list(&now["parameters"])
                .iter()
                .find(|new| key(new) == key(old));
            match there {
                Some(new) => {
                    if !is_true(&old["required"]) && is_true(&new["required"]) {
                        self.tell(&place, "is now required");
                    }
                    self.schema(&place, Direction::Request, &old["schema"], &new["schema"]);
                }
                None => self.tell(&place, "is no longer taken"),
            }
        }
        for new in list(&now["parameters"]) {
            let was_there = list(&before["parameters"])
                .iter()
                .any(|old| key(old) == key(new));
            if !was_there && is_true(&new["required"]) {
                let place = format!("{name} ?{}", text(&new["name"]));
                self.tell(&place, "is new and required");
            }
        }
    }

    fn contents(&mut self, place: &str, direction: Direction, before: &'a Value, now: &'a Value) {
        for (media_type, old) in members(&before["content"]) {
            let place = format!("{place} ({media_type})");
            match now["content"].get(media_type) {
                Some(new) => self.schema(&place, direction, &old["schema"], &new["schema"]),
                None => self.tell(&place, "is gone"),
            }
        }
    }

    fn schema(&mut self, place: &str, direction: Direction, before: &'a Value, now: &'a Value) {
        if let (Some(old), Some(new)) = (before["$ref"].as_str(), now["$ref"].as_str()) {
            let pair = (direction, old.to_owned(), new.to_owned());
            if !self.seen.insert(pair) {
                return;
            }
        }
        let (before, now) = (resolved(self.before, before), resolved(self.now, now));
        self.types(place, direction, before, now);
        self.values(place, direction, before, now);
        self.properties(place, direction, before, now);
        for part in ["items", "additionalProperties"] {
            if before[part].is_object() && now[part].is_object() {
                let place = format!("{place}/{part}");
                self.schema(&place, direction, &before[part], &now[part]);
            }
        }
        for choice in ["oneOf", "anyOf", "allOf"] {
            self.variants(place, direction, &before[choice], &now[choice]);
        }
    }

    fn types(&mut self, place: &str, direction: Direction, before: &Value, now: &Value) {
        let (old, new) = (types(before), types(now));
        let holds = match direction {
            // Whoever says nothing of the type takes all.
            Direction::Request => new.is_empty() || (!old.is_empty() && old.is_subset(&new)),
            Direction::Answer => old.is_empty() || (!new.is_empty() && new.is_subset(&old)),
        };
        if !holds {
            self.tell(place, &format!("was of type {old:?} and is of {new:?}"));
        }
        let (old, new) = (&before["format"], &now["format"]);
        if !old.is_null() && !new.is_null() && old != new {
            self.tell(place, &format!("was of format {old} and is of {new}"));
        }
    }

    fn values(&mut self, place: &str, direction: Direction, before: &Value, now: &Value) {
        if direction == Direction::Answer {
            return;
        }
        let narrowed = match (before["enum"].as_array(), now["enum"].as_array()) {
            (Some(old), Some(new)) => old.iter().filter(|value| !new.contains(value)).collect(),
            (None, Some(_)) => vec![&now["enum"]],
            _ => Vec::new(),
        };
        for value in narrowed {
            let what = if before["enum"].is_null() {
                format!("took any value and takes only {value}")
            } else {
                format!("no longer takes {value}")
            };
            self.tell(place, &what);
        }
        for (bound, larger_allows_less) in BOUNDS {
            let Some(new) = now[bound].as_f64() else {
                continue;
            };
            let is_narrower = before[bound].as_f64().is_none_or(|old| {
                if larger_allows_less {
                    new > old
                } else {
                    new < old
                }
            });
            if is_narrower {
                self.tell(
                    place,
                    &format!("has {bound} {new}, and had {}", before[bound]),
                );
            }
        }
    }

    fn properties(&mut self, place: &str, direction: Direction, before: &'a Value, now: &'a Value) {
        let (was_required, is_required) = (required(before), required(now));
        for (name, old) in members(&before["properties"]) {
            let place = format!("{place}/{name}");
            let Some(new) = now["properties"].get(name) else {
                self.tell(&place, "is gone");
                continue;
            };
            let (was, is) = (
                was_required.contains(name.as_str()),
                is_required.contains(name.as_str()),
            );
            match direction {
                Direction::Request if is && !was => self.tell(&place, "is now required"),
                Direction::Answer if was && !is => self.tell(&place, "may now be missing"),
                _ => {}
            }
            self.schema(&place, direction, old, new);
        }
        if direction == Direction::Request {
            let old = &before["properties"];
            for name in is_required.iter().filter(|name| old.get(**name).is_none()) {
                self.tell(&format!("{place}/{name}"), "is new and required");
            }
        }
    }

    /// Variants have no names: each is compared with the one of the second document that is told apart in the same way.
    fn variants(&mut self, place: &str, direction: Direction, before: &'a Value, now: &'a Value) {
        for old in list(before) {
            let mark = mark(self.before, old);
            let place = format!("{place}|{mark}");
            match list(now)
                .iter()
                .find(|new| self::mark(self.now, new) == mark)
            {
                Some(new) => self.schema(&place, direction, old, new),
                None => self.tell(&place, "is gone"),
            }
        }
    }
}

/// By what a variant is told apart: its name, or its type and the properties that have one value.
fn mark(document: &Value, variant: &Value) -> String {
    if let Some(name) = variant["$ref"].as_str() {
        return name.rsplit('/').next().unwrap_or(name).to_owned();
    }
    let variant = resolved(document, variant);
    let mut mark = types(variant).into_iter().collect::<Vec<_>>().join(",");
    for (name, property) in members(&variant["properties"]) {
        match property["enum"].as_array().map(Vec::as_slice) {
            Some([value]) => mark.push_str(&format!(" {name}={value}")),
            _ if required(variant).contains(name.as_str()) => mark.push_str(&format!(" {name}")),
            _ => {}
        }
    }
    mark
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let pointer = schema["$ref"]
        .as_str()
        .and_then(|name| name.strip_prefix('#'));
    pointer.map_or(schema, |pointer| {
        document
            .pointer(pointer)
            .unwrap_or_else(|| panic!("the document has no {pointer}"))
    })
}

fn types(schema: &Value) -> BTreeSet<String> {
    match &schema["type"] {
        Value::String(one) => BTreeSet::from([one.clone()]),
        Value::Array(several) => several.iter().map(text).collect(),
        _ => BTreeSet::new(),
    }
}

fn required(schema: &Value) -> BTreeSet<&str> {
    list(&schema["required"])
        .iter()
        .filter_map(Value::as_str)
        .collect()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn is_true(value: &Value) -> bool {
    value.as_bool() == Some(true)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    /// A document with one operation that takes a `Shift` and answers one.
    fn document(shift: &Value) -> Value {
        let content =
            json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Shift" } } });
        json!({
            "paths": { "/shifts": { "post": {
                "parameters": [{ "in": "query", "name": "dryRun", "schema": { "type": "boolean" } }],
                "requestBody": { "required": true, "content": content },
                "responses": { "201": { "content": content }, "404": {} },
            } } },
            "components": { "schemas": { "Shift": shift } },
        })
    }

    fn shift() -> Value {
        json!({
            "type": "object", "required": ["agentId"],
            "properties": {
                "agentId": { "type": "string" },
                "kind": { "type": "string", "enum": ["early", "late"] },
                "minutes": { "type": ["integer", "null"], "minimum": 0 },
                "parts": { "type": "array", "items": { "$ref": "#/components/schemas/Shift" } },
            },
        })
    }

    /// The changes when `change` is made to the shift.
    fn changes(change: impl Fn(&mut Value)) -> Vec<String> {
        let mut changed = shift();
        change(&mut changed);
        breaking_changes(&document(&shift()), &document(&changed))
    }

    const BODY: &str = "POST /shifts body (application/json)";
    const ANSWER: &str = "POST /shifts 201 (application/json)";

    #[test]
    fn the_same_document_breaks_nobody_and_neither_do_more_fields_and_operations() {
        assert!(changes(|_| ()).is_empty());
        assert!(
            changes(|shift| shift["properties"]["note"] = json!({ "type": "string" })).is_empty()
        );
        let mut more = document(&shift());
        more["paths"]["/shifts"]["get"] = json!({ "responses": {} });
        assert!(breaking_changes(&document(&shift()), &more).is_empty());
        assert_eq!(
            added_operations(&document(&shift()), &more),
            ["GET /shifts"]
        );
    }

    #[test]
    fn a_removed_operation_is_named() {
        let mut now = document(&shift());
        now["paths"] = json!({});
        let found = breaking_changes(&document(&shift()), &now);
        assert_eq!(found, ["POST /shifts is gone"]);
    }

    #[test]
    fn a_removed_field_breaks_who_sends_it_and_who_reads_it() {
        let found = changes(|shift| {
            shift["properties"].as_object_mut().unwrap().remove("kind");
        });
        assert_eq!(
            found,
            [
                format!("{BODY}/kind is gone"),
                format!("{ANSWER}/kind is gone")
            ]
        );
    }

    #[test]
    fn a_new_required_field_breaks_who_sends_and_a_field_that_may_be_missing_who_reads() {
        let found = changes(|shift| {
            shift["properties"]["team"] = json!({ "type": "string" });
            shift["required"] = json!(["agentId", "team"]);
        });
        assert_eq!(found, [format!("{BODY}/team is new and required")]);
        let found = changes(|shift| shift["required"] = json!([]));
        assert_eq!(found, [format!("{ANSWER}/agentId may now be missing")]);
    }

    #[rstest]
    #[case::narrowed_enum("kind", json!({ "type": "string", "enum": ["early"] }),
        vec![format!("{BODY}/kind no longer takes \"late\"")])]
    #[case::more_values("kind", json!({ "type": "string", "enum": ["early", "late", "night"] }), vec![])]
    #[case::no_null("minutes", json!({ "type": "integer", "minimum": 0 }),
        vec![format!("{BODY}/minutes was of type {{\"integer\", \"null\"}} and is of {{\"integer\"}}")])]
    #[case::new_null("agentId", json!({ "type": ["string", "null"] }),
        vec![format!("{ANSWER}/agentId was of type {{\"string\"}} and is of {{\"null\", \"string\"}}")])]
    #[case::higher_minimum("minutes", json!({ "type": ["integer", "null"], "minimum": 15 }),
        vec![format!("{BODY}/minutes has minimum 15, and had 0")])]
    fn a_changed_property(
        #[case] name: &str,
        #[case] schema: Value,
        #[case] expected: Vec<String>,
    ) {
        let found = changes(|shift| shift["properties"][name] = schema.clone());
        assert_eq!(found, expected);
    }

    #[test]
    fn a_parameter_that_is_gone_or_new_and_required_is_named() {
        let mut now = document(&shift());
        now["paths"]["/shifts"]["post"]["parameters"] =
            json!([{ "in": "header", "name": "why", "required": true, "schema": {} }]);
        let found = breaking_changes(&document(&shift()), &now);
        assert_eq!(
            found,
            [
                "POST /shifts ?dryRun is no longer taken",
                "POST /shifts ?why is new and required"
            ]
        );
    }

    #[test]
    fn a_success_that_is_no_longer_answered_is_named_and_an_error_is_not() {
        let mut now = document(&shift());
        let content = now["paths"]["/shifts"]["post"]["responses"]["201"].take();
        now["paths"]["/shifts"]["post"]["responses"] = json!({ "200": content });
        let found = breaking_changes(&document(&shift()), &now);
        assert_eq!(found, ["POST /shifts 201 is no longer answered"]);
    }

    #[test]
    fn a_variant_is_found_again_by_its_tag_wherever_it_stands() {
        let variant = |tag: &str, more: Value| {
            json!({ "type": "object", "required": ["kind"],
                "properties": { "kind": { "type": "string", "enum": [tag] }, "value": more } })
        };
        let (fixed, open) = (
            variant("fixed", json!({ "type": "number" })),
            variant("open", json!({ "type": "string" })),
        );
        let before = document(&json!({ "oneOf": [fixed, open] }));
        let turned = document(&json!({ "oneOf": [open, fixed] }));
        assert!(breaking_changes(&before, &turned).is_empty());
        let fewer = document(&json!({ "oneOf": [open] }));
        let found = breaking_changes(&before, &fewer);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].ends_with("kind=\"fixed\" is gone"), "{found:?}");
    }
}

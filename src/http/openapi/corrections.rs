//! What the macros say wrongly of operations and schemas, or cannot know.

use std::collections::BTreeMap;

use utoipa::openapi::content::{Content, ContentBuilder};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{OpenApi, Ref, RefOr};

const JSON: &str = "application/json";
const PROBLEM_JSON: &str = "application/problem+json";

/// The header that says which version an edit was made from.
const IF_MATCH: &str = "If-Match";

/// A version as an ETag.
const VERSION: &str = r#"^"[0-9]{1,9}"$"#;

pub(super) fn correct(document: &mut OpenApi) {
    if let Some(components) = document.components.as_mut() {
        open_parts(&mut components.schemas);
    }
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        // The macro says that a credential is optional where none is asked for.
        if operation.security == Some(vec![SecurityRequirement::default()]) {
            operation.security = Some(Vec::new());
        }
        tell_versions(operation);
        tell_problems(operation);
    }
}

/// A type that refuses fields it does not know, and is flattened into another, would refuse the other's: as a part it is open.
fn open_parts(schemas: &mut BTreeMap<String, RefOr<Schema>>) {
    let opened: BTreeMap<String, Schema> = schemas
        .iter()
        .filter_map(|(name, schema)| Some((name.clone(), opened(schema)?)))
        .collect();
    for schema in schemas.values_mut() {
        let RefOr::T(Schema::AllOf(whole)) = schema else {
            continue;
        };
        for part in &mut whole.items {
            if let RefOr::Ref(reference) = part
                && let Some((_, name)) = reference.ref_location.rsplit_once('/')
                && let Some(open) = opened.get(name)
            {
                *part = RefOr::T(open.clone());
            }
        }
    }
}

/// The same object with room for other fields, if it has none.
fn opened(schema: &RefOr<Schema>) -> Option<Schema> {
    let RefOr::T(Schema::Object(object)) = schema else {
        return None;
    };
    let closed = Some(&AdditionalProperties::FreeForm(false));
    if object.additional_properties.as_deref() != closed {
        return None;
    }
    let mut open = object.clone();
    open.additional_properties = None;
    Some(Schema::Object(open))
}

/// What `If-Match` may hold.
fn tell_versions(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && parameter.name == IF_MATCH
        {
            let version = ObjectBuilder::new()
                .schema_type(SchemaType::new(Type::String))
                .pattern(Some(VERSION));
            parameter.schema = Some(RefOr::T(version.build().into()));
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let of_methods = [
        &mut item.get,
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ];
    of_methods.into_iter().filter_map(Option::as_mut)
}

/// Problems have their own media type, where the macro takes every body for plain JSON, and any operation may answer one.
fn tell_problems(operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    for response in responses.values_mut() {
        let RefOr::T(response) = response else {
            continue;
        };
        if response.content.get(JSON).is_some_and(is_problem)
            && let Some(content) = response.content.shift_remove(JSON)
        {
            response.content.insert(PROBLEM_JSON.to_owned(), content);
        }
    }
    responses.entry("default".to_owned()).or_insert_with(|| {
        let body = ContentBuilder::new()
            .schema(Some(RefOr::Ref(Ref::from_schema_name("ProblemBody"))))
            .build();
        let refused = ResponseBuilder::new()
            .description("refused: `code` says why, `detail` and `errors` how to mend it")
            .content(PROBLEM_JSON, body);
        RefOr::T(refused.build())
    });
}

fn is_problem(content: &RefOr<Content>) -> bool {
    let RefOr::T(content) = content else {
        return false;
    };
    matches!(&content.schema, Some(RefOr::Ref(schema)) if schema.ref_location.ends_with("/ProblemBody"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::openapi::document;

    #[test]
    fn every_operation_may_answer_a_problem_in_its_own_media_type() {
        let document = serde_json::to_value(document()).unwrap();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let responses = operation["responses"].as_object().unwrap();
                let default = &responses["default"]["content"][PROBLEM_JSON]["schema"]["$ref"];
                assert_eq!(
                    default, "#/components/schemas/ProblemBody",
                    "{method} {path}"
                );
                for (status, response) in responses {
                    let json = &response["content"][JSON]["schema"]["$ref"];
                    let is_problem = json == "#/components/schemas/ProblemBody";
                    assert!(!is_problem, "{method} {path} {status}");
                }
            }
        }
    }

    #[test]
    fn a_part_of_a_type_leaves_room_for_the_rest_of_it() {
        let document = serde_json::to_value(document()).unwrap();
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["StateMappings"]["additionalProperties"], false);
        let whole = schemas["KnownStateMappings"]["allOf"].as_array().unwrap();
        assert!(
            whole
                .iter()
                .any(|part| part["properties"]["states"].is_object())
        );
        assert!(
            whole
                .iter()
                .all(|part| part.get("additionalProperties").is_none())
        );
    }

    #[test]
    fn what_if_match_may_hold_is_told() {
        let document = serde_json::to_value(document()).unwrap();
        let path = &document["paths"]["/api/v1/agent-state-mappings/{source}"];
        let headers = path["put"]["parameters"].as_array().unwrap().iter();
        let mut patterns = headers.filter(|one| one["name"] == IF_MATCH);
        assert_eq!(patterns.next().unwrap()["schema"]["pattern"], VERSION);
    }
}

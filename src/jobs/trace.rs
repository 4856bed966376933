//! The trace in which a run was asked for: it goes with the run's input, under a name that no input has.

use serde::de::DeserializeOwned;
use serde_json::{Error, Value};

use crate::traces::{is_on, trace_parent};

const MEMBER: &str = "traceparent";

/// An input with the trace of what is done now, where one is recorded.
pub(super) fn with_trace(input: String) -> String {
    match trace_parent() {
        Some(parent) => added(&input, parent).unwrap_or(input),
        None => input,
    }
}

fn added(input: &str, parent: String) -> Option<String> {
    let mut value: Value = serde_json::from_str(input).ok()?;
    let members = value.as_object_mut()?;
    members.insert(MEMBER.to_owned(), Value::String(parent));
    Some(value.to_string())
}

/// An input as it was given.
///
/// # Errors
/// That the text is no JSON, or has another shape.
pub(super) fn without_trace<T: DeserializeOwned>(input: &str) -> Result<T, Error> {
    if !input.contains(MEMBER) {
        return serde_json::from_str(input);
    }
    let mut value: Value = serde_json::from_str(input)?;
    if let Some(members) = value.as_object_mut() {
        members.remove(MEMBER);
    }
    serde_json::from_value(value)
}

/// The trace in which an input was given; nothing where traces are not sent.
pub(super) fn trace_of(input: &str) -> Option<String> {
    if is_on() { told(input) } else { None }
}

fn told(input: &str) -> Option<String> {
    let value: Value = serde_json::from_str(input).ok()?;
    Some(value.get(MEMBER)?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn an_input_comes_back_as_it_was_with_or_without_a_trace() {
        let input = json!({ "weekCount": 2, "shares": [0.1, 1e-7] });
        let without = input.to_string();
        let with = added(&without, PARENT.to_owned()).unwrap();
        assert_eq!(told(&with).as_deref(), Some(PARENT));
        assert_eq!(told(&without), None);
        for text in [with, without] {
            assert_eq!(without_trace::<Value>(&text).unwrap(), input);
        }
    }

    #[test]
    fn an_input_that_is_no_object_carries_none() {
        assert_eq!(added("[1]", PARENT.to_owned()), None);
        assert_eq!(told("[1]"), None);
    }
}

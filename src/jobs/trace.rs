//! The trace in which a run was asked for: it goes with the run's input, under a name that no input has.

use serde_json::Value;

use crate::traces::trace_parent;

const MEMBER: &str = "traceparent";

/// An input with the trace of what is done now, where one is recorded.
pub(super) fn with_trace(input: String) -> String {
    let Some(parent) = trace_parent() else {
        return input;
    };
    added(&input, parent).unwrap_or(input)
}

fn added(input: &str, parent: String) -> Option<String> {
    let mut value: Value = serde_json::from_str(input).ok()?;
    let members = value.as_object_mut()?;
    members.insert(MEMBER.to_owned(), Value::String(parent));
    Some(value.to_string())
}

/// An input as it was given, and the trace in which it was.
///
/// # Errors
/// That the text is no JSON.
pub(super) fn apart(input: &str) -> Result<(Value, Option<String>), serde_json::Error> {
    let mut value: Value = serde_json::from_str(input)?;
    let parent = value
        .as_object_mut()
        .and_then(|members| members.remove(MEMBER))
        .and_then(|parent| parent.as_str().map(str::to_owned));
    Ok((value, parent))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn an_input_comes_back_as_it_was_with_or_without_a_trace() {
        let input = json!({ "weekCount": 2, "shares": [0.1, 1e-7] });
        let with = added(&input.to_string(), PARENT.to_owned()).unwrap();
        assert_eq!(
            apart(&with).unwrap(),
            (input.clone(), Some(PARENT.to_owned()))
        );
        assert_eq!(apart(&input.to_string()).unwrap(), (input, None));
    }

    #[test]
    fn an_input_that_is_no_object_carries_none() {
        assert_eq!(added("[1]", PARENT.to_owned()), None);
        assert_eq!(apart("[1]").unwrap(), (json!([1]), None));
    }
}

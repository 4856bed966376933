//! The answer to a change that rules stand against.

use super::planned::PlannedEdit;
use crate::failure::Failure;
use crate::http::{ApiError, Context};

/// The problem `rule-broken` with all that the rules say as `validationResults`, where a strict rule stands against a
/// planned change and nobody overrides it.
pub fn refused(context: &Context, planned: &PlannedEdit) -> Option<ApiError> {
    let failure = planned.refusal()?;
    Some(
        match serde_json::to_value(&planned.edit.note.validation_results) {
            Ok(results) => context
                .error(failure)
                .extended("validationResults", results),
            Err(error) => context.error(Failure::Internal(error.to_string())),
        },
    )
}

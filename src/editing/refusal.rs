//! The answer to a change that rules stand against.

use super::planned::PlannedEdit;
use crate::failure::Failure;
use crate::http::{ApiError, Context};

/// Lets a planned change pass, or refuses it as `rule-broken` with all that the rules say as `validationResults`.
///
/// # Errors
/// [`Failure::Conflict`] `rule-broken` where a strict rule stands against the change and nobody overrides it.
pub fn require_no_refusal(context: &Context, planned: &PlannedEdit) -> Result<(), ApiError> {
    let Some(failure) = planned.refusal() else {
        return Ok(());
    };
    let results = serde_json::to_value(&planned.edit.note.validation_results)
        .map_err(|error| Failure::Internal(error.to_string()))?;
    let error = context.error(failure);
    Err(error.extended("validationResults", results))
}

//! What the learning refuses, told to who asked.

use crewcast_forecasts::response::ResponseError;

use crate::failure::Failure;

/// A refusal of the learning as a failure with its remedy.
pub(in crate::outbound) fn refused(error: &ResponseError) -> Failure {
    let detail = error.to_string();
    match error {
        ResponseError::KnownAfterCall { .. } => {
            Failure::invalid("/columns", "known-after-call", detail)
        }
        ResponseError::SameCode { .. } => Failure::invalid("/columns", "same-code", detail),
        ResponseError::TooFewAttempts { .. } => Failure::conflict("too-few-attempts", detail),
        ResponseError::NoSuchColumn { .. } | ResponseError::OtherType { .. } => {
            Failure::conflict("other-columns", detail)
        }
        _ => Failure::conflict("cannot-be-learned", detail),
    }
}

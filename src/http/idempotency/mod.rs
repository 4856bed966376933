//! `Idempotency-Key` on a POST: the same key and body within 24 hours get the first answer again; the same key with
//! another body is refused.
//!
//! Streamed uploads are not held here (their body is not kept in memory); they are idempotent by their content's hash
//! in the features that take them.

mod keep;
mod store;

pub(super) use keep::keep;

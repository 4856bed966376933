//! All rules asked.

use super::case::{Case, Hold};
use super::{
    attempt_limits, consent, conversation_cooling_off, minimum_gaps, recall_entries, refusals,
    rolling_limits,
};
use crate::db::Instant;
use crate::outbound::policy::terms::PolicyTerms;

/// Everything that stands against the call, by rule.
pub(in crate::outbound) fn holds<'a>(terms: &'a PolicyTerms, case: &Case<'a>) -> Vec<Hold> {
    let mut all = Vec::new();
    all.extend(refusals::holds(terms, case));
    all.extend(consent::holds(terms, case));
    all.extend(attempt_limits::holds(terms, case));
    all.extend(recall_entries::holds(terms, case));
    all.extend(rolling_limits::holds(terms, case));
    all.extend(conversation_cooling_off::holds(terms, case));
    all.extend(minimum_gaps::holds(terms, case));
    all
}

/// The hold that lasts longest, of several the first.
pub(in crate::outbound) fn weightiest(holds: &[Hold]) -> Option<Hold> {
    let ends = |hold: &&Hold| std::cmp::Reverse(hold.until.map_or(i64::MAX, Instant::epoch_millis));
    holds.iter().min_by_key(ends).copied()
}

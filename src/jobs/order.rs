//! Which run is begun next.
//!
//! Tenants share the workers: the tenant with the fewest runs under way goes first, so that one who queues a thousand does not
//! hold up the others. Within that, priority decides, then age.

use std::collections::BTreeMap;

/// Kinds that nobody sits waiting for: begun after the tenant's others.
const PATIENT_KINDS: [&str; 3] = ["contact-import", "historical-adherence", "response-model"];

/// The priority of a kind of run; the higher goes first.
pub(super) fn priority(kind: &str) -> i32 {
    if PATIENT_KINDS.contains(&kind) { -1 } else { 0 }
}

/// Of these kinds, those that may be begun while so many of each are under way on all workers together.
pub(super) fn kinds_with_room<'a>(
    kinds: impl Iterator<Item = &'a str>,
    at_once: &BTreeMap<String, u32>,
    under_way: &BTreeMap<String, i64>,
) -> Vec<&'a str> {
    let has_room = |kind: &&str| {
        let at_work = under_way.get(*kind).copied().unwrap_or(0);
        at_once
            .get(*kind)
            .is_none_or(|most| at_work < i64::from(*most))
    };
    kinds.filter(has_room).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_with_as_many_runs_under_way_as_it_may_have_is_left_out() {
        let at_once = BTreeMap::from([("import".to_owned(), 2), ("never".to_owned(), 0)]);
        let room = |imports| {
            let under_way = BTreeMap::from([("import".to_owned(), imports)]);
            kinds_with_room(
                ["import", "never", "roster"].into_iter(),
                &at_once,
                &under_way,
            )
        };
        assert_eq!(room(1), ["import", "roster"]);
        assert_eq!(room(2), ["roster"]);
    }
}

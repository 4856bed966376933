//! From the names a switch knows members and queues by to agents and queues.

use std::collections::{BTreeMap, BTreeSet};

use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{Channel, NewQueue, agents_named, create_queue, list_queues};
use crate::tenancy::Scope;

/// Agents by their member names: the external id is the name as the log has it (`SIP/8007`), or what stands between the
/// first `/` and an `@` (`8007`).
pub(super) fn agents_by_name(
    conn: &mut Conn<'_>,
    scope: &Scope,
    names: &BTreeSet<String>,
) -> Result<BTreeMap<String, String>, Failure> {
    let asked: Vec<String> = names
        .iter()
        .flat_map(|name| [name.as_str(), bare(name)])
        .map(str::to_owned)
        .collect();
    let known = agents_named(conn, scope, &asked)?;
    Ok(names
        .iter()
        .filter_map(|name| {
            let agent = known
                .id_of_external(name)
                .or_else(|| known.id_of_external(bare(name)))?;
            Some((name.clone(), agent.to_owned()))
        })
        .collect())
}

fn bare(name: &str) -> &str {
    let rest = name.split_once('/').map_or(name, |(_, rest)| rest);
    rest.split(['@', '/']).next().unwrap_or(rest)
}

/// Queues of a business unit by name or external id; with `create`, those that are missing are made.
pub(super) fn queues_by_name(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    names: &BTreeSet<String>,
    create: bool,
) -> Result<BTreeMap<String, String>, Failure> {
    let known = list_queues(conn, scope, business_unit_id)?;
    let mut found = BTreeMap::new();
    for name in names {
        let queue = known
            .iter()
            .find(|queue| queue.external_id.as_ref() == Some(name))
            .or_else(|| known.iter().find(|queue| queue.name == *name));
        let id = match queue {
            Some(queue) => queue.id.clone(),
            None if create => {
                let new = NewQueue {
                    business_unit_id: business_unit_id.to_owned(),
                    name: name.clone(),
                    channel: Channel::Voice,
                    external_id: None,
                };
                create_queue(conn, scope, new)?.id.clone()
            }
            None => continue,
        };
        found.insert(name.clone(), id);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn a_member_is_known_by_what_stands_behind_its_technology() {
        assert_eq!(bare("SIP/8007"), "8007");
        assert_eq!(bare("Local/9990@MemberConnector/n"), "9990");
        assert_eq!(bare("Ada"), "Ada");
    }
}

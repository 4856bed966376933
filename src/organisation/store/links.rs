//! The rows that lend foreign keys to what documents name.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::db::schema::organisation::{
    agent_skills, planning_group_queues, planning_group_skills, work_plan_activity_codes,
};
use crate::db::{Conn, DbError};
use crate::each;

/// Which document names what.
#[derive(Clone, Copy, Debug)]
pub(in crate::organisation) enum Links {
    /// The skills of agents.
    AgentSkills,
    /// The queues of planning groups' route paths.
    PlanningGroupQueues,
    /// The skills of planning groups' route paths.
    PlanningGroupSkills,
    /// The activity codes of work plans' shifts.
    WorkPlanActivityCodes,
}

/// An owner and one thing its document names.
pub(in crate::organisation) type Link = (String, String);

/// Makes the links of each owner exactly those given.
pub(in crate::organisation) fn replace_links(
    conn: &mut Conn<'_>,
    links: Links,
    tenant: &str,
    owners: &[&str],
    named: &BTreeSet<Link>,
) -> Result<(), DbError> {
    macro_rules! replace {
        ($table:ident, $owner:ident, $named:ident) => {{
            for chunk in owners.chunks(1_000) {
                each!(conn, c => diesel::delete($table::table
                    .filter($table::tenant_id.eq(tenant).and($table::$owner.eq_any(chunk.iter().copied()))))
                    .execute(c))?;
            }
            let rows: Vec<_> = named
                .iter()
                .map(|(owner, id)| ($table::tenant_id.eq(tenant), $table::$owner.eq(owner), $table::$named.eq(id)))
                .collect();
            for chunk in rows.chunks(1_000) {
                each!(conn, c => diesel::insert_into($table::table).values(chunk).execute(c))?;
            }
        }};
    }
    match links {
        Links::AgentSkills => replace!(agent_skills, agent_id, skill_id),
        Links::PlanningGroupQueues => {
            replace!(planning_group_queues, planning_group_id, queue_id);
        }
        Links::PlanningGroupSkills => {
            replace!(planning_group_skills, planning_group_id, skill_id);
        }
        Links::WorkPlanActivityCodes => {
            replace!(work_plan_activity_codes, work_plan_id, activity_code_id);
        }
    }
    Ok(())
}

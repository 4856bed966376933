//! A scenario's roster as a draft.

use super::find::{find_scenario, roster_of};
use crate::db::Conn;
use crate::failure::Failure;
use crate::rostering::RosterChange;
use crate::schedules::{NewDraft, Schedule, create_draft};
use crate::tenancy::Scope;
use crate::time_off::put_approved_time_off_into;

/// Makes a draft schedule of a scenario's roster. It is made for the live forecast: changes of demand stay the scenario's.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `nothing-to-adopt` where a schedule's shifts were kept, `added-agents` where
/// some shifts are of agents who are not there, `already-adopted` while the draft is there; [`Failure::Invalid`] for shifts of
/// agents who have gone since.
pub fn adopt_scenario(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
) -> Result<Schedule, Failure> {
    let scenario = find_scenario(conn, scope, place)?;
    let Some(draft) = roster_of(conn, scope, &scenario.id)? else {
        let detail = "the scenario kept a schedule's shifts, so there is no other roster to adopt; copy that schedule instead";
        return Err(Failure::conflict("nothing-to-adopt", detail));
    };
    let adds = |change: &RosterChange| matches!(change, RosterChange::AddAgents(_));
    if scenario.asked.changes.iter().any(adds) {
        let detail = "some of its shifts are of agents who are not there; create these agents and generate a schedule, or play \
            the scenario without addAgents";
        return Err(Failure::conflict("added-agents", detail));
    }
    if let Some(id) = scenario.schedule_id_of_draft {
        let detail =
            format!("schedule {id} was made of it; delete that draft to adopt the scenario again");
        return Err(Failure::conflict("already-adopted", detail));
    }
    let asked = &scenario.asked;
    let description = if asked.description.is_empty() {
        &asked.name
    } else {
        &asked.description
    };
    let draft = NewDraft {
        description: description.clone(),
        ..draft
    };
    let schedule = create_draft(conn, scope, draft)?;
    put_approved_time_off_into(conn, scope, &schedule)?;
    Ok(schedule)
}

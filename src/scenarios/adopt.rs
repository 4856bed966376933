//! A scenario's roster as a draft.

use super::find::{find_scenario, roster_of};
use crate::db::Conn;
use crate::failure::Failure;
use crate::rostering::{RosterChange, ScheduleRules};
use crate::schedules::{
    GenerationMessage, GenerationResults, MessageArgument, MessageSeverity, NewDraft, Schedule,
    create_draft, find_schedule, shifts_of_schedule, write_scheduled_heads,
};
use crate::tenancy::Scope;
use crate::time_off::put_approved_time_off_into;

/// Makes a draft schedule of a scenario's roster. It is made for the live forecast: changes of demand stay the scenario's, and so
/// does what the roster reached of them. Its heads are then split anew by what the live forecast asks for.
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
    let mut draft = NewDraft {
        description: description.clone(),
        ..draft
    };
    let is_supposed = !asked.demand_changes.is_empty()
        || asked
            .changes
            .iter()
            .any(|change| matches!(change, RosterChange::ChangeDemand(_)));
    if is_supposed {
        draft.metrics = None;
        draft.scheduled_heads = Vec::new();
        draft.results = GenerationResults {
            messages: vec![of_another_demand(&scenario.id)],
            ..GenerationResults::default()
        };
    }
    let schedule = create_draft(conn, scope, draft)?;
    put_approved_time_off_into(conn, scope, &schedule)?;
    if is_supposed {
        let schedule = find_schedule(conn, scope, &schedule.id)?;
        let shifts = shifts_of_schedule(conn, scope, &schedule.id)?;
        let rules = ScheduleRules::read(conn, scope, &schedule)?;
        if let Some(heads) = rules.heads(&shifts) {
            write_scheduled_heads(conn, scope, &schedule.id, &heads)?;
        }
    }
    Ok(schedule)
}

/// In the place of what the run said of a demand that is not there.
fn of_another_demand(scenario_id: &str) -> GenerationMessage {
    GenerationMessage {
        kind: "MadeForSupposedDemand".to_owned(),
        severity: MessageSeverity::Information,
        arguments: vec![MessageArgument {
            kind: "scenario".to_owned(),
            value: scenario_id.to_owned(),
        }],
        text: format!(
            "These shifts were made for the demand that scenario {scenario_id} supposes; what they reach of it stands there. \
             Predict the performance of this schedule to see what they reach of the forecast."
        ),
    }
}

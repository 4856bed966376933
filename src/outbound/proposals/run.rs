//! The run of kind `segment-proposal`: read, score, cut, keep.

use crewcast_forecasts::slicing::{
    Exploration, SeatTime, Slice, SliceOptions, SlicePlan, SlicingError, propose,
};
use crewcast_forecasts::units::AhtSeconds;
use serde_json::{Value, json};

use super::contacts::scored_contacts;
use super::own_order::own_order;
use super::proposal::{
    ExpectedCount, ProposedExploration, SeatHourYield, SegmentProposal, SegmentSlice,
};
use super::request::{NewSegmentProposal, RunInput, SegmentExplorationKind};
use super::wording::clauses;
use crate::documents;
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::outbound::campaigns::campaign::stored;
use crate::outbound::contacts::filter::FilterType;
use crate::outbound::pacing::tallies::mean_handle_seconds;
use crate::outbound::responses::find::find_response_model;
use crate::outbound::responses::history::days;
use crate::outbound::responses::kept::KeptModel;
use crate::outbound::responses::refusal::refused;
use crate::outbound::store::segment_proposals::{self as store, SegmentProposalRow};
use crate::tenancy::new_id;

/// Proposes slices: the result is `{"segmentProposalId": …}`.
///
/// # Errors
/// `no-contacts`; `no-handle-time`; `other-columns`; [`Failure::Cancelled`].
pub fn run_segment_proposal(context: &JobContext<'_>) -> Result<Value, Failure> {
    let input: RunInput = context.input()?;
    let request = &input.request;
    let scope = context.scope();
    context.progress(0.0, &json!({ "phase": "reading" }))?;
    let (model, kept, list, handle_seconds) = context.db.read(|conn| {
        let id = &input.response_model_id;
        let model = find_response_model(conn, &scope, &request.campaign_id, id)?;
        let kept = KeptModel::read(conn, &scope, id)?;
        let campaign = stored(conn, &scope, &request.campaign_id)?;
        let handle_seconds = match request.handle_seconds {
            Some(seconds) => seconds,
            None => mean_handle_seconds(conn, &scope, &campaign.id)?.ok_or_else(no_handle_time)?,
        };
        let list = request.contact_list_id.clone();
        let list = list.unwrap_or(campaign.contact_list_id);
        Ok::<_, Failure>((model, kept, list, handle_seconds))
    })?;
    let days_ahead = days(scope.now) - days(model.trained_until);
    let contacts = scored_contacts(context, request, &kept, days_ahead)?;
    if contacts.scores.is_empty() {
        return Err(Failure::conflict(
            "no-contacts",
            "there is no open contact to cut; name a list that has contacts, or import some",
        ));
    }
    context.progress(60.0, &json!({ "phase": "slicing" }))?;
    let seat_time = SeatTime {
        seats: request.seats,
        hours: request.hours,
        handle_time: AhtSeconds::new(handle_seconds)
            .map_err(|error| Failure::Internal(error.to_string()))?,
        unanswered_attempts_per_seat_hour: request.attempts_per_seat_hour(),
    };
    let seed = request.seed.unwrap_or(0);
    let plan = propose(
        &contacts.table,
        &contacts.scores,
        &seat_time,
        &options(request, contacts.scores.len()),
        seed,
    )
    .map_err(|error| refused_slicing(&error))?;
    let proposal = SegmentProposal {
        id: new_id(scope.now),
        campaign_id: request.campaign_id.clone(),
        contact_list_id: list,
        response_model_id: model.id,
        run_id: context.run_id().to_owned(),
        date_created: scope.now,
        seed,
        seats: request.seats,
        hours: request.hours,
        handle_seconds,
        unanswered_attempts_per_seat_hour: request.attempts_per_seat_hour(),
        contacts: contacts.scores.len(),
        seat_hours: plan.seat_hours,
        is_fully_split: plan.is_fully_split,
        own_order: own_order(&contacts.scores, &seat_time),
        total: total(&plan),
        exploration: ProposedExploration {
            kind: request.exploration().kind,
            share: request.exploration().share,
            advised_share: Some(plan.advised_exploration_share),
            calls: plan.exploration.calls.len(),
            successes: plan.exploration.successes,
            seat_hours: plan.exploration.seat_hours,
        },
        slices: plan.slices.into_iter().enumerate().map(told).collect(),
    };
    let row = SegmentProposalRow {
        tenant_id: scope.tenant().to_owned(),
        id: proposal.id.clone(),
        campaign_id: proposal.campaign_id.clone(),
        document: documents::write(&proposal)?,
        created_at: proposal.date_created,
    };
    context
        .db
        .write(|conn| store::insert(conn, &row).map_err(Failure::from))?;
    Ok(json!({ "segmentProposalId": proposal.id }))
}

fn no_handle_time() -> Failure {
    Failure::conflict(
        "no-handle-time",
        "no answered attempt of the campaign has handleSeconds on record; send handleSeconds",
    )
}

fn options(request: &NewSegmentProposal, contacts: usize) -> SliceOptions {
    let most_slices = request.most_slices.unwrap_or(20) as usize;
    let share = request.exploration().share;
    SliceOptions {
        most_slices,
        least_slices: request
            .least_slices
            .map_or(most_slices.min(5), |least| least as usize),
        least_contacts: request
            .least_contacts
            .map_or_else(|| 200.min(contacts / 10).max(2), |least| least as usize),
        exploration: match request.exploration().kind {
            SegmentExplorationKind::None => Exploration::None,
            SegmentExplorationKind::AtRandom => Exploration::AtRandom { share },
            SegmentExplorationKind::Thompson => Exploration::Thompson { share },
        },
    }
}

fn refused_slicing(error: &SlicingError) -> Failure {
    match error {
        SlicingError::Contacts(inner) => refused(inner),
        _ => Failure::conflict("cannot-be-sliced", error.to_string()),
    }
}

fn told((index, slice): (usize, Slice)) -> SegmentSlice {
    SegmentSlice {
        index,
        description: slice.conditions.iter().map(ToString::to_string).collect(),
        filter_type: FilterType::And,
        clauses: clauses(&slice.conditions),
        contacts: slice.contacts,
        calls: slice.calls.len(),
        answer_rate: slice.answer_rate,
        success_rate: slice.success_rate.into(),
        successes: ExpectedCount {
            mean: slice.successes.mean,
            p10: slice.successes.p10,
            p90: slice.successes.p90,
        },
        seat_hours: slice.seat_hours,
        successes_per_seat_hour: if slice.seat_hours > 0.0 {
            slice.successes.mean / slice.seat_hours
        } else {
            0.0
        },
    }
}

fn total(plan: &SlicePlan) -> SeatHourYield {
    let explored = &plan.exploration;
    let mut total = SeatHourYield {
        calls: explored.calls.len(),
        successes: explored.successes,
        seat_hours: explored.seat_hours,
    };
    for slice in &plan.slices {
        total.calls += slice.calls.len();
        total.successes += slice.successes.mean;
        total.seat_hours += slice.seat_hours;
    }
    total
}

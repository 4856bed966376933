//! The run of kind `response-model`: read, learn, judge, score, keep.

use std::collections::BTreeSet;

use crewcast_forecasts::response::{Call, ContactTable, Disposition, HourOfWeek};
use serde_json::{Value, json};

use super::bands::Bands;
use super::features::{self, Data, LeftOutColumn, table};
use super::history::{History, days, just_after, read_history};
use super::kept::{BandRates, KeptModel};
use super::model::{ResponseHour, ResponseMessage, ResponseModel, ResponseSegment, ResponseWinner};
use super::refusal::refused;
use super::request::{DEFAULT_SEGMENTS, RunInput};
use super::scoring::{BandSums, assign, for_open_contacts};
use super::training::{Judgement, judge, learn, stages};
use crate::db::Instant;
use crate::documents;
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::outbound::campaigns::campaign::stored;
use crate::outbound::contacts::lists::{columns_of, data_of, stored_list};
use crate::outbound::store::response_models::{self as store, NewResponseModelRow};
use crate::outbound::store::segment_values::{self, NewSegmentValueRow};
use crate::outbound::store::{contacts, pool};
use crate::tenancy::new_id;

/// Contacts that were not called, to see which columns are filled by the call.
const UNCALLED: i64 = 500;

/// Contacts of a segment at least, where the pool is small.
const LEAST_OF_A_SEGMENT: usize = 20;

/// What was read.
struct Ground {
    history: History,
    model_columns: Vec<features::LearnedColumn>,
    left_out: Vec<LeftOutColumn>,
}

/// Trains a model: the result is `{"responseModelId": …, "campaignId": …}`. Begun anew it learns the same again.
///
/// # Errors
/// `not-found`; `too-few-attempts` with the stage that lacks them; `known-after-call`; [`Failure::Cancelled`].
pub fn run_response_model(context: &JobContext<'_>) -> Result<Value, Failure> {
    let input: RunInput = context.input()?;
    let now = context.scope().now;
    let phase = |percent: f64, phase: &str| context.progress(percent, &json!({ "phase": phase }));
    phase(0.0, "reading")?;
    let ground = read(context, &input, now)?;
    phase(10.0, "learning")?;
    let calls = ground.history.calls();
    let contacts =
        table(&ground.model_columns, &ground.history.facts()).map_err(|error| refused(&error))?;
    let judgement = judge(&contacts, &calls).map_err(|error| refused(&error))?;
    phase(30.0, "learning")?;
    let learned = learn(&contacts, &calls).map_err(|error| refused(&error))?;
    let mut model = KeptModel {
        columns: ground.model_columns.clone(),
        learned,
        bands: Bands::of(Vec::new(), 1),
        rates: Vec::new(),
    };
    phase(50.0, "scoring")?;
    let trained = trained_range(&ground.history)?;
    let days_ahead = days(now) - days(trained.1);
    let winner = if judgement.calibration.log_loss < judgement.baseline.log_loss {
        ResponseWinner::Model
    } else {
        ResponseWinner::Baseline
    };
    let may_order = input.request.order_leases.unwrap_or(true);
    let scored = score(context, &input, &mut model, (&contacts, &calls), days_ahead)?;
    let orders_leases = may_order && winner == ResponseWinner::Model && scored.open > 0;
    if orders_leases {
        phase(75.0, "ordering")?;
        let scorer = model.scorer(days_ahead)?;
        for_open_contacts(context, &input.campaign_id, &scorer, |page| {
            // A cancel comes too late: half of the contacts in new segments at old prices would be the worst of both.
            match phase(80.0, "ordering") {
                Ok(()) | Err(Failure::Cancelled) => {}
                Err(failure) => return Err(failure),
            }
            assign(context, &input.campaign_id, &model.bands, &page)
        })?;
    }
    let resource = ResponseModel {
        id: new_id(now),
        campaign_id: input.campaign_id.clone(),
        version: 0,
        date_created: now,
        run_id: context.run_id().to_owned(),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        input_hash: input_hash(&input, &ground.history)?,
        trained_from: trained.0,
        trained_until: trained.1,
        attempts: calls.len(),
        value_per_success: input.request.value_per_success,
        columns: ground.model_columns.clone(),
        left_out_columns: ground.left_out.clone(),
        stages: stages(&model.learned, &calls),
        log_loss_gain: judgement.baseline.log_loss - judgement.calibration.log_loss,
        messages: messages(
            &ground.history,
            &judgement,
            winner,
            (may_order, scored.open),
            &model.learned.answer().left_out().collect::<Vec<_>>(),
        ),
        calibration: judgement.calibration.into(),
        baseline: judgement.baseline,
        winner,
        orders_leases,
        hours: hours(&model, &scored.segments, &calls),
        segments: scored.segments,
    };
    keep(context, resource, &model)
}

fn read(context: &JobContext<'_>, input: &RunInput, now: Instant) -> Result<Ground, Failure> {
    context.db.read(|conn| {
        let scope = context.scope();
        let campaign = stored(conn, &scope, &input.campaign_id)?;
        let list = stored_list(conn, &scope, &campaign.contact_list_id)?;
        let range = (input.request.since(), just_after(now));
        let history = read_history(conn, &scope, &campaign.id, &list, range)?;
        let ids = pool::untried(conn, (scope.tenant(), &campaign.id), UNCALLED)?;
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let uncalled: Vec<Data> = contacts::of_ids(conn, scope.tenant(), &ids)?
            .iter()
            .map(data_of)
            .collect::<Result<_, _>>()?;
        let called: Vec<&Data> = history.data.values().collect();
        let (model_columns, left_out) =
            features::choose(&columns_of(&list)?, &input.request, &called, &uncalled)?;
        Ok(Ground {
            history,
            model_columns,
            left_out,
        })
    })
}

/// The oldest and the newest attempt learned.
fn trained_range(history: &History) -> Result<(Instant, Instant), Failure> {
    match (history.tried.first(), history.tried.last()) {
        (Some(first), Some(last)) => Ok((first.at, last.at)),
        _ => Err(Failure::conflict(
            "too-few-attempts",
            "none of the attempts' contacts are on the list any more; call others first",
        )),
    }
}

/// What is the same for all who ask the same of the same attempts.
fn input_hash(input: &RunInput, history: &History) -> Result<String, Failure> {
    let attempts: Vec<_> = history
        .tried
        .iter()
        .map(|tried| {
            let disposition = tried.disposition as u8;
            (&tried.contact_id, tried.at, tried.attempt, disposition)
        })
        .collect();
    documents::hash_of(&(input, attempts, &history.data))
}

/// The open contacts by promise.
struct Scored {
    segments: Vec<ResponseSegment>,
    open: usize,
}

/// Scores the open contacts and cuts them into the model's segments.
fn score(
    context: &JobContext<'_>,
    input: &RunInput,
    model: &mut KeptModel,
    (contacts, calls): (&ContactTable, &[Call]),
    days_ahead: f64,
) -> Result<Scored, Failure> {
    let still = || context.progress(55.0, &json!({ "phase": "scoring" }));
    let scorer = model.scorer(days_ahead)?;
    let mut scores = Vec::new();
    for_open_contacts(context, &input.campaign_id, &scorer, |page| {
        still()?;
        scores.extend(page.iter().map(super::scoring::ScoredContact::success));
        Ok(())
    })?;
    let open = scores.len();
    let wanted = input.request.segments.unwrap_or(DEFAULT_SEGMENTS) as usize;
    let bands = Bands::of(scores, wanted.min(open / LEAST_OF_A_SEGMENT).max(1));
    let mut sums = BandSums::new(&bands, open);
    for_open_contacts(context, &input.campaign_id, &scorer, |page| {
        still()?;
        for contact in &page {
            sums.take_in(bands.place(contact.success()), contact);
        }
        Ok(())
    })?;
    let hours: BTreeSet<HourOfWeek> = calls.iter().filter_map(|call| call.hour).collect();
    let hours: Vec<HourOfWeek> = hours.into_iter().collect();
    let rates = sums.rates(&scorer, &hours)?;
    (model.bands, model.rates) = (bands, rates);
    let scores = model.learned.score_all(contacts, None, 0.0);
    let mut tallies = vec![(0, 0); model.bands.len()];
    for (call, score) in calls.iter().zip(scores.map_err(|error| refused(&error))?) {
        if let Some((attempts, successes)) =
            tallies.get_mut(model.bands.place(score.success().mean))
        {
            *attempts += 1;
            *successes += usize::from(call.disposition == Disposition::Success);
        }
    }
    let value = input.request.value_per_success;
    let segments = if open > 0 {
        sums.segments(model, value, &tallies)?
    } else {
        Vec::new()
    };
    Ok(Scored { segments, open })
}

/// The hours that attempts were made in, mean of the open contacts.
fn hours(model: &KeptModel, segments: &[ResponseSegment], calls: &[Call]) -> Vec<ResponseHour> {
    let made: BTreeSet<HourOfWeek> = calls.iter().filter_map(|call| call.hour).collect();
    let open: usize = segments.iter().map(|segment| segment.contacts).sum();
    let mean = |of: &dyn Fn(&BandRates) -> f64| {
        let weighted = model.rates.iter().zip(segments);
        let sum: f64 = weighted
            .map(|(rates, segment)| of(rates) * segment.contacts as f64)
            .sum();
        sum / (open as f64).max(1.0)
    };
    made.into_iter()
        .map(|hour| ResponseHour {
            hour_of_week: hour.get(),
            answer: mean(&|rates| rates.at(Some(hour)).answer),
            success: mean(&|rates| rates.at(Some(hour)).success),
            attempts: calls.iter().filter(|call| call.hour == Some(hour)).count(),
        })
        .collect()
}

fn messages(
    history: &History,
    judgement: &Judgement,
    winner: ResponseWinner,
    (may_order, open): (bool, usize),
    tell_time: &[&str],
) -> Vec<ResponseMessage> {
    let mut told = Vec::new();
    let mut tell = |code: &str, text: String| {
        told.push(ResponseMessage {
            code: code.to_owned(),
            text,
        });
    };
    if winner == ResponseWinner::Baseline {
        tell(
            "baseline-won",
            format!(
                "one probability for all ({:.4}) foretold the last {} attempts no worse than the model, so leases keep the \
                 order they had; call more contacts at random, or import columns that tell contacts apart",
                judgement.baseline.probability, judgement.calibration.contacts
            ),
        );
    } else if !may_order {
        tell(
            "not-ordering",
            "leases keep the order they had, as asked; train with orderLeases to follow the model"
                .to_owned(),
        );
    }
    if open == 0 {
        tell(
            "no-open-contacts",
            "no contact of the campaign is open, so there are no segments; import contacts and train anew".to_owned(),
        );
    }
    if !tell_time.is_empty() {
        tell(
            "columns-tell-time",
            format!(
                "{} had other values in other stretches of time, so what they say of contacts cannot be told from what time says; they \
                 were left out, and count once contacts with different values are called side by side",
                tell_time.join(", ")
            ),
        );
    }
    if history.gone > 0 {
        tell(
            "attempts-left-out",
            format!(
                "{} attempts are on contacts that are not on the list any more and were left out",
                history.gone
            ),
        );
    }
    told
}

fn keep(
    context: &JobContext<'_>,
    mut resource: ResponseModel,
    model: &KeptModel,
) -> Result<Value, Failure> {
    let scope = context.scope();
    let weights = documents::write(model)?;
    let campaign = resource.campaign_id.clone();
    let values = values(scope.tenant(), &resource, model);
    context.db.write(|conn| {
        let place = (scope.tenant(), campaign.as_str());
        resource.version = store::last_version(conn, place)?.saturating_add(1);
        let row = NewResponseModelRow {
            tenant_id: scope.tenant().to_owned(),
            id: resource.id.clone(),
            campaign_id: campaign.clone(),
            version: resource.version,
            document: documents::write(&resource)?,
            model: weights,
            created_at: resource.date_created,
        };
        store::insert(conn, &row).map_err(|error| Failure::from_write(error, "response model"))?;
        if resource.orders_leases {
            segment_values::replace(conn, place, &values)?;
        }
        Ok::<_, Failure>(())
    })?;
    Ok(json!({ "responseModelId": resource.id, "campaignId": campaign }))
}

/// What attempts are worth, as leases read it.
fn values(tenant: &str, resource: &ResponseModel, model: &KeptModel) -> Vec<NewSegmentValueRow> {
    let worth = resource.value_per_success.unwrap_or(1.0);
    let mut values = Vec::new();
    for (segment, rates) in resource.segments.iter().zip(&model.rates) {
        let mut tell = |hour_of_week: Option<i32>, success: f64| {
            values.push(NewSegmentValueRow {
                tenant_id: tenant.to_owned(),
                campaign_id: resource.campaign_id.clone(),
                segment: segment.segment.clone(),
                hour_of_week,
                expected_value: success * worth,
                exploration_share: segment.exploration_weight,
                trained_at: resource.date_created,
            });
        };
        tell(None, rates.overall.success);
        for hour in &rates.hours {
            tell(Some(i32::from(hour.hour_of_week)), hour.rates.success);
        }
    }
    values
}

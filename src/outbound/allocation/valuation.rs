//! What a campaign's minutes are worth by its response model.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use crewcast_solver::allocation as lp;

use super::answer::AllocationMessage;
use super::request::AllocationCampaignTerms;
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::WeekGrid;
use crate::outbound::campaigns::campaign::Campaign;
use crate::outbound::pacing::tallies::mean_handle_seconds;
use crate::outbound::responses::find::newest_response_model;
use crate::outbound::responses::kept::{BandRates, Rates};
use crate::outbound::responses::model::{ResponseModel, ResponseWinner};
use crate::outbound::store::pool::OpenCount;
use crate::outbound::zones::hour_of_week;
use crate::tenancy::Scope;

/// A campaign valued by what its attempts have taught.
pub(super) struct ModelValue {
    /// The model.
    pub response_model_id: String,
    /// What a minute brings.
    pub worth: lp::ContactWorth,
    /// Share of attempts that somebody answers.
    pub answer_rate: f64,
}

/// Least answer rate that attempts are counted by; fewer would make a contact endless.
const LEAST_ANSWER_RATE: f64 = 0.005;

/// Values a campaign by its newest model; `None`, with the reason where there is one to tell, when it cannot be.
///
/// A contact that an agent handles is an answered attempt: success, given that, is success ÷ answer of the hour, mean of the
/// open contacts; it takes 1 ÷ answer attempts.
///
/// # Errors
/// Only the database's.
pub(super) fn model_value(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &Campaign,
    terms: &AllocationCampaignTerms,
    (grid, open): (&WeekGrid, &[(Tz, OpenCount)]),
) -> Result<(Option<ModelValue>, Option<AllocationMessage>), Failure> {
    let Some(model) = newest_response_model(conn, scope, &campaign.id)? else {
        return Ok((None, None));
    };
    let Some(value_per_success) = terms.value_per_success.or(model.value_per_success) else {
        return Ok((
            None,
            Some(untold(
                campaign,
                "no-value-per-success",
                "its response model is not asked, since nothing says what a success is worth; send valuePerSuccess, or train the model with it",
            )),
        ));
    };
    if model.winner == ResponseWinner::Baseline {
        return Ok((
            None,
            Some(untold(
                campaign,
                "baseline-won",
                "its response model foretells no better than one probability for all, so its own terms value it; train it anew when more is recorded",
            )),
        ));
    }
    let Some(handle_seconds) = handle_seconds(conn, scope, campaign, terms)? else {
        return Ok((
            None,
            Some(untold(
                campaign,
                "no-handle-time",
                "its response model is not asked, since no answered attempt has handleSeconds on record; send handleSeconds",
            )),
        ));
    };
    let kept = BandRates::of_model(conn, scope, &model.id)?;
    let rates = of_intervals(&kept, &model, grid, open);
    let mean =
        |of: fn(&Rates) -> f64| rates.iter().map(of).sum::<f64>() / (rates.len() as f64).max(1.0);
    let answer_rate = mean(|rates| rates.answer).clamp(LEAST_ANSWER_RATE, 1.0);
    let success = rates.iter().map(|rates| {
        let given = rates.success / rates.answer.max(LEAST_ANSWER_RATE);
        given.clamp(0.0, 1.0)
    });
    let worth = lp::ContactWorth {
        value_per_success,
        // Groups differ in when they work, not in how they sell: nothing is recorded by group.
        success_probability: lp::Table::ByGroupAndInterval(vec![success.collect()]),
        handle_seconds: lp::Table::Same(handle_seconds),
        mode: terms.dialing_mode.unwrap_or_default().of_program(),
        attempts_per_handled_contact: 1.0 / answer_rate,
    };
    let valued = ModelValue {
        response_model_id: model.id,
        worth,
        answer_rate,
    };
    Ok((Some(valued), None))
}

impl ModelValue {
    /// The worth of so many planning groups, all alike.
    pub(super) fn for_groups(&self, groups: usize) -> lp::ContactWorth {
        let mut worth = self.worth.clone();
        if let lp::Table::ByGroupAndInterval(rows) = &mut worth.success_probability
            && let Some(row) = rows.first().cloned()
        {
            rows.resize(groups, row);
        }
        worth
    }
}

/// Agent seconds of an answered contact.
fn handle_seconds(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &Campaign,
    terms: &AllocationCampaignTerms,
) -> Result<Option<f64>, Failure> {
    if terms.handle_seconds.is_some() {
        return Ok(terms.handle_seconds);
    }
    mean_handle_seconds(conn, scope, &campaign.id)
}

/// What an attempt comes to in each interval, mean of the open contacts in their own hours.
fn of_intervals(
    kept: &[BandRates],
    model: &ResponseModel,
    grid: &WeekGrid,
    open: &[(Tz, OpenCount)],
) -> Vec<Rates> {
    let by_segment: BTreeMap<&str, &BandRates> = model
        .segments
        .iter()
        .map(|segment| segment.segment.as_str())
        .zip(kept)
        // A model that orders no leases put nobody into its segments.
        .filter(|_| model.orders_leases)
        .collect();
    let weights: Vec<f64> = model
        .segments
        .iter()
        .map(|segment| segment.contacts as f64)
        .collect();
    let of_all = |hour| {
        let rates = kept.iter().map(|rates| rates.at(hour));
        mean(rates.zip(weights.iter().copied()))
    };
    (0..grid.intervals())
        .map(|interval| {
            let at = grid.interval_start(interval);
            let found = open.iter().map(|(zone, count)| {
                let hour = hour_of_week(at, *zone);
                // Contacts that came after the training are in no segment of it: like all the others.
                let rates = by_segment.get(count.segment.as_str());
                let rates = rates.map_or_else(|| of_all(hour), |rates| rates.at(hour));
                (rates, count.contacts as f64)
            });
            mean(found)
        })
        .collect()
}

fn mean(weighted: impl Iterator<Item = (Rates, f64)>) -> Rates {
    let (mut sum, mut all) = (Rates::default(), 0.0);
    for (rates, weight) in weighted {
        sum.answer += rates.answer * weight;
        sum.success += rates.success * weight;
        all += weight;
    }
    if all > 0.0 {
        Rates {
            answer: sum.answer / all,
            success: sum.success / all,
        }
    } else {
        sum
    }
}

fn untold(campaign: &Campaign, code: &str, text: &str) -> AllocationMessage {
    AllocationMessage {
        code: code.to_owned(),
        campaign_id: Some(campaign.id.clone()),
        text: format!("campaign {:?}: {text}", campaign.name),
    }
}

//! What outbound work has found, as tables.

use super::output::{percent, table};
use crate::outbound::{
    Allocation, Propensity, ResponseModel, ResponseWinner, SegmentProposal, ValuedBy,
};

/// A response model: whether it foretells, and the segments.
pub(super) fn print_response_model(model: &ResponseModel) {
    let judged = &model.calibration;
    println!(
        "{} attempts; of the last {} it foretold with log loss {:.4}, one probability for all with {:.4}; calibration error {}",
        model.attempts,
        judged.attempts,
        judged.log_loss,
        model.baseline.log_loss,
        percent(Some(judged.expected_calibration_error))
    );
    if model.winner == ResponseWinner::Baseline {
        println!("One probability for all foretold no worse.");
    }
    let rows = model.segments.iter().map(|segment| {
        let reasons = segment.reasons.iter();
        let reasons = reasons.map(|one| format!("{} {:+.2}", one.feature, one.contribution));
        [
            segment.segment.clone(),
            segment.contacts.to_string(),
            percent(Some(segment.answer)),
            range(segment.success),
            format!("{:.2}", segment.expected_value),
            reasons.collect::<Vec<_>>().join(", "),
        ]
    });
    let headers = [
        "segment",
        "open contacts",
        "answer",
        "success, P10 to P90",
        "value of an attempt",
        "reasons (log-odds)",
    ];
    println!("{}", table(headers, rows));
    for message in &model.messages {
        println!("{}", message.text);
    }
}

/// A segment proposal: slices beside the list's own order.
pub(super) fn print_segment_proposal(proposal: &SegmentProposal) {
    let rows = proposal.slices.iter().map(|slice| {
        [
            (slice.index + 1).to_string(),
            slice.description.join(" AND "),
            slice.contacts.to_string(),
            slice.calls.to_string(),
            range(slice.success_rate),
            format!("{:.1}", slice.successes.mean),
            format!("{:.1}", slice.seat_hours),
        ]
    });
    let headers = [
        "slice",
        "conditions",
        "contacts",
        "calls",
        "success, P10 to P90",
        "successes",
        "seat hours",
    ];
    println!("{}", table(headers, rows));
    println!(
        "{} calls to learn from with {:.1} successes; {:.1} successes in all, {:.1} in the list's own order",
        proposal.exploration.calls,
        proposal.exploration.successes,
        proposal.total.successes,
        proposal.own_order.successes
    );
}

/// An allocation: what campaigns get, and what more would earn.
pub(super) fn print_allocation(allocation: &Allocation) {
    let rows = allocation.campaigns.iter().map(|share| {
        [
            share.campaign_name.clone(),
            format!("{:.0}", share.total_minutes),
            format!("{:.0}", share.expected_contacts),
            share
                .expected_successes
                .map_or_else(String::new, |successes| format!("{successes:.0}")),
            format!("{:.0}", share.expected_value),
            match share.valued_by {
                ValuedBy::ResponseModel => "response model",
                ValuedBy::AllocationTerms => "its terms",
            }
            .to_owned(),
        ]
    });
    let headers = [
        "campaign",
        "agent-minutes",
        "expected contacts",
        "successes",
        "expected value",
        "valued by",
    ];
    println!("{}", table(headers, rows));
    for price in allocation.prices.iter().take(3) {
        println!("{}", price.text);
    }
    for rule in allocation.rules.iter().filter(|rule| rule.is_binding) {
        println!("{}", rule.text);
    }
    if let Some(asked) = &allocation.roster_request {
        println!("{}", asked.text);
    }
    for message in &allocation.messages {
        println!("{}", message.text);
    }
}

fn range(propensity: Propensity) -> String {
    format!(
        "{} ({} to {})",
        percent(Some(propensity.mean)),
        percent(Some(propensity.p10)),
        percent(Some(propensity.p90))
    )
}

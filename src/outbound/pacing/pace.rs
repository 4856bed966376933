//! A campaign's pace.

use crewcast_forecasts::pacing::{
    Decision, MeasuringWindow, Pacer, PacingError, PacingState, Start,
};

use super::answer::{
    PacingAnswer, PacingExpectationsFrom, PacingLinesLimit, PacingReason, PacingStart, PacingWindow,
};
use super::limits::{DialingLimits, dialing_limits};
use super::request::{PacingExpectations, PacingMode, PacingRequest};
use super::tallies::{Tally, tally};
use crate::db::Database;
use crate::failure::Failure;
use crate::outbound::campaigns::campaign::stored;
use crate::tenancy::Scope;

/// Answered attempts with agent time on record that tell what to expect.
const ENOUGH_HANDLED: u64 = 30;

/// What is believed where nothing is recorded.
const DEFAULTS: PacingExpectations = PacingExpectations {
    live_answer_share: 0.3,
    ring_until_answer_seconds: 10.0,
    ring_unanswered_seconds: 25.0,
    talk_seconds: 150.0,
    wrap_up_seconds: 15.0,
};

/// Says what a campaign's dialer starts now. Of the floor nothing is kept: what was learned of it comes back as `memory`. The
/// window is counted from the outcomes that were recorded.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Invalid`] per fault.
pub fn pace_campaign(
    db: &Database,
    scope: &Scope,
    campaign_id: &str,
    request: &PacingRequest,
) -> Result<PacingAnswer, Failure> {
    request.check()?;
    let (campaign, limits) = db.read(|conn| {
        let campaign = stored(conn, scope, campaign_id)?;
        let limits = dialing_limits(conn, scope, &campaign, request)?;
        Ok::<_, Failure>((campaign, limits))
    })?;
    let wish = request.window();
    let (from, counted) = tally(db, scope, &campaign, wish.days)?;
    let memory = request.memory()?;
    let (expectations, mut expectations_from) = expectations(request, &counted);
    let policy = request.policy(&expectations, &limits)?;
    let refused = |error: PacingError| refused(&error);
    let mut pacer = match memory {
        Some(memory) => {
            expectations_from = PacingExpectationsFrom::Memory;
            Pacer::resume(policy, memory).map_err(refused)?
        }
        None => Pacer::new(policy).map_err(refused)?,
    };
    for observation in &request.observations {
        let (ago, what) = observation.learned();
        pacer
            .observe(request.clock_seconds - ago, what)
            .map_err(refused)?;
    }
    let state = PacingState {
        window: MeasuringWindow {
            answered: counted.answered,
            abandoned: counted.abandoned,
            remaining_seconds: wish.remaining_seconds,
        },
        ..request.state()
    };
    let decision = pacer
        .decide(request.clock_seconds, &state)
        .map_err(refused)?;
    let reason_code = reason_of(request.mode, &decision);
    let maximum = policy.maximum_abandoned.as_f64();
    let outlook = decision.outlook;
    Ok(PacingAnswer {
        start: match decision.start {
            Start::Lines(_) => PacingStart::Lines,
            Start::Previews(_) => PacingStart::Previews,
        },
        count: decision.start.count(),
        reason: in_words(reason_code, &decision, maximum, &limits),
        reason_code,
        next_risk: decision.next_risk,
        threshold: decision.threshold,
        maximum_lines: limits.lines.map(|(lines, _)| lines),
        maximum_lines_from: limits.lines.map(|(_, by)| by),
        maximum_calls_per_agent: limits.calls_per_agent,
        window: PacingWindow {
            from,
            answered: counted.answered,
            abandoned: counted.abandoned,
            abandoned_share: (counted.answered > 0)
                .then(|| counted.abandoned as f64 / counted.answered as f64),
            maximum_abandoned_share: maximum,
            remaining_seconds: wish.remaining_seconds,
        },
        allowed_abandoned_share: outlook.allowed,
        expected_abandoned_share_at_end: outlook.expected,
        probability_that_cap_holds: 1.0 - outlook.probability_of_exceeding,
        live_answer_share: pacer.live_answer(),
        handle_seconds: pacer.handle_seconds(),
        expectations,
        expectations_from,
        memory: serde_json::to_value(pacer.memory())
            .map_err(|error| Failure::Internal(format!("a pacer's memory: {error}")))?,
    })
}

fn expectations(
    request: &PacingRequest,
    counted: &Tally,
) -> (PacingExpectations, PacingExpectationsFrom) {
    if let Some(given) = request.expectations {
        return (given, PacingExpectationsFrom::Request);
    }
    if counted.handled < ENOUGH_HANDLED || counted.handle_seconds == 0 {
        return (DEFAULTS, PacingExpectationsFrom::Defaults);
    }
    // An attempt's agent time is talk and wrap-up together.
    let handle = counted.handle_seconds as f64 / counted.handled as f64;
    let recorded = PacingExpectations {
        live_answer_share: counted.answered as f64 / counted.attempts as f64,
        talk_seconds: handle,
        wrap_up_seconds: 0.0,
        ..DEFAULTS
    };
    (recorded, PacingExpectationsFrom::RecordedAttempts)
}

fn reason_of(mode: PacingMode, decision: &Decision) -> PacingReason {
    match mode {
        PacingMode::Preview => PacingReason::Preview,
        PacingMode::Progressive => PacingReason::OneLineAnAgent,
        PacingMode::Predictive if decision.threshold <= 0.0 => PacingReason::CapBinds,
        PacingMode::Predictive if decision.next_risk <= decision.threshold => PacingReason::NoRoom,
        PacingMode::Predictive => PacingReason::WithinCap,
    }
}

fn in_words(
    reason: PacingReason,
    decision: &Decision,
    maximum: f64,
    limits: &DialingLimits,
) -> String {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let count = decision.start.count();
    match reason {
        PacingReason::Preview => format!(
            "{count} contacts to show: one for each idle agent who has none; agents start the calls"
        ),
        PacingReason::OneLineAnAgent => {
            format!("{count} lines: one for each idle agent who has none on its way")
        }
        PacingReason::CapBinds => format!(
            "{count} lines, one for each idle agent who has none: the window's share of {} abandoned calls is used up, so no \
             line rings without an agent",
            percent(maximum)
        ),
        PacingReason::NoRoom => format!(
            "{count} lines: no more may ring at once{}; one more would be abandoned with {} if answered, and up to {} is worth it",
            told(limits),
            percent(decision.next_risk),
            percent(decision.threshold)
        ),
        PacingReason::WithinCap => format!(
            "{count} lines: one more would be abandoned with {} if answered, and up to {} is worth it; {} of the live \
             answers may be abandoned from now on",
            percent(decision.next_risk),
            percent(decision.threshold),
            percent(decision.outlook.allowed)
        ),
    }
}

/// The limits there are, behind "no more may ring at once".
fn told(limits: &DialingLimits) -> String {
    let lines = limits.lines.map(|(lines, by)| match by {
        PacingLinesLimit::Request => format!("{lines} by maximumLines"),
        PacingLinesLimit::OutboundLineCount => {
            format!("{lines} by the campaign's outboundLineCount")
        }
        PacingLinesLimit::LineBalancing => format!("{lines} as the campaign's part of sharedLines"),
    });
    let calls = limits
        .calls_per_agent
        .map(|calls| format!("{calls} for each agent who is, or is to be, free"));
    let all: Vec<String> = lines.into_iter().chain(calls).collect();
    if all.is_empty() {
        String::new()
    } else {
        format!(" ({})", all.join(", "))
    }
}

/// The checks of the request leave a clock that went back, and counts that cannot be.
fn refused(error: &PacingError) -> Failure {
    let pointer = match error {
        PacingError::NoLimit { .. } => "/maximumAbandonedShare",
        PacingError::NoCertainty { .. } => "/exceedingProbability",
        PacingError::NotAMoment { .. } | PacingError::ClockWentBack { .. } => "/clockSeconds",
        PacingError::Number { .. }
        | PacingError::NotElapsed { .. }
        | PacingError::MoreAbandonedThanAnswered { .. }
        | PacingError::NoDistribution { .. }
        | PacingError::OpenLoop(_) => "",
    };
    Failure::invalid(pointer, "out-of-range", error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(body: serde_json::Value) -> PacingRequest {
        serde_json::from_value(body).unwrap()
    }

    #[test]
    fn expectations_come_from_the_request_before_the_records_before_the_defaults() {
        let bare = asked(serde_json::json!({ "mode": "predictive", "idleAgents": 3 }));
        let few = Tally {
            attempts: 20,
            answered: 5,
            handled: 5,
            handle_seconds: 500,
            ..Tally::default()
        };
        assert_eq!(
            expectations(&bare, &few),
            (DEFAULTS, PacingExpectationsFrom::Defaults)
        );
        let many = Tally {
            attempts: 200,
            answered: 50,
            handled: 50,
            handle_seconds: 5_000,
            ..Tally::default()
        };
        let (recorded, from) = expectations(&bare, &many);
        assert_eq!(from, PacingExpectationsFrom::RecordedAttempts);
        assert_eq!(
            (recorded.live_answer_share, recorded.talk_seconds),
            (0.25, 100.0)
        );
    }

    #[test]
    fn every_number_that_cannot_be_is_named() {
        let request = asked(serde_json::json!({
            "mode": "predictive", "idleAgents": 3, "talkingSeconds": [1.0, -2.0], "exceedingProbability": 0.0,
            "observations": [{ "kind": "connected" }, { "kind": "talkEnded", "seconds": -1.0 }],
            "window": { "days": 0, "remainingSeconds": 60.0 },
        }));
        let failure = request.check().unwrap_err();
        let pointers: Vec<&str> = failure
            .faults()
            .iter()
            .map(|fault| fault.pointer.as_str())
            .collect();
        assert_eq!(
            pointers,
            [
                "/talkingSeconds/1",
                "/observations/1",
                "/exceedingProbability",
                "/window/days"
            ]
        );
    }
}

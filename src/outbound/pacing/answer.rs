//! What a dialer is told.

use serde::Serialize;
use serde_json::Value;

use super::request::PacingExpectations;
use crate::db::Instant;

/// Who starts the next calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PacingStart {
    /// The dialer starts lines.
    Lines,
    /// Agents are shown contacts and start the calls themselves.
    Previews,
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PacingReason {
    /// A contact for each idle agent to look at.
    Preview,
    /// One line for each idle agent without one.
    OneLineAnAgent,
    /// The next line would be riskier than the cap is worth.
    WithinCap,
    /// The window has used up its share: no line without an agent.
    CapBinds,
    /// Lines, or lines an agent, are used up.
    NoRoom,
}

/// Where what was believed at first came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PacingExpectationsFrom {
    /// The request.
    Request,
    /// The campaign's recorded attempts, and defaults for the ring times, which they do not tell.
    RecordedAttempts,
    /// Defaults: too few attempts are recorded.
    Defaults,
    /// Not used: the request's memory knows better.
    Memory,
}

/// What limits the lines that may ring or wait at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PacingLinesLimit {
    /// The request's `maximumLines`.
    Request,
    /// The campaign's `outboundLineCount`.
    OutboundLineCount,
    /// The campaign's part of the request's `sharedLines`.
    LineBalancing,
}

/// The measuring window so far.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PacingWindow {
    /// Since when outcomes are counted.
    pub from: Instant,
    /// Live answers.
    pub answered: u64,
    /// Of these, abandoned.
    pub abandoned: u64,
    /// Their share; null without live answers.
    pub abandoned_share: Option<f64>,
    /// The cap.
    pub maximum_abandoned_share: f64,
    /// Seconds of dialing left in it.
    pub remaining_seconds: f64,
}

/// What to start now, and why.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PacingAnswer {
    /// Who starts the calls.
    pub start: PacingStart,
    /// How many lines, or contacts to show.
    pub count: u32,
    /// What decided.
    pub reason_code: PacingReason,
    /// The same in words, with the figures.
    pub reason: String,
    /// Probability that a live answer of one line more would have been abandoned; 0 where no more lines were looked at.
    pub next_risk: f64,
    /// The risk up to which lines are started.
    pub threshold: f64,
    /// Lines that may ring or wait at once; absent where nothing limits them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_lines: Option<u32>,
    /// What says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_lines_from: Option<PacingLinesLimit>,
    /// The campaign's `maxCallsPerAgent`: lines that may ring or wait for each agent who is idle or expected to be by the time a new
    /// line is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_calls_per_agent: Option<f64>,
    /// The measuring window so far.
    pub window: PacingWindow,
    /// Share of live answers that may be abandoned from now on.
    pub allowed_abandoned_share: f64,
    /// Share abandoned at the window's end that comes of it.
    pub expected_abandoned_share_at_end: f64,
    /// Probability that the cap holds at the window's end, were nothing corrected on the way.
    pub probability_that_cap_holds: f64,
    /// Share of lines believed to be answered.
    pub live_answer_share: f64,
    /// Mean talk and wrap-up believed in.
    pub handle_seconds: f64,
    /// What was believed at first.
    pub expectations: PacingExpectations,
    /// Where that came from.
    pub expectations_from: PacingExpectationsFrom,
    /// What was learned so far: send it with the next request. The service keeps none of it.
    pub memory: Value,
}

//! What a dialer tells of its floor.

use crewcast_forecasts::pacing::{
    Expectations, Mode, Observation, PacerMemory, PacingState, Policy,
};
use crewcast_forecasts::units::{Share, WaitSeconds};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::limits::DialingLimits;
use crate::failure::{Failure, Faults};

/// Conversations, wrap-ups, lines and observations of one request, each at most.
const MOST: usize = 20_000;

/// How a campaign dials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PacingMode {
    /// An agent sees the contact first and starts the call.
    Preview,
    /// One line an idle agent.
    Progressive,
    /// As many lines as the floor's state allows within the cap.
    Predictive,
}

/// Something that happened on the floor since the request before.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", tag = "kind", deny_unknown_fields)]
pub enum PacingObservation {
    /// A person answered a line.
    #[serde(rename_all = "camelCase")]
    Answered {
        /// Seconds the line rang.
        seconds: f64,
        /// How long ago; 0 when left out.
        #[serde(default)]
        seconds_ago: f64,
    },
    /// A line ended without a person.
    #[serde(rename_all = "camelCase")]
    Unanswered {
        /// Seconds from its start to its end.
        seconds: f64,
        /// How long ago; 0 when left out.
        #[serde(default)]
        seconds_ago: f64,
    },
    /// A live answer found an agent in time.
    Connected,
    /// A live answer found none.
    Abandoned,
    /// A conversation ended; wrap-up begins.
    TalkEnded {
        /// Seconds it took.
        seconds: f64,
    },
    /// An agent finished wrap-up and is idle; told also where it took no time.
    WrapUpEnded {
        /// Seconds it took.
        seconds: f64,
    },
}

/// What is believed before anything is observed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PacingExpectations {
    /// Share of lines a person answers, above 0.
    pub live_answer_share: f64,
    /// Mean seconds until a person answers, above 0.
    pub ring_until_answer_seconds: f64,
    /// Mean seconds until a line without a person ends, above 0.
    pub ring_unanswered_seconds: f64,
    /// Mean seconds of a conversation, above 0.
    pub talk_seconds: f64,
    /// Mean seconds of wrap-up; 0 where there is none.
    pub wrap_up_seconds: f64,
}

/// The window over which the share of abandoned calls is measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PacingWindowWish {
    /// Days back from now, 1 to 90.
    #[schema(minimum = 1, maximum = 90)]
    pub days: u32,
    /// Seconds of dialing, with the agents of this moment, that are left in it.
    pub remaining_seconds: f64,
}

impl Default for PacingWindowWish {
    fn default() -> Self {
        Self {
            days: 30,
            remaining_seconds: 14_400.0,
        }
    }
}

/// The floor as a dialer sees it now.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PacingRequest {
    /// How the campaign dials.
    pub mode: PacingMode,
    /// Agents who would take a call at once.
    pub idle_agents: u32,
    /// Seconds since the answer of each conversation.
    #[serde(default)]
    pub talking_seconds: Vec<f64>,
    /// Seconds each agent in wrap-up has been in it.
    #[serde(default)]
    pub wrapping_up_seconds: Vec<f64>,
    /// Seconds each ringing line has rung.
    #[serde(default)]
    pub ringing_seconds: Vec<f64>,
    /// Answered calls that have no agent yet and are not yet abandoned.
    #[serde(default)]
    pub waiting_calls: u32,
    /// What happened since the request before, in order, each thing once.
    #[serde(default)]
    pub observations: Vec<PacingObservation>,
    /// `memory` of the answer before; without it the dialer has seen nothing yet.
    pub memory: Option<Value>,
    /// The dialer's own clock in seconds from any start, which does not go back; 0 when left out.
    #[serde(default)]
    pub clock_seconds: f64,
    /// What is believed at first; from the campaign's recorded attempts, as far as they tell, when left out.
    pub expectations: Option<PacingExpectations>,
    /// The cap: abandoned calls of live answers in the window; the campaign's `abandonRate`, else 0.03, when left out.
    pub maximum_abandoned_share: Option<f64>,
    /// With which probability the cap may be exceeded at the window's end, above 0 and at most 0.5; 0.05 when left out.
    pub exceeding_probability: Option<f64>,
    /// Seconds after its answer within which a call must have an agent; 2 when left out.
    pub connect_within_seconds: Option<f64>,
    /// Lines that may ring or wait at once; the campaign's `outboundLineCount` and its part of `sharedLines` limit them too.
    pub maximum_lines: Option<u32>,
    /// Lines that the campaigns with line balancing share: of those that are on, each has its part by its weight.
    pub shared_lines: Option<u32>,
    /// The measuring window; 30 days with four hours of dialing left when left out.
    pub window: Option<PacingWindowWish>,
}

impl PacingRequest {
    /// The window asked for.
    pub(super) fn window(&self) -> PacingWindowWish {
        self.window.unwrap_or_default()
    }

    /// Refuses numbers that cannot be.
    ///
    /// # Errors
    /// [`Failure::Invalid`] per fault.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let mut faults = Faults::default();
        for (field, times) in [
            ("talkingSeconds", &self.talking_seconds),
            ("wrappingUpSeconds", &self.wrapping_up_seconds),
            ("ringingSeconds", &self.ringing_seconds),
        ] {
            faults.require(
                times.len() <= MOST,
                format!("/{field}"),
                "too-many",
                format!("send at most {MOST}"),
            );
            let wrong = times.iter().position(|seconds| !is_time(*seconds));
            if let Some(at) = wrong {
                faults.require(
                    false,
                    format!("/{field}/{at}"),
                    "out-of-range",
                    "send the seconds since it began, 0 or more",
                );
            }
        }
        faults.require(
            self.observations.len() <= MOST,
            "/observations",
            "too-many",
            format!("send at most {MOST}"),
        );
        let wrong = self.observations.iter().position(|one| !one.is_possible());
        if let Some(at) = wrong {
            faults.require(
                false,
                format!("/observations/{at}"),
                "out-of-range",
                "send seconds of 0 or more",
            );
        }
        let share = |value: Option<f64>, most: f64| value.is_none_or(|v| (0.0..=most).contains(&v));
        faults.require(
            share(self.maximum_abandoned_share, 0.99),
            "/maximumAbandonedShare",
            "out-of-range",
            "use 0 to 0.99, such as 0.03",
        );
        faults.require(
            share(self.exceeding_probability, 0.5) && self.exceeding_probability != Some(0.0),
            "/exceedingProbability",
            "out-of-range",
            "use more than 0 and at most 0.5, such as 0.05",
        );
        faults.require(
            share(self.connect_within_seconds, 60.0),
            "/connectWithinSeconds",
            "out-of-range",
            "use 0 to 60, such as 2",
        );
        faults.require(
            self.clock_seconds.is_finite(),
            "/clockSeconds",
            "out-of-range",
            "send finite seconds",
        );
        let window = self.window();
        faults.require(
            (1..=90).contains(&window.days),
            "/window/days",
            "out-of-range",
            "use 1 to 90",
        );
        faults.require(
            is_time(window.remaining_seconds),
            "/window/remainingSeconds",
            "out-of-range",
            "use 0 or more",
        );
        if let Some(expected) = &self.expectations {
            expected.check(&mut faults);
        }
        faults.into_result()
    }

    /// What the campaign asks of its dialer.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for a share that no decimal can carry.
    pub(super) fn policy(
        &self,
        expected: &PacingExpectations,
        limits: &DialingLimits,
    ) -> Result<Policy, Failure> {
        let unfit = |pointer: &'static str| {
            move |error: crewcast_forecasts::units::UnitError| {
                Failure::invalid(pointer, "out-of-range", error.to_string())
            }
        };
        let share = |value: f64, pointer| Share::from_f64(value).map_err(unfit(pointer));
        let within = self.connect_within_seconds.unwrap_or(2.0);
        Ok(Policy {
            mode: match self.mode {
                PacingMode::Preview => Mode::Preview,
                PacingMode::Progressive => Mode::Progressive,
                PacingMode::Predictive => Mode::Predictive,
            },
            maximum_abandoned: share(limits.maximum_abandoned_share, "/maximumAbandonedShare")?,
            exceeding: share(
                self.exceeding_probability.unwrap_or(0.05),
                "/exceedingProbability",
            )?,
            connect_within: WaitSeconds::new(within).map_err(unfit("/connectWithinSeconds"))?,
            maximum_lines: limits.lines.map(|(lines, _)| lines),
            maximum_calls_per_agent: limits.calls_per_agent,
            expectations: Expectations {
                live_answer: share(expected.live_answer_share, "/expectations/liveAnswerShare")?,
                ring_until_answer_seconds: expected.ring_until_answer_seconds,
                ring_unanswered_seconds: expected.ring_unanswered_seconds,
                talk_seconds: expected.talk_seconds,
                wrap_up_seconds: expected.wrap_up_seconds,
            },
        })
    }

    /// The floor, its measuring window still to be told.
    pub(super) fn state(&self) -> PacingState {
        PacingState {
            idle: self.idle_agents,
            talking_seconds: self.talking_seconds.clone(),
            wrapping_up_seconds: self.wrapping_up_seconds.clone(),
            ringing_seconds: self.ringing_seconds.clone(),
            waiting: self.waiting_calls,
            ..PacingState::default()
        }
    }

    /// What the dialer had learned before.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `/memory`.
    pub(super) fn memory(&self) -> Result<Option<PacerMemory>, Failure> {
        let memory = self.memory.clone().map(serde_json::from_value);
        memory.transpose().map_err(|error: serde_json::Error| {
            Failure::invalid(
                "/memory",
                "not-a-memory",
                format!("{error}; send memory of the answer before as it was, or leave it out to begin anew"),
            )
        })
    }
}

impl PacingObservation {
    fn is_possible(&self) -> bool {
        match *self {
            Self::Answered {
                seconds,
                seconds_ago,
            }
            | Self::Unanswered {
                seconds,
                seconds_ago,
            } => is_time(seconds) && is_time(seconds_ago),
            Self::TalkEnded { seconds } | Self::WrapUpEnded { seconds } => is_time(seconds),
            Self::Connected | Self::Abandoned => true,
        }
    }

    /// How long ago it was, and what.
    pub(super) fn learned(self) -> (f64, Observation) {
        match self {
            Self::Answered {
                seconds,
                seconds_ago,
            } => (
                seconds_ago,
                Observation::Answered {
                    ring_seconds: seconds,
                },
            ),
            Self::Unanswered {
                seconds,
                seconds_ago,
            } => (
                seconds_ago,
                Observation::Unanswered {
                    ring_seconds: seconds,
                },
            ),
            Self::Connected => (0.0, Observation::Connected),
            Self::Abandoned => (0.0, Observation::Abandoned),
            Self::TalkEnded { seconds } => (
                0.0,
                Observation::TalkEnded {
                    talk_seconds: seconds,
                },
            ),
            Self::WrapUpEnded { seconds } => (
                0.0,
                Observation::WrapUpEnded {
                    wrap_up_seconds: seconds,
                },
            ),
        }
    }
}

impl PacingExpectations {
    fn check(&self, faults: &mut Faults) {
        let mut require = |holds: bool, field: &str, remedy: &str| {
            faults.require(
                holds,
                format!("/expectations/{field}"),
                "out-of-range",
                remedy,
            );
        };
        let above = |seconds: f64| is_time(seconds) && seconds > 0.0;
        require(
            self.live_answer_share > 0.0 && self.live_answer_share <= 1.0,
            "liveAnswerShare",
            "use more than 0 and at most 1",
        );
        let remedy = "use more than 0";
        require(
            above(self.ring_until_answer_seconds),
            "ringUntilAnswerSeconds",
            remedy,
        );
        require(
            above(self.ring_unanswered_seconds),
            "ringUnansweredSeconds",
            remedy,
        );
        require(above(self.talk_seconds), "talkSeconds", remedy);
        require(
            is_time(self.wrap_up_seconds),
            "wrapUpSeconds",
            "use 0 or more",
        );
    }
}

fn is_time(seconds: f64) -> bool {
    (0.0..=1e9).contains(&seconds)
}

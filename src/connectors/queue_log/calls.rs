//! Calls told from their lines: each time a caller enters a queue is one.

use serde::Serialize;

use super::line::Line;
use crate::db::Instant;

/// What became of a caller in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum CallOutcome {
    /// Waits still, as far as the log tells.
    Waiting,
    /// Talks to an agent still.
    Connected,
    /// The agent hung up first.
    CompletedByAgent,
    /// The caller hung up first.
    CompletedByCaller,
    /// Passed on by the agent.
    Transferred,
    /// Hung up waiting.
    Abandoned,
    /// Waited as long as the queue lets anybody.
    TimedOut,
    /// Left with a key.
    LeftWithKey,
    /// Put out because no agent was there.
    NobodyThere,
    /// Dropped between queue and agent.
    Dropped,
    /// The switch began anew, or the caller entered another queue, before the log told an end.
    Lost,
}

impl CallOutcome {
    /// Every outcome.
    const ALL: [Self; 11] = [
        Self::Waiting,
        Self::Connected,
        Self::CompletedByAgent,
        Self::CompletedByCaller,
        Self::Transferred,
        Self::Abandoned,
        Self::TimedOut,
        Self::LeftWithKey,
        Self::NobodyThere,
        Self::Dropped,
        Self::Lost,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Connected => "connected",
            Self::CompletedByAgent => "completedByAgent",
            Self::CompletedByCaller => "completedByCaller",
            Self::Transferred => "transferred",
            Self::Abandoned => "abandoned",
            Self::TimedOut => "timedOut",
            Self::LeftWithKey => "leftWithKey",
            Self::NobodyThere => "nobodyThere",
            Self::Dropped => "dropped",
            Self::Lost => "lost",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// A caller's stay in a queue.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    /// The id of the first line that tells of it.
    pub id: String,
    pub call_id: String,
    pub queue_name: String,
    pub caller: String,
    pub entered_at: Instant,
    pub connected_at: Option<Instant>,
    pub ended_at: Option<Instant>,
    pub wait_seconds: Option<f64>,
    pub talk_seconds: Option<f64>,
    pub agent_name: Option<String>,
    pub outcome: CallOutcome,
    pub ring_no_answers: i32,
}

/// Tells the calls of one unique id from all its lines, in order of time and place. `starts` are the instants at which
/// the switch began anew.
pub(super) fn calls_of(lines: &[Line], starts: &[Instant]) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for line in lines {
        match line.event.as_str() {
            "ENTERQUEUE" => {
                for open in calls.iter_mut().filter(|call| call.ended_at.is_none()) {
                    open.close(line.logged_at, CallOutcome::Lost);
                }
                let mut call = Call::beginning(line, line.logged_at);
                call.caller = line.parameters.get(1).cloned().unwrap_or_default();
                calls.push(call);
            }
            "CONNECT" => {
                let entered = back(line.logged_at, line.wait_seconds());
                let call = open_call(&mut calls, line, entered, |call| {
                    call.connected_at.is_none()
                });
                call.connect(line.logged_at, line);
            }
            "COMPLETEAGENT" => finish(&mut calls, line, CallOutcome::CompletedByAgent),
            "COMPLETECALLER" => finish(&mut calls, line, CallOutcome::CompletedByCaller),
            "TRANSFER" | "BLINDTRANSFER" | "ATTENDEDTRANSFER" => {
                finish(&mut calls, line, CallOutcome::Transferred);
            }
            "ABANDON" => leave(&mut calls, line, CallOutcome::Abandoned),
            "EXITWITHTIMEOUT" => leave(&mut calls, line, CallOutcome::TimedOut),
            "EXITWITHKEY" => leave(&mut calls, line, CallOutcome::LeftWithKey),
            "EXITEMPTY" => leave(&mut calls, line, CallOutcome::NobodyThere),
            "AGENTDUMP" | "SYSCOMPAT" => leave(&mut calls, line, CallOutcome::Dropped),
            "RINGNOANSWER" => {
                let call = open_call(&mut calls, line, line.logged_at, |call| {
                    call.connected_at.is_none()
                });
                call.ring_no_answers += 1;
            }
            _ => {}
        }
    }
    for call in calls.iter_mut().filter(|call| call.ended_at.is_none()) {
        let last = call.connected_at.unwrap_or(call.entered_at);
        if let Some(start) = starts.iter().filter(|start| **start > last).min() {
            call.close(*start, CallOutcome::Lost);
        }
    }
    calls
}

impl Call {
    fn beginning(line: &Line, entered_at: Instant) -> Self {
        Self {
            id: line.id.clone(),
            call_id: line.call_id.clone(),
            queue_name: line.queue_name.clone(),
            caller: String::new(),
            entered_at,
            connected_at: None,
            ended_at: None,
            wait_seconds: None,
            talk_seconds: None,
            agent_name: None,
            outcome: CallOutcome::Waiting,
            ring_no_answers: 0,
        }
    }

    fn connect(&mut self, at: Instant, line: &Line) {
        self.connected_at = Some(at);
        self.agent_name = Some(line.agent_name.clone());
        self.wait_seconds = Some(
            line.wait_seconds()
                .unwrap_or_else(|| between(self.entered_at, at)),
        );
        self.outcome = CallOutcome::Connected;
    }

    fn close(&mut self, at: Instant, outcome: CallOutcome) {
        self.ended_at = Some(at);
        self.outcome = outcome;
        if let Some(connected) = self.connected_at {
            self.talk_seconds
                .get_or_insert_with(|| between(connected, at));
        } else {
            self.wait_seconds
                .get_or_insert_with(|| between(self.entered_at, at));
        }
    }
}

/// The open call a line tells of; where the log begins in its middle, one that begins there.
fn open_call<'a>(
    calls: &'a mut Vec<Call>,
    line: &Line,
    entered_at: Instant,
    fits: impl Fn(&Call) -> bool,
) -> &'a mut Call {
    let open = calls.iter().rposition(|call| {
        call.queue_name == line.queue_name && call.ended_at.is_none() && fits(call)
    });
    let place = open.unwrap_or_else(|| {
        calls.push(Call::beginning(line, entered_at));
        calls.len() - 1
    });
    #[expect(clippy::indexing_slicing, reason = "the place was found or made above")]
    &mut calls[place]
}

fn finish(calls: &mut Vec<Call>, line: &Line, outcome: CallOutcome) {
    let connected = back(line.logged_at, line.talk_seconds());
    let entered = back(connected, line.wait_seconds());
    let call = open_call(calls, line, entered, |_| true);
    if call.connected_at.is_none() {
        call.connect(connected, line);
    }
    if let Some(seconds) = line.wait_seconds() {
        call.wait_seconds = Some(seconds);
    }
    if line.agent_name != "NONE" && !line.agent_name.is_empty() {
        call.agent_name = Some(line.agent_name.clone());
    }
    call.talk_seconds = line.talk_seconds();
    call.close(line.logged_at, outcome);
}

fn leave(calls: &mut Vec<Call>, line: &Line, outcome: CallOutcome) {
    let entered = back(line.logged_at, line.wait_seconds());
    let call = open_call(calls, line, entered, |_| true);
    if call.connected_at.is_none() {
        call.wait_seconds = line.wait_seconds();
    }
    call.close(line.logged_at, outcome);
}

fn back(at: Instant, seconds: Option<f64>) -> Instant {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a line's seconds are at most a week"
    )]
    let whole = seconds.unwrap_or(0.0).round() as i64;
    at.plus_seconds(-whole)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds of a call are far below 2^53"
)]
fn between(from: Instant, to: Instant) -> f64 {
    (to.epoch_millis() - from.epoch_millis()).max(0) as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: i64 = 1_366_720_000;

    fn calls(texts: &[&str], starts: &[i64]) -> Vec<Call> {
        let lines: Vec<Line> = texts
            .iter()
            .enumerate()
            .map(|(place, text)| {
                let (second, rest) = text.split_once('|').unwrap();
                let text = format!("{}|c1|{rest}", T + second.parse::<i64>().unwrap());
                Line::parse(text.as_bytes(), place as i64).unwrap().unwrap()
            })
            .collect();
        let starts: Vec<Instant> = starts
            .iter()
            .map(|second| Instant::from_epoch_millis((T + second) * 1_000))
            .collect();
        calls_of(&lines, &starts)
    }

    fn told(call: &Call) -> (i64, Option<f64>, Option<f64>, &'static str) {
        let entered = call.entered_at.epoch_millis() / 1_000 - T;
        (
            entered,
            call.wait_seconds,
            call.talk_seconds,
            call.outcome.as_str(),
        )
    }

    #[test]
    fn a_call_is_told_from_entering_to_its_end() {
        let found = calls(
            &[
                "0|q|NONE|ENTERQUEUE||5550100|1",
                "3|q|SIP/1|RINGNOANSWER|3000",
                "9|q|SIP/2|CONNECT|9|c2|2",
                "70|q|SIP/2|COMPLETECALLER|9|61|1",
            ],
            &[],
        );
        assert_eq!(found.len(), 1);
        assert_eq!(
            told(&found[0]),
            (0, Some(9.0), Some(61.0), "completedByCaller")
        );
        assert_eq!(found[0].agent_name.as_deref(), Some("SIP/2"));
        assert_eq!(
            (found[0].ring_no_answers, found[0].caller.as_str()),
            (1, "5550100")
        );
    }

    #[test]
    fn entering_another_queue_is_another_call() {
        let found = calls(
            &[
                "0|q|NONE|ENTERQUEUE||1|1",
                "30|q|NONE|EXITWITHTIMEOUT|1|1|30",
                "30|r|NONE|ENTERQUEUE||1|1",
                "41|r|NONE|ABANDON|1|1|11",
            ],
            &[],
        );
        let found: Vec<_> = found.iter().map(told).collect();
        assert_eq!(
            found,
            [
                (0, Some(30.0), None, "timedOut"),
                (30, Some(11.0), None, "abandoned")
            ]
        );
    }

    #[test]
    fn a_log_that_begins_in_the_middle_of_a_call_tells_when_it_came() {
        let found = calls(&["100|q|SIP/2|COMPLETEAGENT|9|61|1"], &[]);
        assert_eq!(
            told(&found[0]),
            (30, Some(9.0), Some(61.0), "completedByAgent")
        );
        assert_eq!(
            found[0].connected_at.unwrap().epoch_millis() / 1_000 - T,
            39
        );
    }

    #[test]
    fn a_call_without_an_end_goes_on_until_the_switch_begins_anew() {
        let lines = ["0|q|NONE|ENTERQUEUE||1|1", "5|q|SIP/1|CONNECT|5|c2|1"];
        assert_eq!(
            told(&calls(&lines, &[])[0]),
            (0, Some(5.0), None, "connected")
        );
        assert_eq!(
            told(&calls(&lines, &[4, 65])[0]),
            (0, Some(5.0), Some(60.0), "lost")
        );
        assert_eq!(
            told(&calls(&lines[..1], &[20])[0]),
            (0, Some(20.0), None, "lost")
        );
    }
}

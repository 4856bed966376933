//! What an agent did, told from the calls they took and what they or the switch did to their memberships.
//!
//! | what the log says | state |
//! |---|---|
//! | a call is connected to them | `ON_QUEUE`, `INTERACTING` |
//! | paused in every queue they are in | the reason of the pause, or `PAUSED` |
//! | in a queue | `ON_QUEUE`, `IDLE` |
//! | in no queue, logged off | `OFFLINE` |
//!
//! A call goes before a pause: who pauses during a call talks to its end. Members that the configuration names are never
//! added by a line, so until the first line that adds, removes or logs somebody in they count as in the queues.

use std::collections::{BTreeMap, BTreeSet};

use super::line::Line;
use crate::adherence::DerivedState;
use crate::db::Instant;

/// The queue that logging in stands for.
const LOGGED_IN: &str = "";

/// A stretch in which somebody talked; open where no end is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Talk {
    pub start: Instant,
    pub end: Option<Instant>,
}

#[derive(Default)]
struct Membership {
    /// Whether a line has told who is in which queue.
    told: bool,
    queues: BTreeSet<String>,
    paused: BTreeSet<String>,
    paused_everywhere: bool,
    reason: String,
}

impl Membership {
    fn apply(&mut self, line: &Line) {
        let queue = match line.queue_name.as_str() {
            "NONE" => LOGGED_IN,
            other => other,
        };
        let first = || line.parameters.first().cloned().unwrap_or_default();
        match line.event.as_str() {
            "ADDMEMBER" => {
                self.told = true;
                self.queues.insert(queue.to_owned());
                if first() == "PAUSED" {
                    self.paused.insert(queue.to_owned());
                }
            }
            "REMOVEMEMBER" => {
                self.told = true;
                self.queues.remove(queue);
                self.paused.remove(queue);
            }
            "AGENTLOGIN" | "AGENTCALLBACKLOGIN" => {
                self.told = true;
                self.queues.insert(LOGGED_IN.to_owned());
            }
            "AGENTLOGOFF" | "AGENTCALLBACKLOGOFF" => {
                *self = Self {
                    told: true,
                    ..Self::default()
                };
            }
            "PAUSE" => {
                self.paused.insert(queue.to_owned());
                self.reason = first();
            }
            "PAUSEALL" => {
                self.paused_everywhere = true;
                self.reason = first();
            }
            "UNPAUSE" => {
                self.paused.remove(queue);
                self.paused_everywhere = false;
            }
            "UNPAUSEALL" => {
                self.paused.clear();
                self.paused_everywhere = false;
            }
            _ => {}
        }
    }

    fn state(&self, talking: bool) -> (String, Option<String>) {
        let on_queue = |routing: &str| ("ON_QUEUE".to_owned(), Some(routing.to_owned()));
        let queues = || self.queues.iter().filter(|queue| *queue != LOGGED_IN);
        let every_queue = queues().all(|queue| self.paused.contains(queue));
        let paused = self.paused_everywhere || (!self.paused.is_empty() && every_queue);
        if talking {
            on_queue("INTERACTING")
        } else if self.told && self.queues.is_empty() {
            ("OFFLINE".to_owned(), None)
        } else if !paused {
            on_queue("IDLE")
        } else if self.reason.is_empty() {
            ("PAUSED".to_owned(), None)
        } else {
            (self.reason.clone(), None)
        }
    }
}

/// The states of an agent from an instant on, one where it changes. `lines` are all lines of [`super::line::Kind::Member`]
/// of theirs, in order; `talks` those that reach beyond the instant.
pub(super) fn states_of(lines: &[Line], talks: &[Talk], from: Instant) -> Vec<DerivedState> {
    let mut turns: BTreeMap<Instant, i64> = BTreeMap::new();
    for talk in talks {
        if talk.end.is_none_or(|end| end > talk.start) {
            *turns.entry(talk.start).or_default() += 1;
            if let Some(end) = talk.end {
                *turns.entry(end).or_default() -= 1;
            }
        }
    }
    let mut at: BTreeSet<Instant> = turns.keys().copied().collect();
    at.extend(lines.iter().map(|line| line.logged_at));
    let mut membership = Membership::default();
    let mut lines = lines.iter().peekable();
    let mut talking = 0;
    let mut states = Vec::new();
    let mut last = None;
    for at in at {
        while let Some(line) = lines.next_if(|line| line.logged_at <= at) {
            membership.apply(line);
        }
        talking += turns.get(&at).copied().unwrap_or(0);
        let state = membership.state(talking > 0);
        if last.as_ref() != Some(&state) {
            if at >= from {
                states.push(DerivedState {
                    at,
                    system_presence: state.0.clone(),
                    routing_status: state.1.clone(),
                });
            }
            last = Some(state);
        }
    }
    states
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: i64 = 1_366_720_000;

    fn at(second: i64) -> Instant {
        Instant::from_epoch_millis((T + second) * 1_000)
    }

    fn talk(start: i64, end: i64) -> Talk {
        Talk {
            start: at(start),
            end: Some(at(end)),
        }
    }

    fn told(texts: &[&str], talks: &[Talk], from: i64) -> Vec<(i64, String)> {
        let lines: Vec<Line> = texts
            .iter()
            .enumerate()
            .map(|(place, text)| {
                let (second, rest) = text.split_once('|').unwrap();
                let mut fields = rest.split('|');
                let (queue, event) = (fields.next().unwrap(), fields.next().unwrap());
                let more: Vec<&str> = fields.collect();
                let second = T + second.parse::<i64>().unwrap();
                let text = format!("{second}|NONE|{queue}|SIP/1|{event}|{}", more.join("|"));
                Line::parse(text.as_bytes(), place as i64).unwrap().unwrap()
            })
            .collect();
        states_of(&lines, talks, at(from))
            .into_iter()
            .map(|state| {
                let second = state.at.epoch_millis() / 1_000 - T;
                let routing = state.routing_status.map(|one| format!("/{one}"));
                (second, state.system_presence + &routing.unwrap_or_default())
            })
            .collect()
    }

    fn says(states: &[(i64, &str)]) -> Vec<(i64, String)> {
        states
            .iter()
            .map(|(at, state)| (*at, (*state).to_owned()))
            .collect()
    }

    #[test]
    fn a_day_is_told_from_joining_to_leaving() {
        let lines = [
            "0|q|ADDMEMBER|",
            "100|q|PAUSE|Lunch",
            "200|q|UNPAUSE|",
            "300|q|REMOVEMEMBER|",
        ];
        let states = told(&lines, &[talk(10, 40), talk(40, 60), talk(250, 260)], 0);
        assert_eq!(
            states,
            says(&[
                (0, "ON_QUEUE/IDLE"),
                (10, "ON_QUEUE/INTERACTING"),
                (60, "ON_QUEUE/IDLE"),
                (100, "Lunch"),
                (200, "ON_QUEUE/IDLE"),
                (250, "ON_QUEUE/INTERACTING"),
                (260, "ON_QUEUE/IDLE"),
                (300, "OFFLINE"),
            ])
        );
        assert_eq!(
            told(&lines, &[talk(250, 260)], 255),
            says(&[(260, "ON_QUEUE/IDLE"), (300, "OFFLINE")])
        );
    }

    #[test]
    fn who_pauses_during_a_call_talks_to_its_end() {
        let states = told(&["0|q|ADDMEMBER|", "20|NONE|PAUSEALL|"], &[talk(10, 30)], 0);
        assert_eq!(
            states,
            says(&[
                (0, "ON_QUEUE/IDLE"),
                (10, "ON_QUEUE/INTERACTING"),
                (30, "PAUSED")
            ])
        );
    }

    #[test]
    fn a_pause_in_one_of_two_queues_is_none() {
        let lines = [
            "0|q|ADDMEMBER|",
            "0|r|ADDMEMBER|",
            "10|q|PAUSE|Coaching",
            "20|r|PAUSE|Coaching",
            "30|q|UNPAUSE|",
            "40|q|REMOVEMEMBER|",
            "50|r|REMOVEMEMBER|",
        ];
        assert_eq!(
            told(&lines, &[], 0),
            says(&[
                (0, "ON_QUEUE/IDLE"),
                (20, "Coaching"),
                (30, "ON_QUEUE/IDLE"),
                (40, "Coaching"),
                (50, "OFFLINE"),
            ])
        );
    }

    #[test]
    fn members_of_the_configuration_are_in_their_queues() {
        assert_eq!(
            told(&["100|q|PAUSE|"], &[talk(10, 40)], 0),
            says(&[
                (10, "ON_QUEUE/INTERACTING"),
                (40, "ON_QUEUE/IDLE"),
                (100, "PAUSED")
            ])
        );
        let logged = ["0|NONE|AGENTLOGIN|SIP/1", "90|NONE|AGENTLOGOFF|SIP/1|90"];
        assert_eq!(
            told(&logged, &[], 0),
            says(&[(0, "ON_QUEUE/IDLE"), (90, "OFFLINE")])
        );
    }
}

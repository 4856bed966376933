//! One line of a `queue_log`: `seconds|call|queue|agent|event|parameters…`.

use sha2::{Digest, Sha256};

use crate::db::Instant;

/// Longer lines are no lines of a log.
const LONGEST_LINE_BYTES: usize = 8_192;

/// 1990 and 2100 in seconds: a time outside is a mistake.
const PLAUSIBLE_SECONDS: std::ops::Range<f64> = 631_152_000.0..4_102_444_800.0;

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A call on its way through a queue.
    Call,
    /// An agent who joins, leaves, pauses or takes up work.
    Member,
    /// The switch begins anew: calls and log-ins of before are gone.
    Start,
    /// Kept and not told from: configuration, or an event of a dialplan's own.
    Other,
}

impl Kind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Member => "member",
            Self::Start => "start",
            Self::Other => "other",
        }
    }

    fn of(event: &str) -> Self {
        match event {
            "ENTERQUEUE" | "CONNECT" | "COMPLETEAGENT" | "COMPLETECALLER" | "ABANDON"
            | "EXITWITHTIMEOUT" | "EXITWITHKEY" | "EXITEMPTY" | "RINGNOANSWER" | "RINGCANCELED"
            | "BLINDTRANSFER" | "ATTENDEDTRANSFER" | "TRANSFER" | "AGENTDUMP" | "SYSCOMPAT" => {
                Self::Call
            }
            "PAUSE"
            | "UNPAUSE"
            | "PAUSEALL"
            | "UNPAUSEALL"
            | "ADDMEMBER"
            | "REMOVEMEMBER"
            | "AGENTLOGIN"
            | "AGENTCALLBACKLOGIN"
            | "AGENTLOGOFF"
            | "AGENTCALLBACKLOGOFF" => Self::Member,
            "QUEUESTART" => Self::Start,
            _ => Self::Other,
        }
    }
}

/// Events that are known and tell nothing; any other of [`Kind::Other`] is a dialplan's own.
const SILENT: [&str; 4] = [
    "CONFIGRELOAD",
    "RINGCANCELED",
    "MEMBERPENALTY",
    "QUEUEPENALTY",
];

/// A line that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// Of its text: the same line is the same wherever and whenever it comes.
    pub id: String,
    pub logged_at: Instant,
    /// Where it stands in its file, for two of the same second.
    pub position: i64,
    pub call_id: String,
    pub queue_name: String,
    pub agent_name: String,
    pub event: String,
    pub kind: Kind,
    pub parameters: Vec<String>,
}

/// Why a line cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}; {remedy}")]
pub struct LineFault {
    /// Stable, kebab-case.
    pub code: &'static str,
    /// What is wrong with it.
    pub reason: String,
    /// How to mend it.
    pub remedy: &'static str,
}

impl LineFault {
    fn new(code: &'static str, reason: impl Into<String>, remedy: &'static str) -> Self {
        Self {
            code,
            reason: reason.into(),
            remedy,
        }
    }
}

impl Line {
    /// Reads a line; `None` for a blank one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn parse(bytes: &[u8], position: i64) -> Result<Option<Self>, LineFault> {
        if bytes.len() > LONGEST_LINE_BYTES {
            return Err(LineFault::new(
                "line-too-long",
                format!(
                    "the line has {} bytes, more than {LONGEST_LINE_BYTES}",
                    bytes.len()
                ),
                "send a queue_log as Asterisk writes it, one event a line",
            ));
        }
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.contains('\0') {
            return Err(LineFault::new(
                "binary-line",
                "the line holds a zero byte",
                "the file was damaged or cut off in writing; send the line as it was meant",
            ));
        }
        let fields: Vec<&str> = text.split('|').map(str::trim).collect();
        let [
            seconds,
            call_id,
            queue_name,
            agent_name,
            event,
            parameters @ ..,
        ] = fields.as_slice()
        else {
            return Err(LineFault::new(
                "too-few-fields",
                format!("the line has {} fields and needs 5", fields.len()),
                "write it as seconds|call|queue|agent|event|parameters",
            ));
        };
        let event = event.to_ascii_uppercase();
        if event.is_empty() {
            return Err(LineFault::new(
                "no-event",
                "the fifth field names no event",
                "write an event such as ENTERQUEUE or CONNECT there",
            ));
        }
        let line = Self {
            id: identity(text),
            logged_at: instant(seconds)?,
            position,
            call_id: (*call_id).to_owned(),
            queue_name: (*queue_name).to_owned(),
            agent_name: (*agent_name).to_owned(),
            kind: Kind::of(&event),
            event,
            parameters: parameters.iter().map(|text| (*text).to_owned()).collect(),
        };
        line.check()?;
        Ok(Some(line))
    }

    /// Whether nobody at Asterisk's documentation knows the event.
    pub(super) fn is_of_its_own(&self) -> bool {
        self.kind == Kind::Other && !SILENT.contains(&self.event.as_str())
    }

    /// Seconds the caller waited, where the event tells.
    pub(super) fn wait_seconds(&self) -> Option<f64> {
        self.seconds(self.wait_place()?)
    }

    /// Seconds the agent talked, where the event tells.
    pub(super) fn talk_seconds(&self) -> Option<f64> {
        self.seconds(self.talk_place()?)
    }

    fn wait_place(&self) -> Option<usize> {
        match self.event.as_str() {
            "CONNECT" | "COMPLETEAGENT" | "COMPLETECALLER" => Some(0),
            "ABANDON" | "EXITWITHTIMEOUT" | "EXITEMPTY" | "BLINDTRANSFER" | "ATTENDEDTRANSFER"
            | "TRANSFER" => Some(2),
            "EXITWITHKEY" => Some(3),
            _ => None,
        }
    }

    fn talk_place(&self) -> Option<usize> {
        match self.event.as_str() {
            "COMPLETEAGENT" | "COMPLETECALLER" => Some(1),
            "BLINDTRANSFER" | "ATTENDEDTRANSFER" | "TRANSFER" => Some(3),
            _ => None,
        }
    }

    fn seconds(&self, place: usize) -> Option<f64> {
        let text = self.parameters.get(place)?;
        text.parse::<f64>()
            .ok()
            .filter(|seconds| plausible(*seconds))
    }

    fn check(&self) -> Result<(), LineFault> {
        let needs_call = self.kind == Kind::Call;
        if needs_call && (self.call_id.is_empty() || self.call_id == "NONE") {
            return Err(LineFault::new(
                "no-call",
                format!("{} names no call", self.event),
                "write the call's unique id into the second field",
            ));
        }
        if needs_call && (self.queue_name.is_empty() || self.queue_name == "NONE") {
            return Err(LineFault::new(
                "no-queue",
                format!("{} names no queue", self.event),
                "write the queue's name into the third field",
            ));
        }
        let needs_agent = self.kind == Kind::Member
            || matches!(
                self.event.as_str(),
                "CONNECT" | "COMPLETEAGENT" | "COMPLETECALLER"
            );
        if needs_agent && (self.agent_name.is_empty() || self.agent_name == "NONE") {
            return Err(LineFault::new(
                "no-agent",
                format!("{} names no agent", self.event),
                "write the member's name or interface into the fourth field",
            ));
        }
        for place in [self.wait_place(), self.talk_place()].into_iter().flatten() {
            let sent = self.parameters.get(place).filter(|text| !text.is_empty());
            if sent.is_some() && self.seconds(place).is_none() {
                return Err(LineFault::new(
                    "bad-number",
                    format!(
                        "parameter {} of {} is {:?}, which is no number of seconds",
                        place + 1,
                        self.event,
                        self.parameters.get(place).map_or("", String::as_str)
                    ),
                    "write whole seconds, at most a week",
                ));
            }
        }
        Ok(())
    }
}

fn plausible(seconds: f64) -> bool {
    (0.0..=604_800.0).contains(&seconds)
}

fn instant(text: &str) -> Result<Instant, LineFault> {
    let seconds = text
        .parse::<f64>()
        .ok()
        .filter(|seconds| PLAUSIBLE_SECONDS.contains(seconds));
    let seconds = seconds.ok_or_else(|| {
        LineFault::new(
            "bad-time",
            format!("{text:?} is no time in seconds since 1970"),
            "write it as Asterisk does, such as 1366720340",
        )
    })?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "bounded to this century above"
    )]
    let millis = (seconds * 1_000.0).round() as i64;
    Ok(Instant::from_epoch_millis(millis))
}

/// The first 128 bits of the text's SHA-256.
pub(super) fn identity(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Line {
        Line::parse(text.as_bytes(), 7).unwrap().unwrap()
    }

    fn refused(text: &str) -> &'static str {
        Line::parse(text.as_bytes(), 1).unwrap_err().code
    }

    #[test]
    fn a_line_is_read_field_by_field() {
        let line = parsed("1366720340|1366720340.303267|MYQUEUE|SIP/8007|COMPLETECALLER|4|73|1\r");
        assert_eq!(
            line.logged_at,
            Instant::from_epoch_millis(1_366_720_340_000)
        );
        assert_eq!(
            (
                line.call_id.as_str(),
                line.queue_name.as_str(),
                line.agent_name.as_str()
            ),
            ("1366720340.303267", "MYQUEUE", "SIP/8007")
        );
        assert_eq!(
            (line.wait_seconds(), line.talk_seconds()),
            (Some(4.0), Some(73.0))
        );
        assert_eq!((line.kind, line.position), (Kind::Call, 7));
    }

    #[test]
    fn waits_and_talks_stand_where_each_event_has_them() {
        let at = |rest: &str| parsed(&format!("1366720340|1.1|q|a|{rest}"));
        assert_eq!(at("ABANDON|1|2|33").wait_seconds(), Some(33.0));
        assert_eq!(at("EXITWITHKEY|9|1|2|44").wait_seconds(), Some(44.0));
        assert_eq!(at("EXITWITHTIMEOUT|1").wait_seconds(), None);
        let transfer = at("BLINDTRANSFER|600|default|5|61|1");
        assert_eq!(
            (transfer.wait_seconds(), transfer.talk_seconds()),
            (Some(5.0), Some(61.0))
        );
        let merged = at("ATTENDEDTRANSFER|BRIDGE|1.2|6|62|1");
        assert_eq!(
            (merged.wait_seconds(), merged.talk_seconds()),
            (Some(6.0), Some(62.0))
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(refused("1366720340|1.1|q|a"), "too-few-fields");
        assert_eq!(refused("yesterday|1.1|q|a|CONNECT|1"), "bad-time");
        assert_eq!(refused("12|1.1|q|a|CONNECT|1"), "bad-time");
        assert_eq!(refused("1366720340|1.1|q|NONE|CONNECT|1"), "no-agent");
        assert_eq!(refused("1366720340|NONE|q|a|CONNECT|1"), "no-call");
        assert_eq!(refused("1366720340|1.1||a|ENTERQUEUE||1"), "no-queue");
        assert_eq!(
            refused("1366720340|1.1|q|a|COMPLETEAGENT|1|long"),
            "bad-number"
        );
        assert_eq!(refused("1366720340|1.1|q|a|"), "no-event");
        assert_eq!(refused(&"x".repeat(9_000)), "line-too-long");
        assert_eq!(Line::parse(b" \r", 1), Ok(None));
    }

    #[test]
    fn an_event_of_a_dialplans_own_is_kept_and_told_apart() {
        assert!(parsed("1366720340|1.1|q|a|SURVEY|5").is_of_its_own());
        assert!(!parsed("1366720340|NONE|NONE|NONE|CONFIGRELOAD|").is_of_its_own());
    }
}

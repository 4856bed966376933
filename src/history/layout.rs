//! Which file layout a header speaks of, and where its columns stand.

use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Fault};

/// What a file holds.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "camelCase")]
pub enum ImportKind {
    /// One row an interval and queue.
    #[default]
    Intervals,
    /// One row a call.
    CallRecords,
}

impl ImportKind {
    /// As stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Intervals => "intervals",
            Self::CallRecords => "callRecords",
        }
    }
}

/// The layouts that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Layout {
    /// Amazon Connect's historical data for forecasting.
    AmazonConnect,
    /// Genesys Cloud's historical data.
    Genesys,
    /// Our own.
    Crewcast,
    /// A time and a count.
    TimestampVolume,
    /// One line a call, columns found by their names.
    CallRecords,
    /// One line a call with a date and clock times, as the "Anonymous Bank" data of the Technion has them.
    ClockTimeCallRecords,
    /// No file at rest: calls counted as an Asterisk queue_log tells of them.
    QueueLog,
}

/// What a column tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Queue,
    Channel,
    /// Told apart from its neighbours of one queue and interval: media, skill set, language.
    Dimension,
    Start,
    IntervalMinutes,
    Offered,
    Handled,
    Abandoned,
    AverageHandleTime,
    TotalHandleTime,
    AnsweredWithin,
    Date,
    MenuEnter,
    Enter,
    QueueExit,
    Answer,
    End,
    AbandonedAt,
    Outcome,
}

/// One column of a layout: its role, whether the layout needs it, and its names, the first as the layout's owner
/// writes it.
type Column = (Role, bool, &'static [&'static str]);

use Role::{
    Abandoned, AbandonedAt, Answer, AnsweredWithin, AverageHandleTime, Channel, Date, Dimension,
    End, Enter, Handled, IntervalMinutes, MenuEnter, Offered, Outcome, Queue, QueueExit, Start,
    TotalHandleTime,
};

const AMAZON: &[Column] = &[
    (Queue, false, &["QueueName"]),
    (Channel, false, &["ChannelType"]),
    (Start, true, &["TimeStamp"]),
    (IntervalMinutes, false, &["IntervalDuration"]),
    (Offered, true, &["IncomingContactVolume"]),
    (AverageHandleTime, false, &["AverageHandleTime"]),
    (Handled, false, &["ContactsHandled"]),
];

const GENESYS: &[Column] = &[
    (Start, true, &["Interval Start UTC Date"]),
    (Queue, false, &["Queue"]),
    (Channel, false, &["Media Type"]),
    (Dimension, false, &["Skill Set"]),
    (Dimension, false, &["Language"]),
    (Offered, true, &["Offered"]),
    (Handled, false, &["Interactions Handled"]),
    (TotalHandleTime, false, &["Total Handle Time (Seconds)"]),
];

const OWN: &[Column] = &[
    (Queue, false, &["QueueName", "Queue"]),
    (Start, true, &["IntervalStart"]),
    (IntervalMinutes, false, &["IntervalMinutes"]),
    (Offered, true, &["Offered"]),
    (Handled, false, &["Handled"]),
    (Abandoned, false, &["Abandoned"]),
    (AverageHandleTime, false, &["AverageHandleTimeSeconds"]),
    (AnsweredWithin, false, &["AnsweredWithin"]),
];

const SIMPLE: &[Column] = &[
    (Queue, false, &["queue", "QueueName"]),
    (
        Start,
        true,
        &[
            "timestamp",
            "time",
            "DateTime",
            "date",
            "ds",
            "start",
            "StartTime",
            "interval",
            "period",
        ],
    ),
    (
        Offered,
        true,
        &[
            "volume",
            "calls",
            "offered",
            "count",
            "contacts",
            "y",
            "value",
            "arrivals",
            "CallVolume",
        ],
    ),
    (
        AverageHandleTime,
        false,
        &[
            "aht",
            "AverageHandleTime",
            "AverageHandleTimeSeconds",
            "AhtSeconds",
        ],
    ),
    (Handled, false, &["handled", "answered"]),
    (Abandoned, false, &["abandoned"]),
];

const CLOCK_TIMES: &[Column] = &[
    (Queue, true, &["type"]),
    (Date, true, &["date"]),
    (MenuEnter, true, &["vru_entry"]),
    (Enter, true, &["q_start"]),
    (QueueExit, true, &["q_exit"]),
    (Outcome, true, &["outcome"]),
    (Answer, true, &["ser_start"]),
    (End, true, &["ser_exit"]),
];

const CALLS: &[Column] = &[
    (
        Queue,
        false,
        &[
            "queue",
            "QueueName",
            "type",
            "service",
            "skill",
            "Queue_ARN",
        ],
    ),
    (
        Enter,
        true,
        &[
            "EnterTime",
            "EnqueueTimestamp",
            "enter",
            "entered",
            "QueueStart",
            "QueueEnterTime",
            "arrival",
            "ArrivalTime",
            "start",
            "StartTime",
            "CallStart",
            "timestamp",
            "InitiationTimestamp",
            "time",
        ],
    ),
    (
        Answer,
        true,
        &[
            "AnswerTime",
            "answer",
            "answered",
            "AnsweredAt",
            "ConnectTime",
            "ConnectedToAgentTimestamp",
            "ServiceStart",
        ],
    ),
    (
        End,
        false,
        &[
            "EndTime",
            "end",
            "ended",
            "EndedAt",
            "ServiceEnd",
            "DisconnectTimestamp",
            "HangupTime",
            "CallEnd",
        ],
    ),
    (
        AbandonedAt,
        false,
        &["AbandonTime", "abandon", "abandoned", "AbandonedAt"],
    ),
    (
        Outcome,
        false,
        &["outcome", "disposition", "result", "status"],
    ),
];

impl Layout {
    const fn columns(self) -> &'static [Column] {
        match self {
            Self::AmazonConnect => AMAZON,
            Self::Genesys => GENESYS,
            Self::Crewcast => OWN,
            Self::TimestampVolume => SIMPLE,
            Self::CallRecords => CALLS,
            Self::ClockTimeCallRecords => CLOCK_TIMES,
            Self::QueueLog => &[],
        }
    }

    /// The layouts of a kind, the most particular first.
    const fn of_kind(kind: ImportKind) -> &'static [Self] {
        match kind {
            ImportKind::Intervals => &[
                Self::AmazonConnect,
                Self::Genesys,
                Self::Crewcast,
                Self::TimestampVolume,
            ],
            ImportKind::CallRecords => &[Self::ClockTimeCallRecords, Self::CallRecords],
        }
    }

    /// Whether times without an offset are UTC whatever the zone, because the layout's header says so.
    pub(super) const fn is_utc(self) -> bool {
        matches!(self, Self::Genesys)
    }

    /// As a person calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AmazonConnect => "Amazon Connect",
            Self::Genesys => "Genesys",
            Self::Crewcast => "Crewcast",
            Self::TimestampVolume => "timestamp and volume",
            Self::CallRecords => "call records",
            Self::ClockTimeCallRecords => "call records with clock times",
            Self::QueueLog => "Asterisk queue_log",
        }
    }
}

/// A header understood: the layout and where its columns stand.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub layout: Layout,
    names: Vec<String>,
    places: Vec<(Role, usize)>,
}

impl Header {
    /// Finds the layout of a header.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `/header`, which names what was found and what each layout of the kind needs.
    pub(super) fn recognise(kind: ImportKind, fields: &[String]) -> Result<Self, Failure> {
        let keys: Vec<String> = fields.iter().map(|field| key(field)).collect();
        let mut needs = Vec::new();
        for layout in Layout::of_kind(kind) {
            let mut places = Vec::new();
            let mut missing = Vec::new();
            for (role, needed, names) in layout.columns() {
                let place = names
                    .iter()
                    .find_map(|name| keys.iter().position(|have| *have == key(name)));
                match place {
                    Some(place) => places.push((*role, place)),
                    None if *needed => missing.push(names.first().copied().unwrap_or_default()),
                    None => {}
                }
            }
            if missing.is_empty() {
                refuse_twins(&keys, fields, &places)?;
                return Ok(Self {
                    layout: *layout,
                    names: fields.to_vec(),
                    places,
                });
            }
            needs.push(format!("{} lacks {}", layout.name(), missing.join(", ")));
        }
        let other = match kind {
            ImportKind::Intervals => "kind=callRecords if each line is a call",
            ImportKind::CallRecords => "kind=intervals if each line is an interval",
        };
        let found = fields.join(", ");
        let detail = format!(
            "the header has the columns {:?}, which no layout fits: {}; rename or add the columns, or send {other}",
            super::rejects::shown(found.as_bytes()),
            needs.join("; "),
        );
        Err(Failure::invalid("/header", "missing-columns", detail))
    }

    /// Where the column of a role stands.
    pub(super) fn place(&self, role: Role) -> Option<usize> {
        self.places
            .iter()
            .find(|(have, _)| *have == role)
            .map(|(_, place)| *place)
    }

    /// Where all columns of a role stand.
    pub(super) fn places(&self, role: Role) -> Vec<usize> {
        self.places
            .iter()
            .filter(|(have, _)| *have == role)
            .map(|(_, place)| *place)
            .collect()
    }

    /// A column's name as the file writes it.
    pub(super) fn name(&self, place: usize) -> &str {
        self.names.get(place).map_or("", String::as_str)
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> usize {
        self.names.len()
    }
}

/// Refuses a header that names a column of ours twice: which one counts would be a guess.
fn refuse_twins(
    keys: &[String],
    fields: &[String],
    places: &[(Role, usize)],
) -> Result<(), Failure> {
    let faults: Vec<Fault> = places
        .iter()
        .filter_map(|(_, place)| {
            let wanted = keys.get(*place)?;
            let twin = keys.iter().skip(place + 1).any(|have| have == wanted);
            twin.then(|| {
                let name = fields.get(*place).map_or("", String::as_str);
                Fault::new(
                    "/header",
                    "column-twice",
                    format!("the column {name:?} is there twice; remove or rename one"),
                )
            })
        })
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(faults))
    }
}

/// Case, blanks and punctuation do not tell columns apart.
fn key(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognise(kind: ImportKind, header: &str) -> Result<Header, Failure> {
        let fields: Vec<String> = header.split(',').map(str::to_owned).collect();
        Header::recognise(kind, &fields)
    }

    #[test]
    fn each_layout_is_known_by_its_header_in_any_order() {
        for (header, layout) in [
            (
                "QueueName,QueueId,ChannelType,TimeStamp,IntervalDuration,IncomingContactVolume,AverageHandleTime,ContactsHandled",
                Layout::AmazonConnect,
            ),
            (
                "ContactsHandled,IncomingContactVolume,TimeStamp,QueueName",
                Layout::AmazonConnect,
            ),
            (
                "Interval Start UTC Date,Queue,Media Type,Skill Set,Language,Offered,Interactions Handled,Total Handle Time (Seconds)",
                Layout::Genesys,
            ),
            (
                "QueueName,IntervalStart,IntervalMinutes,Offered,Handled,Abandoned,AverageHandleTimeSeconds,AnsweredWithin",
                Layout::Crewcast,
            ),
            ("timestamp,volume", Layout::TimestampVolume),
            ("Date,Calls", Layout::TimestampVolume),
        ] {
            assert_eq!(
                recognise(ImportKind::Intervals, header).unwrap().layout,
                layout,
                "{header}"
            );
        }
        let bank = "vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,ser_start,ser_exit,ser_time,server";
        assert_eq!(
            recognise(ImportKind::CallRecords, bank).unwrap().layout,
            Layout::ClockTimeCallRecords
        );
        assert_eq!(
            recognise(
                ImportKind::CallRecords,
                "Queue,Enter Time,Answer Time,End Time"
            )
            .unwrap()
            .layout,
            Layout::CallRecords
        );
    }

    #[test]
    fn a_header_that_fits_no_layout_is_told_what_each_needs() {
        let failure = recognise(ImportKind::Intervals, "Queue,When,HowMany").unwrap_err();
        let fault = &failure.faults()[0];
        assert_eq!(
            (fault.pointer.as_str(), fault.code.as_str()),
            ("/header", "missing-columns")
        );
        for part in [
            "Queue, When, HowMany",
            "Amazon Connect lacks TimeStamp, IncomingContactVolume",
            "Genesys lacks Interval Start UTC Date, Offered",
            "Crewcast lacks IntervalStart",
            "kind=callRecords",
        ] {
            assert!(fault.detail.contains(part), "{part}: {}", fault.detail);
        }
    }

    #[test]
    fn a_column_named_twice_is_refused() {
        let failure = recognise(ImportKind::Intervals, "timestamp,volume,Volume").unwrap_err();
        assert_eq!(failure.faults()[0].code, "column-twice");
    }
}

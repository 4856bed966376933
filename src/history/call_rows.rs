//! Rows that tell of one call.

use csv::ByteRecord;

use super::fields::Fields;
use super::grid::Grid;
use super::layout::{Header, Layout, Role};
use super::numbers::is_blank;
use super::parsing::{Reading, Taken};
use super::queues::QueueBook;
use super::rejects::{FieldFault, Reject};
use super::series::Contribution;
use super::times::{self, Written, Zone};

const DAY_SECONDS: i64 = 86_400;

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Answered,
    Abandoned,
    /// A call that never was: a fault of the switch, not to be counted.
    Phantom,
}

/// A call in seconds: when it came (since 1970 UTC), how long it waited and was served.
struct Call {
    entered: i64,
    wait: f64,
    service: Option<f64>,
    outcome: Outcome,
}

/// What a row turned out to be.
pub(super) enum CallRow {
    /// A call to be counted.
    Counted(Taken),
    /// A call of this queue to be left out.
    Ignored(usize),
}

/// Reads call records.
pub(super) struct CallRows<'a> {
    reading: &'a Reading,
    zone: Zone,
    grid: Grid,
}

impl<'a> CallRows<'a> {
    pub(super) fn new(reading: &'a Reading) -> Self {
        Self {
            reading,
            zone: Zone::new(reading.zone),
            grid: Grid::new(reading.unit_zone, reading.unit_minutes),
        }
    }

    /// Reads one row.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub(super) fn take(
        &mut self,
        header: &Header,
        record: &ByteRecord,
        row: u64,
        queues: &mut QueueBook,
    ) -> Result<CallRow, Vec<Reject>> {
        let mut fields = Fields::new(header, record, row);
        let queue_name = match (&self.reading.queue_name, header.place(Role::Queue)) {
            (Some(name), None) => name.as_bytes(),
            _ => fields.get(Role::Queue),
        };
        let queue = fields.take(Role::Queue, queues.find(queue_name));
        let call = match header.layout {
            Layout::ClockTimeCallRecords => self.by_clock(&mut fields),
            _ => self.by_timestamp(&mut fields),
        };
        let (Some(queue), Some(call)) = (queue, call) else {
            return Err(fields.into_faults());
        };
        let within = f64::from(self.reading.answered_within_seconds);
        let contribution = match call.outcome {
            Outcome::Phantom => return Ok(CallRow::Ignored(queue)),
            Outcome::Answered => Contribution {
                offered: 1.0,
                handled: Some(1.0),
                handle_seconds: call.service.unwrap_or(0.0),
                timed_contacts: call.service.map_or(0.0, |_| 1.0),
                answered_within: Some(if call.wait <= within { 1.0 } else { 0.0 }),
                answered_wait_seconds: Some(call.wait),
                ..Contribution::nothing()
            },
            Outcome::Abandoned => Contribution {
                offered: 1.0,
                abandoned: Some(1.0),
                abandoned_wait_seconds: Some(call.wait),
                ..Contribution::nothing()
            },
        };
        Ok(CallRow::Counted(Taken {
            queue,
            interval: self.grid.interval_of(call.entered),
            contribution,
        }))
    }

    /// The grid calls are counted on.
    pub(super) fn grid(&mut self) -> &mut Grid {
        &mut self.grid
    }

    /// A date and clock times that may pass midnight. `0:00:00` twice means that the call was never there (not in the
    /// queue, not with an agent). Lengths are differences of clocks: a call during which clocks change is an hour off.
    fn by_clock(&mut self, fields: &mut Fields<'_>) -> Option<Call> {
        let outcome = match fields.get(Role::Outcome) {
            b"AGENT" => Outcome::Answered,
            b"HANG" => Outcome::Abandoned,
            b"PHANTOM" => {
                return Some(Call {
                    entered: 0,
                    wait: 0.0,
                    service: None,
                    outcome: Outcome::Phantom,
                });
            }
            _ => {
                fields.note(Role::Outcome, unknown_outcome("AGENT, HANG or PHANTOM"));
                return None;
            }
        };
        let date = fields.take(Role::Date, date_of(fields.get(Role::Date)));
        let menu = clock(fields, Role::MenuEnter);
        let (enter, leave) = (clock(fields, Role::Enter), clock(fields, Role::QueueExit));
        let (answer, end) = (clock(fields, Role::Answer), clock(fields, Role::End));
        let (date, menu, enter, leave, answer, end) = (date?, menu?, enter?, leave?, answer?, end?);
        let queued = enter != 0 || leave != 0;
        let (entered, wait) = if queued {
            let enter = near(menu, enter);
            (enter, near(menu, leave) - enter)
        } else {
            (menu, 0)
        };
        if wait < 0 {
            fields.note(
                Role::QueueExit,
                before("the queue was left before it was entered"),
            );
            return None;
        }
        let service = near(answer, end) - answer;
        if outcome == Outcome::Answered && service < 0 {
            fields.note(Role::End, before("the service ended before it began"));
            return None;
        }
        let placed = self.zone.place(Written::Local(date + entered));
        let role = if queued { Role::Enter } else { Role::MenuEnter };
        Some(Call {
            entered: fields.take(role, placed)?,
            wait: seconds(wait),
            service: (outcome == Outcome::Answered).then(|| seconds(service)),
            outcome,
        })
    }

    /// Full times: entered, answered, ended, abandoned.
    fn by_timestamp(&mut self, fields: &mut Fields<'_>) -> Option<Call> {
        let outcome_text = fields.get(Role::Outcome).to_ascii_lowercase();
        let said = match outcome_text.as_slice() {
            blank if is_blank(blank) => None,
            b"agent" | b"answered" | b"handled" | b"connected" | b"completed" | b"complete" => {
                Some(Outcome::Answered)
            }
            b"hang" | b"hangup" | b"abandoned" | b"abandon" | b"lost" | b"missed"
            | b"no answer" => Some(Outcome::Abandoned),
            b"phantom" | b"ignored" | b"test" => Some(Outcome::Phantom),
            _ => {
                fields.note(
                    Role::Outcome,
                    unknown_outcome("answered, abandoned or phantom, or leave it empty"),
                );
                return None;
            }
        };
        if said == Some(Outcome::Phantom) {
            return Some(Call {
                entered: 0,
                wait: 0.0,
                service: None,
                outcome: Outcome::Phantom,
            });
        }
        let entered = times::read(fields.get(Role::Enter)).and_then(|time| self.zone.place(time));
        let entered = fields.take(Role::Enter, entered);
        let answered = self.moment(fields, Role::Answer)?;
        let ended = self.moment(fields, Role::End)?;
        let abandoned = match fields
            .get(Role::AbandonedAt)
            .to_ascii_lowercase()
            .as_slice()
        {
            b"true" | b"yes" | b"y" | b"1" => Some(None),
            b"false" | b"no" | b"n" | b"0" => None,
            _ => self.moment(fields, Role::AbandonedAt)?.map(Some),
        };
        let entered = entered?;
        let outcome = match (said, answered, abandoned) {
            (_, Some(_), Some(_)) | (Some(Outcome::Abandoned), Some(_), _) => {
                fields.note(Role::Answer, contradiction("both answered and abandoned"));
                return None;
            }
            (Some(Outcome::Answered), None, _) => {
                fields.note(
                    Role::Answer,
                    contradiction("answered, but has no time of answer"),
                );
                return None;
            }
            (_, Some(_), None) => Outcome::Answered,
            (_, None, _) => Outcome::Abandoned,
        };
        let left = answered
            .or(abandoned.flatten())
            .or(ended)
            .unwrap_or(entered);
        if left < entered {
            let role = if answered.is_some() {
                Role::Answer
            } else if abandoned.flatten().is_some() {
                Role::AbandonedAt
            } else {
                Role::End
            };
            fields.note(
                role,
                before("the time lies before the call entered the queue"),
            );
            return None;
        }
        let service = answered
            .zip(ended)
            .map(|(answered, ended)| ended - answered);
        if service.is_some_and(|service| service < 0) {
            fields.note(Role::End, before("the call ended before it was answered"));
            return None;
        }
        Some(Call {
            entered,
            wait: seconds(left - entered),
            service: service
                .map(seconds)
                .or(self.reading.default_average_handle_time_seconds),
            outcome,
        })
    }

    /// A time that may be absent; the outer `None` when it is there and wrong.
    fn moment(&mut self, fields: &mut Fields<'_>, role: Role) -> Option<Option<i64>> {
        let text = fields.get(role);
        if is_blank(text) {
            return Some(None);
        }
        let placed = times::read(text).and_then(|written| self.zone.place(written));
        fields.take(role, placed).map(Some)
    }
}

fn unknown_outcome(known: &str) -> FieldFault {
    FieldFault::new(
        "unknown-outcome",
        "this outcome is not known",
        format!("write {known}"),
    )
}

fn contradiction(what: &str) -> FieldFault {
    FieldFault::new(
        "contradictory-outcome",
        format!("the call is {what}"),
        "correct the outcome or the times",
    )
}

fn before(reason: &str) -> FieldFault {
    FieldFault::new(
        "times-out-of-order",
        reason,
        "check the two times and their zone",
    )
}

fn clock(fields: &mut Fields<'_>, role: Role) -> Option<i64> {
    let reading = times::clock(fields.get(role)).ok_or_else(|| {
        FieldFault::new("bad-time", "this is no clock time", "write it as 14:30:05")
    });
    fields.take(role, reading)
}

/// The clock time on the day that brings it nearest to another.
fn near(anchor: i64, time: i64) -> i64 {
    match time - anchor {
        late if late > DAY_SECONDS / 2 => time - DAY_SECONDS,
        early if early < -DAY_SECONDS / 2 => time + DAY_SECONDS,
        _ => time,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a call's seconds are far below 2^53"
)]
fn seconds(whole: i64) -> f64 {
    whole as f64
}

/// Midnight of `yymmdd` (70 to 99 are of the last century), `yyyymmdd` or `yyyy-MM-dd`, on the local clock.
fn date_of(text: &[u8]) -> Result<i64, FieldFault> {
    let digits = text.iter().all(u8::is_ascii_digit);
    let full: Vec<u8> = match (digits, text) {
        (true, [y, z, rest @ ..]) if rest.len() == 4 => {
            let century: &[u8] = if *y >= b'7' { b"19" } else { b"20" };
            [century, &[*y, *z], rest].concat()
        }
        _ => text.to_vec(),
    };
    let dashed = match full.as_slice() {
        [year @ .., m, n, d, e] if digits && year.len() == 4 => {
            [year, b"-", &[*m, *n], b"-", &[*d, *e]].concat()
        }
        _ => full,
    };
    match times::read(&dashed) {
        Ok(Written::Local(midnight)) if midnight % DAY_SECONDS == 0 => Ok(midnight),
        Err(fault) if fault.code == "time-out-of-range" => Err(fault),
        _ => Err(FieldFault::new(
            "bad-time",
            "this is no date",
            "write it as 990131, 19990131 or 1999-01-31",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_time_after_midnight_belongs_to_the_next_day() {
        assert_eq!(near(23 * 3_600, 300), DAY_SECONDS + 300);
        assert_eq!(near(300, 23 * 3_600), -3_600);
        assert_eq!(near(7_200, 7_100), 7_100);
    }

    #[test]
    fn dates_of_six_and_eight_digits_are_the_same_day() {
        let wanted = date_of(b"1999-01-31").unwrap();
        assert_eq!(date_of(b"990131"), Ok(wanted));
        assert_eq!(date_of(b"19990131"), Ok(wanted));
        assert_eq!(date_of(b"991331").unwrap_err().code, "bad-time");
        assert_eq!(date_of(b"31.1.1999").unwrap_err().code, "bad-time");
    }
}

//! Rows that tell of one queue's interval.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use csv::ByteRecord;

use super::fields::Fields;
use super::grid::Grid;
use super::layout::{Header, Role};
use super::numbers::{is_blank, number, optional_number};
use super::parsing::{Reading, Taken};
use super::queues::QueueBook;
use super::rejects::{FieldFault, Reject};
use super::series::Contribution;
use super::times::{self, Zone};

/// Reads interval rows.
pub(super) struct IntervalRows<'a> {
    reading: &'a Reading,
    zone: Zone,
    grid: Grid,
    /// The length of intervals when the file has no column for it.
    file_minutes: Option<u32>,
    dimension_places: Vec<usize>,
    dimensions: HashMap<Vec<u8>, u32>,
    seen: HashMap<(usize, i64, u32), u64>,
}

impl<'a> IntervalRows<'a> {
    pub(super) fn new(reading: &'a Reading, header: &Header, file_minutes: Option<u32>) -> Self {
        let zone = if header.layout.is_utc() {
            chrono_tz::UTC
        } else {
            reading.zone
        };
        let mut dimension_places = header.places(Role::Channel);
        dimension_places.extend(header.places(Role::Dimension));
        Self {
            reading,
            zone: Zone::new(zone),
            grid: Grid::new(reading.unit_zone, reading.unit_minutes),
            file_minutes,
            dimension_places,
            dimensions: HashMap::new(),
            seen: HashMap::new(),
        }
    }

    /// Reads one row; a warning may go with what is taken.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub(super) fn take(
        &mut self,
        header: &Header,
        record: &ByteRecord,
        row: u64,
        queues: &mut QueueBook,
    ) -> Result<(Taken, Option<Reject>), Vec<Reject>> {
        let mut fields = Fields::new(header, record, row);
        let queue_name = match (&self.reading.queue_name, header.place(Role::Queue)) {
            (Some(name), None) => name.as_bytes(),
            _ => fields.get(Role::Queue),
        };
        let queue = fields.take(Role::Queue, queues.find(queue_name));
        let start = times::read(fields.get(Role::Start))
            .and_then(|written| self.zone.place(written))
            .and_then(|start| {
                self.on_grid(start, fields.get(Role::IntervalMinutes))
                    .map(|()| start)
            });
        let start = match start {
            Err(fault) if fault.code.starts_with("interval-") => {
                let role = if header.place(Role::IntervalMinutes).is_some() {
                    Role::IntervalMinutes
                } else {
                    Role::Start
                };
                fields.note(role, fault);
                None
            }
            other => fields.take(Role::Start, other),
        };
        let offered = fields.take(
            Role::Offered,
            number(fields.get(Role::Offered), "the count"),
        );
        let handled = optional(&mut fields, Role::Handled, "the count");
        let abandoned = optional(&mut fields, Role::Abandoned, "the count");
        let answered_within = optional(&mut fields, Role::AnsweredWithin, "the count");
        let average = optional(
            &mut fields,
            Role::AverageHandleTime,
            "the average handle time",
        );
        let total = optional(&mut fields, Role::TotalHandleTime, "the total handle time");
        if let (Some(queue), Some(start)) = (queue, start) {
            self.refuse_twin(&mut fields, queue, start);
        }
        let (Some(queue), Some(start), Some(offered)) = (queue, start, offered) else {
            return Err(fields.into_faults());
        };
        let warning = handled.filter(|handled| *handled > offered).map(|_| {
            fields.describe(
                Role::Handled,
                FieldFault::new(
                    "handled-exceeds-offered",
                    "more contacts were handled than offered",
                    "taken as it is: contacts offered before the interval may be handled in it; check the file if it is not so",
                ),
            )
        });
        let faults = fields.into_faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        let contacts = handled.unwrap_or(offered);
        let handle_seconds = total.or_else(|| {
            average
                .or(self.reading.default_average_handle_time_seconds)
                .map(|average| average * contacts)
        });
        let contribution = Contribution {
            offered,
            handled,
            abandoned,
            handle_seconds: handle_seconds.unwrap_or(0.0),
            timed_contacts: handle_seconds.map_or(0.0, |_| contacts),
            answered_within,
            answered_wait_seconds: None,
            abandoned_wait_seconds: None,
        };
        let interval = self.grid.interval_of(start);
        Ok((
            Taken {
                queue,
                interval,
                contribution,
            },
            warning,
        ))
    }

    /// Checks that the row's interval fits into one of the business unit's.
    fn on_grid(&mut self, start: i64, minutes: &[u8]) -> Result<(), FieldFault> {
        let minutes = if is_blank(minutes) {
            self.file_minutes.map(f64::from).ok_or_else(|| {
                FieldFault::new(
                    "interval-length-missing",
                    "the row does not say how long its interval is",
                    "write the minutes, or send intervalMinutes",
                )
            })?
        } else {
            number(minutes, "the interval's length").map_err(|fault| FieldFault {
                code: "interval-length-invalid",
                ..fault
            })?
        };
        let seconds = fitting_seconds(minutes, self.reading.unit_minutes)?;
        if self.grid.is_start(start, seconds) {
            return Ok(());
        }
        Err(FieldFault::new(
            "off-grid",
            format!("{minutes}-minute intervals do not start at this time"),
            format!("give the start of the interval: minutes past the hour that {minutes} divides"),
        ))
    }

    /// Refuses a second row of one queue and start, unless it differs in channel, skill set or language.
    fn refuse_twin(&mut self, fields: &mut Fields<'_>, queue: usize, start: i64) {
        let dimension = if self.dimension_places.is_empty() {
            0
        } else {
            let mut all = Vec::new();
            for place in &self.dimension_places {
                all.extend_from_slice(fields.at(Some(*place)));
                all.push(0);
            }
            let next = u32::try_from(self.dimensions.len()).unwrap_or(u32::MAX);
            *self.dimensions.entry(all).or_insert(next)
        };
        match self.seen.entry((queue, start, dimension)) {
            Entry::Vacant(place) => {
                place.insert(fields.row());
            }
            Entry::Occupied(first) => {
                let first = *first.get();
                fields.note(
                    Role::Start,
                    FieldFault::new(
                        "duplicate-interval",
                        format!("row {first} already has this queue and interval"),
                        "remove one of the two rows, or add them up",
                    ),
                );
            }
        }
    }
}

fn optional(fields: &mut Fields<'_>, role: Role, what: &str) -> Option<f64> {
    let reading = optional_number(fields.get(role), what);
    fields.take(role, reading).flatten()
}

/// A length in seconds that divides the business unit's interval.
pub(super) fn fitting_seconds(minutes: f64, unit_minutes: u32) -> Result<i64, FieldFault> {
    let unit = f64::from(unit_minutes);
    if minutes > unit {
        return Err(FieldFault::new(
            "interval-too-long",
            format!(
                "{minutes} minutes are longer than the business unit's interval of {unit_minutes}"
            ),
            format!("export the data in intervals of {unit_minutes} minutes or less"),
        ));
    }
    let parts = unit / minutes;
    if minutes < 1.0 || minutes.fract() != 0.0 || parts.fract() != 0.0 {
        return Err(FieldFault::new(
            "interval-does-not-fit",
            format!(
                "intervals of {minutes} minutes do not add up to the business unit's {unit_minutes}"
            ),
            format!("export the data in intervals of whole minutes that divide {unit_minutes}"),
        ));
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a whole number from 1 to 60"
    )]
    Ok(minutes as i64 * 60)
}

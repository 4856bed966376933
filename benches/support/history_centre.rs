//! A database with queues for a benchmark of history, and files of their intervals.

use std::io::{BufWriter, Write};
use std::path::Path;

use crewcast::clock::Clock;
use crewcast::db::Database;
use crewcast::failure::Failure;
use crewcast::organisation::{
    Channel, NewBusinessUnit, NewQueue, create_business_unit, create_queue,
};
use crewcast::tenancy::{Scope, create_tenant};

/// Intervals of a day: 15 minutes each.
pub const INTERVALS_A_DAY: u64 = 96;

/// 2025-01-01T00:00Z, milliseconds since 1970.
pub const FIRST_MILLIS: u64 = 1_735_689_600_000;

/// A database with one business unit.
pub struct HistoryCentre {
    pub db: Database,
    pub scope: Scope,
    pub unit: String,
    /// Ids of its queues: `Queue 0` and on.
    pub queues: Vec<String>,
}

impl HistoryCentre {
    /// A fresh database with so many queues.
    pub fn make(url: &str, queues: u64) -> Self {
        let db = Database::open(url).expect("the database opens");
        db.migrate().expect("every migration applies");
        let now = Clock::System.now();
        let tenant = db.write(|conn| create_tenant(conn, "bench", now));
        let scope = Scope::system(tenant.expect("a tenant").id, now);
        let made: Result<_, Failure> = db.write(|conn| {
            let unit = NewBusinessUnit {
                name: "Bench".to_owned(),
                time_zone: chrono_tz::UTC,
                start_day_of_week: chrono::Weekday::Mon,
                interval_length_minutes: 15,
                region: None,
            };
            let unit = create_business_unit(conn, &scope, unit)?.id;
            let ids = (0..queues).map(|queue| {
                let queue = NewQueue {
                    business_unit_id: unit.clone(),
                    name: format!("Queue {queue}"),
                    channel: Channel::Voice,
                    external_id: None,
                };
                Ok(create_queue(conn, &scope, queue)?.id.clone())
            });
            let ids = ids.collect::<Result<Vec<_>, Failure>>()?;
            Ok((unit, ids))
        });
        let (unit, queues) = made.expect("a business unit with queues");
        Self {
            db,
            scope,
            unit,
            queues,
        }
    }

    /// A file of intervals of the first queues as somebody sends it, from a day on.
    pub fn write_upload(&self, path: &Path, queues: usize, first_day: u64, days: u64) {
        let mut out = BufWriter::new(std::fs::File::create(path).expect("a file can be made"));
        writeln!(
            out,
            "QueueName,IntervalStart,IntervalMinutes,Offered,Handled,Abandoned,AverageHandleTimeSeconds,AnsweredWithin"
        )
        .expect("space for the file");
        each_interval(queues, first_day, days, |queue, millis, offered| {
            let at = chrono::DateTime::from_timestamp_millis(millis as i64).expect("a time");
            let start = at.format("%Y-%m-%dT%H:%M:00Z");
            let (handled, within) = (offered - 2, offered - 5);
            writeln!(
                out,
                "Queue {queue},{start},15,{offered},{handled},2,180,{within}"
            )
            .expect("space for the file");
        });
        out.flush().expect("space for the file");
    }
}

/// Tells every interval of the first queues: the queue's number, its start and the contacts that arrived.
pub fn each_interval(
    queues: usize,
    first_day: u64,
    days: u64,
    mut tell: impl FnMut(usize, u64, u64),
) {
    for queue in 0..queues {
        for number in first_day * INTERVALS_A_DAY..(first_day + days) * INTERVALS_A_DAY {
            let offered = 20 + (number + queue as u64) % 30;
            tell(queue, FIRST_MILLIS + number * 900_000, offered);
        }
    }
}

//! What more history costs: how fast a day of all queues is imported, and how long one queue's year takes to read and to be
//! forecast from, while the table grows. PostgreSQL.
//!
//! `./run bench growth [--rows 1000000,10000000,100000000] [--queues N]`. `CREWCAST_TEST_POSTGRES_URL` names a server. The
//! server fills the table with other queues' rows by itself; what is measured goes through the operations of the API.
//! Figures are printed, never asserted.

#[path = "support/history_centre.rs"]
mod history_centre;
#[path = "support/postgres.rs"]
mod postgres;

use std::path::Path;
use std::time::Instant as Moment;

use crewcast::clock::Clock;
use crewcast::failure::Failure;
use crewcast::forecasting::{GenerateForecast, generate_forecast};
use crewcast::history::{ImportKind, ImportOptions, Upload, import_file, queue_history};
use crewcast::organisation::{
    AverageSpeedOfAnswerGoal, NewPlanningGroup, NewServiceGoalTemplate, PercentCeiling, RoutePath,
    ServiceLevelGoal, create_planning_group, create_service_goal_template,
};
use crewcast::tenancy::new_id;
use crewcast_forecasts::erlang::ServiceLevelVariant;
use diesel::{Connection, PgConnection, RunQueryDsl};
use history_centre::{FIRST_MILLIS, HistoryCentre, INTERVALS_A_DAY};
use postgres::fresh_postgres;

/// The measured queue's history: 2025.
const DAYS_OF_A_YEAR: u64 = 365;

fn main() {
    let (mut sizes, mut queues) = (vec![1_000_000_u64, 10_000_000, 100_000_000], 2_000_u64);
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        match name.as_str() {
            "--rows" => {
                let list = given.next().unwrap_or_default();
                let numbers = list.split(',').map(|text| text.parse().ok());
                let numbers: Option<Vec<u64>> = numbers.collect();
                sizes = numbers.expect("--rows needs numbers with commas between them");
            }
            "--queues" => {
                let number = given.next().and_then(|text| text.parse().ok());
                queues = number.expect("--queues needs a number");
            }
            "--bench" => {}
            other => panic!("no argument {other}; use --rows, --queues"),
        }
    }
    let Ok(server) = std::env::var("CREWCAST_TEST_POSTGRES_URL") else {
        println!("left out: CREWCAST_TEST_POSTGRES_URL is not set");
        return;
    };
    let url = fresh_postgres(&server, "growth");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let centre = HistoryCentre::make(&url, queues);
    import_year_of_the_first(&centre, folder.path());
    add_group_of_the_first(&centre);
    let mut filler = PgConnection::establish(&url).expect("the server answers");
    let mut filled = 0;
    println!(
        "{queues} queues; rows, size of the table with its index, import of a day of all queues, a queue's year read, forecast of 4 weeks"
    );
    for (turn, rows) in (0..).zip(sizes) {
        let per_queue = rows / queues;
        fill(&mut filler, filled, per_queue);
        filled = filled.max(per_queue);
        let began = Moment::now();
        // A day that is there already, sent again: another layer.
        let imported = import_day(&centre, folder.path(), turn);
        let import_rate = imported as f64 / began.elapsed().as_secs_f64();
        println!(
            "{} rows  {}  import {import_rate:.0} rows/s  year {:.1} ms  forecast {:.2} s",
            count(&mut filler),
            size(&mut filler),
            median_of_five(|| read_year(&centre)) * 1_000.0,
            forecast_seconds(&centre)
        );
    }
}

fn import(centre: &HistoryCentre, file: &Path) -> u64 {
    let imported = import_file(
        &centre.db,
        &centre.scope,
        &Upload::of_path(file).expect("the file can be read"),
        &ImportOptions::new(&centre.unit, ImportKind::Intervals),
        &mut |_| {},
    );
    imported.expect("an import").rows_accepted
}

fn import_year_of_the_first(centre: &HistoryCentre, folder: &Path) {
    let file = folder.join("year.csv");
    centre.write_upload(&file, 1, 0, DAYS_OF_A_YEAR);
    import(centre, &file);
}

fn import_day(centre: &HistoryCentre, folder: &Path, day: u64) -> u64 {
    let file = folder.join("day.csv");
    centre.write_upload(&file, centre.queues.len(), day, 1);
    import(centre, &file)
}

/// Gives every queue but the first intervals up to the given number of each.
fn fill(conn: &mut PgConnection, from: u64, to: u64) {
    if from >= to {
        return;
    }
    let last = to - 1;
    let query = format!(
        "INSERT INTO history_intervals (tenant_id, queue_id, start_at, layer, interval_minutes, offered, handled, abandoned, \
         average_handle_time_seconds, answered_within) \
         SELECT q.tenant_id, q.id, {FIRST_MILLIS} + n * 900000, 1, 15, 20 + n % 30, 18 + n % 30, 2, 180, 15 + n % 30 \
         FROM queues q CROSS JOIN generate_series({from}::bigint, {last}::bigint) n WHERE q.name <> 'Queue 0'"
    );
    diesel::sql_query(query)
        .execute(conn)
        .expect("the server has room for the rows");
    diesel::sql_query("ANALYZE history_intervals")
        .execute(conn)
        .expect("the server counts");
}

fn add_group_of_the_first(centre: &HistoryCentre) {
    let off = |percent| PercentCeiling {
        include: false,
        percent,
    };
    let made: Result<_, Failure> = centre.db.write(|conn| {
        let goals = NewServiceGoalTemplate {
            business_unit_id: centre.unit.clone(),
            name: "Goals".to_owned(),
            service_level: ServiceLevelGoal {
                include: true,
                percent: 80.0,
                seconds: 20,
                variant: ServiceLevelVariant::OfOffered,
            },
            average_speed_of_answer: AverageSpeedOfAnswerGoal {
                include: false,
                seconds: 30,
            },
            abandon_rate: off(5.0),
            maximum_occupancy: off(85.0),
        };
        let goals = create_service_goal_template(conn, &centre.scope, goals)?;
        let group = NewPlanningGroup {
            business_unit_id: centre.unit.clone(),
            name: "The first queue".to_owned(),
            route_paths: vec![RoutePath {
                queue_id: centre.queues[0].clone(),
                skill_ids: Vec::new(),
            }],
            service_goal_template_id: goals.id,
            default_average_handle_time_seconds: Some(240.0),
            ..NewPlanningGroup::default()
        };
        create_planning_group(conn, &centre.scope, group)
    });
    made.expect("a planning group");
}

fn read_year(centre: &HistoryCentre) -> f64 {
    let began = Moment::now();
    let (queue, scope) = (&centre.queues[0], &centre.scope);
    let year = centre
        .db
        .read(|conn| queue_history(conn, scope, queue, "2025-01-01", "2026-01-01"));
    let (_, _, intervals) = year.expect("a year");
    assert_eq!(intervals.len() as u64, DAYS_OF_A_YEAR * INTERVALS_A_DAY);
    began.elapsed().as_secs_f64()
}

fn forecast_seconds(centre: &HistoryCentre) -> f64 {
    let request = serde_json::json!({
        "businessUnitId": centre.unit, "weekDate": "2025-12-29", "weekCount": 4, "description": "growth" });
    let request: GenerateForecast = serde_json::from_value(request).expect("a request");
    let began = Moment::now();
    let id = new_id(Clock::System.now());
    generate_forecast(&centre.db, &centre.scope, &id, &request, |_, _| Ok(())).expect("a forecast");
    began.elapsed().as_secs_f64()
}

fn median_of_five(mut measure: impl FnMut() -> f64) -> f64 {
    let mut seconds: Vec<f64> = (0..5).map(|_| measure()).collect();
    seconds.sort_by(f64::total_cmp);
    seconds[2]
}

#[derive(diesel::QueryableByName)]
struct Told {
    #[diesel(sql_type = diesel::sql_types::Text)]
    told: String,
}

fn asked(conn: &mut PgConnection, query: &str) -> String {
    let answer = diesel::sql_query(query).get_result::<Told>(conn);
    answer.expect("the server answers").told
}

fn count(conn: &mut PgConnection) -> String {
    asked(conn, "SELECT count(*)::text AS told FROM history_intervals")
}

fn size(conn: &mut PgConnection) -> String {
    asked(
        conn,
        "SELECT pg_size_pretty(pg_total_relation_size('history_intervals')) AS told",
    )
}

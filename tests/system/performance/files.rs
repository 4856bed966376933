//! A query as a file.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::json;

use super::monday::Monday;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, list, number};

#[rstest]
fn a_query_leaves_as_csv_that_says_the_same_as_the_json(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    let body = json!({ "interval": "2026-06-01/2026-06-02", "granularity": "Hour", "groupBy": ["queueId"],
        "metrics": ["offered", "serviceLevel"] });
    let json = monday.ask(Role::Supervisor, &body).expect(200);
    let file = |accept: &str| {
        monday.centre.send_raw(
            Some(monday.centre.key(Role::Supervisor)),
            "POST",
            "/api/v1/performance/query",
            &[("content-type", "application/json"), ("accept", accept)],
            body.to_string().into_bytes(),
        )
    };
    let csv = file("text/csv");
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let mut reader = csv::Reader::from_reader(csv.text.as_bytes());
    let header = reader.headers().unwrap().clone();
    assert_eq!(
        header.iter().collect::<Vec<_>>(),
        [
            "startDate",
            "endDate",
            "queueId",
            "queue",
            "offered",
            "offeredNumerator",
            "serviceLevel",
            "serviceLevelNumerator",
            "serviceLevelDenominator"
        ]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let entities = list(&json["entities"]);
    assert_eq!(rows.len(), entities.len());
    for (row, entity) in rows.iter().zip(entities) {
        assert_eq!(&row[0], "2026-06-01T09:00:00+02:00");
        assert_eq!(&row[2], monday.queue);
        assert_eq!(&row[3], "Cards");
        let figure = &entity["metrics"]["serviceLevel"];
        assert_eq!(row[6].parse::<f64>().unwrap(), number(&figure["value"]));
        assert_eq!(
            row[8].parse::<f64>().unwrap(),
            number(&figure["denominator"])
        );
    }
}

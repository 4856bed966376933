//! Queries and scorecards as files.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::monday::Monday;
use super::tables::Table;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Engine, Terminal, assert_problem, list, number};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PARQUET: &str = "application/vnd.apache.parquet";

fn query_as(monday: &Monday, role: Role, body: &Value, accept: &str) -> Answer {
    monday.centre.send_raw(
        Some(monday.centre.key(role)),
        "POST",
        "/api/v1/performance/query",
        &[("content-type", "application/json"), ("accept", accept)],
        body.to_string().into_bytes(),
    )
}

/// The answer is a file to be saved under that name.
fn saved_as(answer: Answer, name: &str, content_type: &str) -> Vec<u8> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), Some(content_type));
    let disposition = format!("attachment; filename=\"{name}\"");
    assert_eq!(
        answer.header("content-disposition"),
        Some(disposition.as_str())
    );
    answer.bytes
}

#[rstest]
fn a_query_leaves_as_csv_xlsx_and_parquet_that_say_the_same_as_the_json(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    monday.price();
    let body = json!({ "interval": "2026-05-25/2026-06-02", "granularity": "Hour", "groupBy": ["queueId"],
        "metrics": ["offered", "serviceLevel", "abandonedCost"], "pageSize": 1_000 });
    let json = monday.ask(Role::Planner, &body).expect(200);
    let file = |accept: &str| query_as(&monday, Role::Planner, &body, accept);
    let csv = saved_as(
        file("text/csv"),
        "performance.csv",
        "text/csv; charset=utf-8",
    );
    let table = Table::of_csv(&csv);
    assert_eq!(
        table.header,
        [
            "startDate",
            "endDate",
            "queueId",
            "queue",
            "offered",
            "offeredNumerator",
            "serviceLevel",
            "serviceLevelNumerator",
            "serviceLevelDenominator",
            "abandonedCost",
            "abandonedCostNumerator",
            "currency",
        ]
    );
    let entities = list(&json["entities"]);
    // The week before had hours of which only the volume is known; the last row is Monday's.
    assert!(entities.len() > 1);
    assert_eq!(table.rows.len(), entities.len());
    for (row, entity) in entities.iter().enumerate() {
        assert_eq!(table.cell(row, "queueId"), monday.queue);
        assert_eq!(table.cell(row, "queue"), "Cards");
        assert_eq!(table.cell(row, "currency"), "EUR");
        for (column, figure) in [
            ("offered", &entity["metrics"]["offered"]["value"]),
            ("serviceLevel", &entity["metrics"]["serviceLevel"]["value"]),
            (
                "serviceLevelDenominator",
                &entity["metrics"]["serviceLevel"]["denominator"],
            ),
            (
                "abandonedCost",
                &entity["metrics"]["abandonedCost"]["value"],
            ),
        ] {
            let cell = table.cell(row, column);
            if figure.is_null() {
                assert_eq!(cell, "", "{column} {entity}");
            } else {
                assert_eq!(cell.parse::<f64>().unwrap(), number(figure), "{column}");
            }
        }
    }
    let last = entities.len() - 1;
    assert_eq!(table.cell(last, "offered"), "150");
    assert_eq!(table.cell(last, "abandonedCost"), "80");
    assert_eq!(table.cell(0, "serviceLevel"), "");

    let xlsx = saved_as(file(XLSX), "performance.xlsx", XLSX);
    assert_eq!(Table::of_xlsx(xlsx), table);
    let parquet = saved_as(file(PARQUET), "performance.parquet", PARQUET);
    assert_eq!(Table::of_parquet(parquet), table);

    // Without money there is no currency to tell, and money is no supervisor's, in no kind of file.
    let volume = json!({ "interval": "2026-06-01/2026-06-02", "metrics": ["offered"] });
    let plain = query_as(&monday, Role::Supervisor, &volume, "text/csv");
    assert!(!plain.text.contains("currency"), "{}", plain.text);
    for accept in ["text/csv", XLSX, PARQUET] {
        let refused = query_as(&monday, Role::Supervisor, &body, accept);
        assert_problem(&refused, 403, "forbidden");
    }
}

#[rstest]
fn a_scorecards_results_leave_as_csv_xlsx_and_parquet(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    monday.price();
    let line = |name: &str, metric: &str, target: f64| json!({ "name": name, "metric": metric, "direction": "HigherIsBetter", "target": target });
    let body = json!({ "businessUnitId": monday.unit, "name": "Bank", "period": "Day", "entries": [
        line("Service", "serviceLevel", 80.0), line("Money", "abandonedCost", 100.0) ] });
    let made = monday.centre.post(Role::Planner, "/scorecards", &body);
    let path = format!("/api/v1/scorecards/{}/results?date=2026-06-01", made.id());
    let file = |accept: &str| {
        let key = monday.centre.key(Role::Planner);
        let headers = [("accept", accept)];
        monday
            .centre
            .send_raw(Some(key), "GET", &path, &headers, Vec::new())
    };
    let name = |extension: &str| format!("scorecard-2026-06-01.{extension}");
    let csv = saved_as(file("text/csv"), &name("csv"), "text/csv; charset=utf-8");
    let table = Table::of_csv(&csv);
    let told = |row: usize| {
        ["name", "value", "status", "currency"].map(|column| table.cell(row, column).to_owned())
    };
    let level = (100.0 * 130.0 / 150.0_f64).to_string();
    assert_eq!(told(0), ["Service", level.as_str(), "Met", ""]);
    assert_eq!(told(1), ["Money", "80", "Missed", "EUR"]);
    assert_eq!(table.rows.len(), 2);
    assert_eq!(
        Table::of_xlsx(saved_as(file(XLSX), &name("xlsx"), XLSX)),
        table
    );
    let parquet = saved_as(file(PARQUET), &name("parquet"), PARQUET);
    assert_eq!(Table::of_parquet(parquet), table);
}

#[test]
fn the_command_line_writes_the_same_table_as_each_kind_of_file() {
    let (terminal, unit) = Terminal::with_a_business_unit();
    let calls = terminal.file(
        "calls.csv",
        "QueueName,IntervalStart,Offered,Handled,Abandoned,AverageHandleTimeSeconds\n\
         Cards,2026-03-02 09:00,10,9,1,240\n\
         Cards,2026-03-02 09:30,20,20,0,300\n\
         Loans,2026-03-02 09:00,4,3,1,600\n",
    );
    terminal
        .run(&["import", &calls, "--create-missing-queues"])
        .with(0);
    let export = |more: &[&str]| {
        let arguments = [
            "export",
            "performance",
            "--interval",
            "2026-03-02/2026-03-03",
            "--metrics",
            "offered,abandonRate",
            "--group-by",
            "queueId",
            "--granularity",
            "hour",
        ];
        terminal.run(&[&arguments[..], more].concat())
    };
    let printed = export(&[]).with(0).out;
    let table = Table::of_csv(printed.as_bytes());
    let mut queues: Vec<[&str; 3]> = (0..table.rows.len())
        .map(|row| ["queue", "offered", "abandonRate"].map(|column| table.cell(row, column)))
        .collect();
    queues.sort_unstable();
    let rate = (100.0 / 30.0_f64).to_string();
    assert_eq!(
        queues,
        [["Cards", "30", rate.as_str()], ["Loans", "4", "25"]]
    );
    // 09:00 in Berlin.
    let nine = chrono::DateTime::parse_from_rfc3339("2026-03-02T08:00:00Z").unwrap();
    assert_eq!(
        table.cell(0, "startDate"),
        nine.timestamp_millis().to_string()
    );

    let to_file = |format: &str| {
        let path = terminal.folder.path().join(format!("out.{format}"));
        let written = path.display().to_string();
        export(&["--format", format, "--out", &written]).with(0);
        std::fs::read(path).expect("the file was written")
    };
    assert_eq!(Table::of_csv(&to_file("csv")), table);
    assert_eq!(Table::of_xlsx(to_file("xlsx")), table);
    assert_eq!(Table::of_parquet(to_file("parquet")), table);

    // A terminal cannot show a workbook; names that are none say which there are.
    let nowhere = export(&["--format", "xlsx"]).with(1);
    assert!(nowhere.err.contains("--out"), "{}", nowhere.err);
    let filter = format!("businessUnitId={unit}");
    let filtered = export(&["--filter", &filter]).with(0).out;
    assert_eq!(filtered, printed);
    let wrong = export(&["--filter", "shop=1"]).with(2);
    assert!(wrong.err.contains("businessUnitId"), "{}", wrong.err);
}

//! What is said of every kind of bad row: the row, the column and the code.

use rstest::rstest;

use super::centre::{Centre, own};
use crate::history::{ImportStatus, list_rejects};
use crate::http::PageParams;

const GOOD: &str = "Support,2026-01-05 09:00,15,10,9,1,180,8";

#[rstest]
#[case::a_negative_handle_time(
    "Support,2026-01-05 09:15,15,10,9,1,-3,8",
    "AverageHandleTimeSeconds",
    "-3",
    "negative"
)]
#[case::a_negative_count(
    "Support,2026-01-05 09:15,15,-10,9,1,180,8",
    "Offered",
    "-10",
    "negative"
)]
#[case::a_bad_time(
    "Support,2026-13-05 09:15,15,10,9,1,180,8",
    "IntervalStart",
    "2026-13-05 09:15",
    "bad-time"
)]
#[case::an_empty_time("Support,,15,10,9,1,180,8", "IntervalStart", "", "bad-time")]
#[case::a_duplicated_interval(GOOD, "IntervalStart", "2026-01-05 09:00", "duplicate-interval")]
#[case::an_unknown_queue(
    "Suport,2026-01-05 09:15,15,10,9,1,180,8",
    "QueueName",
    "Suport",
    "unknown-queue"
)]
#[case::no_queue(",2026-01-05 09:15,15,10,9,1,180,8", "QueueName", "", "missing-queue")]
#[case::a_time_shown_twice(
    "Support,2026-10-25 02:30,15,10,9,1,180,8",
    "IntervalStart",
    "2026-10-25 02:30",
    "ambiguous-local-time"
)]
#[case::a_time_never_shown(
    "Support,2026-03-29 02:30,15,10,9,1,180,8",
    "IntervalStart",
    "2026-03-29 02:30",
    "no-such-local-time"
)]
#[case::off_the_grid(
    "Support,2026-01-05 09:07,15,10,9,1,180,8",
    "IntervalStart",
    "2026-01-05 09:07",
    "off-grid"
)]
#[case::a_coarser_interval(
    "Support,2026-01-05 10:00,30,10,9,1,180,8",
    "IntervalMinutes",
    "30",
    "interval-too-long"
)]
#[case::an_interval_that_does_not_divide(
    "Support,2026-01-05 10:00,10,10,9,1,180,8",
    "IntervalMinutes",
    "10",
    "interval-does-not-fit"
)]
#[case::no_number(
    "Support,2026-01-05 09:15,15,ten,9,1,180,8",
    "Offered",
    "ten",
    "not-a-number"
)]
#[case::no_count_at_all(
    "Support,2026-01-05 09:15,15,,9,1,180,8",
    "Offered",
    "",
    "not-a-number"
)]
#[case::nan(
    "Support,2026-01-05 09:15,15,10,NaN,1,180,8",
    "Handled",
    "NaN",
    "not-finite"
)]
#[case::infinity(
    "Support,2026-01-05 09:15,15,10,9,1,inf,8",
    "AverageHandleTimeSeconds",
    "inf",
    "not-finite"
)]
#[case::before_1990(
    "Support,1989-12-31 09:15,15,10,9,1,180,8",
    "IntervalStart",
    "1989-12-31 09:15",
    "time-out-of-range"
)]
#[case::after_2100(
    "Support,2101-01-05 09:15,15,10,9,1,180,8",
    "IntervalStart",
    "2101-01-05 09:15",
    "time-out-of-range"
)]
fn a_bad_row_is_named_by_row_column_value_and_code(
    #[case] bad: &str,
    #[case] column: &str,
    #[case] value: &str,
    #[case] code: &str,
) {
    let last = "Sales,2026-01-05 09:00,15,3,3,0,200,3";
    let rejects = Centre::berlin().faults_of(&[GOOD, bad, last]);
    assert_eq!(rejects.len(), 1, "{rejects:?}");
    let reject = &rejects[0];
    assert_eq!(
        (
            reject.row,
            reject.column.as_deref(),
            reject.value.as_str(),
            reject.code.as_str()
        ),
        (3, Some(column), value, code)
    );
    assert!(!reject.reason.is_empty() && !reject.remedy.is_empty());
}

#[test]
fn a_file_that_breaks_off_in_its_last_row_is_refused() {
    let rejects = Centre::berlin().faults_of(&[GOOD, "Support,2026-01-05 09:15,15,1"]);
    assert_eq!(
        (
            rejects[0].row,
            rejects[0].column.as_deref(),
            rejects[0].code.as_str()
        ),
        (3, Some("Handled"), "truncated-file")
    );
}

#[test]
fn rows_with_too_few_or_too_many_fields_are_told_apart_from_a_cut_file() {
    let rejects = Centre::berlin().faults_of(&[
        "Support,2026-01-05 09:15,15,1",
        "Support,2026-01-05 09:30,15,1,200,9,1,180,8",
        GOOD,
    ]);
    let found: Vec<_> = rejects.iter().map(|r| (r.row, r.code.as_str())).collect();
    assert_eq!(found, [(2, "too-few-fields"), (3, "too-many-fields")]);
}

#[test]
fn every_fault_of_a_row_is_listed_and_the_row_counts_once() {
    let centre = Centre::berlin();
    let text = own(&[GOOD, "Suport,2026-13-01 09:00,15,x,NaN,-1,,"]);
    let import = centre.send(&text, &centre.options()).unwrap();
    let codes: Vec<_> = import.rejects.iter().map(|r| r.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "unknown-queue",
            "bad-time",
            "not-a-number",
            "not-finite",
            "negative"
        ]
    );
    assert_eq!(
        (import.rows_read, import.rows_accepted, import.rows_rejected),
        (2, 1, 1)
    );
}

#[test]
fn a_rejected_import_keeps_its_list_of_faults_and_nothing_else() {
    let centre = Centre::berlin();
    let bad: Vec<String> = (0..250)
        .map(|day| {
            format!(
                "Nobody,2026-01-05 {:02}:{:02},15,1,1,0,9,1",
                day / 60,
                day % 60
            )
        })
        .collect();
    let mut rows: Vec<&str> = bad.iter().map(String::as_str).collect();
    rows.push(GOOD);
    let import = centre.send(&own(&rows), &centre.options()).unwrap();
    assert_eq!(import.status, ImportStatus::Rejected);
    assert_eq!(centre.history("Support"), []);
    assert_eq!((import.rejects.len(), import.intervals_stored), (100, 0));
    let id = import.id.unwrap();
    assert_eq!(
        import.rejects_url.unwrap(),
        format!("/api/v1/historical-data/imports/{id}/rejects")
    );
    let mut page = PageParams {
        page_size: Some(200),
        page_token: None,
    };
    let mut rows_listed = Vec::new();
    loop {
        let listed = centre
            .db
            .read(|conn| list_rejects(conn, &centre.scope, &id, &page))
            .unwrap();
        rows_listed.extend(listed.entities.iter().map(|listed| listed.reject.row));
        match listed.next_page_token {
            Some(token) => page.page_token = Some(token),
            None => break,
        }
    }
    rows_listed.dedup();
    assert_eq!(rows_listed, (2..252).collect::<Vec<u64>>());
}

#[test]
fn a_partial_import_keeps_the_good_rows_only_when_asked_to() {
    let centre = Centre::berlin();
    let text = own(&[GOOD, "Nobody,2026-01-05 09:15,15,1,1,0,9,1"]);
    let mut options = centre.options();
    options.accept_partial = true;
    let import = centre.send(&text, &options).unwrap();
    assert_eq!(import.status, ImportStatus::Complete);
    assert_eq!((import.rows_accepted, import.rows_rejected), (1, 1));
    assert_eq!(
        centre.history("Support"),
        [("2026-01-05T08:00:00Z".to_owned(), 10.0)]
    );
}

#[test]
fn more_handled_than_offered_is_a_warning() {
    let centre = Centre::berlin();
    let import = centre.import(&["Support,2026-01-05 09:00,15,10,12,0,180,8"]);
    let warning = &import.warnings[0];
    assert_eq!(
        (
            warning.row,
            warning.column.as_deref(),
            warning.code.as_str(),
            import.warning_count
        ),
        (2, Some("Handled"), "handled-exceeds-offered", 1)
    );
}

#[test]
fn a_dry_run_tells_everything_and_keeps_nothing() {
    let centre = Centre::berlin();
    let mut options = centre.options();
    options.dry_run = true;
    options.create_missing_queues = true;
    let good = centre
        .send(&own(&[GOOD, "New,2026-01-05 09:15,15,1,1,0,9,1"]), &options)
        .unwrap();
    assert_eq!(
        (good.status, good.id.clone(), good.totals.sums.offered),
        (ImportStatus::Validated, None, 11.0)
    );
    let bad = centre
        .send(&own(&["Support,never,15,1,1,0,9,1"]), &options)
        .unwrap();
    assert_eq!(
        (bad.status, bad.rejects[0].code.as_str()),
        (ImportStatus::Rejected, "bad-time")
    );
    assert!(centre.imports().is_empty() && centre.history("Support").is_empty());
}

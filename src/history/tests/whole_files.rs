//! Files that are refused as a whole, and the real bank's file.

use rstest::rstest;

use super::centre::{Centre, shared};

#[rstest]
#[case::missing_columns(
    "QueueName,When\nSupport,2026-01-05 09:00\n",
    "/header",
    "missing-columns"
)]
#[case::no_rows(
    "QueueName,IntervalStart,IntervalMinutes,Offered\n",
    "/file",
    "empty-file"
)]
#[case::no_queue(
    "timestamp,volume\n2026-01-05 09:00,1\n2026-01-05 09:15,1\n",
    "?queueName",
    "missing-queue-name"
)]
#[case::unknown_spacing(
    "queue,timestamp,volume\nSupport,2026-01-05 09:00,1\n",
    "?intervalMinutes",
    "interval-length-unknown"
)]
#[case::coarse_spacing(
    "queue,timestamp,volume\nSupport,2026-01-05 09:00,1\nSupport,2026-01-05 10:00,1\n",
    "?intervalMinutes",
    "interval-too-long"
)]
#[case::empty("", "/file", "empty-file")]
fn a_file_that_is_no_history_is_refused_and_leaves_nothing(
    #[case] text: &str,
    #[case] pointer: &str,
    #[case] code: &str,
) {
    let centre = Centre::berlin();
    let failure = centre.send(text, &centre.options()).unwrap_err();
    let fault = &failure.faults()[0];
    assert_eq!(
        (fault.pointer.as_str(), fault.code.as_str()),
        (pointer, code)
    );
    assert!(centre.imports().is_empty());
}

#[test]
fn options_that_cannot_be_are_all_named() {
    let centre = Centre::berlin();
    let mut options = centre.options();
    options.default_average_handle_time_seconds = Some(f64::NAN);
    options.interval_minutes = Some(0);
    let failure = centre.send("timestamp,volume\n", &options).unwrap_err();
    assert_eq!(failure.faults().len(), 2);
}

#[test]
fn the_banks_five_months_add_up_to_their_sum() {
    let Some(path) = shared("data/bank_calls/bank_15min.csv") else {
        return;
    };
    let centre = Centre::new(chrono_tz::America::New_York, 15);
    let mut options = centre.options();
    options.queue_name = Some("Support".to_owned());
    options.default_average_handle_time_seconds = Some(240.0);
    let import = centre.send_path(&path, &options).unwrap();
    let sums = &import.totals.sums;
    assert_eq!(
        (
            import.rows_read,
            import.rows_rejected,
            import.intervals_stored
        ),
        (8_120, 0, 8_120)
    );
    assert_eq!(sums.offered, 4_704_590.0);
    assert_eq!(sums.average_handle_time_seconds, Some(240.0));
    assert_eq!(
        sums.first_interval.unwrap().to_string(),
        "2003-03-03T12:00:00Z"
    );
    let rows = centre.rows_of("Support");
    assert_eq!(rows.iter().map(|row| row.offered).sum::<f64>(), 4_704_590.0);
}

//! The last import wins, undoing shows what lay below, and nothing is done twice.

use super::centre::{Centre, own};
use crate::history::ImportStatus;

const NINE: &str = "2026-01-05T08:00:00Z";
const QUARTER_PAST: &str = "2026-01-05T08:15:00Z";

fn at(start: &str, offered: f64) -> (String, f64) {
    (start.to_owned(), offered)
}

#[test]
fn the_last_import_of_an_interval_wins_and_undoing_it_shows_the_one_below() {
    let centre = Centre::berlin();
    let first = centre.import(&[
        "Support,2026-01-05 09:00,15,10,,,,",
        "Support,2026-01-05 09:15,15,11,,,,",
    ]);
    let second = centre.import(&["Support,2026-01-05 09:15,15,99,,,,"]);
    assert_eq!(
        centre.history("Support"),
        [at(NINE, 10.0), at(QUARTER_PAST, 99.0)]
    );
    centre.undo(&second).unwrap();
    assert_eq!(
        centre.history("Support"),
        [at(NINE, 10.0), at(QUARTER_PAST, 11.0)]
    );
    centre.undo(&second).unwrap();
    centre.undo(&first).unwrap();
    assert_eq!(centre.history("Support"), []);
    let states: Vec<_> = centre
        .imports()
        .iter()
        .map(|import| import.status)
        .collect();
    assert_eq!(states, [ImportStatus::Undone, ImportStatus::Undone]);
}

#[test]
fn undoing_a_lower_layer_leaves_the_upper_one() {
    let centre = Centre::berlin();
    let first = centre.import(&["Support,2026-01-05 09:00,15,10,,,,"]);
    centre.import(&["Support,2026-01-05 09:00,15,20,,,,"]);
    centre.undo(&first).unwrap();
    assert_eq!(centre.history("Support"), [at(NINE, 20.0)]);
}

#[test]
fn a_rejected_import_has_nothing_to_undo() {
    let centre = Centre::berlin();
    let rejected = centre
        .send(&own(&["Support,never,15,1,,,,"]), &centre.options())
        .unwrap();
    assert_eq!(
        centre.undo(&rejected).unwrap_err().code(),
        "nothing-to-undo"
    );
}

#[test]
fn the_same_file_and_options_are_imported_once() {
    let centre = Centre::berlin();
    let rows = ["Support,2026-01-05 09:00,15,10,,,,"];
    let first = centre.import(&rows);
    let again = centre.import(&rows);
    assert_eq!((again.id, again.already_imported), (first.id.clone(), true));
    let mut other = centre.options();
    other.default_average_handle_time_seconds = Some(240.0);
    let another = centre.send(&own(&rows), &other).unwrap();
    assert!(!another.already_imported);
    assert_eq!(centre.imports().len(), 2);
}

#[test]
fn an_undone_file_can_be_imported_again() {
    let centre = Centre::berlin();
    let rows = ["Support,2026-01-05 09:00,15,10,,,,"];
    centre.undo(&centre.import(&rows)).unwrap();
    assert!(!centre.import(&rows).already_imported);
    assert_eq!(centre.history("Support"), [at(NINE, 10.0)]);
}

#[test]
fn a_key_repeats_its_import_and_is_refused_for_another_file() {
    let centre = Centre::berlin();
    let mut options = centre.options();
    options.idempotency_key = Some("march".to_owned());
    let text = own(&["Support,2026-01-05 09:00,15,10,,,,"]);
    let first = centre.send(&text, &options).unwrap();
    assert_eq!(centre.send(&text, &options).unwrap().id, first.id);
    let other = own(&["Support,2026-01-05 09:00,15,11,,,,"]);
    assert_eq!(
        centre.send(&other, &options).unwrap_err().code(),
        "idempotency-key-reused"
    );
    centre.undo(&first).unwrap();
    let late_repeat = centre.send(&text, &options).unwrap();
    assert_eq!(
        (late_repeat.id, late_repeat.status),
        (first.id, ImportStatus::Undone)
    );
}

#[test]
fn a_key_of_a_rejected_import_is_free_for_the_corrected_file() {
    let centre = Centre::berlin();
    let mut options = centre.options();
    options.idempotency_key = Some("march".to_owned());
    let rejected = centre
        .send(&own(&["Support,never,15,1,,,,"]), &options)
        .unwrap();
    assert_eq!(rejected.status, ImportStatus::Rejected);
    let corrected = centre
        .send(&own(&["Support,2026-01-05 09:00,15,1,,,,"]), &options)
        .unwrap();
    assert_eq!(corrected.status, ImportStatus::Complete);
}

#[test]
fn a_failure_while_writing_leaves_neither_intervals_nor_import_nor_new_queues() {
    let centre = Centre::berlin();
    centre
        .db
        .write(crate::history::store::refuse_intervals_of_13_offered)
        .unwrap();
    let mut options = centre.options();
    options.create_missing_queues = true;
    let text = own(&[
        "Support,2026-01-05 09:00,15,10,,,,",
        "New,2026-01-05 09:00,15,13,,,,",
    ]);
    assert_eq!(centre.send(&text, &options).unwrap_err().code(), "internal");
    assert!(centre.imports().is_empty() && centre.history("Support").is_empty());
    let queues = centre
        .db
        .read(|conn| crate::organisation::list_queues(conn, &centre.scope, &centre.unit))
        .unwrap();
    assert_eq!(queues.len(), 2);
}

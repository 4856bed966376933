//! Small files that unpack to a thousand times their size are refused, and the server goes on.

use std::io::{Cursor, Write};

use crewcast::tenancy::Role;
use flate2::Compression;
use flate2::write::GzEncoder;
use rstest::rstest;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::Engine::Sqlite;
use crate::support::{Centre, assert_problem};

const MEGABYTE: usize = 1024 * 1024;

/// As often as makes a file that is too large for its size, and no larger: debug builds unpack slowly.
const TIMES: usize = 128;

/// A header, and behind it rows of blanks in members of a gzip stream.
fn gzip_bomb() -> Vec<u8> {
    let pack = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    };
    let mut bomb =
        pack(b"QueueName,IntervalStart,IntervalMinutes,Offered,AverageHandleTimeSeconds\n");
    let row = format!("{}\n", " ".repeat(1_023));
    let rows = row.repeat(MEGABYTE / row.len());
    bomb.extend(pack(rows.as_bytes()).repeat(TIMES));
    bomb
}

/// A zip file of nothing but blanks.
fn workbook_bomb() -> Vec<u8> {
    let mut part = ZipWriter::new(Cursor::new(Vec::new()));
    part.start_file("xl/sharedStrings.xml", SimpleFileOptions::default())
        .expect("memory");
    part.write_all(&vec![b' '; MEGABYTE]).expect("memory");
    let mut part = ZipArchive::new(part.finish().expect("memory")).expect("a zip file");
    let mut bomb = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..TIMES {
        let packed = part.by_index_raw(0).expect("its one file");
        bomb.raw_copy_file_rename(packed, format!("xl/worksheets/sheet{number}.xml"))
            .expect("memory");
    }
    bomb.finish().expect("memory").into_inner()
}

const GZIP: &str = "application/gzip";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Sends a file; why it was not taken, whether at once or by the run that was to read it.
fn refusal(centre: &Centre, path: &str, content_type: &str, file: Vec<u8>) -> Value {
    let answer = centre.upload(Role::Admin, path, content_type, file);
    if answer.status == 202 {
        return centre.ended_run(&answer)["error"].clone();
    }
    assert_problem(&answer, 422, "invalid");
    answer.json()
}

#[rstest]
fn a_file_that_grows_beyond_reason_is_refused_by_name() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let unit = json!({
        "name": "Bank", "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday", "intervalLengthMinutes": 30,
    });
    let unit = centre.post(Role::Admin, "/business-units", &unit).id();
    let list = json!({ "name": "People", "defaultTimeZone": "UTC", "defaultRegion": "DE" });
    let list = centre
        .post(Role::Admin, "/outbound/contact-lists", &list)
        .id();
    let history = format!("/historical-data?businessUnitId={unit}");
    let contacts = format!("/outbound/contact-lists/{list}/imports");
    for (path, content_type, bomb) in [
        (&history, GZIP, gzip_bomb()),
        (&history, WORKBOOK, workbook_bomb()),
        (&contacts, WORKBOOK, workbook_bomb()),
    ] {
        assert!(bomb.len() < MEGABYTE);
        let told = refusal(&centre, path, content_type, bomb);
        let faults = told["errors"].as_array().expect("faults");
        let is_named = faults
            .iter()
            .any(|fault| fault["code"] == "unpacks-too-large");
        assert!(is_named, "{path} {content_type}: {told}");
    }
    let probe = centre.send_raw(None, "GET", "/readyz", &[], Vec::new());
    assert_eq!(probe.status, 200);
}

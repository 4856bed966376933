//! The layouts and wrappings that are taken, and the sums they give.

use std::io::Write;

use super::centre::Centre;
use crate::history::{Import, ImportStatus, Layout};

fn sums(import: &Import) -> (Layout, f64, Option<f64>, Option<f64>) {
    let sums = &import.totals.sums;
    (
        import.layout,
        sums.offered,
        sums.handled,
        sums.average_handle_time_seconds,
    )
}

#[test]
fn amazon_connect_rows_are_taken_in_any_order_of_columns() {
    let centre = Centre::new(chrono_tz::UTC, 30);
    let text = "IncomingContactVolume,QueueName,TimeStamp,IntervalDuration,ChannelType,QueueId,AverageHandleTime,ContactsHandled\n\
                10,Support,2026-01-05T09:00:00Z,15,VOICE,x,100,10\n\
                30,Support,2026-01-05T09:15:00Z,15,VOICE,x,300,30\n\
                5,Support,2026-01-05T09:15:00Z,15,CHAT,x,300,0\n";
    let import = centre.send(text, &centre.options()).unwrap();
    assert_eq!(
        sums(&import),
        (Layout::AmazonConnect, 45.0, Some(40.0), Some(250.0))
    );
    let rows = centre.rows_of("Support");
    assert_eq!(
        (rows.len(), rows[0].offered, rows[0].interval_minutes),
        (1, 45.0, 30)
    );
    assert_eq!(rows[0].average_handle_time_seconds, Some(250.0));
}

#[test]
fn genesys_times_are_utc_whatever_the_zone_and_skill_sets_add_up() {
    let centre = Centre::berlin();
    let text = "Interval Start UTC Date,Queue,Media Type,Skill Set,Language,Offered,Interactions Handled,Total Handle Time (Seconds)\n\
                2026-01-05T09:00:00Z,Support,Voice,a,en,4,4,400\n\
                2026-01-05 09:00:00,Support,Voice,b,en,6,6,1200\n\
                2026-01-05 09:15:00,Support,Voice,b,en,1,1,100\n";
    let import = centre.send(text, &centre.options()).unwrap();
    assert_eq!(
        sums(&import),
        (Layout::Genesys, 11.0, Some(11.0), Some(1_700.0 / 11.0))
    );
    assert_eq!(
        centre.history("Support")[0],
        ("2026-01-05T09:00:00Z".to_owned(), 10.0)
    );
}

#[test]
fn a_time_and_a_count_take_their_queue_and_handle_time_from_the_options() {
    let centre = Centre::berlin();
    let mut options = centre.options();
    options.queue_name = Some("Sales".to_owned());
    options.default_average_handle_time_seconds = Some(240.0);
    let import = centre
        .send(
            "Date;Calls\r\n1/5/2026 9:00 AM;3\r\n1/5/2026 9:15 AM;5\r\n",
            &options,
        )
        .unwrap();
    assert_eq!(
        sums(&import),
        (Layout::TimestampVolume, 8.0, None, Some(240.0))
    );
    assert_eq!(
        centre.rows_of("Sales")[1].average_handle_time_seconds,
        Some(240.0)
    );
}

#[test]
fn a_day_of_changing_clocks_is_imported_hour_by_hour_with_offsets() {
    let centre = Centre::new(chrono_tz::America::New_York, 60);
    let import = centre.send(
        "QueueName,IntervalStart,IntervalMinutes,Offered\nSupport,2026-11-01T01:00:00-04:00,60,1\n\
         Support,2026-11-01T01:00:00-05:00,60,2\nSupport,2026-11-01 02:00,60,3\n", &centre.options()).unwrap();
    assert_eq!(
        import.status,
        ImportStatus::Complete,
        "{:?}",
        import.rejects
    );
    let starts: Vec<_> = centre
        .history("Support")
        .into_iter()
        .map(|row| row.0)
        .collect();
    assert_eq!(
        starts,
        [
            "2026-11-01T05:00:00Z",
            "2026-11-01T06:00:00Z",
            "2026-11-01T07:00:00Z"
        ]
    );
}

#[test]
fn gzip_and_missing_queues_are_taken() {
    let centre = Centre::berlin();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(
        b"QueueName,IntervalStart,IntervalMinutes,Offered\nClaims,2026-01-05 09:00,15,7\n",
    )
    .unwrap();
    let mut options = centre.options();
    options.create_missing_queues = true;
    let import = centre
        .send_bytes(&gzip.finish().unwrap(), &options)
        .unwrap();
    assert_eq!(
        import.totals.queues[0].queue_id,
        Some(centre.queue("Claims"))
    );
    assert_eq!(
        centre.history("Claims"),
        [("2026-01-05T08:00:00Z".to_owned(), 7.0)]
    );
}

/// A workbook of one sheet, put together by hand: a zip of stored parts.
fn workbook(sheet: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        (
            "[Content_Types].xml",
            format!("<Types xmlns=\"{package}/content-types\"/>"),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ];
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    let parts_count = parts.len() as u16;
    for (name, text) in parts {
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        let mut common = Vec::new();
        common.extend(
            [20u16, 0, 0, 0, 0x21]
                .iter()
                .flat_map(|half| half.to_le_bytes()),
        );
        common.extend(crc.sum().to_le_bytes());
        common.extend(
            [text.len() as u32, text.len() as u32]
                .iter()
                .flat_map(|word| word.to_le_bytes()),
        );
        common.extend(
            [name.len() as u16, 0]
                .iter()
                .flat_map(|half| half.to_le_bytes()),
        );
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0u8; 10]);
        directory.extend((file.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        file.extend(b"PK\x03\x04");
        file.extend(&common);
        file.extend(name.as_bytes());
        file.extend(text.as_bytes());
    }
    let start = file.len() as u32;
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(
        [parts_count, parts_count]
            .iter()
            .flat_map(|half| half.to_le_bytes()),
    );
    file.extend(
        [directory.len() as u32, start]
            .iter()
            .flat_map(|word| word.to_le_bytes()),
    );
    file.extend([0, 0]);
    file
}

fn text_cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn a_workbooks_first_sheet_is_taken_with_its_row_numbers_and_dates() {
    let centre = Centre::berlin();
    let header: String = [
        ("A1", "QueueName"),
        ("B1", "IntervalStart"),
        ("C1", "IntervalMinutes"),
        ("D1", "Offered"),
    ]
    .map(|(place, text)| text_cell(place, text))
    .concat();
    let row = |row: u32, queue: &str, serial: f64, offered: f64| {
        format!(
            "<row r=\"{row}\">{}<c r=\"B{row}\" s=\"1\"><v>{serial}</v></c><c r=\"C{row}\"><v>15</v></c><c r=\"D{row}\"><v>{offered}</v></c></row>",
            text_cell(&format!("A{row}"), queue)
        )
    };
    // 46027 is 2026-01-05; 9:00 is 0.375 and 9:15 is 0.385416666…
    let header = format!("<row r=\"1\">{header}</row>");
    let good = format!(
        "{header}{}{}",
        row(2, "Support", 46_027.375, 12.0),
        row(4, "Support", 46_027.385_416_666_7, 7.5)
    );
    let import = centre
        .send_bytes(&workbook(&good), &centre.options())
        .unwrap();
    assert_eq!(
        import.status,
        ImportStatus::Complete,
        "{:?}",
        import.rejects
    );
    assert_eq!(
        centre.history("Support"),
        [
            ("2026-01-05T08:00:00Z".to_owned(), 12.0),
            ("2026-01-05T08:15:00Z".to_owned(), 7.5)
        ]
    );
    let bad = format!(
        "{header}{}{}",
        row(2, "Support", 46_027.375, 12.0),
        row(4, "Support", 46_027.5, -1.0)
    );
    let import = centre
        .send_bytes(&workbook(&bad), &centre.options())
        .unwrap();
    let reject = &import.rejects[0];
    assert_eq!(
        (reject.row, reject.column.as_deref(), reject.code.as_str()),
        (4, Some("Offered"), "negative")
    );
}

//! Do-not-call entries as CSV: a phone, and where they are known its end and the reason.

use crate::db::Instant;
use crate::failure::{Failure, Faults};
use crate::outbound::contacts::phone;

/// 2100-01-01T00:00Z: dates from then on stand for "never" in other systems, and are none here.
pub(in crate::outbound) const FIRST_SENTINEL: Instant =
    Instant::from_epoch_millis(4_102_444_800_000);

/// The most rows one file may have.
const MOST_ROWS: usize = 200_000;

/// The most faults that are told.
const MOST_FAULTS: usize = 1_000;

/// A row that can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CsvEntry {
    pub phone: String,
    pub expires_at: Option<Instant>,
    pub reason: String,
}

/// Reads UTF-8 with the columns `phone`, `expiresAt` and `reason`, of which the first must be there, separated by commas.
/// Without a region phones must be international.
///
/// # Errors
/// [`Failure::Invalid`] with one fault a row and column that cannot be kept.
pub(super) fn read(
    bytes: &[u8],
    region: Option<&str>,
    now: Instant,
) -> Result<Vec<CsvEntry>, Failure> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(bytes);
    let read_in = phone::region(region.unwrap_or("AC"))
        .map_err(|error| Failure::invalid("?region", "unknown-region", error.to_string()))?;
    let headers = reader
        .headers()
        .map_err(|error| Failure::Malformed(format!("the header cannot be read: {error}")))?
        .clone();
    let column = |name: &str| {
        headers
            .iter()
            .position(|header| header.eq_ignore_ascii_case(name))
    };
    let (Some(of_phone), of_end, of_reason) =
        (column("phone"), column("expiresAt"), column("reason"))
    else {
        let remedy = "name a column phone in the first row";
        return Err(Failure::invalid("/rows/1", "missing-column", remedy));
    };
    let mut faults = Faults::default();
    let mut faulty = 0_usize;
    let mut entries = Vec::new();
    for (i, record) in reader.records().enumerate() {
        let row = i + 2;
        if i >= MOST_ROWS {
            let remedy = format!("send at most {MOST_ROWS} rows at once");
            return Err(Failure::invalid("", "too-many", remedy));
        }
        let mut refuse = |column: &str, code: &str, remedy: String| {
            faulty += 1;
            if faulty <= MOST_FAULTS {
                let detail = format!("row {row}, column {column}: {remedy}");
                faults.require(false, format!("/rows/{row}/{column}"), code, detail);
            }
        };
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                refuse("(line)", "malformed", error.to_string());
                continue;
            }
        };
        let text = |column: Option<usize>| column.and_then(|at| record.get(at)).unwrap_or("");
        let number = text(Some(of_phone));
        let phone = match phone::normalise(number, read_in) {
            Ok(phone) if region.is_some() || number.starts_with('+') => Some(phone),
            Ok(_) => {
                let remedy = "write it as +<country code>…, or send region".to_owned();
                refuse("phone", "no-country", remedy);
                None
            }
            Err(error) => {
                refuse("phone", "invalid-phone", error.to_string());
                None
            }
        };
        let end = text(of_end);
        let expires_at: Option<Instant> = match chrono::DateTime::parse_from_rfc3339(end) {
            _ if end.is_empty() => None,
            Ok(at) => Some(Instant::from_utc(at.to_utc())),
            Err(_) => {
                let remedy = "write it as 2027-01-31T00:00:00Z, or leave it empty".to_owned();
                refuse("expiresAt", "invalid-time", remedy);
                continue;
            }
        };
        if expires_at.is_some_and(|end| end <= now || end >= FIRST_SENTINEL) {
            let remedy =
                "use a time to come before 2100, or leave it empty for an entry without end";
            refuse("expiresAt", "out-of-range", remedy.to_owned());
        }
        let reason = text(of_reason);
        if reason.chars().count() > 200 || reason.contains('\0') {
            let remedy = "use at most 200 characters, none of them U+0000";
            refuse("reason", "too-long", remedy.to_owned());
        }
        if let Some(phone) = phone {
            entries.push(CsvEntry {
                phone,
                expires_at,
                reason: reason.to_owned(),
            });
        }
    }
    faults.into_result()?;
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        Instant::from_epoch_millis(1_795_000_000_000)
    }

    #[test]
    fn phones_come_with_their_end_and_reason_in_any_order_of_columns() {
        let file = "reason,Phone,expiresAt\nasked by letter,13800000001,2027-01-31T00:00:00Z\n,13800000002,\n";
        let entries = read(file.as_bytes(), Some("CN"), now()).unwrap();
        assert_eq!(entries[0].phone, "+8613800000001");
        assert_eq!(entries[0].reason, "asked by letter");
        assert!(entries[0].expires_at.is_some() && entries[1].expires_at.is_none());
    }

    #[test]
    fn every_faulty_row_is_told_with_its_column_and_a_date_that_means_never_is_one() {
        let file = "phone,expiresAt\n13800000001,\n+8613800000002,9999-12-31T00:00:00Z\n+8613800000003,tomorrow\n";
        let failure = read(file.as_bytes(), None, now()).unwrap_err();
        let pointers: Vec<_> = failure
            .faults()
            .iter()
            .map(|fault| (fault.pointer.as_str(), fault.code.as_str()))
            .collect();
        assert_eq!(
            pointers,
            [
                ("/rows/2/phone", "invalid-phone"),
                ("/rows/3/expiresAt", "out-of-range"),
                ("/rows/4/expiresAt", "invalid-time")
            ]
        );
        let nameless = read(b"number\n1\n", None, now()).unwrap_err();
        assert_eq!(nameless.faults()[0].pointer, "/rows/1");
    }
}

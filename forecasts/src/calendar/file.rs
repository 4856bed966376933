//! A calendar as a CSV file: what an operator uploads and downloads.
//!
//! ```text
//! date,name,kind,size
//! 2026-02-17,Spring Festival,publicHoliday,
//! 2026-02-28,Spring Festival make-up workday,makeUpWorkday,
//! 2026-03-02,Tariff letter,event,120000
//! ```
//!
//! Columns are found by name, in any order and case; `kind` and `size` may be left out, columns of other names are left
//! alone (a source, a remark). A byte-order mark and quoted cells are understood.

use std::fmt;

use chrono::NaiveDate;
use csv::{ReaderBuilder, StringRecord, Writer};

use super::{Calendar, SpecialDay, SpecialDayKind};

const DATE: &str = "date";
const NAME: &str = "name";
const KIND: &str = "kind";
const SIZE: &str = "size";

/// What is wrong with a calendar file.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CalendarFileError {
    /// The header lacks a column.
    #[error(
        "the file's first row has no column {column}, it reads {found:?}; \
         begin the file with the row date,name,kind,size, separated by commas (kind and size may be left out)"
    )]
    MissingColumn {
        /// The name of the column.
        column: &'static str,
        /// The header as it was read.
        found: String,
    },
    /// The header has a column twice.
    #[error("the file's first row has the column {column} twice; keep one of them")]
    RepeatedColumn {
        /// The name of the column.
        column: &'static str,
    },
    /// Rows that cannot be read: all of them.
    #[error("{}", listed(.0))]
    FaultyRows(Vec<FaultyCell>),
}

/// A cell that cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultyCell {
    /// The line of the file on which the row begins; the header is line 1.
    pub row: u64,
    /// The column.
    pub column: &'static str,
    /// What stands there, cut after 60 characters.
    pub value: String,
    /// What is wrong with it.
    pub fault: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

impl fmt::Display for FaultyCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            row,
            column,
            value,
            fault,
            remedy,
        } = self;
        write!(f, "row {row}, column {column}: {value:?} {fault}; {remedy}")
    }
}

/// As many cells as a person reads; the error itself has all of them.
const LISTED: usize = 100;

/// Characters of a cell that are shown; a quotation mark left open makes a cell of the rest of the file.
const SHOWN: usize = 60;

fn listed(cells: &[FaultyCell]) -> String {
    let mut lines: Vec<_> = cells
        .iter()
        .take(LISTED)
        .map(FaultyCell::to_string)
        .collect();
    if cells.len() > LISTED {
        lines.push(format!("and {} more", cells.len() - LISTED));
    }
    lines.join("\n")
}

impl Calendar {
    /// Reads a calendar file.
    ///
    /// - `date`: the local day, year first: `2026-02-17`, `2026/2/17`.
    /// - `name`: not empty, on one line; days of one name are pooled across years.
    /// - `kind`: `publicHoliday`, `makeUpWorkday`, `unplannedClosure` or `event`, also as `public-holiday` and in any
    ///   case. Where it is empty, the day is a public holiday; but an unplanned closure where the name has the word
    ///   "unlabelled" or the words "unplanned closure".
    /// - `size`: a finite number, for an event only; 1 where it is empty.
    ///
    /// # Errors
    /// [`CalendarFileError::MissingColumn`] and [`CalendarFileError::RepeatedColumn`] for the header;
    /// [`CalendarFileError::FaultyRows`] with every cell that cannot be read.
    ///
    /// ```
    /// use crewcast_forecasts::calendar::Calendar;
    /// let calendar = Calendar::from_csv("date,name\n2026-02-17,Spring Festival\n")?;
    /// assert_eq!(calendar.iter().count(), 1);
    /// # Ok::<(), crewcast_forecasts::calendar::CalendarFileError>(())
    /// ```
    pub fn from_csv(text: &str) -> Result<Self, CalendarFileError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut lines = Lines::of(text);
        let mut columns = None;
        let mut days = Vec::new();
        let mut faults = Vec::new();
        // Rows of text cannot fail to be read: they are UTF-8 and may have any number of cells.
        for row in reader.records().filter_map(Result::ok) {
            match &columns {
                None => columns = Some(Columns::of(&row)?),
                Some(columns) if row.iter().any(|cell| !cell.trim().is_empty()) => {
                    match columns.read(&row, lines.of_row(&row)) {
                        Ok(day) => days.push(day),
                        Err(cells) => faults.extend(cells),
                    }
                }
                Some(_) => {}
            }
        }
        if columns.is_none() {
            Columns::of(&StringRecord::new())?;
        }
        if faults.is_empty() {
            Ok(days.into_iter().collect())
        } else {
            Err(CalendarFileError::FaultyRows(faults))
        }
    }

    /// Writes the calendar as a file that [`Calendar::from_csv`] reads back: by date, each day's kind spelt out.
    ///
    /// A calendar returns as it was, but for blanks around a name; [`Calendar::from_csv`] refuses an
    /// empty name, a name with a line break, and a year beyond 9999.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut writer = Writer::from_writer(Vec::new());
        let header = [DATE, NAME, KIND, SIZE].map(str::to_owned);
        let rows = self.iter().map(|day| {
            let size = match day.kind {
                SpecialDayKind::Event { size } => size.to_string(),
                _ => String::new(),
            };
            [
                day.date.to_string(),
                day.name.clone(),
                kind_name(day.kind).to_owned(),
                size,
            ]
        });
        for row in std::iter::once(header).chain(rows) {
            // Rows of four cells into memory: nothing that can fail.
            let _ = writer.write_record(&row);
        }
        let bytes = writer.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }
}

/// Counts lines up to the rows. The reader's own position points at blank lines skipped before a row.
struct Lines<'a> {
    rest: &'a [u8],
    behind: u64,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            rest: text.as_bytes(),
            behind: 0,
            line: 1,
        }
    }

    /// The line on which a row begins; rows come in the order of the file.
    fn of_row(&mut self, row: &StringRecord) -> u64 {
        let begins = row.position().map_or(self.behind, csv::Position::byte);
        let ends_a_line = |byte: &u8| matches!(byte, b'\r' | b'\n');
        while let Some((byte, rest)) = self.rest.split_first()
            && (self.behind < begins || ends_a_line(byte))
        {
            self.line += u64::from(*byte == b'\n');
            self.behind += 1;
            self.rest = rest;
        }
        self.line
    }
}

/// Where the columns stand.
struct Columns {
    date: usize,
    name: usize,
    kind: Option<usize>,
    size: Option<usize>,
}

impl Columns {
    fn of(header: &StringRecord) -> Result<Self, CalendarFileError> {
        let find = |column: &'static str| {
            let mut at =
                (0..header.len()).filter(|at| header[*at].trim().eq_ignore_ascii_case(column));
            match (at.next(), at.next()) {
                (_, Some(_)) => Err(CalendarFileError::RepeatedColumn { column }),
                (found, None) => Ok(found),
            }
        };
        let needed = |column| {
            find(column)?.ok_or_else(|| CalendarFileError::MissingColumn {
                column,
                found: header.iter().collect::<Vec<_>>().join(","),
            })
        };
        Ok(Self {
            date: needed(DATE)?,
            name: needed(NAME)?,
            kind: find(KIND)?,
            size: find(SIZE)?,
        })
    }

    fn read(&self, record: &StringRecord, row: u64) -> Result<SpecialDay, Vec<FaultyCell>> {
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or("").trim();
        let (date, name) = (cell(Some(self.date)), cell(Some(self.name)));
        let (kind, size) = (cell(self.kind), cell(self.size));
        let mut faults = Vec::new();
        let mut fault = |column, value: &str, (fault, remedy)| {
            let value = value.chars().take(SHOWN).collect();
            faults.push(FaultyCell {
                row,
                column,
                value,
                fault,
                remedy,
            });
        };

        let day = read_date(date);
        if day.is_none() {
            fault(
                DATE,
                date,
                ("is no date", "write year, month and day as 2026-02-17"),
            );
        }
        if name.is_empty() {
            let remedy = "write what people call the day, the same name every year";
            fault(NAME, name, ("is no name", remedy));
        }
        // Else a quotation mark left open would swallow the days below it unseen.
        if name.contains(['\r', '\n']) {
            let remedy = "write the name on one line and close its quotation mark";
            fault(NAME, name, ("has a line break", remedy));
        }
        let kind = read_kind(kind, name).or_else(|| {
            let remedy =
                "write publicHoliday, makeUpWorkday, unplannedClosure or event, or leave it empty";
            fault(KIND, kind, ("is no kind of day", remedy));
            None
        });
        let sized = match kind {
            Some(SpecialDayKind::Event { .. }) if !size.is_empty() => {
                let number = size.parse().ok().filter(|size: &f64| size.is_finite());
                if number.is_none() {
                    let remedy = "write a plain number such as 12000 or 1.5, or leave it empty";
                    fault(SIZE, size, ("is no finite number", remedy));
                }
                number.map(|size| SpecialDayKind::Event { size })
            }
            Some(SpecialDayKind::Event { .. }) | None => kind,
            Some(_) => {
                if !size.is_empty() {
                    let remedy = "leave it empty, or make the kind event";
                    fault(SIZE, size, ("stands beside a day that is no event", remedy));
                }
                kind
            }
        };
        match (day, sized) {
            (Some(date), Some(kind)) if faults.is_empty() => Ok(SpecialDay {
                date,
                name: name.to_owned(),
                kind,
            }),
            _ => Err(faults),
        }
    }
}

/// A date with the year first and in four digits; any other order would be a guess.
fn read_date(cell: &str) -> Option<NaiveDate> {
    let separator = if cell.contains('/') { '/' } else { '-' };
    let mut parts = cell.split(separator);
    let mut number = |digits: std::ops::RangeInclusive<usize>| {
        let part = parts.next()?;
        let plain = digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse::<u32>().ok())?
    };
    let (year, month, day) = (number(4..=4)?, number(1..=2)?, number(1..=2)?);
    if parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// The kind that is written there, an event with size 1.
fn read_kind(cell: &str, name: &str) -> Option<SpecialDayKind> {
    let letters = |text: &str| {
        let plain = text.chars().filter(|c| !matches!(c, '-' | '_' | ' '));
        plain.collect::<String>().to_ascii_lowercase()
    };
    if cell.is_empty() {
        let words = name.to_lowercase();
        let unplanned = ["unlabelled", "unlabeled", "unplanned closure"];
        return Some(if unplanned.iter().any(|word| words.contains(word)) {
            SpecialDayKind::UnplannedClosure
        } else {
            SpecialDayKind::PublicHoliday
        });
    }
    let kinds = [
        SpecialDayKind::PublicHoliday,
        SpecialDayKind::MakeUpWorkday,
        SpecialDayKind::UnplannedClosure,
        SpecialDayKind::Event { size: 1.0 },
    ];
    let written = letters(cell);
    kinds
        .into_iter()
        .find(|kind| letters(kind_name(*kind)) == written)
}

fn kind_name(kind: SpecialDayKind) -> &'static str {
    match kind {
        SpecialDayKind::PublicHoliday => "publicHoliday",
        SpecialDayKind::MakeUpWorkday => "makeUpWorkday",
        SpecialDayKind::UnplannedClosure => "unplannedClosure",
        SpecialDayKind::Event { .. } => "event",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<SpecialDay> {
        Calendar::from_csv(text).unwrap().iter().cloned().collect()
    }

    fn faults(text: &str) -> Vec<FaultyCell> {
        match Calendar::from_csv(text) {
            Err(CalendarFileError::FaultyRows(cells)) => cells,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_day_without_a_kind_is_a_public_holiday_unless_its_name_says_it_was_an_unplanned_closure() {
        let days = read(
            "date,name\n2003-04-04,unlabelled closure\n2003-04-07,Unplanned closure (snow)\n2003-05-26,Memorial Day\n",
        );
        let kinds: Vec<_> = days.iter().map(|day| day.kind).collect();
        assert_eq!(
            kinds,
            [
                SpecialDayKind::UnplannedClosure,
                SpecialDayKind::UnplannedClosure,
                SpecialDayKind::PublicHoliday,
            ]
        );
        let said = read("date,name,kind\n2003-04-04,unlabelled,publicHoliday\n");
        assert_eq!(said[0].kind, SpecialDayKind::PublicHoliday);
    }

    #[test]
    fn columns_stand_in_any_order_with_a_byte_order_mark_quotes_and_columns_of_others() {
        let days = read(
            "\u{feff}Size, KIND ,source,name,Date\r\n\
             2500.5,Event,us,\"Letter, \"\"blue\"\"\",2026/3/2\r\n\
             ,make-up-workday,\"a\nb\",\" 春节 \",2026-02-28\r\n",
        );
        assert_eq!(days[0].name, "春节");
        assert_eq!(days[0].kind, SpecialDayKind::MakeUpWorkday);
        assert_eq!(days[1].name, "Letter, \"blue\"");
        assert_eq!(days[1].kind, SpecialDayKind::Event { size: 2500.5 });
        assert_eq!(days[1].date.to_string(), "2026-03-02");
    }

    #[test]
    fn kinds_are_read_in_kebab_case_and_in_any_case() {
        for kind in [
            "UNPLANNEDCLOSURE",
            "unplanned-closure",
            "Unplanned Closure",
            "unplannedClosure",
        ] {
            let days = read(&format!("date,name,kind\n2026-01-01,Storm,{kind}"));
            assert_eq!(days[0].kind, SpecialDayKind::UnplannedClosure, "{kind}");
        }
        let event = read("date,name,kind,size\n2026-01-01,Mailing,event,");
        assert_eq!(event[0].kind, SpecialDayKind::Event { size: 1.0 });
    }

    #[test]
    fn all_faulty_rows_are_reported_together_with_row_column_value_and_remedy() {
        let text = "date,name,kind,size\r\n2026-02-30,A,,\r\n\r\n2026-01-01,,,\r\n2026-01-02,B,holyday,\r\n\
                    \r\n\r\n2026-01-03,C,event,NaN\r\n2026-01-04,D,publicHoliday,3\r\n17.2.2026,,oops,x\r\n";
        let found: Vec<_> = faults(text)
            .into_iter()
            .map(|cell| (cell.row, cell.column, cell.value))
            .collect();
        let expected = [
            (2, "date", "2026-02-30"),
            (4, "name", ""),
            (5, "kind", "holyday"),
            (8, "size", "NaN"),
            (9, "size", "3"),
            (10, "date", "17.2.2026"),
            (10, "name", ""),
            (10, "kind", "oops"),
        ];
        assert_eq!(
            found,
            expected.map(|(row, column, value)| (row, column, value.to_owned()))
        );
        let message = Calendar::from_csv(text).unwrap_err().to_string();
        assert!(
            message.starts_with(
                "row 2, column date: \"2026-02-30\" is no date; write year, month and day as 2026-02-17\n"
            ),
            "{message}"
        );
        // The same rows after lines that end in a bare newline.
        let unix: Vec<_> = faults(&text.replace('\r', ""))
            .iter()
            .map(|cell| cell.row)
            .collect();
        assert_eq!(unix, [2, 4, 5, 8, 9, 10, 10, 10]);
    }

    #[test]
    fn a_quotation_mark_left_open_does_not_swallow_the_days_below_it() {
        let cells = faults("date,name\n2026-01-01,\"New Year\n2026-02-17,Spring Festival\n");
        assert_eq!((cells[0].row, cells[0].column), (2, "name"));
        assert!(cells[0].remedy.contains("quotation mark"));
    }

    #[test]
    fn a_long_list_of_faults_is_cut_in_the_message_alone() {
        let text = format!("date,name\n{}", "never,A\n".repeat(120));
        assert_eq!(faults(&text).len(), 120);
        let message = Calendar::from_csv(&text).unwrap_err().to_string();
        assert!(message.ends_with("\nand 20 more"), "{message}");
    }

    #[test]
    fn dates_are_year_first_and_plain() {
        for date in [
            "26-02-17",
            "2026-2",
            "2026-02-17-1",
            "+026-02-17",
            "2026-002-17",
            "2026-02/17",
            "17/02/2026",
            "",
        ] {
            let cells = faults(&format!("date,name\n{date},A"));
            assert_eq!(cells[0].column, "date", "{date}");
        }
    }

    #[test]
    fn a_header_without_its_columns_is_refused_and_says_what_was_read() {
        let error = Calendar::from_csv("day;name\n2026-01-01;A").unwrap_err();
        assert!(
            matches!(&error, CalendarFileError::MissingColumn { column: "date", found } if found == "day;name")
        );
        assert!(Calendar::from_csv("").is_err());
        assert_eq!(
            Calendar::from_csv("date,name,Date\n"),
            Err(CalendarFileError::RepeatedColumn { column: "date" })
        );
    }

    #[test]
    fn an_empty_calendar_is_a_header_alone() {
        assert_eq!(Calendar::default().to_csv(), "date,name,kind,size\n");
        assert!(
            Calendar::from_csv("date,name,kind,size\n")
                .unwrap()
                .is_empty()
        );
        assert!(Calendar::from_csv("date,name\n\n , \n").unwrap().is_empty());
    }

    fn any_day() -> impl Strategy<Value = SpecialDay> {
        let kind = prop_oneof![
            Just(SpecialDayKind::PublicHoliday),
            Just(SpecialDayKind::MakeUpWorkday),
            Just(SpecialDayKind::UnplannedClosure),
            proptest::num::f64::NORMAL.prop_map(|size| SpecialDayKind::Event { size }),
        ];
        let name = "[ -~春节\t\"',;]{1,20}".prop_map(|name| format!("x{name}x"));
        (1..3_652_000_i32, name, kind).prop_map(|(number, name, kind)| SpecialDay {
            date: NaiveDate::from_num_days_from_ce_opt(number).unwrap(),
            name,
            kind,
        })
    }

    proptest! {
        #[test]
        fn what_is_downloaded_is_uploaded_as_the_same_calendar(
            days in proptest::collection::vec(any_day(), 0..30)
        ) {
            let calendar: Calendar = days.into_iter().collect();
            prop_assert_eq!(Calendar::from_csv(&calendar.to_csv()), Ok(calendar));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "(date,name,kind,size\n)?[ -~\r\n\"\u{feff}春]{0,80}") {
            let _ = Calendar::from_csv(&text);
        }
    }
}

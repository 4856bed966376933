//! Calls of a Portuguese bank 2008 to 2010 (Moro, Cortez & Rita 2014) in time order.
//!
//! Models are fitted on a first part and judged on the part that follows it, over several such splits.

use crewcast_forecasts::response::{Attempt, ContactTable, ResponseError};

use crate::support::shared;

/// Contacts that models are fitted on, and the end of those that they are judged on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    pub fitted: usize,
    pub until: usize,
}

/// The split that tests look at: the first 18,000 contacts and the next 9,000. The last tenth of the file is not read by it.
pub const SPLIT: Split = Split {
    fitted: 18_000,
    until: 27_000,
};
/// The file has no dates. So many contacts are taken as a day; only ratios of times matter.
pub const CONTACTS_A_DAY: f64 = 200.0;
/// Columns that say something of the day instead of the contact.
const OF_THE_DAY: [&str; 7] = [
    "month",
    "day_of_week",
    "emp.var.rate",
    "cons.price.idx",
    "cons.conf.idx",
    "euribor3m",
    "nr.employed",
];
const NUMERIC: [&str; 9] = [
    "age",
    "campaign",
    "pdays",
    "previous",
    "emp.var.rate",
    "cons.price.idx",
    "cons.conf.idx",
    "euribor3m",
    "nr.employed",
];

/// The contacts with what came of their calls.
pub struct Campaign {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    pub succeeded: Vec<bool>,
}

/// Which columns a model is given; `duration` never is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    All,
    OfTheContact,
}

/// The bank's calls, or `None` where the file is absent. A whole file (`bank_additional_full.csv`) is read where there is one.
pub fn bank_marketing() -> Option<Campaign> {
    let folder = shared()?.join("data/bank_marketing");
    let files = [
        "bank_additional_full.csv",
        "bank_additional_first_30000.csv",
    ];
    let mut paths = files.iter().map(|file| folder.join(file));
    let path = paths.find(|path| path.is_file())?;
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.delimiter(b';').from_path(path).unwrap();
    let header: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let outcome = header.iter().position(|name| name == "y").unwrap();
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let succeeded = rows.iter().map(|row| row[outcome] == "yes").collect();
    Some(Campaign {
        header,
        rows,
        succeeded,
    })
}

impl Campaign {
    /// Contacts `rows`, those beyond the end taken from the start again.
    pub fn table(
        &self,
        columns: Columns,
        rows: impl Iterator<Item = usize> + Clone,
    ) -> Result<ContactTable, ResponseError> {
        let mut table = ContactTable::with_rows(rows.clone().count());
        for (index, name) in self.header.iter().enumerate() {
            let is_left_out = name == "y"
                || name == "duration"
                || columns == Columns::OfTheContact && OF_THE_DAY.contains(&name.as_str());
            if is_left_out {
                continue;
            }
            let cell = |row: usize| self.rows[row % self.rows.len()][index].as_str();
            if NUMERIC.contains(&name.as_str()) {
                let number = |row: usize| cell(row).parse().unwrap();
                table.push_numeric(name, rows.clone().map(number).collect())?;
            } else {
                table.push_alphabetic(name, rows.clone().map(|row| Some(cell(row))))?;
            }
        }
        Ok(table)
    }

    pub fn attempt(&self, row: usize) -> Attempt {
        Attempt {
            contact: row,
            at_days: row as f64 / CONTACTS_A_DAY,
            hour: None,
            succeeded: self.succeeded[row % self.succeeded.len()],
        }
    }

    pub fn attempts(&self, rows: impl IntoIterator<Item = usize>) -> Vec<Attempt> {
        rows.into_iter().map(|row| self.attempt(row)).collect()
    }
}

//! Results on standard output: tables for people, JSON for programs.

use std::io::{ErrorKind, Write};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde::Serialize;

use crate::failure::Failure;

/// Where results go and in which shape.
#[derive(Clone, Copy, Debug)]
pub(super) struct Output {
    json: bool,
}

impl Output {
    pub(super) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether programs read along, so that progress bars stay away.
    pub(super) fn is_json(self) -> bool {
        self.json
    }

    /// Prints `value` as JSON, or lets `people` print it.
    pub(super) fn result<T: Serialize>(
        self,
        value: &T,
        people: impl FnOnce(&T),
    ) -> Result<(), Failure> {
        if self.json {
            let text = serde_json::to_string_pretty(value)
                .map_err(|error| Failure::Internal(error.to_string()))?;
            return self.text(&format!("{text}\n"));
        }
        people(value);
        Ok(())
    }

    /// Prints text as it is. A reader who has seen enough, as `head` has, is no failure.
    ///
    /// # Errors
    /// [`Failure::Internal`] when standard output cannot be written.
    pub(super) fn text(self, text: &str) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Internal(format!(
                "standard output cannot be written: {error}; check where it leads"
            ))),
            _ => Ok(()),
        }
    }

    /// Prints a line for people; programs do not see it.
    pub(super) fn say(self, line: impl std::fmt::Display) {
        if !self.json {
            println!("{line}");
        }
    }
}

/// A table whose first column is text and whose other columns are right-aligned figures.
pub(super) fn table<const N: usize>(
    headers: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Table {
    wide_table(headers, rows.into_iter().map(Vec::from))
}

/// The same with as many columns as there are headers.
pub(super) fn wide_table<'a>(
    headers: impl IntoIterator<Item = &'a str>,
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::ASCII_MARKDOWN)
        .set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(headers);
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// A share as percent with one decimal; nothing where there is none.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(String::new, |share| format!("{:.1} %", share * 100.0))
}

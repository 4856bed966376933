//! Text cells that spreadsheets cannot mistake for formulas.

/// The columns, as exported.
pub(super) const COLUMNS: [Column; 9] = [
    Column::ExternalId,
    Column::Name,
    Column::ManagementUnit,
    Column::Team,
    Column::WorkPlan,
    Column::Skills,
    Column::Active,
    Column::RotationPosition,
    Column::HireDate,
];

/// A column of the agents' CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    ExternalId,
    Name,
    ManagementUnit,
    Team,
    WorkPlan,
    Skills,
    Active,
    RotationPosition,
    HireDate,
}

impl Column {
    /// As the header names it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::ExternalId => "ExternalId",
            Self::Name => "Name",
            Self::ManagementUnit => "ManagementUnit",
            Self::Team => "Team",
            Self::WorkPlan => "WorkPlan",
            Self::Skills => "Skills",
            Self::Active => "Active",
            Self::RotationPosition => "RotationPosition",
            Self::HireDate => "HireDate",
        }
    }

    /// The column a header names, in any case.
    pub(super) fn parse(name: &str) -> Option<Self> {
        COLUMNS
            .into_iter()
            .find(|column| column.name().eq_ignore_ascii_case(name.trim()))
    }

    /// Whether a file cannot do without it.
    pub(super) const fn is_required(self) -> bool {
        matches!(self, Self::ExternalId | Self::Name | Self::ManagementUnit)
    }
}

/// Whether a spreadsheet, once leading apostrophes are taken off, would run the text as a formula.
///
/// Source: OWASP, CSV Injection: `=`, `+`, `-`, `@`, tab and carriage return begin formulas.
fn is_formula_behind_apostrophes(text: &str) -> bool {
    text.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Text for a cell: what could run as a formula gets an apostrophe in front, which spreadsheets show as plain text.
/// Text that has such an apostrophe already gets one more, so that an import always gives back what was there.
pub fn formula_guarded(text: &str) -> String {
    if is_formula_behind_apostrophes(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text a cell stands for.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula_behind_apostrophes(text) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_formula_gets_an_apostrophe_and_plain_text_does_not() {
        assert_eq!(formula_guarded("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(formula_guarded("+49 30 1234"), "'+49 30 1234");
        assert_eq!(formula_guarded("O'Neil"), "O'Neil");
        assert_eq!(unguarded("'hello"), "'hello");
    }

    proptest! {
        #[test]
        fn whatever_is_guarded_reads_back_and_no_cell_begins_a_formula(text in "['=+@a-]{0,6}") {
            let cell = formula_guarded(&text);
            prop_assert_eq!(unguarded(&cell), text.as_str());
            prop_assert!(!cell.starts_with(['=', '+', '-', '@']));
        }
    }
}

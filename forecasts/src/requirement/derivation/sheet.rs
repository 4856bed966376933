//! A derivation as rows of a spreadsheet that recomputes itself.

use std::collections::BTreeMap;
use std::fmt::Write;

/// One number with what a person and what a spreadsheet needs to recompute it.
pub(super) struct Line {
    pub(super) symbol: String,
    pub(super) expression: String,
    pub(super) value: f64,
    /// Without the equals sign; `[symbol]` stands for the cell of an earlier number. Absent for an input.
    formula: Option<String>,
}

/// Numbers in the order in which they follow from one another.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) inputs: Vec<Line>,
    pub(super) steps: Vec<Line>,
}

impl Sheet {
    pub(super) fn input(&mut self, symbol: &str, meaning: &str, value: f64) {
        self.inputs.push(Line {
            symbol: symbol.to_owned(),
            expression: meaning.to_owned(),
            value,
            formula: None,
        });
    }

    pub(super) fn step(
        &mut self,
        symbol: impl Into<String>,
        expression: impl Into<String>,
        value: f64,
        formula: impl Into<String>,
    ) {
        self.steps.push(Line {
            symbol: symbol.into(),
            expression: expression.into(),
            value,
            formula: Some(formula.into()),
        });
    }

    /// Columns symbol, expression, value, formula. Formulas refer to the last column, where an input's cell repeats
    /// its value, so that who changes an input's value sees everything below follow.
    pub(super) fn to_csv(&self) -> String {
        let lines = || self.inputs.iter().chain(&self.steps);
        // Row 1 is the header.
        let rows: BTreeMap<&str, usize> = lines()
            .zip(2..)
            .map(|(line, row)| (line.symbol.as_str(), row))
            .collect();
        let mut text = String::from("symbol,expression,value,formula\r\n");
        for (line, row) in lines().zip(2..) {
            let formula = match &line.formula {
                Some(formula) => with_cells(formula, &rows),
                None => format!("C{row}"),
            };
            let (symbol, expression) = (quoted(&line.symbol), quoted(&line.expression));
            let formula = quoted(&format!("={formula}"));
            // Writing into a string cannot fail.
            let _ = write!(text, "{symbol},{expression},{},{formula}\r\n", line.value);
        }
        text
    }
}

/// Puts the cell of each `[symbol]` in its place. Every bracket in a formula is one of ours.
fn with_cells(formula: &str, rows: &BTreeMap<&str, usize>) -> String {
    let mut result = String::new();
    let mut rest = formula;
    while let Some((before, after)) = rest.split_once('[') {
        let (symbol, after) = after.split_once(']').unwrap_or((after, ""));
        result.push_str(before);
        match rows.get(symbol) {
            Some(row) => {
                let _ = write!(result, "D{row}");
            }
            None => result.push_str("NA()"),
        }
        rest = after;
    }
    result.push_str(rest);
    result
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_point_at_the_cells_of_earlier_numbers_and_inputs_at_their_values() {
        let mut sheet = Sheet::default();
        sheet.input("aht", "average handle time, s", 180.0);
        sheet.step("B(1)", "a \"quoted\" one, with a comma", 0.5, "[aht]*2");
        sheet.step("C", "twice", 1.0, "[B(1)]+[aht]");
        assert_eq!(
            sheet.to_csv(),
            "symbol,expression,value,formula\r\n\
             \"aht\",\"average handle time, s\",180,\"=C2\"\r\n\
             \"B(1)\",\"a \"\"quoted\"\" one, with a comma\",0.5,\"=D2*2\"\r\n\
             \"C\",\"twice\",1,\"=D3+D2\"\r\n"
        );
    }
}

//! What a change is to blame for.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::findings::RuleFinding;
use crate::schedules::{ValidationResult, ValidationSeverity};

type Place = (String, String, Option<NaiveDate>);

fn place(finding: &RuleFinding) -> Place {
    let result = &finding.result;
    (result.agent_id.clone(), result.code.clone(), result.date)
}

/// The findings after a change. One that stood before, of the same agent, rule and date and no further from the rule,
/// is a warning that stands already; what comes on top of it is as grave as the rule.
pub fn introduced(before: &[RuleFinding], after: Vec<RuleFinding>) -> Vec<ValidationResult> {
    let mut known: BTreeMap<Place, Vec<u64>> = BTreeMap::new();
    for finding in before {
        known
            .entry(place(finding))
            .or_default()
            .push(finding.measure);
    }
    for measures in known.values_mut() {
        measures.sort_unstable();
    }
    let mut after = after;
    // Of several at one place the smaller is matched first, so that what grew is what is left.
    after.sort_by_key(|finding| finding.measure);
    let told = after.into_iter().map(|finding| {
        let measures = known.entry(place(&finding)).or_default();
        let stood = measures
            .iter()
            .position(|measure| *measure >= finding.measure);
        if let Some(index) = stood {
            measures.remove(index);
            ValidationResult {
                severity: ValidationSeverity::Warning,
                stands_already: true,
                ..finding.result
            }
        } else {
            finding.result
        }
    });
    let mut told: Vec<ValidationResult> = told.collect();
    told.sort_by(|a, b| {
        let key = |result: &ValidationResult| {
            (
                result.severity != ValidationSeverity::Error,
                result.agent_id.clone(),
                result.date,
                result.code.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(code: &str, measure: u64) -> RuleFinding {
        RuleFinding {
            result: ValidationResult {
                severity: ValidationSeverity::Error,
                code: code.to_owned(),
                agent_id: "ann".to_owned(),
                date: "2026-06-01".parse().ok(),
                start_date: None,
                detail: format!("{measure} missing"),
                stands_already: false,
            },
            measure,
        }
    }

    fn told(before: &[RuleFinding], after: Vec<RuleFinding>) -> Vec<(String, bool)> {
        let results = introduced(before, after).into_iter();
        results
            .map(|result| (result.code, result.stands_already))
            .collect()
    }

    #[test]
    fn what_stood_before_is_a_warning_and_what_comes_on_top_an_error() {
        let before = [finding("minimumRest", 0)];
        let after = vec![finding("minimumRest", 0), finding("minimumRest", 0)];
        let expected = [
            ("minimumRest".to_owned(), false),
            ("minimumRest".to_owned(), true),
        ];
        assert_eq!(told(&before, after), expected);
    }

    #[test]
    fn a_minimum_that_is_missed_by_more_is_new_and_by_less_is_not() {
        let before = [finding("paidMinutesPerWeek", 480)];
        let more = told(&before, vec![finding("paidMinutesPerWeek", 960)]);
        assert_eq!(more, [("paidMinutesPerWeek".to_owned(), false)]);
        let less = told(&before, vec![finding("paidMinutesPerWeek", 240)]);
        assert_eq!(less, [("paidMinutesPerWeek".to_owned(), true)]);
    }
}

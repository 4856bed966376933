//! Attempts learned, and the last of them foretold from the others.

use crewcast_forecasts::response::{
    Calibration, Call, ContactTable, Disposition, Judged, LEAST_ATTEMPTS_TO_CHOOSE, Memory,
    ResponseError, ResponseModel as Learned, ResponseOptions,
};

use super::model::{ResponseBaseline, ResponseStage, ResponseStageName};

/// Share of the attempts that the held-out ones are foretold from.
const SHARE_LEARNED: f64 = 0.7;

/// Bins of the reliability table, where there are attempts enough.
const BINS: usize = 10;

/// What is believed where too few attempts are there to choose by: all count alike, and one feature doubles or halves the
/// odds before it is believed to do more.
const MEMORY_OF_FEW: Memory = Memory {
    half_life_days: None,
    level_walk: 0.0,
    prior_standard_deviation: 0.5,
};

/// How well the last attempts were foretold.
pub(super) struct Judgement {
    /// By the model.
    pub calibration: Calibration,
    /// By one probability for all.
    pub baseline: ResponseBaseline,
}

/// Learns from calls in order of time.
pub(super) fn learn(contacts: &ContactTable, calls: &[Call]) -> Result<Learned, ResponseError> {
    let is_few = calls.len() < LEAST_ATTEMPTS_TO_CHOOSE;
    let options = ResponseOptions {
        least_attempts_of_a_level: (calls.len() / 100).clamp(20, 50),
        memory: is_few.then_some(MEMORY_OF_FEW),
        ..ResponseOptions::default()
    };
    Learned::fit(contacts, calls, &options)
}

/// Learns from the first 70 % of the calls, foretells the others and judges.
pub(super) fn judge(contacts: &ContactTable, calls: &[Call]) -> Result<Judgement, ResponseError> {
    let split = (calls.len() as f64 * SHARE_LEARNED) as usize;
    let (earlier, later) = calls.split_at(split.min(calls.len()));
    let learned = learn(contacts, earlier)?;
    let at = |call: Option<&Call>| call.map_or(0.0, |call| call.at_days);
    // From the end of what was learned to the middle of what is foretold.
    let days_ahead = (0.5 * (at(later.first()) + at(later.last())) - at(earlier.last())).max(0.0);
    // A call is a row of the table, so the rows of the later ones are scored with the others.
    let mut hours = vec![None; contacts.rows()];
    for call in later {
        if let Some(hour) = hours.get_mut(call.contact) {
            *hour = call.hour;
        }
    }
    let scores = learned.score_each(contacts, &hours, days_ahead)?;
    let judged: Vec<Judged> = later
        .iter()
        .filter_map(|call| {
            Some(Judged {
                predicted: scores.get(call.contact)?.success().mean,
                succeeded: is_success(call),
            })
        })
        .collect();
    let calibration = Calibration::of(&judged, BINS.min(judged.len().max(1)))?;
    Ok(Judgement {
        baseline: baseline(earlier, later),
        calibration,
    })
}

fn is_success(call: &Call) -> bool {
    call.disposition == Disposition::Success
}

/// One probability for all: the share of the earlier calls, half a success and half a failure added so that it is never 0 or 1.
fn baseline(earlier: &[Call], later: &[Call]) -> ResponseBaseline {
    let successes = |calls: &[Call]| calls.iter().filter(|call| is_success(call)).count() as f64;
    let probability = (successes(earlier) + 0.5) / (earlier.len() as f64 + 1.0);
    let count = (later.len() as f64).max(1.0);
    let share = successes(later) / count;
    ResponseBaseline {
        name: "mean-of-training".to_owned(),
        probability,
        brier: share * (1.0 - probability).powi(2) + (1.0 - share) * probability.powi(2),
        log_loss: -share * probability.ln() - (1.0 - share) * (-probability).ln_1p(),
    }
}

/// What the three stages were learned from.
pub(super) fn stages(learned: &Learned, calls: &[Call]) -> Vec<ResponseStage> {
    let reached = |least: Disposition| {
        calls
            .iter()
            .filter(|call| call.disposition >= least)
            .count()
    };
    [
        (
            ResponseStageName::Answer,
            learned.answer(),
            Disposition::NotAnswered,
            Disposition::WrongParty,
        ),
        (
            ResponseStageName::RightParty,
            learned.right_party(),
            Disposition::WrongParty,
            Disposition::RightParty,
        ),
        (
            ResponseStageName::Success,
            learned.success(),
            Disposition::RightParty,
            Disposition::Success,
        ),
    ]
    .map(|(stage, model, from, to)| ResponseStage {
        stage,
        attempts: reached(from),
        passed: reached(to),
        half_life_days: model.memory().half_life_days,
        prior_standard_deviation: model.memory().prior_standard_deviation,
    })
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(contact: usize, disposition: Disposition) -> Call {
        Call {
            contact,
            at_days: contact as f64 / 100.0,
            hour: None,
            disposition,
        }
    }

    /// Every second contact is a member; of them half agree, of the others none of twenty.
    fn calls_of_members() -> (ContactTable, Vec<Call>) {
        let rows = 600;
        let mut contacts = ContactTable::with_rows(rows);
        let member = |row: usize| Some(if row.is_multiple_of(2) { "yes" } else { "no" });
        contacts
            .push_alphabetic("member", (0..rows).map(member))
            .unwrap();
        let calls = (0..rows)
            .map(|row| {
                let agrees = if row.is_multiple_of(2) {
                    row.is_multiple_of(4)
                } else {
                    row % 40 == 1
                };
                let no = [
                    Disposition::NotAnswered,
                    Disposition::WrongParty,
                    Disposition::RightParty,
                ];
                let outcome = if agrees {
                    Disposition::Success
                } else {
                    no[(row / 4) % 3]
                };
                call(row, outcome)
            })
            .collect();
        (contacts, calls)
    }

    #[test]
    fn what_tells_contacts_apart_beats_one_probability_for_all() {
        let (contacts, calls) = calls_of_members();
        let judged = judge(&contacts, &calls).unwrap();
        assert_eq!(judged.calibration.contacts, 180);
        assert!(judged.calibration.log_loss < judged.baseline.log_loss);
        assert!(judged.calibration.brier < judged.baseline.brier);
        let learned = learn(&contacts, &calls).unwrap();
        let stages = stages(&learned, &calls);
        assert_eq!(stages[0].attempts, 600);
        assert!(stages[0].passed == stages[1].attempts && stages[1].passed == stages[2].attempts);
    }

    #[test]
    fn the_baseline_knows_the_earlier_calls_only() {
        let earlier: Vec<Call> = (0..9)
            .map(|row| call(row, Disposition::NotAnswered))
            .collect();
        let later = [
            call(9, Disposition::Success),
            call(10, Disposition::NotAnswered),
        ];
        let baseline = baseline(&earlier, &later);
        assert_eq!(baseline.probability, 0.05);
        assert!((baseline.brier - 0.5 * (0.95_f64.powi(2) + 0.05_f64.powi(2))).abs() < 1e-12);
    }
}

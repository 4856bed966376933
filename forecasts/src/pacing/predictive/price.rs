//! The shadow price of the cap: the risk at which one more line is not worth it.
//!
//! Lines are started while their risk π (`lookahead`) is at most θ. Of dialers that start lines by the state and keep
//! a share of abandoned calls, those with one θ for all states lose least: a riskier line left out in one state pays for
//! several less risky ones in others. θ itself is found by integral control: a line of live-answer probability p moves
//! ln θ by g p (r − k π)/c, where r is the share allowed now and c the cap. Foretold risks are far less noisy than the
//! rare abandoned calls themselves. Those correct the foretelling: k is abandoned ÷ foretold, as a gamma belief around
//! 1 that forgets.

use serde::{Deserialize, Serialize};

/// g: by how much θ moves with one live answer, relative to how far the foretold share is off.
const GAIN: f64 = 0.04;

/// Bounds of θ. Above a half a line is abandoned rather than connected.
const LEAST: f64 = 1e-4;
const MOST: f64 = 0.5;

/// θ at first, in caps: the mean risk of the lines below a threshold is a third or so of it.
const FIRST_IN_CAPS: f64 = 3.0;

/// Abandoned calls that k = 1 is worth before any is seen.
const PRIOR_ABANDONED: f64 = 10.0;

/// Live answers k remembers.
const CORRECTION_MEMORY: f64 = 2_000.0;

/// Started lines over which the foretold share is averaged.
const FORETOLD_MEMORY: f64 = 300.0;

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Price {
    cap: f64,
    ln_threshold: f64,
    /// Mean π of lines started lately.
    foretold: f64,
    abandoned: f64,
    abandoned_foretold: f64,
}

impl Price {
    pub(super) fn new(cap: f64) -> Self {
        Self {
            cap,
            ln_threshold: (FIRST_IN_CAPS * cap).clamp(LEAST, MOST).ln(),
            foretold: cap,
            abandoned: 0.0,
            abandoned_foretold: 0.0,
        }
    }

    /// The same under another cap.
    pub(super) fn under(self, cap: f64) -> Self {
        Self { cap, ..self }
    }

    /// θ; 0 where nothing more may be abandoned.
    pub(super) fn threshold(&self, allowed: f64) -> f64 {
        if allowed > 0.0 {
            self.ln_threshold.exp()
        } else {
            0.0
        }
    }

    /// k.
    pub(super) fn correction(&self) -> f64 {
        (self.abandoned + PRIOR_ABANDONED) / (self.abandoned_foretold + PRIOR_ABANDONED)
    }

    /// A line of this risk is started. `held_back`: something other than θ kept more from being started, which is no
    /// reason to raise it.
    pub(super) fn line_started(
        &mut self,
        risk: f64,
        live_answer: f64,
        allowed: f64,
        held_back: bool,
    ) {
        self.foretold += (risk - self.foretold) / FORETOLD_MEMORY;
        if self.cap <= 0.0 {
            return;
        }
        let step = GAIN * live_answer * (allowed - self.correction() * risk) / self.cap;
        if step < 0.0 || !held_back {
            self.ln_threshold = (self.ln_threshold + step).clamp(LEAST.ln(), MOST.ln());
        }
    }

    /// A live answer was connected or abandoned.
    pub(super) fn answer_ended(&mut self, abandoned: bool) {
        let keep = 1.0 - 1.0 / CORRECTION_MEMORY;
        self.abandoned = self.abandoned * keep + f64::from(u8::from(abandoned));
        self.abandoned_foretold = self.abandoned_foretold * keep + self.foretold;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn risks_below_what_is_allowed_raise_the_threshold_and_risks_above_lower_it() {
        let mut price = Price::new(0.03);
        let first = price.threshold(0.03);
        price.line_started(0.0, 0.3, 0.03, false);
        let raised = price.threshold(0.03);
        assert!(raised > first);
        price.line_started(0.09, 0.3, 0.03, false);
        assert!(price.threshold(0.03) < raised);
    }

    #[test]
    fn lines_held_back_by_trunks_do_not_raise_the_threshold() {
        let mut price = Price::new(0.03);
        let first = price.threshold(0.03);
        price.line_started(0.0, 0.3, 0.03, true);
        assert_eq!(price.threshold(0.03), first);
    }

    #[test]
    fn more_abandoned_calls_than_foretold_raise_the_correction() {
        let mut price = Price::new(0.03);
        assert_eq!(price.correction(), 1.0);
        for number in 0..1_000 {
            price.answer_ended(number % 20 == 0);
        }
        // Some 5 % abandoned of 3 % foretold, drawn towards 1.
        assert!(
            (1.3..1.67).contains(&price.correction()),
            "{}",
            price.correction()
        );
    }
}

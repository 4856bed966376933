//! Whether and when a line is answered by a person.

use serde::{Deserialize, Serialize};

use super::CAUTION;
use super::forgetting::{Averaged, Probability};
use super::survival::Survival;
use crate::pacing::Expectations;

/// What is believed of lines: a share of them is answered by a person after a random time, the others end after
/// another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::pacing) struct RingEstimate {
    live_answer: Averaged<Probability>,
    until_answer: Survival,
    unanswered: Survival,
    /// Lines that ended and are not learnt from yet.
    ended: Vec<EndedLine>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct EndedLine {
    started_at_seconds: f64,
    ring_seconds: f64,
    answered: bool,
}

/// Share of lines that have ended when those started with them are learnt from.
const NEARLY_ALL: f64 = 0.95;

impl RingEstimate {
    pub(in crate::pacing) fn expected(expected: &Expectations) -> Self {
        Self {
            live_answer: Averaged::new(Probability::expected(expected.live_answer.as_f64())),
            until_answer: Survival::expected(expected.ring_until_answer_seconds),
            unanswered: Survival::expected(expected.ring_unanswered_seconds),
            ended: Vec::new(),
        }
    }

    /// A line ended now; a person answered it or not.
    pub(in crate::pacing) fn ended(&mut self, now_seconds: f64, ring_seconds: f64, answered: bool) {
        self.ended.push(EndedLine {
            started_at_seconds: now_seconds - ring_seconds,
            ring_seconds,
            answered,
        });
    }

    /// Learns from the lines that started so long ago that nearly all started with them have ended. Of lines started
    /// together the answered ones end first: learnt from at once, every burst would look like a time when everybody
    /// answers, followed by one when nobody does.
    pub(in crate::pacing) fn learn(&mut self, now_seconds: f64) {
        let longest = self
            .unanswered
            .quantile(NEARLY_ALL)
            .max(self.until_answer.quantile(NEARLY_ALL));
        let started_by = now_seconds - longest;
        let (mut lines, mut answered) = (0_u32, 0_u32);
        for line in &self.ended {
            if line.started_at_seconds <= started_by {
                lines += 1;
                answered += u32::from(line.answered);
                let times = if line.answered {
                    &mut self.until_answer
                } else {
                    &mut self.unanswered
                };
                times.observe(line.ring_seconds);
            }
        }
        for _ in 0..lines {
            self.live_answer
                .observe(f64::from(answered) / f64::from(lines));
        }
        self.ended
            .retain(|line| line.started_at_seconds > started_by);
    }

    /// Share of lines that a person answers.
    pub(in crate::pacing) const fn live_answer(&self) -> f64 {
        self.live_answer.mean()
    }

    /// The same, believed higher than it is: answers that come together are the danger.
    pub(in crate::pacing) fn cautious_live_answer(&self) -> f64 {
        (self.live_answer.mean() + CAUTION * self.live_answer.deviation()).min(1.0)
    }

    /// Seconds within which a share of the live answers comes.
    pub(in crate::pacing) fn answer_seconds(&self, share: f64) -> f64 {
        self.until_answer.quantile(share)
    }

    /// Probability that a line which has rung `elapsed` is answered by a person within `horizon` more seconds, where
    /// `live_answer` of new lines are.
    ///
    /// Bayes: a line that rings on past the usual answer is rather one that nobody will answer.
    pub(in crate::pacing) fn answered_within(
        &self,
        live_answer: f64,
        elapsed: f64,
        horizon: f64,
    ) -> f64 {
        let here = live_answer * self.until_answer.beyond(elapsed);
        let rings_on = here + (1.0 - live_answer) * self.unanswered.beyond(elapsed);
        if rings_on <= f64::EPSILON {
            // Rung longer than any line before: nothing is known but the share.
            return live_answer;
        }
        (here - live_answer * self.until_answer.beyond(elapsed + horizon)) / rings_on
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Share;

    fn learnt() -> RingEstimate {
        let mut ring = RingEstimate::expected(&Expectations {
            live_answer: Share::from_f64(0.5).unwrap(),
            ring_until_answer_seconds: 10.0,
            ring_unanswered_seconds: 20.0,
            talk_seconds: 100.0,
            wrap_up_seconds: 0.0,
        });
        for number in 0..4_000_u32 {
            let now = f64::from(number);
            if number % 10 < 3 {
                let rung = 5.0 + 10.0 * (f64::from(number * 37 % 1_000) + 0.5) / 1_000.0;
                ring.ended(now, rung, true);
            } else {
                ring.ended(now, 20.0, false);
            }
            ring.learn(now);
        }
        ring
    }

    #[test]
    fn the_longer_a_line_rings_the_less_it_will_be_answered() {
        let ring = learnt();
        let ever = |elapsed| ring.answered_within(0.3, elapsed, 60.0);
        assert!((ever(0.0) - 0.3).abs() < 0.01);
        // Half of the 30 % have answered by 10 s: 0.15 ÷ 0.85.
        assert!((ever(10.0) - 0.176).abs() < 0.02, "{}", ever(10.0));
        assert!(ever(15.5) < 0.01);
    }

    #[test]
    fn nobody_answers_in_the_first_seconds() {
        let ring = learnt();
        assert!(ring.answered_within(0.3, 0.0, 4.0) < 0.003);
        assert!((ring.answered_within(0.3, 0.0, 10.0) - 0.15).abs() < 0.01);
        assert!((ring.live_answer() - 0.3).abs() < 0.03);
        assert!(ring.cautious_live_answer() > ring.live_answer());
    }

    #[test]
    fn a_burst_whose_answers_end_first_is_no_change_of_the_share() {
        let mut ring = learnt();
        for second in 0..=30_u32 {
            let now = 10_000.0 + f64::from(second);
            for line in 0..150_u32 {
                let answered = line % 10 < 3;
                let rung = if answered { 5 + line % 11 } else { 20 };
                if rung == second {
                    ring.ended(now, f64::from(rung), answered);
                }
            }
            ring.learn(now);
            assert!(
                (ring.live_answer() - 0.3).abs() < 0.03,
                "{second}: {ring:?}"
            );
        }
    }

    #[test]
    fn a_line_that_rings_longer_than_any_may_still_be_answered() {
        assert_eq!(learnt().answered_within(0.3, 1_000.0, 5.0), 0.3);
    }
}

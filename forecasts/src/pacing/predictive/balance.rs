//! Agents who will be free, less answers that will have come: a sum of independent coins.

/// Tails lighter than this are cut.
const NEGLIGIBLE: f64 = 1e-10;

/// Distribution of a whole number that every agent who frees raises and every answer lowers by one.
///
/// A Poisson-binomial sum, coin by coin (Barlow & Heidtmann 1984), which is exact but for the cut tails.
#[derive(Clone, Debug, Default)]
pub(super) struct Balance {
    lowest: i64,
    mass: Vec<f64>,
}

impl Balance {
    /// Certainly `agents` free agents less `waiting` calls. Keeps the room of what was there.
    pub(super) fn start(&mut self, agents: u32, waiting: u32) {
        self.lowest = i64::from(agents) - i64::from(waiting);
        self.mass.clear();
        self.mass.push(1.0);
    }

    /// An agent frees with this probability.
    pub(super) fn agent_frees(&mut self, probability: f64) {
        if probability > 0.0 {
            self.rise(probability);
        }
    }

    /// An answer comes with this probability.
    pub(super) fn answer_comes(&mut self, probability: f64) {
        if probability > 0.0 {
            // One less, unless the coin falls the other way.
            self.lowest -= 1;
            self.rise(1.0 - probability);
        }
    }

    /// Probability that nobody is free for one more answer.
    pub(super) fn nobody_left(&self) -> f64 {
        let up_to_zero = usize::try_from(1 - self.lowest).unwrap_or(0);
        self.mass.iter().take(up_to_zero).sum()
    }

    fn rise(&mut self, probability: f64) {
        let stays = 1.0 - probability;
        let mut below = 0.0;
        for mass in &mut self.mass {
            let here = *mass;
            *mass = stays * here + probability * below;
            below = here;
        }
        self.mass.push(probability * below);
        while self.mass.len() > 1 && self.mass[self.mass.len() - 1] < NEGLIGIBLE {
            self.mass.pop();
        }
        let light = self
            .mass
            .iter()
            .take_while(|mass| **mass < NEGLIGIBLE)
            .count();
        if light > 0 && light < self.mass.len() {
            self.mass.drain(..light);
            self.lowest += light as i64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_agents_and_three_answers_by_hand() {
        let mut balance = Balance::default();
        balance.start(1, 0);
        balance.agent_frees(0.5);
        for _ in 0..3 {
            balance.answer_comes(0.5);
        }
        // With one agent 2 or 3 answers leave nobody, and 1: 7/8; with two, 2 or 3 answers: 4/8.
        assert!((balance.nobody_left() - (0.5 * 7.0 / 8.0 + 0.5 * 4.0 / 8.0)).abs() < 1e-15);
    }

    #[test]
    fn certain_agents_and_answers_cancel() {
        let mut balance = Balance::default();
        balance.start(3, 0);
        balance.answer_comes(1.0);
        balance.agent_frees(1.0);
        balance.agent_frees(0.0);
        assert_eq!(balance.nobody_left(), 0.0);
        for _ in 0..3 {
            balance.answer_comes(1.0);
        }
        assert_eq!(balance.nobody_left(), 1.0);
    }

    #[test]
    fn calls_that_wait_take_the_agents_first() {
        let mut balance = Balance::default();
        balance.start(0, 1);
        balance.agent_frees(0.4);
        assert_eq!(balance.nobody_left(), 1.0);
        balance.agent_frees(0.4);
        assert!((balance.nobody_left() - 0.84).abs() < 1e-15);
    }

    #[test]
    fn cut_tails_do_not_show() {
        let mut balance = Balance::default();
        balance.start(0, 0);
        for _ in 0..600 {
            balance.agent_frees(0.1);
        }
        for _ in 0..200 {
            balance.answer_comes(0.25);
        }
        // Mean 10, variance 54 + 37.5: normal with continuity, Φ(−9.5/9.566) = 0.1603.
        assert!((balance.nobody_left() - 0.1603).abs() < 0.003);
        assert!(balance.mass.len() < 160);
    }
}

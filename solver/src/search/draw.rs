//! What neighbourhoods draw.

use crate::random::Random;

/// Agents drawn to find those who fit.
const DRAWS: usize = 40;
/// Noise on what heads are worth, as a share: without it the lines taken out come back.
const NOISE: f64 = 0.02;

/// So many different agents, those who fit as long as they are easily found.
pub fn draw_agents(
    random: &mut Random,
    agents: usize,
    count: usize,
    fits: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let count = count.min(agents);
    let mut chosen = Vec::with_capacity(count);
    let mut draws = 0;
    while chosen.len() < count {
        let agent = random.below(agents);
        draws += 1;
        if !chosen.contains(&agent) && (draws > DRAWS || fits(agent)) {
            chosen.push(agent);
        }
    }
    chosen
}

/// Adds noise to worths.
pub fn shake<'a>(random: &mut Random, worths: impl IntoIterator<Item = &'a mut f64>) {
    for worth in worths {
        *worth *= 1.0 + NOISE * random.between(-1.0, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_fit_come_first_and_nobody_twice() {
        let mut random = Random::new(1);
        assert_eq!(draw_agents(&mut random, 10, 1, |agent| agent == 7), [7]);
        let mut all = draw_agents(&mut random, 5, 9, |_| false);
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4]);
    }
}

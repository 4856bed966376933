//! A floor for queues of any handle times and patience, whatever the routing: agents cannot be busy with contacts that
//! are not there.
//!
//! Each contact in the system (waiting or served) leaves at a rate of at least min(1/AHT, 1/patience) of its queue. So
//! the number X of them is at most, in distribution, what arrivals that all leave at that rate would give: Poisson of
//! mean m = Σ λ · max(AHT, patience). At most min(n, X) of n agents are busy with them, and the work that the goals
//! ask for is the mean number busy: Σ load · (1 − abandonment allowed) ≤ E min(n, Poisson(m)). Where patience is no
//! longer than AHT, m is the offered load itself, and the floor is well above the work; where it is much longer, the
//! floor is the work.

/// The fewest agents of whom `work_erlangs` can be busy on average while no more than Poisson of `mean_present`
/// contacts are there; none where that is not enough contacts for the work.
pub(super) fn fewest_agents(work_erlangs: f64, mean_present: f64) -> Option<u32> {
    // Rounding must not ask for an agent more than is proven.
    let work = work_erlangs * (1.0 - 1e-9);
    if work <= 0.0 {
        return Some(0);
    }
    if !(mean_present.is_finite() && work < mean_present) {
        return None;
    }
    // Beyond 40 standard deviations (and 40 contacts) nothing is left in double precision.
    let reach = 40.0 * mean_present.sqrt() + 40.0;
    let first = (mean_present - reach).floor().max(0.0);
    let mode = mean_present.floor();
    let mut weights = Vec::new();
    let mut weight = 1.0;
    let mut count = mode;
    while count > first && weight > 1e-300 {
        weight *= count / mean_present;
        count -= 1.0;
        weights.push(weight);
    }
    let lowest = count;
    weights.reverse();
    weights.push(1.0);
    let (mut weight, mut count) = (1.0, mode);
    while count < mean_present + reach && weight > 1e-300 {
        count += 1.0;
        weight *= mean_present / count;
        weights.push(weight);
    }
    let all: f64 = weights.iter().sum();
    // E min(n, X) = Σ_{k=1..n} P(X ≥ k); below the first weight that is counted every X is larger.
    let (mut busy, mut agents, mut tail) = (lowest, lowest, 1.0);
    if busy >= work {
        return Some(work.ceil() as u32);
    }
    for weight in weights {
        tail -= weight / all;
        agents += 1.0;
        busy += tail.max(0.0);
        if busy >= work {
            return Some(agents as u32);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// E min(n, Poisson(m)) by its definition.
    fn busy(agents: u32, mean: f64) -> f64 {
        let mut probability = (-mean).exp();
        let mut sum = 0.0;
        for count in 0..2_000_u32 {
            sum += probability * f64::from(count.min(agents));
            probability *= mean / f64::from(count + 1);
        }
        sum
    }

    #[test]
    fn it_is_the_smallest_number_that_can_be_busy_enough() {
        for mean in [0.3, 1.0, 2.5, 10.0, 40.0, 200.0] {
            for share in [0.1, 0.5, 0.8, 0.92, 0.97, 0.999] {
                let agents = fewest_agents(share * mean, mean).unwrap();
                assert!(
                    busy(agents, mean) >= share * mean * (1.0 - 1e-6),
                    "{mean} {share}"
                );
                assert!(
                    busy(agents - 1, mean) < share * mean,
                    "{mean} {share} {agents}"
                );
            }
        }
    }

    #[test]
    fn work_alone_decides_where_contacts_abound() {
        assert_eq!(fewest_agents(50.0, 100_000.0), Some(50));
        assert_eq!(fewest_agents(0.0, 1.0), Some(0));
        assert_eq!(fewest_agents(2.0, 1.0), None);
        assert_eq!(fewest_agents(2.0, f64::INFINITY), None);
    }
}

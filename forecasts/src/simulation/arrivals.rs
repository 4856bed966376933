//! Who arrives when: a Poisson stream of contacts for each queue, merged.

use rand_core::SeedableRng;
use rand_xoshiro::SplitMix64;

use super::draws::{self, Draws, Purpose};
use super::model::{Arrivals, RateVariation};

/// The 90 % quantile of the normal distribution.
const NORMAL_P90: f64 = 1.281_551_565_544_600_4;

/// Contacts expected in each interval of one replication, its random factors drawn.
pub(super) fn realised_contacts(
    arrivals: &Arrivals,
    days: &[std::ops::Range<usize>],
    seed: u64,
    replication: u32,
    queue: usize,
) -> Vec<f64> {
    let of_days = Draws::new(seed, replication, queue, Purpose::DayFactor);
    let of_intervals = Draws::new(seed, replication, queue, Purpose::IntervalFactor);
    let mut contacts = arrivals.contacts_per_interval.clone();
    for (day, intervals) in days.iter().enumerate() {
        let mut day_generator = of_days.of(day as u32, 0);
        match &arrivals.variation {
            RateVariation::None => {}
            RateVariation::Gamma {
                of_the_day,
                of_the_interval,
            } => {
                let day_factor = draws::gamma_factor(&mut day_generator, *of_the_day);
                for interval in intervals.clone() {
                    let mut generator = of_intervals.of(interval as u32, 0);
                    contacts[interval] *=
                        day_factor * draws::gamma_factor(&mut generator, *of_the_interval);
                }
            }
            RateVariation::SamplePaths(spread) => {
                let means = &arrivals.contacts_per_interval[intervals.clone()];
                let rates = spread.rates(day, means, &mut day_generator);
                contacts[intervals.clone()].copy_from_slice(&rates);
            }
            RateVariation::Quantiles {
                p10,
                p90,
                correlation,
            } => {
                let of_the_day = draws::normal(&mut day_generator) * correlation.sqrt();
                for interval in intervals.clone() {
                    let own = draws::normal(&mut of_intervals.of(interval as u32, 0));
                    let position = of_the_day + own * (1.0 - correlation).sqrt();
                    let median = contacts[interval];
                    let reach = if position > 0.0 {
                        p90[interval] - median
                    } else {
                        median - p10[interval]
                    };
                    contacts[interval] = (median + position * reach / NORMAL_P90).max(0.0);
                }
            }
        }
    }
    contacts
}

/// The stream of one queue. Gaps are unit exponentials stretched by the rate, so contact k is the k-th of one unit
/// Poisson process whatever the rates are: more volume brings the same contacts sooner, and further ones.
#[derive(Clone, Debug)]
struct Stream {
    generator: SplitMix64,
    /// Seconds between contacts in each interval; infinite where nothing arrives.
    mean_gaps: Vec<f64>,
    interval: usize,
    interval_end: f64,
}

/// All streams, and a tournament over their next arrivals.
#[derive(Clone, Debug)]
pub(super) struct ArrivalStreams {
    interval_seconds: f64,
    streams: Vec<Stream>,
    /// Next arrival of each queue, filled up with ∞ to a power of two.
    next: Vec<f64>,
    /// `winners[node]` is the queue that arrives first below a node; children of `node` are `2 node` and `2 node + 1`.
    winners: Vec<u32>,
}

impl ArrivalStreams {
    pub(super) fn new(interval_seconds: f64, queues: usize) -> Self {
        let places = queues.next_power_of_two().max(1);
        let stream = Stream {
            generator: SplitMix64::seed_from_u64(0),
            mean_gaps: Vec::new(),
            interval: 0,
            interval_end: 0.0,
        };
        Self {
            interval_seconds,
            streams: vec![stream; queues],
            next: vec![f64::INFINITY; places],
            winners: vec![0; 2 * places],
        }
    }

    /// Starts a queue's stream of a replication with the contacts expected in each interval.
    pub(super) fn restart(&mut self, queue: usize, draws: Draws, contacts: &[f64]) {
        let seconds = self.interval_seconds;
        let stream = &mut self.streams[queue];
        stream.generator = draws.of(0, 0);
        stream.mean_gaps.clear();
        stream
            .mean_gaps
            .extend(contacts.iter().map(|contacts| seconds / contacts));
        stream.interval = 0;
        stream.interval_end = seconds;
        self.next[queue] = stream.after(0.0, seconds);
    }

    /// Sets up the tournament once all streams have been restarted.
    pub(super) fn ready(&mut self) {
        let places = self.next.len();
        for place in 0..places {
            self.winners[places + place] = place as u32;
        }
        for node in (1..places).rev() {
            self.play(node);
        }
    }

    #[inline]
    fn play(&mut self, node: usize) {
        let (left, right) = (self.winners[2 * node], self.winners[2 * node + 1]);
        let right_is_first = self.next[right as usize] < self.next[left as usize];
        self.winners[node] = if right_is_first { right } else { left };
    }

    #[inline]
    fn first(&self) -> usize {
        self.winners[1] as usize
    }

    /// Time of the next arrival; infinite when there are no more.
    #[inline]
    pub(super) fn next_time(&self) -> f64 {
        self.next[self.first()]
    }

    /// The queue of the next arrival; the one after it is drawn.
    #[inline]
    pub(super) fn take(&mut self) -> usize {
        let queue = self.first();
        self.next[queue] = self.streams[queue].after(self.next[queue], self.interval_seconds);
        let mut node = (self.next.len() + queue) / 2;
        while node > 0 {
            self.play(node);
            node /= 2;
        }
        queue
    }
}

impl Stream {
    #[inline]
    fn after(&mut self, time: f64, interval_seconds: f64) -> f64 {
        let mut time = time;
        let mut gap = draws::exponential(&mut self.generator);
        while let Some(mean_gap) = self.mean_gaps.get(self.interval) {
            let arrival = time + gap * mean_gap;
            if arrival < self.interval_end {
                return arrival;
            }
            // A rounding must not carry the contact back over the bound.
            gap = (gap - (self.interval_end - time) / mean_gap).max(0.0);
            time = self.interval_end;
            self.interval += 1;
            self.interval_end = interval_seconds * (self.interval + 1) as f64;
        }
        f64::INFINITY
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spread::PathSpread;

    fn times(contacts: &[f64], seed: u64) -> Vec<f64> {
        let mut streams = ArrivalStreams::new(900.0, 1);
        streams.restart(0, Draws::new(seed, 0, 0, Purpose::Arrivals), contacts);
        streams.ready();
        let mut times = Vec::new();
        while streams.next_time().is_finite() {
            times.push(streams.next_time());
            streams.take();
        }
        times
    }

    #[test]
    fn each_interval_gets_its_own_contacts_and_an_empty_one_none() {
        let contacts = [4000.0, 0.0, 16_000.0];
        let times = times(&contacts, 1);
        assert!(times.is_sorted());
        for (interval, expected) in contacts.iter().enumerate() {
            let found = times
                .iter()
                .filter(|time| (**time / 900.0) as usize == interval)
                .count();
            assert!(
                (found as f64 - expected).abs() <= 4.0 * expected.sqrt(),
                "{interval}: {found}"
            );
        }
    }

    #[test]
    fn more_volume_brings_the_same_contacts_sooner() {
        let (base, more) = (times(&[100.0, 100.0], 5), times(&[120.0, 120.0], 5));
        for (before, after) in base.iter().zip(&more) {
            assert!((before / 1.2 - after).abs() < 1e-9);
        }
        assert!(more.len() > base.len());
    }

    #[test]
    fn streams_are_merged_in_the_order_of_time() {
        let mut streams = ArrivalStreams::new(60.0, 5);
        for queue in 0..5 {
            let draws = Draws::new(2, 0, queue, Purpose::Arrivals);
            streams.restart(queue, draws, &[10.0 * queue as f64; 20]);
        }
        streams.ready();
        let (mut last, mut counts) = (0.0, [0; 5]);
        while streams.next_time().is_finite() {
            assert!(streams.next_time() >= last);
            last = streams.next_time();
            counts[streams.take()] += 1;
        }
        assert_eq!(counts[0], 0);
        assert!(counts[1..].is_sorted() && counts[1] > 100, "{counts:?}");
    }

    #[test]
    fn random_rates_keep_their_mean_spread_and_quantiles() {
        const REPLICATIONS: u32 = 20_000;
        let gamma = Arrivals {
            contacts_per_interval: vec![50.0; 2],
            variation: RateVariation::Gamma {
                of_the_day: 0.3,
                of_the_interval: 0.4,
            },
        };
        let (mut sum, mut squares, mut products) = (0.0, 0.0, 0.0);
        for replication in 0..REPLICATIONS {
            let found = realised_contacts(&gamma, std::slice::from_ref(&(0..2)), 9, replication, 0);
            let (a, b) = (found[0] / 50.0 - 1.0, found[1] / 50.0 - 1.0);
            sum += a;
            squares += a * a;
            products += a * b;
        }
        let n = f64::from(REPLICATIONS);
        assert!((sum / n).abs() < 0.02);
        // (1 + 0.09)(1 + 0.16) − 1, and the day's share of it.
        assert!((squares / n - 0.2644).abs() < 0.03, "{}", squares / n);
        assert!((products / n - 0.09).abs() < 0.02, "{}", products / n);

        let spread = Arrivals {
            contacts_per_interval: vec![50.0],
            variation: RateVariation::Quantiles {
                p10: vec![40.0],
                p90: vec![70.0],
                correlation: 0.5,
            },
        };
        let mut found: Vec<f64> = (0..REPLICATIONS)
            .map(|replication| {
                realised_contacts(&spread, std::slice::from_ref(&(0..1)), 9, replication, 0)[0]
            })
            .collect();
        found.sort_by(f64::total_cmp);
        for (share, expected) in [(0.1, 40.0), (0.5, 50.0), (0.9, 70.0)] {
            let quantile = found[(share * n) as usize];
            assert!((quantile - expected).abs() < 0.8, "{share}: {quantile}");
        }
    }

    #[test]
    fn sample_paths_vary_by_day_and_hour_and_keep_the_forecast_on_average() {
        let spread = |of_the_day: f64, lasting_variance: f64| Arrivals {
            contacts_per_interval: vec![100.0; 20],
            variation: RateVariation::SamplePaths(PathSpread {
                of_the_days: vec![of_the_day; 2],
                lasting_variance,
                kept_by_next: 0.9,
                single_variance: 0.1,
            }),
        };
        let correlations = |arrivals: &Arrivals| {
            let drawn: Vec<Vec<f64>> = (0..4_000)
                .map(|replication| realised_contacts(arrivals, &[0..10, 10..20], 3, replication, 0))
                .collect();
            let column = |index: usize| drawn.iter().map(move |path| path[index]);
            let mean = |index: usize| column(index).sum::<f64>() / drawn.len() as f64;
            for index in 0..20 {
                assert!((mean(index) - 100.0).abs() < 2.0, "{}", mean(index));
            }
            let covariance = |one: usize, other: usize| {
                let pairs = column(one).zip(column(other));
                let products = pairs.map(|(a, b)| (a - mean(one)) * (b - mean(other)));
                products.sum::<f64>() / drawn.len() as f64
            };
            [1, 9, 10].map(|other| covariance(0, other) / covariance(0, 0))
        };
        let [next, last, tomorrow] = correlations(&spread(0.2, 0.0));
        assert!(
            next > 0.85 && last > 0.85,
            "a busy day is busy all day: {next} {last}"
        );
        assert!(tomorrow.abs() < 0.06, "{tomorrow}");
        let [next, last, tomorrow] = correlations(&spread(0.0, 1.0));
        assert!(
            next > 0.7 && last < 0.5,
            "a busy hour passes: {next} {last}"
        );
        assert!(tomorrow.abs() < 0.06, "{tomorrow}");
    }
}

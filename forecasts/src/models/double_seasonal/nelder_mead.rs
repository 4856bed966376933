//! A minimum without derivatives: Nelder & Mead (1965), "A simplex method for function minimization", The Computer
//! Journal 7, with its coefficients 1, 2, ½, ½.

use std::cell::Cell;

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    /// Values of the function at most (a shrink may pass it by the number of unknowns).
    pub evaluations: usize,
    /// The simplex is this small in each direction …
    pub width: f64,
    /// … and its values differ by this share of the best.
    pub relative_fall: f64,
}

/// The best point found from `start` on, with its value. A NaN counts as the worst of values.
pub(super) fn minimum<const N: usize>(
    mut function: impl FnMut(&[f64; N]) -> f64,
    start: [f64; N],
    step: f64,
    stop: Stop,
) -> ([f64; N], f64) {
    let spent = Cell::new(0);
    let mut value = |point: &[f64; N]| {
        spent.set(spent.get() + 1);
        let found = function(point);
        if found.is_nan() { f64::INFINITY } else { found }
    };
    let mut simplex = vec![(start, value(&start))];
    for direction in 0..N {
        let mut point = start;
        point[direction] += step;
        simplex.push((point, value(&point)));
    }
    loop {
        simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (best, best_value) = simplex[0];
        let (worst, worst_value) = simplex[N];
        let width = simplex
            .iter()
            .flat_map(|(point, _)| point.iter().zip(&best).map(|(a, b)| (a - b).abs()))
            .fold(0.0, f64::max);
        let is_flat = worst_value - best_value <= stop.relative_fall * best_value.abs();
        if spent.get() >= stop.evaluations || (width <= stop.width && is_flat) || best_value == 0.0
        {
            return (best, best_value);
        }
        let mut centre = [0.0; N];
        for (point, _) in &simplex[..N] {
            for (sum, x) in centre.iter_mut().zip(point) {
                *sum += x / N as f64;
            }
        }
        let along = |factor: f64| -> [f64; N] {
            std::array::from_fn(|i| centre[i] + factor * (centre[i] - worst[i]))
        };
        let reflected = along(1.0);
        let reflected_value = value(&reflected);
        let replacement = if reflected_value < best_value {
            let expanded = along(2.0);
            let expanded_value = value(&expanded);
            if expanded_value < reflected_value {
                Some((expanded, expanded_value))
            } else {
                Some((reflected, reflected_value))
            }
        } else if reflected_value < simplex[N - 1].1 {
            Some((reflected, reflected_value))
        } else {
            let is_outside = reflected_value < worst_value;
            let contracted = along(if is_outside { 0.5 } else { -0.5 });
            let contracted_value = value(&contracted);
            (contracted_value < worst_value.min(reflected_value))
                .then_some((contracted, contracted_value))
        };
        match replacement {
            Some(better) => simplex[N] = better,
            None => {
                for (point, found) in &mut simplex[1..] {
                    *point = std::array::from_fn(|i| 0.5 * (point[i] + best[i]));
                    *found = value(point);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_valley_of_rosenbrock_is_followed_to_its_end() {
        let valley = |p: &[f64; 2]| 100.0 * (p[1] - p[0] * p[0]).powi(2) + (1.0 - p[0]).powi(2);
        let stop = Stop {
            evaluations: 500,
            width: 1e-7,
            relative_fall: 1e-9,
        };
        let (point, value) = minimum(valley, [-1.2, 1.0], 0.5, stop);
        assert!(
            (point[0] - 1.0).abs() < 1e-4 && value < 1e-8,
            "{point:?} {value}"
        );
    }

    #[test]
    fn the_budget_is_kept() {
        let mut calls = 0;
        let stop = Stop {
            evaluations: 40,
            width: 0.0,
            relative_fall: 0.0,
        };
        minimum(
            |p: &[f64; 3]| {
                calls += 1;
                p.iter().map(|x| (x - 3.0).powi(2) + 1.0).sum()
            },
            [0.0; 3],
            1.0,
            stop,
        );
        assert!((40..=45).contains(&calls), "{calls}");
    }
}

//! The advice beside every plan there is, and what must hold of any.

use proptest::prelude::*;

use super::*;

/// A class a week, no attrition, productive at once, a hire costs its weeks until the end.
fn plain(gap: &[f64]) -> HiringProblem {
    let weeks = gap.len();
    HiringProblem {
        gap: gap.to_vec(),
        effective: (0..weeks).map(|start| vec![1.0; weeks - start]).collect(),
        cost_per_hire: (0..weeks)
            .map(|start| 100.0 + 10.0 * (weeks - start) as f64)
            .collect(),
        cost_per_class: 0.0,
        planned_hires: vec![0.0; weeks],
        may_begin: vec![true; weeks],
        month: (0..weeks).map(|week| week as u32 / 4).collect(),
        maximum_per_month: None,
        minimum_class_size: 1,
        maximum_class_size: 50,
        maximum_overtime: vec![0.0; weeks],
        cost_per_overtime_week: 15.0,
        cost_per_short_week: 1_000.0,
    }
}

/// The least of all plans whose classes are within the limits.
fn by_brute_force(problem: &HiringProblem) -> f64 {
    fn below(problem: &HiringProblem, hires: &mut Vec<u32>, best: &mut f64) {
        let week = hires.len();
        if week == problem.weeks() {
            let fits = |month: &u32| {
                let weeks = problem.month.iter().zip(hires.iter().enumerate());
                let of_month = weeks.filter(|(other, _)| *other == month);
                let begin =
                    of_month.map(|(_, (week, n))| f64::from(*n) + problem.planned_hires[week]);
                let hired = |week: usize| problem.month[week] == *month && hires[week] > 0;
                let most = problem.maximum_per_month.map_or(f64::INFINITY, f64::from);
                // A month that the plan itself fills beyond its limit takes nobody else.
                !(0..hires.len()).any(hired) || begin.sum::<f64>() <= most
            };
            if problem.month.iter().all(fits) {
                *best = best.min(evaluate(problem, hires).total());
            }
            return;
        }
        let class = f64::from(problem.minimum_class_size)..=f64::from(problem.maximum_class_size);
        let planned = problem.planned_hires[week];
        let sizes =
            (1..=problem.maximum_class_size).filter(|n| class.contains(&(f64::from(*n) + planned)));
        let sizes = std::iter::once(0).chain(sizes.filter(|_| problem.may_begin[week]));
        for size in sizes {
            hires.push(size);
            below(problem, hires, best);
            hires.pop();
        }
    }
    let mut best = f64::INFINITY;
    below(problem, &mut Vec::new(), &mut best);
    best
}

#[test]
fn people_are_hired_in_the_week_they_are_missing_and_no_sooner() {
    let advice = advise(&plain(&[-1.0, 0.0, 2.0, 2.0, 3.0])).unwrap();
    assert_eq!(advice.hires, [0, 0, 2, 0, 1]);
    // Two for three weeks and one for one: 2 · 130 + 110.
    assert!((advice.objective - 370.0).abs() < 1e-6);
    assert!(advice.gap() < 1e-5);
    assert_eq!(advice.priced.shortage, [0.0; 5]);
}

#[test]
fn a_training_of_two_weeks_moves_the_class_two_weeks_forward() {
    let mut problem = plain(&[0.0, 0.0, 0.0, 1.0, 1.0]);
    for row in &mut problem.effective {
        row.iter_mut().take(2).for_each(|share| *share = 0.0);
    }
    assert_eq!(advise(&problem).unwrap().hires, [0, 1, 0, 0, 0]);
    // A lead time of two weeks leaves the first of the two short.
    problem.may_begin = vec![false, false, true, true, true];
    let late = advise(&problem).unwrap();
    assert_eq!(late.hires, [0, 0, 1, 0, 0]);
    assert_eq!(late.priced.shortage, [0.0, 0.0, 0.0, 1.0, 0.0]);
}

#[test]
fn overtime_bridges_a_short_gap_and_a_lasting_one_is_hired_for() {
    let mut problem = plain(&[0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    problem.maximum_overtime = vec![2.0; 6];
    let bridged = advise(&problem).unwrap();
    assert_eq!(bridged.hires, [0; 6]);
    assert!((bridged.objective - 15.0).abs() < 1e-9);
    problem.gap = vec![1.0; 40];
    let problem = HiringProblem {
        maximum_overtime: vec![2.0; 40],
        ..plain(&problem.gap)
    };
    assert_eq!(advise(&problem).unwrap().hires.iter().sum::<u32>(), 1);
}

#[test]
fn small_classes_are_held_together_and_a_month_takes_no_more_than_it_may() {
    let mut problem = plain(&[0.0, 1.0, 2.0, 3.0, 4.0, 4.0, 4.0, 4.0]);
    problem.minimum_class_size = 3;
    let advice = advise(&problem).unwrap();
    assert!(advice.hires.iter().all(|hires| *hires == 0 || *hires >= 3));
    problem.minimum_class_size = 1;
    problem.maximum_per_month = Some(2);
    let advice = advise(&problem).unwrap();
    let month = |from: usize| advice.hires[from..from + 4].iter().sum::<u32>();
    assert_eq!((month(0), month(4)), (2, 2));
}

#[test]
fn who_is_hired_joins_the_class_that_is_planned_and_its_month_has_the_fewer_hires_left() {
    // One is missing from the third week on; a class of two begins in the second whatever is advised.
    let mut problem = plain(&[0.0, 0.0, 1.0, 1.0]);
    problem.cost_per_class = 500.0;
    problem.planned_hires = vec![0.0, 2.0, 0.0, 0.0];
    let joined = advise(&problem).unwrap();
    // A week's wage more costs less than a class of its own: 100 + 3 · 10.
    assert_eq!(joined.hires, [0, 1, 0, 0]);
    assert!((joined.objective - 130.0).abs() < 1e-6);
    // A class of three at least is one with the two who are planned.
    problem.minimum_class_size = 3;
    assert_eq!(advise(&problem).unwrap().hires, [0, 1, 0, 0]);
    // Where two are a full class, one of at least one is held in the week in which one is missing.
    (problem.minimum_class_size, problem.maximum_class_size) = (1, 2);
    assert_eq!(advise(&problem).unwrap().hires, [0, 0, 1, 0]);
    // All four weeks are of one month, of whose two hires none is left.
    problem.maximum_per_month = Some(2);
    let short = advise(&problem).unwrap();
    assert_eq!(short.hires, [0; 4]);
    assert_eq!(short.priced.shortage, [0.0, 0.0, 1.0, 1.0]);
}

#[test]
fn without_a_gap_nobody_is_hired_and_a_wrong_length_is_named() {
    let advice = advise(&plain(&[-2.0, 0.0, 0.0])).unwrap();
    assert_eq!(
        (advice.hires, advice.objective, advice.bound),
        (vec![0; 3], 0.0, 0.0)
    );
    let short = HiringProblem {
        may_begin: vec![true],
        ..plain(&[1.0, 1.0])
    };
    let refused = advise(&short).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "may_begin has 1 weeks and the gap 2; give one entry a week"
    );
}

/// Problems small enough to try every plan.
fn small() -> impl Strategy<Value = HiringProblem> {
    let gaps = prop::collection::vec(-1.0..4.0f64, 5);
    let keep = prop::collection::vec(0.8..1.0f64, 5);
    (
        gaps,
        keep,
        0..3usize,
        1..3u32,
        2..4u32,
        prop::option::of(2..5u32),
        0.0..60.0f64,
        0.0..1.5f64,
        prop::collection::vec(prop_oneof![Just(0.0), Just(0.0), Just(1.0), Just(1.5)], 5),
    )
        .prop_map(
            |(gap, keep, training, least, most, month, class, overtime, planned)| {
                let mut problem = plain(&gap);
                for row in &mut problem.effective {
                    let mut there = 1.0;
                    for (age, share) in row.iter_mut().enumerate() {
                        *share = if age < training { 0.0 } else { there };
                        there *= keep[age];
                    }
                }
                problem.minimum_class_size = least.min(most);
                problem.maximum_class_size = most;
                problem.maximum_per_month = month;
                problem.cost_per_class = class;
                problem.maximum_overtime = vec![overtime; 5];
                problem.planned_hires = planned;
                problem.may_begin[0] = false;
                problem
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_plan_of_all_there_are_is_cheaper(problem in small()) {
        let advice = advise(&problem).unwrap();
        let best = by_brute_force(&problem);
        prop_assert!((advice.objective - best).abs() < 1e-5 * best.max(1.0), "{} {best}", advice.objective);
        prop_assert!(advice.bound <= best + 1e-6 * best.max(1.0));
    }

    /// With hires alone to pay for, the cheapest plan has the fewest people; who leave sooner must be more.
    #[test]
    fn more_attrition_never_needs_fewer_hires(
        gap in prop::collection::vec(0.0..6.0f64, 8), keep in 0.85..1.0f64, worse in 0.8..1.0f64,
    ) {
        let hires = |keep: f64| {
            let mut problem = plain(&gap);
            problem.cost_per_hire = vec![1.0; 8];
            problem.cost_per_short_week = 1_000.0;
            for row in &mut problem.effective {
                for (age, share) in row.iter_mut().enumerate() {
                    *share = keep.powi(age as i32);
                }
            }
            let advice = advise(&problem).unwrap();
            // What is missing may cost less than one hire more.
            prop_assert!(advice.priced.shortage.iter().all(|short| *short < 1.0 / 1_000.0));
            Ok(advice.hires.iter().sum::<u32>())
        };
        prop_assert!(hires(keep * worse)? >= hires(keep)?);
    }
}

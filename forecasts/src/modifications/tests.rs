//! Modifications of every type on small forecasts, and what holds for all of them.

use proptest::prelude::*;

use super::*;

/// Two days of 24 hours, of which hours 8 to 17 take contacts: 10, 11, … an hour.
fn cards() -> Series {
    let day: Vec<f64> = (0..24)
        .map(|hour| {
            if (8..18).contains(&hour) {
                f64::from(hour) + 2.0
            } else {
                0.0
            }
        })
        .collect();
    series("cards", day.repeat(2), 200.0)
}

fn series(id: &str, offered: Vec<f64>, seconds: f64) -> Series {
    let bands: Vec<bands::Band> = offered
        .iter()
        .map(|mean| bands::Band::of_poisson(*mean))
        .collect();
    Series {
        planning_group_id: id.to_owned(),
        offered_p10: bands.iter().map(|band| band.p10).collect(),
        offered_p50: bands.iter().map(|band| band.p50).collect(),
        offered_p90: bands.iter().map(|band| band.p90).collect(),
        aht_seconds: (0..offered.len())
            .map(|index| seconds + index as f64)
            .collect(),
        offered,
    }
}

fn horizon() -> Horizon {
    Horizon::new(60, vec![0, 24], 48).unwrap()
}

fn over(kind: ModificationType, (start, end): (usize, usize), value: f64) -> Modification {
    Modification {
        kind,
        start_interval_index: Some(start),
        end_interval_index: Some(end),
        metric: Metric::Offered,
        value: Some(value),
        values: Vec::new(),
        enabled: true,
        planning_group_ids: Vec::new(),
        display_granularity: None,
        granularity: None,
    }
}

fn set(granularity: Option<Granularity>, values: &[(usize, f64)]) -> Modification {
    let by_period = granularity.is_some();
    Modification {
        kind: if by_period {
            ModificationType::SetMultiGranularityValuesForIntervalSet
        } else {
            ModificationType::SetValuesForIntervalSet
        },
        start_interval_index: None,
        end_interval_index: None,
        value: None,
        values: values
            .iter()
            .map(|(interval_index, value)| IntervalValue {
                interval_index: *interval_index,
                value: *value,
            })
            .collect(),
        granularity,
        ..over(ModificationType::SetValueOverRange, (0, 0), 0.0)
    }
}

fn of_handle_time(modification: Modification) -> Modification {
    Modification {
        metric: Metric::AverageHandleTimeSeconds,
        ..modification
    }
}

fn applied(statistical: &[Series], modifications: &[Modification]) -> Vec<Series> {
    apply(statistical, &horizon(), modifications).unwrap()
}

fn offered(modifications: &[Modification]) -> Vec<f64> {
    applied(&[cards()], modifications).remove(0).offered
}

#[test]
fn types_per_interval_act_on_each_interval_by_itself() {
    use ModificationType as T;
    let of = |kind, value| offered(&[over(kind, (7, 9), value)])[7..11].to_vec();
    assert_eq!(of(T::MinimumPerInterval, 10.5), [10.5, 10.5, 11.0, 12.0]);
    assert_eq!(of(T::MaximumPerInterval, 10.5), [0.0, 10.0, 10.5, 12.0]);
    assert_eq!(of(T::SetValuePerInterval, 4.0), [4.0, 4.0, 4.0, 12.0]);
    assert_eq!(of(T::ChangeValuePerInterval, -10.5), [0.0, 0.0, 0.5, 12.0]);
    let more = of(T::ChangePercentPerInterval, 20.0);
    assert!((more[1] - 12.0).abs() < 1e-12 && more[0] == 0.0 && more[3] == 12.0);
    assert_eq!(
        of(T::ChangePercentPerInterval, -100.0),
        [0.0, 0.0, 0.0, 12.0]
    );
}

#[test]
fn a_total_over_a_range_keeps_the_shape_of_the_statistical_forecast() {
    let flattened = over(ModificationType::SetValuePerInterval, (8, 17), 50.0);
    let total = over(ModificationType::SetValueOverRange, (0, 23), 290.0);
    for before in [vec![], vec![flattened]] {
        let found = offered(&[before, vec![total.clone()]].concat());
        for hour in 8..18 {
            assert!(
                (found[hour] - 2.0 * (hour as f64 + 2.0)).abs() < 1e-9,
                "{found:?}"
            );
        }
        assert_eq!(found[24..], cards().offered[24..]);
    }
}

#[test]
fn a_total_where_nobody_was_expected_is_shared_out_evenly() {
    let found = offered(&[over(ModificationType::SetValueOverRange, (0, 3), 8.0)]);
    assert_eq!(found[..5], [2.0, 2.0, 2.0, 2.0, 0.0]);
}

#[test]
fn a_total_of_two_planning_groups_is_one_total() {
    let both = [cards(), series("loans", vec![15.0; 48], 300.0)];
    let found = applied(
        &both,
        &[over(ModificationType::SetValueOverRange, (8, 17), 590.0)],
    );
    let sum = |series: &Series| series.offered[8..18].iter().sum::<f64>();
    // 145 and 150 contacts were expected.
    assert!((sum(&found[0]) - 290.0).abs() < 1e-9 && (sum(&found[1]) - 300.0).abs() < 1e-9);
    let one = Modification {
        planning_group_ids: vec!["loans".to_owned()],
        ..over(ModificationType::SetValueOverRange, (8, 17), 590.0)
    };
    let found = applied(&both, &[one]);
    assert_eq!(found[0], both[0]);
    assert!((sum(&found[1]) - 590.0).abs() < 1e-9);
}

#[test]
fn a_range_can_lose_all_it_has_and_no_more() {
    let found = offered(&[over(ModificationType::ChangeValueOverRange, (0, 23), -1e6)]);
    assert!(found[..24].iter().all(|value| *value == 0.0));
    assert_eq!(found[24..], cards().offered[24..]);
}

#[test]
fn a_handle_time_over_a_range_is_the_mean_over_its_final_contacts() {
    let twice_as_many_late = over(ModificationType::ChangePercentPerInterval, (13, 17), 100.0);
    let total = of_handle_time(over(ModificationType::SetValueOverRange, (8, 17), 300.0));
    let longer = of_handle_time(over(ModificationType::ChangeValueOverRange, (8, 17), 30.0));
    let found = applied(&[cards()], &[total, longer, twice_as_many_late]).remove(0);
    let work: f64 = (8..18)
        .map(|i| found.offered[i] * found.aht_seconds[i])
        .sum();
    let contacts: f64 = found.offered[8..18].iter().sum();
    assert!((work / contacts - 330.0).abs() < 1e-9);
    let ratio = |hour: usize| found.aht_seconds[hour] / cards().aht_seconds[hour];
    assert!((ratio(8) - ratio(17)).abs() < 1e-12);
    assert_eq!(found.aht_seconds[18..], cards().aht_seconds[18..]);
}

#[test]
fn a_handle_time_never_falls_below_a_second() {
    let shorter = of_handle_time(over(
        ModificationType::ChangeValuePerInterval,
        (0, 47),
        -1e4,
    ));
    let found = applied(&[cards()], &[shorter]).remove(0);
    assert!(found.aht_seconds.iter().all(|seconds| *seconds == 1.0));
    assert_eq!(found.offered, cards().offered);
}

#[test]
fn sets_take_values_of_intervals_hours_days_and_weeks() {
    assert_eq!(offered(&[set(None, &[(8, 1.0), (30, 2.0)])])[30], 2.0);
    let days = offered(&[set(Some(Granularity::Day), &[(0, 290.0), (24, 72.5)])]);
    assert!((days[10] - 24.0).abs() < 1e-9 && (days[34] - 6.0).abs() < 1e-9);
    let week = offered(&[set(Some(Granularity::Week), &[(0, 580.0)])]);
    assert!((week[10] - 24.0).abs() < 1e-9 && (week[34] - 24.0).abs() < 1e-9);
}

#[test]
fn bands_stay_where_the_mean_stays_and_move_with_it_elsewhere() {
    let found = applied(
        &[cards()],
        &[over(ModificationType::SetValuePerInterval, (7, 8), 40.0)],
    );
    let (before, after) = (cards(), &found[0]);
    assert!(after.offered_p10[7] > 25.0 && after.offered_p90[7] > 45.0);
    assert!((after.offered_p50[8] - 40.0).abs() < 1e-9);
    assert_eq!(after.offered_p90[9..], before.offered_p90[9..]);
}

#[test]
fn every_wrong_word_is_named_by_its_pointer_with_a_remedy() {
    let pointers = |modification: &Modification| -> Vec<(String, &str)> {
        check(modification, &horizon(), &["cards"])
            .unwrap_err()
            .into_iter()
            .map(|fault| {
                assert!(fault.error.to_string().contains("; "), "{fault}");
                (fault.pointer, fault.error.code())
            })
            .collect()
    };
    let at = |pointer: &str, code| (pointer.to_owned(), code);
    use ModificationType as T;
    let backwards = over(T::MinimumPerInterval, (9, 8), -1.0);
    assert_eq!(
        pointers(&backwards),
        [
            at("/endIntervalIndex", "ends-before-start"),
            at("/value", "out-of-range")
        ]
    );
    let mut bare = over(T::SetValueOverRange, (0, 48), f64::NAN);
    bare.start_interval_index = None;
    bare.planning_group_ids = vec!["cards".to_owned(), "cards".to_owned(), "loans".to_owned()];
    bare.granularity = Some(Granularity::Day);
    assert_eq!(
        pointers(&bare),
        [
            at("/planningGroupIds/1", "duplicate"),
            at("/planningGroupIds/2", "not-found"),
            at("/granularity", "not-taken"),
            at("/startIntervalIndex", "missing"),
            at("/endIntervalIndex", "past-the-forecast"),
            at("/value", "out-of-range"),
        ]
    );
    let mut listed = set(
        Some(Granularity::Day),
        &[(0, 1.0), (0, 2.0), (30, 3.0), (99, 4.0)],
    );
    listed.value = Some(1.0);
    assert_eq!(
        pointers(&listed),
        [
            at("/value", "not-taken"),
            at("/values/1/intervalIndex", "duplicate"),
            at("/values/2/intervalIndex", "not-a-period"),
            at("/values/3/intervalIndex", "past-the-forecast"),
        ]
    );
    listed = set(Some(Granularity::Quarter), &[(0, 1.0)]);
    assert_eq!(
        pointers(&listed),
        [at("/granularity", "granularity-too-fine")]
    );
    listed.granularity = None;
    listed.values.clear();
    assert_eq!(
        pointers(&listed),
        [at("/values", "missing"), at("/granularity", "missing")]
    );
    let too_short = of_handle_time(over(T::SetValuePerInterval, (0, 1), 0.5));
    assert_eq!(pointers(&too_short), [at("/value", "out-of-range")]);
    let refused = apply(
        &[cards()],
        &horizon(),
        &[over(T::MaximumPerInterval, (0, 1), 1.0), too_short],
    );
    assert_eq!(refused.unwrap_err().index, 1);
}

#[test]
fn names_are_those_of_the_api() {
    let text = r#"{"type":"SetMultiGranularityValuesForIntervalSet","metric":"AverageHandleTimeSeconds",
        "values":[{"intervalIndex":24,"value":250.5}],"enabled":true,"planningGroupIds":["cards"],
        "displayGranularity":"P1W","granularity":"P1D"}"#;
    let read: Modification = serde_json::from_str(text).unwrap();
    assert_eq!(read.granularity, Some(Granularity::Day));
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(
        written,
        serde_json::from_str::<serde_json::Value>(text).unwrap()
    );
    for kind in ModificationType::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.to_string());
    }
}

fn came(offered: f64) -> Option<Actual> {
    Some(Actual {
        offered,
        handled: offered,
        aht_seconds: Some(240.0),
    })
}

#[test]
fn an_override_that_was_right_by_half_cut_the_error_by_half() {
    let mut flat = series("cards", vec![100.0; 48], 200.0);
    flat.aht_seconds = vec![200.0; 48];
    // A mailing brings 140 an hour on the first morning; the planner expects 120, and a hundred fewer at night for no reason.
    let mailing = over(ModificationType::SetValuePerInterval, (8, 11), 120.0);
    let whim = over(ModificationType::ChangeValueOverRange, (0, 4), -50.0);
    let mut off = over(ModificationType::SetValuePerInterval, (0, 47), 0.0);
    off.enabled = false;
    let actuals: Vec<Option<Actual>> = (0..48)
        .map(|hour| match hour {
            0..=3 => came(100.0),
            8..=10 => came(140.0),
            _ => None,
        })
        .collect();
    let judged = judge(&[flat], &horizon(), &[mailing, off, whim], &[actuals]).unwrap();
    assert_eq!(judged.modifications.len(), 2);
    let first = judged.modifications[0].comparison;
    assert_eq!(
        (
            first.touched_intervals,
            first.observed_intervals,
            first.actual
        ),
        (4, 3, 420.0)
    );
    assert!((first.error_reduction.unwrap() - 0.5).abs() < 1e-12);
    assert!((first.with.wape.unwrap() - 60.0 / 420.0).abs() < 1e-12);
    assert!((first.without.bias.unwrap() + 120.0 / 420.0).abs() < 1e-12);
    let second = &judged.modifications[1];
    assert_eq!((second.index, second.comparison.error_reduction), (2, None));
    assert!((second.comparison.with.absolute_error - 40.0).abs() < 1e-9);
    assert_eq!(judged.overall.len(), 1);
    // 120 missed without any, 60 + 40 with both.
    assert!((judged.overall[0].error_reduction.unwrap() - 1.0 / 6.0).abs() < 1e-9);
}

#[test]
fn each_override_is_judged_with_all_the_others_kept() {
    let flat = series("cards", vec![100.0; 48], 200.0);
    let more = over(ModificationType::ChangePercentPerInterval, (8, 8), 20.0);
    let handle_time = of_handle_time(over(ModificationType::SetValuePerInterval, (8, 9), 240.0));
    let mut actuals = vec![None; 48];
    (actuals[8], actuals[9]) = (
        came(144.0),
        Some(Actual {
            offered: 5.0,
            handled: 0.0,
            aht_seconds: None,
        }),
    );
    let all = [more.clone(), more, handle_time];
    let judged = judge(&[flat], &horizon(), &all, &[actuals]).unwrap();
    for verdict in &judged.modifications[..2] {
        // 144 with both, 120 without one of them.
        assert!(verdict.comparison.with.absolute_error < 1e-9);
        assert!((verdict.comparison.without.absolute_error - 24.0).abs() < 1e-9);
    }
    let handle_time = judged.modifications[2].comparison;
    assert_eq!(
        (
            handle_time.touched_intervals,
            handle_time.observed_intervals
        ),
        (2, 1)
    );
    assert!((handle_time.without.absolute_error - 32.0 * 144.0).abs() < 1e-6);
    assert_eq!(handle_time.error_reduction, Some(1.0));
    assert_eq!(judged.overall[0].error_reduction, Some(1.0));
    assert_eq!(judged.overall[1].metric, Metric::AverageHandleTimeSeconds);
}

#[test]
fn a_portion_of_a_total_is_what_the_forecast_gives_it() {
    let both = [cards(), series("loans", vec![15.0; 48], 300.0)];
    let total = over(ModificationType::SetValueOverRange, (0, 47), 1_010.0);
    let second_day = Portion {
        intervals: 24..48,
        moved_to: 0,
        planning_group_ids: vec!["loans".to_owned()],
    };
    // 2 × 145 and 2 × 360 contacts were expected.
    let cut = portion(&total, &both, &horizon(), &second_day)
        .unwrap()
        .unwrap();
    assert!((cut.value.unwrap() - 360.0).abs() < 1e-9);
    assert_eq!(
        (cut.start_interval_index, cut.end_interval_index),
        (Some(0), Some(23))
    );
    assert_eq!(cut.planning_group_ids, ["loans"]);
    let each = over(ModificationType::SetValuePerInterval, (20, 30), 7.0);
    let cut = portion(&each, &both, &horizon(), &second_day)
        .unwrap()
        .unwrap();
    assert_eq!((cut.value, cut.end_interval_index), (Some(7.0), Some(6)));
    let days = set(Some(Granularity::Day), &[(0, 505.0), (24, 505.0)]);
    let cut = portion(&days, &both, &horizon(), &second_day)
        .unwrap()
        .unwrap();
    assert_eq!((cut.values.len(), cut.values[0].interval_index), (1, 0));
    assert!((cut.values[0].value - 360.0).abs() < 1e-9);
    let first_day = over(ModificationType::SetValuePerInterval, (0, 23), 7.0);
    assert_eq!(
        portion(&first_day, &both, &horizon(), &second_day),
        Ok(None)
    );
}

/// A forecast of three planning groups over two days, some of its intervals closed.
fn forecasts() -> impl Strategy<Value = Vec<Series>> {
    let cell = prop_oneof![1 => Just(0.0), 3 => 0.01..500.0_f64];
    prop::collection::vec(prop::collection::vec(cell, 48), 3).prop_map(|rows| {
        let ids = ["a", "b", "c"].iter();
        ids.zip(rows)
            .map(|(id, row)| series(id, row, 180.0))
            .collect()
    })
}

fn modification() -> impl Strategy<Value = Modification> {
    let groups = prop::sample::subsequence(vec!["a", "b", "c"], 0..=3);
    let facts = (0..9_usize, 0..48_usize, 0..48_usize, 1.0..2_000.0_f64);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (facts, flags, groups).prop_map(
        |((kind, one, other, value), (negative, enabled, volume), groups)| {
            let kind = ModificationType::ALL[kind];
            let sign = if negative && kind.is_change() {
                -0.05
            } else {
                1.0
            };
            let base = match kind {
                ModificationType::SetValuesForIntervalSet => set(None, &[(one, value)]),
                ModificationType::SetMultiGranularityValuesForIntervalSet => {
                    set(Some(Granularity::Day), &[(one - one % 24, value)])
                }
                _ => over(kind, (one.min(other), one.max(other)), sign * value),
            };
            Modification {
                enabled,
                metric: if volume {
                    Metric::Offered
                } else {
                    Metric::AverageHandleTimeSeconds
                },
                planning_group_ids: groups.into_iter().map(str::to_owned).collect(),
                ..base
            }
        },
    )
}

proptest! {
    #[test]
    fn what_is_not_enabled_changes_nothing(
        forecast in forecasts(),
        all in prop::collection::vec(modification(), 0..8),
    ) {
        let off: Vec<_> = all.iter().cloned().map(|m| Modification { enabled: false, ..m }).collect();
        prop_assert_eq!(applied(&forecast, &off), forecast.clone());
        let enabled: Vec<_> = all.iter().filter(|m| m.enabled).cloned().collect();
        prop_assert_eq!(applied(&forecast, &all), applied(&forecast, &enabled));
    }

    #[test]
    fn nothing_falls_below_zero_and_bands_stay_in_order(
        forecast in forecasts(),
        all in prop::collection::vec(modification(), 0..8),
    ) {
        for series in applied(&forecast, &all) {
            for index in 0..48 {
                let ends = [series.offered_p10[index], series.offered_p50[index], series.offered_p90[index]];
                prop_assert!(series.offered[index] >= 0.0 && series.offered[index].is_finite());
                prop_assert!(ends[0] >= 0.0 && ends[0] <= ends[1] && ends[1] <= ends[2] && ends[2].is_finite(), "{:?}", ends);
                prop_assert!(series.aht_seconds[index] >= 1.0 && series.aht_seconds[index].is_finite());
            }
        }
    }

    #[test]
    fn the_last_total_of_a_range_is_met_whatever_came_before(
        forecast in forecasts(),
        before in prop::collection::vec(modification(), 0..6),
        (one, other, total) in (0..48_usize, 0..48_usize, 0.0..1e6_f64),
        groups in prop::sample::subsequence(vec!["a", "b", "c"], 1..=3),
    ) {
        let (start, end) = (one.min(other), one.max(other));
        let last = Modification {
            planning_group_ids: groups.iter().map(|id| (*id).to_owned()).collect(),
            ..over(ModificationType::SetValueOverRange, (start, end), total)
        };
        let found = applied(&forecast, &[before, vec![last]].concat());
        let sum: f64 = found
            .iter()
            .filter(|series| groups.contains(&series.planning_group_id.as_str()))
            .map(|series| series.offered[start..=end].iter().sum::<f64>())
            .sum();
        prop_assert!((sum - total).abs() <= 1e-12 * total.max(1.0), "{} for {}", sum, total);
    }

    #[test]
    fn modifications_act_one_after_the_other(
        forecast in forecasts(),
        percent in -90.0..200.0_f64,
        value in 0.0..500.0_f64,
    ) {
        let set = over(ModificationType::SetValuePerInterval, (3, 40), value);
        let grow = over(ModificationType::ChangePercentPerInterval, (3, 40), percent);
        let grown_after = applied(&forecast, &[set.clone(), grow.clone()]);
        let set_after = applied(&forecast, &[grow, set]);
        for (grown, set) in grown_after.iter().zip(&set_after) {
            prop_assert!((grown.offered[20] - value * (1.0 + percent / 100.0)).abs() < 1e-9);
            prop_assert_eq!(set.offered[20], value);
        }
    }

    #[test]
    fn portions_of_a_total_add_up_to_it(
        forecast in forecasts(),
        (start, cut, end) in (0..24_usize, 24..40_usize, 40..48_usize),
        total in 0.0..1e5_f64,
    ) {
        let whole = over(ModificationType::SetValueOverRange, (start, end), total);
        let part = |intervals, ids: &[&str]| {
            let ids = ids.iter().map(|id| (*id).to_owned()).collect();
            let wanted = Portion { intervals, moved_to: 0, planning_group_ids: ids };
            portion(&whole, &forecast, &horizon(), &wanted).unwrap().unwrap().value.unwrap()
        };
        let sum = part(0..cut, &["a"]) + part(0..cut, &["b", "c"]) + part(cut..48, &["a", "b", "c"]);
        prop_assert!((sum - total).abs() <= 1e-9 * total.max(1.0));
    }
}

use proptest::prelude::*;

use super::super::demand::HandleTimes;
use super::*;
use crate::erlang::c::Queue;
use crate::requirement::Patience;
use crate::units::{AhtSeconds, ContactsPerInterval, Erlangs, PatienceSeconds};

const TWENTY_SECONDS: f64 = 20.0;

fn day(
    interval_seconds: f64,
    contacts: &[f64],
    agents: &[u32],
    aht: f64,
    patience: Option<f64>,
) -> Day {
    Day {
        demand: Demand {
            interval_seconds,
            contacts_per_interval: contacts
                .iter()
                .map(|&contacts| ContactsPerInterval::new(contacts).unwrap())
                .collect(),
            aht: HandleTimes::Same(AhtSeconds::new(aht).unwrap()),
            patience: patience
                .map(|mean| PatienceSeconds::new(mean).unwrap())
                .into(),
        },
        agents: agents.to_vec(),
        on_drop: OnDrop::Preempt,
    }
}

fn run(day: &Day, within: f64) -> Vec<IntervalService> {
    evaluate(day, AnswerWithinSeconds::new(within).unwrap()).unwrap()
}

/// Quarter hours of the reference day with 300 s of handling and endless patience, up to the one after the overload.
const CONTACTS: [f64; 23] = [
    6.5, 7.7, 9.3, 11.4, 14.1, 17.5, 21.5, 26.1, 31.2, 36.8, 42.5, 48.1, 53.3, 57.9, 61.4, 63.8,
    64.8, 64.6, 63.2, 60.9, 58.0, 54.9, 51.9,
];
const AGENTS: [u32; 23] = [
    4, 4, 5, 6, 7, 8, 10, 12, 13, 16, 18, 20, 22, 23, 25, 25, 26, 26, 18, 17, 17, 16, 21,
];

#[test]
fn after_an_overload_three_in_ten_are_said_to_wait_and_nine_in_ten_do() {
    let services = run(&day(900.0, &CONTACTS, &AGENTS, 300.0, None), TWENTY_SECONDS);
    let after = services[22];
    let alone = Queue::steady(Erlangs::new(51.9 * 300.0 / 900.0).unwrap(), 21).unwrap();
    assert!((alone.p_wait() - 0.302).abs() < 5e-4, "{}", alone.p_wait());
    assert!((after.p_wait - 0.933).abs() < 5e-4, "{}", after.p_wait);
    let level_alone = alone.service_level(
        AnswerWithinSeconds::new(TWENTY_SECONDS).unwrap(),
        AhtSeconds::new(300.0).unwrap(),
    );
    assert!(level_alone > 0.75 && after.within.served < 0.1);
}

#[test]
fn a_long_interval_ends_in_the_steady_state_of_erlang_c() {
    let (aht, within) = (
        AhtSeconds::new(200.0).unwrap(),
        AnswerWithinSeconds::new(15.0).unwrap(),
    );
    let twelve_hours = [2160.0; 2].map(|contacts| contacts);
    let last = run(&day(43_200.0, &twelve_hours, &[13, 13], 200.0, None), 15.0)[1];
    let queue = Queue::steady(Erlangs::new(10.0).unwrap(), 13).unwrap();
    assert!((last.p_wait - queue.p_wait()).abs() < 1e-11);
    assert!((last.mean_queue_length - queue.mean_queue_length()).abs() < 1e-10);
    assert!((last.within.served - queue.service_level(within, aht)).abs() < 1e-11);
    let wait = queue.average_speed_of_answer_seconds(aht);
    assert!((last.average_speed_of_answer_seconds.unwrap() - wait).abs() < 1e-9);
    assert!((last.mean_wait_seconds.unwrap() - wait).abs() < 1e-9);
    assert_eq!(last.answered_in_the_end, 1.0);
}

#[test]
fn a_long_interval_ends_in_the_steady_state_of_impatient_contacts() {
    // Detailed balance by itself: 30 erlangs, 24 agents, patience 90 s.
    let (arrivals, service, hang_up, agents) = (30.0 / 240.0, 1.0 / 240.0, 1.0 / 90.0, 24_u32);
    let mut weights = vec![1.0_f64];
    for contacts in 1..400_u32 {
        let departures = f64::from(contacts.min(agents)) * service
            + f64::from(contacts.saturating_sub(agents)) * hang_up;
        weights.push(weights[weights.len() - 1] * arrivals / departures);
    }
    let total: f64 = weights.iter().sum();
    let p_wait = weights[24..].iter().sum::<f64>() / total;
    let queue = weights
        .iter()
        .enumerate()
        .skip(24)
        .map(|(k, weight)| (k - 24) as f64 * weight)
        .sum::<f64>()
        / total;

    let last = run(
        &day(36_000.0, &[4500.0; 2], &[24, 24], 240.0, Some(90.0)),
        30.0,
    )[1];
    assert!((last.p_wait - p_wait).abs() < 1e-11);
    assert!((last.mean_queue_length - queue).abs() < 1e-10);
    // Little's law, and P(hang up) = θ × the mean wait, tie the contacts' figures to the interval's.
    assert!((last.mean_wait_seconds.unwrap() - queue / arrivals).abs() < 1e-8);
    assert!((1.0 - last.answered_in_the_end - last.abandonment().unwrap()).abs() < 1e-10);
    // With all time in the world to answer, everybody is answered or has hung up.
    let ever = run(
        &day(36_000.0, &[4500.0; 2], &[24, 24], 240.0, Some(90.0)),
        86_400.0,
    )[1];
    assert!((ever.within.served - last.answered_in_the_end).abs() < 1e-10);
    assert!((ever.within.abandoned - last.abandonment().unwrap()).abs() < 1e-10);
}

#[test]
fn an_overload_without_hanging_up_grows_by_what_is_not_served() {
    // 40 erlangs for 20 agents: once all are busy the queue grows by 20 contacts an AHT.
    let services = run(
        &day(1800.0, &[400.0; 4], &[20; 4], 180.0, None),
        TWENTY_SECONDS,
    );
    let growth = services[3].queue_at_end - services[2].queue_at_end;
    assert!((growth - 200.0).abs() < 1e-6, "{growth}");
    assert!(services[3].p_wait > 0.999_999);
    assert!(services[3].within.served < 1e-6);
}

#[test]
fn nobody_on_duty_serves_nobody() {
    let patient = run(&day(900.0, &[10.0], &[0], 180.0, None), TWENTY_SECONDS)[0];
    assert!((patient.p_wait - 1.0).abs() < 1e-14);
    assert_eq!(patient.occupancy, None);
    assert!((patient.queue_at_end - 10.0).abs() < 1e-10);
    assert_eq!(patient.mean_wait_seconds, None);
    assert_eq!(patient.average_speed_of_answer_seconds, None);
    let impatient = run(
        &day(900.0, &[10.0], &[0], 180.0, Some(60.0)),
        TWENTY_SECONDS,
    )[0];
    assert!((impatient.mean_wait_seconds.unwrap() - 60.0).abs() < 1e-9);
    assert_eq!(impatient.answered_in_the_end, 0.0);
}

#[test]
fn calls_in_progress_are_dropped_or_finished_when_everybody_leaves() {
    let mut closing = day(900.0, &[60.0, 0.0], &[30, 0], 180.0, None);
    let dropped = run(&closing, TWENTY_SECONDS);
    assert!((dropped[1].queue_at_end - dropped[0].contacts_at_end()).abs() < 1e-9);
    closing.on_drop = OnDrop::FinishCall;
    let finished = run(&closing, TWENTY_SECONDS);
    let left = dropped[0].busy_at_end * (-5.0_f64).exp();
    assert!((finished[1].busy_at_end - left).abs() < 1e-9);
    assert!((finished[1].queue_at_end - dropped[0].queue_at_end).abs() < 1e-9);
}

#[test]
fn those_who_finish_their_call_leave_more_busy_than_are_on_duty() {
    let mut half_leave = day(60.0, &[100.0, 100.0], &[20, 10], 300.0, None);
    half_leave.on_drop = OnDrop::FinishCall;
    let finished = run(&half_leave, TWENTY_SECONDS)[1];
    half_leave.on_drop = OnDrop::Preempt;
    let dropped = run(&half_leave, TWENTY_SECONDS)[1];
    assert!(finished.mean_busy_agents > 18.0);
    assert!((dropped.mean_busy_agents - 10.0).abs() < 1e-9);
    assert!((finished.occupancy.unwrap() - 1.0).abs() < 1e-9);
    assert!(finished.queue_at_end < dropped.queue_at_end - 9.0);
}

#[test]
fn lists_that_do_not_fit_are_refused_and_an_empty_day_is_empty() {
    let mismatched = day(900.0, &[1.0, 2.0], &[1], 180.0, None);
    let refusal = evaluate(&mismatched, AnswerWithinSeconds::ZERO).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "agents has 1 values for 2 intervals; give one for each interval of contactsPerInterval"
    );
    assert_eq!(run(&day(900.0, &[], &[], 180.0, None), 0.0), []);
}

#[test]
fn a_patience_of_microseconds_is_refused_with_the_interval() {
    let refusal = evaluate(
        &day(3600.0, &[10.0], &[2], 180.0, Some(1e-7)),
        AnswerWithinSeconds::ZERO,
    );
    assert!(
        matches!(
            refusal,
            Err(TransientError::TooManyEvents { interval: 0, .. })
        ),
        "{refusal:?}"
    );
}

#[test]
fn a_day_reads_back_from_json() {
    let mut day = day(900.0, &[6.5, 7.0], &[3, 4], 180.0, Some(120.0));
    day.on_drop = OnDrop::FinishCall;
    let json = serde_json::to_value(&day).unwrap();
    assert_eq!(json["onDrop"], "finishCall");
    assert_eq!(json["demand"]["patience"], 120.0);
    assert_eq!(serde_json::from_value::<Day>(json).unwrap(), day);
}

fn any_day() -> impl Strategy<Value = Day> {
    let interval = prop::sample::select(vec![30.0, 300.0, 900.0, 3600.0]);
    let patience = prop::option::of(1.0..600.0_f64);
    (
        interval,
        1..7_usize,
        1.0..1500.0_f64,
        patience,
        any::<bool>(),
    )
        .prop_flat_map(|(interval, intervals, aht, patience, finish)| {
            let load = prop_oneof![Just(0.0), 0.0..40.0_f64];
            (
                prop::collection::vec((load, 0..50_u32), intervals),
                Just((interval, aht, patience, finish)),
            )
                .prop_map(|(list, (interval, aht, patience, finish))| {
                    let contacts: Vec<f64> =
                        list.iter().map(|(load, _)| load * interval / aht).collect();
                    let agents: Vec<u32> = list.iter().map(|&(_, agents)| agents).collect();
                    let mut day = day(interval, &contacts, &agents, aht, patience);
                    if finish {
                        day.on_drop = OnDrop::FinishCall;
                    }
                    day
                })
        })
}

/// The same day in pieces of a whole part of the interval.
fn in_pieces(day: &Day, pieces: usize) -> Day {
    let mut fine = day.clone();
    fine.demand.interval_seconds /= pieces as f64;
    fine.agents = day
        .agents
        .iter()
        .flat_map(|&agents| vec![agents; pieces])
        .collect();
    fine.demand.contacts_per_interval = day
        .demand
        .contacts_per_interval
        .iter()
        .flat_map(|contacts| {
            vec![ContactsPerInterval::new(contacts.contacts() / pieces as f64).unwrap(); pieces]
        })
        .collect();
    fine
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn contacts_are_conserved(day in any_day(), within in 0.0..400.0_f64) {
        let mut inside = 0.0;
        for service in run(&day, within) {
            let change = service.contacts_at_end() - inside;
            let gone = service.expected_completions + service.expected_abandons;
            let scale = 1.0 + service.offered + inside;
            prop_assert!((service.offered - gone - change).abs() < 1e-10 * scale, "{service:?}");
            inside = service.contacts_at_end();
            for share in [service.p_wait, service.within.served, service.within.abandoned, service.answered_in_the_end]
                .into_iter()
                .chain(service.occupancy)
            {
                prop_assert!((0.0..=1.0).contains(&share), "{service:?}");
            }
            prop_assert!(service.within.served + service.within.abandoned <= 1.0 + 1e-9);
            prop_assert!(service.within.served >= 1.0 - service.p_wait - 1e-9);
            prop_assert!(service.mean_queue_length >= 0.0 && service.queue_at_end >= 0.0);
            prop_assert!(service.error_bound < 1e-10, "{service:?}");
        }
    }

    #[test]
    fn cutting_intervals_changes_nothing(day in any_day(), within in 0.0..100.0_f64) {
        let pieces = 5;
        let whole = run(&day, within);
        let fine = run(&in_pieces(&day, pieces), within);
        for (service, parts) in whole.iter().zip(fine.chunks(pieces)) {
            let mean = |figure: fn(&IntervalService) -> f64| parts.iter().map(figure).sum::<f64>() / pieces as f64;
            let scale = 1.0 + service.mean_queue_length;
            prop_assert!((service.p_wait - mean(|s| s.p_wait)).abs() < 1e-10);
            prop_assert!((service.mean_queue_length - mean(|s| s.mean_queue_length)).abs() < 1e-10 * scale);
            prop_assert!((service.mean_busy_agents - mean(|s| s.mean_busy_agents)).abs() < 1e-10 * scale);
            prop_assert!((service.queue_at_end - parts[pieces - 1].queue_at_end).abs() < 1e-10 * scale);
            // Two different grids of nodes before a change of the staff. They agree to 1e-3 but for calls of a second
            // or so, of which hundreds arrive while nobody is there and a few can still be answered in time.
            prop_assert!((service.within.served - mean(|s| s.within.served)).abs() < 2e-2);
            prop_assert!((service.within.abandoned - mean(|s| s.within.abandoned)).abs() < 2e-2);
        }
    }

    // With impatient contacts it need not: agents who take a contact, and are called off, put one back into the queue
    // that would have hung up.
    #[test]
    fn more_agents_serve_patient_contacts_sooner(day in any_day(), interval in 0..6_usize, more in 1..10_u32) {
        let mut base = day;
        base.demand.patience = Patience::Endless;
        base.on_drop = OnDrop::Preempt;
        let mut better = base.clone();
        let interval = interval % base.agents.len();
        better.agents[interval] += more;
        for (few, many) in run(&base, 20.0).iter().zip(run(&better, 20.0)) {
            prop_assert!(many.p_wait <= few.p_wait + 1e-9);
            prop_assert!(many.mean_queue_length <= few.mean_queue_length + 1e-8);
            prop_assert!(many.within.served >= few.within.served - 1e-6);
        }
    }
}

//! What slices must beat: the same seat hours spent in the list's own order.

use crewcast_forecasts::slicing::{ContactScore, SeatTime};

use super::proposal::SeatHourYield;

/// Calls the contacts as they stand until the seat hours are used up.
pub(super) fn own_order(scores: &[ContactScore], seat_time: &SeatTime) -> SeatHourYield {
    let mut spent = SeatHourYield::default();
    for score in scores {
        let hours = seat_time.seat_hours_of_attempt(score.answer_rate);
        if spent.seat_hours + hours > seat_time.seat_hours() {
            break;
        }
        spent.calls += 1;
        spent.successes += score.success.mean;
        spent.seat_hours += hours;
    }
    spent
}

#[cfg(test)]
mod tests {
    use crewcast_forecasts::response::Propensity;
    use crewcast_forecasts::units::AhtSeconds;

    use super::*;

    #[test]
    fn the_list_is_called_from_its_head_until_the_hours_are_over() {
        let score = |mean: f64| ContactScore {
            answer_rate: 0.5,
            success: Propensity {
                mean,
                p10: mean / 2.0,
                p90: mean * 2.0,
            },
        };
        let seats = SeatTime {
            seats: 1,
            hours: 0.1,
            handle_time: AhtSeconds::new(120.0).unwrap(),
            unanswered_attempts_per_seat_hour: 60.0,
        };
        // One minute of dialling and half of two minutes of talk: three attempts in six minutes.
        let spent = own_order(&[0.1, 0.2, 0.1, 0.4].map(score), &seats);
        assert_eq!(spent.calls, 3);
        assert!((spent.successes - 0.4).abs() < 1e-12);
    }
}

use super::judge::{Case, Finding};
use crate::problem::{PlacedActivity, Shift};

/// A meal that is due.
#[derive(Clone, Copy)]
pub struct Meal {
    pub which: usize,
    pub worked_minutes: u32,
    pub least_minutes: u32,
    pub waivable_minutes: u32,
}

/// Rests that so much work asks for: one for every `per_minutes` or major fraction, so the second comes with what is
/// more than one and a half times that.
pub fn rests_due(worked: u32, per_minutes: u32, from_minutes: u32) -> u32 {
    if worked < from_minutes {
        return 0;
    }
    worked
        .saturating_sub(per_minutes / 2)
        .div_ceil(per_minutes.max(1))
}

fn length(case: &Case<'_>, slots: usize) -> u32 {
    u32::try_from(slots)
        .unwrap_or(u32::MAX)
        .saturating_mul(case.problem.slot_minutes)
}

/// Work done before a slot of the shift.
fn worked_before(case: &Case<'_>, shift: &Shift, slot: usize) -> u32 {
    let unpaid: usize = shift
        .activities
        .iter()
        .filter(|activity| !activity.paid && activity.start_slot < slot)
        .map(|activity| activity.slots.min(slot - activity.start_slot))
        .sum();
    length(
        case,
        slot.saturating_sub(shift.start_slot).saturating_sub(unpaid),
    )
}

/// Long working days that nothing interrupts.
pub fn break_beyond(case: &Case<'_>, worked_minutes: u32) -> Vec<Finding> {
    let is_inside = |shift: &Shift, activity: &PlacedActivity| {
        activity.slots > 0
            && activity.start_slot > shift.start_slot
            && activity.start_slot + activity.slots < shift.end_slot
    };
    case.line
        .shifts
        .iter()
        .filter(|shift| length(case, shift.paid_slots()) > worked_minutes)
        .filter(|shift| {
            !shift
                .activities
                .iter()
                .any(|activity| is_inside(shift, activity))
        })
        .map(|shift| Finding {
            day: shift.day,
            detail: format!(
                "{} minutes of work without a break, one is due beyond {worked_minutes}",
                length(case, shift.paid_slots())
            ),
        })
        .collect()
}

/// Shifts without the meal they ask for, or with a late one.
pub fn meal_period(case: &Case<'_>, rule: Meal) -> Vec<Finding> {
    let fault = |shift: &Shift| {
        let worked = length(case, shift.paid_slots());
        let mut meals: Vec<&PlacedActivity> = shift
            .activities
            .iter()
            .filter(|activity| !activity.paid && length(case, activity.slots) >= rule.least_minutes)
            .collect();
        meals.sort_by_key(|meal| meal.start_slot);
        // A later meal may be waived only where the ones before it are taken.
        let may_waive = case.circumstances.meals_waived
            && worked <= rule.waivable_minutes
            && meals.len() + 1 >= rule.which;
        if worked <= rule.worked_minutes || may_waive {
            return None;
        }
        let Some(meal) = meals.get(rule.which - 1) else {
            return Some(format!(
                "{} meals of {} minutes in {worked} minutes of work, {} are due",
                meals.len(),
                rule.least_minutes,
                rule.which
            ));
        };
        let begun = worked_before(case, shift, meal.start_slot);
        (begun > rule.worked_minutes).then(|| {
            format!(
                "meal {} after {begun} minutes of work, at the latest after {}",
                rule.which, rule.worked_minutes
            )
        })
    };
    let of_shift = |shift: &Shift| {
        fault(shift).map(|detail| Finding {
            day: shift.day,
            detail,
        })
    };
    case.line.shifts.iter().filter_map(of_shift).collect()
}

/// Shifts with fewer paid rests than their length asks for.
pub fn rest_periods(
    case: &Case<'_>,
    least_minutes: u32,
    per_minutes: u32,
    from_minutes: u32,
) -> Vec<Finding> {
    let fault = |shift: &Shift| {
        let worked = length(case, shift.paid_slots());
        let due = rests_due(worked, per_minutes, from_minutes);
        let is_rest = |activity: &&PlacedActivity| {
            activity.paid && length(case, activity.slots) >= least_minutes
        };
        let given = shift.activities.iter().filter(is_rest).count();
        (given < due as usize).then(|| Finding {
            day: shift.day,
            detail: format!(
                "{given} paid rests of {least_minutes} minutes in {worked} minutes of work, {due} are due"
            ),
        })
    };
    case.line.shifts.iter().filter_map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::rests_due;
    use crate::legal::{
        AgentRecord, CALIFORNIA, CalendarDate, Circumstances, EUROPEAN_UNION, LegalPack, judge,
    };
    use crate::problem::{PlacedActivity, Shift, Weekday};
    use crate::rules::testing::{days_from, line};

    /// A shift of so many half hours with meals of one and rests of one, each after so many half hours.
    fn shift(slots: usize, meals: &[usize], rests: &[usize]) -> Shift {
        let place = |&start_slot: &usize, paid| PlacedActivity {
            kind: "pause".into(),
            start_slot,
            slots: 1,
            paid,
        };
        let meals = meals.iter().map(|start| place(start, false));
        let rests = rests.iter().map(|start| place(start, true));
        Shift {
            day: 0,
            start_slot: 0,
            end_slot: slots,
            template: "day".into(),
            activities: meals.chain(rests).collect(),
        }
    }

    fn found(pack: &LegalPack, article: &str, meals_waived: bool, shift: Shift) -> usize {
        let mut problem = days_from(Weekday::Monday, 7);
        problem.slot_minutes = 30;
        let circumstances = Circumstances {
            meals_waived,
            ..Circumstances::strictest(CalendarDate::new(2026, 3, 2))
        };
        let record = AgentRecord::default();
        judge(pack, &circumstances, &record, &problem, &line(vec![shift]))
            .expect("judged")
            .iter()
            .filter(|breach| breach.citation.contains(article))
            .count()
    }

    #[test]
    fn six_hours_need_no_break_in_the_union_and_half_an_hour_more_does() {
        let breaks = |shift| found(&EUROPEAN_UNION, "art. 4", false, shift);
        assert_eq!(breaks(shift(12, &[], &[])), 0);
        assert_eq!(breaks(shift(13, &[], &[])), 1);
        assert_eq!(breaks(shift(13, &[], &[6])), 0);
        assert_eq!(breaks(shift(13, &[], &[0])), 1, "not at the very start");
    }

    #[test]
    fn the_first_meal_begins_before_the_end_of_the_fifth_hour() {
        let first = |waived, shift| found(&CALIFORNIA, "first", waived, shift);
        assert_eq!(first(false, shift(10, &[], &[])), 0, "five hours");
        assert_eq!(first(false, shift(11, &[], &[])), 1, "five and a half");
        assert_eq!(first(true, shift(12, &[], &[])), 0, "waived up to six");
        assert_eq!(first(true, shift(13, &[], &[])), 1, "but not beyond");
        assert_eq!(first(false, shift(17, &[10], &[])), 0, "after five hours");
        assert_eq!(
            first(false, shift(17, &[11], &[])),
            1,
            "after five and a half"
        );
        assert_eq!(
            first(false, shift(17, &[], &[8])),
            1,
            "a paid rest is no meal"
        );
    }

    #[test]
    fn the_second_meal_begins_before_the_end_of_the_tenth_hour_of_work() {
        let second = |waived, shift| found(&CALIFORNIA, "second", waived, shift);
        assert_eq!(second(false, shift(21, &[8], &[])), 0, "ten hours");
        assert_eq!(second(false, shift(22, &[8], &[])), 1, "ten and a half");
        assert_eq!(second(true, shift(22, &[8], &[])), 0, "waived");
        assert_eq!(
            second(true, shift(22, &[], &[])),
            1,
            "not without the first"
        );
        assert_eq!(
            second(false, shift(24, &[8, 21], &[])),
            0,
            "after ten hours of work"
        );
        assert_eq!(
            second(false, shift(24, &[8, 22], &[])),
            1,
            "after ten and a half"
        );
    }

    #[test]
    fn rests_are_due_by_four_hours_or_the_major_fraction_of_them() {
        let due = [209, 210, 360, 361, 600, 601].map(|worked| rests_due(worked, 240, 210));
        assert_eq!(due, [0, 1, 1, 2, 2, 3]);
        let rests = |shift| found(&CALIFORNIA, "Wage Order", false, shift);
        assert_eq!(rests(shift(17, &[8], &[4, 12])), 0);
        assert_eq!(rests(shift(17, &[8], &[4])), 1);
    }
}

//! Every limit and sum, one by one.

use super::Faults;
use super::recount::Recount;
use crate::allocation::problem::BudgetLimit;

pub(super) fn of_campaign(recount: &Recount<'_>, campaign: usize, faults: &mut Faults) {
    let problem = recount.problem;
    let given = &recount.answer.campaigns[campaign];
    let terms = &problem.campaigns[campaign];
    let segments = problem.lists[terms.list].segments.len();
    let (mut total, mut contacts, mut successes, mut value, mut money) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let mut known = true;
    for interval in 0..recount.intervals() {
        let open = (0..segments).any(|s| recount.callable(campaign, s, interval));
        let (mut minutes_now, mut attempts_now) = (0.0, 0.0);
        for group in 0..problem.groups.len() {
            let minutes = given.minutes_by_group[group][interval];
            let at = || format!("campaign {campaign}, group {group}, interval {interval}");
            faults.exceeds(format!("{}: fewer than no minutes", at()), -minutes, 0.0);
            let may = open && terms.groups.contains(&group);
            if !may && minutes != 0.0 {
                faults.exceeds(
                    format!("{}: minutes it may not use", at()),
                    minutes.abs(),
                    0.0,
                );
            }
            if problem.whole_minutes {
                faults.differs(
                    format!("{}: no whole minutes", at()),
                    minutes,
                    minutes.round(),
                );
            }
            if minutes == 0.0 {
                continue;
            }
            let one = recount.minute(campaign, group, interval);
            minutes_now += minutes;
            attempts_now += minutes * one.attempts;
            contacts += minutes * one.contacts;
            value += minutes * one.value;
            money += minutes * one.money;
            match one.successes {
                Some(rate) => successes += minutes * rate,
                None => known = false,
            }
        }
        let at = || format!("campaign {campaign}, interval {interval}");
        faults.differs(
            format!("{}: minutes", at()),
            given.minutes[interval],
            minutes_now,
        );
        let mut tried = 0.0;
        for segment in 0..segments {
            let attempts = given.attempts_by_segment[segment][interval];
            faults.exceeds(format!("{}: fewer than no attempts", at()), -attempts, 0.0);
            if attempts != 0.0 && !recount.callable(campaign, segment, interval) {
                let what = format!("{}: attempts outside callable hours", at());
                faults.exceeds(what, attempts.abs(), 0.0);
            }
            tried += attempts;
        }
        faults.differs(format!("{}: attempts", at()), tried, attempts_now);
        total += minutes_now;
    }
    let what = |field: &str| format!("campaign {campaign}: {field}");
    faults.differs(what("total minutes"), given.total_minutes, total);
    faults.differs(what("contacts"), given.expected_contacts, contacts);
    match given.expected_successes {
        Some(told) => faults.differs(what("successes"), told, successes),
        None if known => faults.differs(what("successes left out"), 0.0, successes),
        None => {}
    }
    faults.differs(what("value"), given.value, value);
    faults.differs(what("money"), given.money, money);
    let missing = (recount.minimum(campaign) - total).max(0.0);
    faults.differs(what("shortfall"), given.shortfall_minutes, missing);
    if let Some(maximum) = recount.maximum(campaign) {
        faults.exceeds(what("maximum"), total, maximum);
    }
}

pub(super) fn of_slots(recount: &Recount<'_>, faults: &mut Faults) {
    for group in 0..recount.problem.groups.len() {
        for interval in 0..recount.intervals() {
            let campaigns = recount.answer.campaigns.iter();
            let used: f64 = campaigns.map(|c| c.minutes_by_group[group][interval]).sum();
            let surplus = recount.surplus(group, interval);
            let at = format!("group {group}, interval {interval}");
            let told = recount.answer.surplus_minutes[group][interval];
            faults.differs(format!("{at}: surplus"), told, surplus);
            faults.exceeds(format!("{at}: given beyond the surplus"), used, surplus);
        }
    }
}

pub(super) fn of_lists(recount: &Recount<'_>, faults: &mut Faults) {
    let problem = recount.problem;
    for (list, own) in problem.lists.iter().enumerate() {
        for segment in 0..own.segments.len() {
            let left = recount.attempts_left(list, segment);
            let attempts = recount.attempts_at(list, segment);
            let what = |limit: &str| format!("list {list}, segment {segment}: {limit}");
            faults.exceeds(what("attempts in all"), attempts.iter().sum(), left.in_all);
            for (day, &limit) in left.per_day.iter().enumerate() {
                let made = attempts.iter().zip(&problem.day_of_interval);
                let made = made.filter(|(_, of)| **of == day).map(|(made, _)| made);
                faults.exceeds(what(&format!("attempts on day {day}")), made.sum(), limit);
            }
            for (hour, &limit) in left.per_hour.iter().enumerate() {
                let length = 60 / problem.interval_minutes as usize;
                let made = attempts.iter().skip(hour * length).take(length);
                faults.exceeds(what(&format!("attempts in hour {hour}")), made.sum(), limit);
            }
            for (interval, (&made, &limit)) in attempts.iter().zip(&left.per_interval).enumerate() {
                faults.exceeds(
                    what(&format!("attempts in interval {interval}")),
                    made,
                    limit,
                );
            }
        }
    }
}

pub(super) fn of_budgets(recount: &Recount<'_>, faults: &mut Faults) {
    for (budget, own) in recount.problem.budgets.iter().enumerate() {
        let mut spent = 0.0;
        for (campaign, given) in recount.answer.campaigns.iter().enumerate() {
            if own.campaigns.contains(&campaign) {
                spent += match own.limit {
                    BudgetLimit::AgentMinutes(_) => given.total_minutes,
                    BudgetLimit::Money(_) => given.money,
                };
            }
        }
        faults.exceeds(
            format!("budget {budget}"),
            spent,
            recount.budget_left(budget),
        );
    }
}

pub(super) fn of_lines(recount: &Recount<'_>, faults: &mut Faults) {
    let problem = recount.problem;
    let length = f64::from(problem.interval_minutes);
    for interval in 0..recount.intervals() {
        let mut busy = 0.0;
        for (campaign, terms) in problem.campaigns.iter().enumerate() {
            let agents = recount.answer.campaigns[campaign].minutes[interval] / length;
            let own = agents * terms.lines_per_agent;
            if let Some(most) = terms.maximum_lines {
                let what = format!("campaign {campaign}, interval {interval}: lines");
                faults.exceeds(what, own, most);
            }
            busy += own;
        }
        if let Some(most) = &problem.maximum_lines {
            faults.exceeds(format!("interval {interval}: lines"), busy, most[interval]);
        }
    }
}

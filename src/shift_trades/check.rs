//! What stands against a trade: rules of both agents, skills, and what coverage loses.

use crate::coverage::{CoverageEffect, CoverageGround, effect_on_published};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{Agent, can_serve, list_planning_groups};
use crate::rostering::{BrokenRule, rules_newly_broken};
use crate::schedules::{Shift, find_schedule};
use crate::tenancy::Scope;

/// A trade with both sides known.
pub(super) struct Exchange<'a> {
    pub giver: &'a Agent,
    pub given: &'a Shift,
    pub receiver: &'a Agent,
    /// The shift in return, of the receiver.
    pub returned: Option<&'a Shift>,
}

impl Exchange<'_> {
    /// The shifts as they would be: each with the other agent.
    pub(super) fn exchanged(&self) -> Vec<Shift> {
        let to = |shift: &Shift, agent: &Agent| Shift {
            agent_id: agent.id.clone(),
            ..shift.clone()
        };
        let returned = self.returned.map(|shift| to(shift, self.giver));
        std::iter::once(to(self.given, self.receiver))
            .chain(returned)
            .collect()
    }

    fn originals(&self) -> Vec<Shift> {
        std::iter::once(self.given)
            .chain(self.returned)
            .cloned()
            .collect()
    }
}

/// Judges an exchange by the rules of both agents' work plans, their labour law, time off and unavailable times, by skills,
/// and by what coverage gains and loses.
pub(super) fn judge(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    exchange: &Exchange<'_>,
) -> Result<(Vec<BrokenRule>, CoverageEffect), Failure> {
    let (removed, added) = (exchange.originals(), exchange.exchanged());
    let mut broken = skills_missing(conn, scope, business_unit_id, exchange)?;
    let mut schedules: Vec<&str> = removed
        .iter()
        .map(|shift| shift.schedule_id.as_str())
        .collect();
    schedules.dedup();
    for id in &schedules {
        let schedule = find_schedule(conn, scope, id)?;
        broken.extend(rules_newly_broken(
            conn, scope, &schedule, &removed, &added,
        )?);
    }
    broken.sort();
    broken.dedup();
    let mut ground = CoverageGround::read(conn, scope, business_unit_id)?;
    let coverage = if schedules.len() == 1 {
        effect_on_published(conn, scope, &mut ground, &removed, &added)?
    } else {
        let mut effect: Option<CoverageEffect> = None;
        for (before, after) in removed.iter().zip(&added) {
            let (before, after) = (std::slice::from_ref(before), std::slice::from_ref(after));
            let one = effect_on_published(conn, scope, &mut ground, before, after)?;
            effect = Some(match effect {
                Some(so_far) => so_far.and(one),
                None => one,
            });
        }
        effect.unwrap_or_else(CoverageEffect::unknown)
    };
    Ok((broken, coverage))
}

/// Planning groups that who gives a shift serves in it and who takes it cannot.
fn skills_missing(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    exchange: &Exchange<'_>,
) -> Result<Vec<BrokenRule>, Failure> {
    let groups = list_planning_groups(conn, scope, business_unit_id)?;
    let lacks = |from: &Agent, to: &Agent| {
        let lacking = groups
            .iter()
            .filter(|group| can_serve(from, group) && !can_serve(to, group));
        let names: Vec<&str> = lacking.map(|group| group.name.as_str()).collect();
        (!names.is_empty()).then(|| BrokenRule {
            agent_id: to.id.clone(),
            rule: "skills".to_owned(),
            date: None,
            detail: format!("lacks the skills for {}", names.join(", ")),
        })
    };
    let mut found: Vec<BrokenRule> = lacks(exchange.giver, exchange.receiver)
        .into_iter()
        .collect();
    if exchange.returned.is_some() {
        found.extend(lacks(exchange.receiver, exchange.giver));
    }
    Ok(found)
}

/// Broken rules as one sentence.
pub(super) fn rules_text(broken: &[BrokenRule]) -> String {
    let told: Vec<String> = broken
        .iter()
        .take(3)
        .map(|one| {
            let date = one
                .date
                .map_or_else(String::new, |date| format!(" on {date}"));
            format!("{}{date} ({})", one.rule, one.detail)
        })
        .collect();
    let more = match broken.len().saturating_sub(3) {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    format!("these rules would be broken: {}{more}", told.join("; "))
}

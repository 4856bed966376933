//! The KPIs: each is one definition.

use serde::Serialize;

use super::component::{Component, Component as C, Source};
use super::dimension::Dimension;
use crate::failure::Failure;

/// What a KPI is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Unit {
    /// Contacts or attempts.
    Contacts,
    /// 0 to 100, above where the formula allows it.
    Percent,
    /// Seconds.
    Seconds,
    /// Hours of one agent.
    Hours,
    /// Agents, a mean over the row's time.
    Heads,
    /// The currency of the business unit's cost rates.
    Money,
}

/// How a KPI of a whole follows from its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Aggregation {
    /// The parts' values are added up.
    Sum,
    /// The parts' numerators and denominators are added up, then divided.
    Ratio,
    /// The parts' numerators are added up, then divided by the row's own length in seconds.
    PerElapsedTime,
}

/// What a numerator is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Denominator {
    Nothing,
    Of(Component),
    ElapsedSeconds,
}

/// One definition.
#[derive(Debug)]
pub struct Kpi {
    /// Its name.
    pub name: &'static str,
    pub(super) unit: Unit,
    pub(super) numerator: Component,
    pub(super) denominator: Denominator,
    /// The quotient is multiplied by it: 100 makes percent.
    pub(super) scale: f64,
    /// A sum is divided by it: 3,600 makes hours.
    per: f64,
    pub(super) formula: &'static str,
}

const HOURS: f64 = 3_600.0;

const fn sum(
    name: &'static str,
    unit: Unit,
    numerator: Component,
    per: f64,
    formula: &'static str,
) -> Kpi {
    Kpi {
        name,
        unit,
        numerator,
        denominator: Denominator::Nothing,
        scale: 1.0,
        per,
        formula,
    }
}

const fn ratio(
    name: &'static str,
    unit: Unit,
    (numerator, denominator): (Component, Component),
    scale: f64,
    formula: &'static str,
) -> Kpi {
    Kpi {
        name,
        unit,
        numerator,
        denominator: Denominator::Of(denominator),
        scale,
        per: 1.0,
        formula,
    }
}

const fn heads(name: &'static str, numerator: Component, formula: &'static str) -> Kpi {
    Kpi {
        name,
        unit: Unit::Heads,
        numerator,
        denominator: Denominator::ElapsedSeconds,
        scale: 1.0,
        per: 1.0,
        formula,
    }
}

/// Every KPI there is.
#[rustfmt::skip]
pub const KPIS: &[Kpi] = &[
    sum("offered", Unit::Contacts, C::Offered, 1.0, "contacts that arrived"),
    sum("handled", Unit::Contacts, C::Handled, 1.0, "contacts answered, over intervals where that is known"),
    sum("abandoned", Unit::Contacts, C::Abandoned, 1.0, "contacts that hung up, over intervals where that is known"),
    ratio("abandonRate", Unit::Percent, (C::Abandoned, C::OfferedWhereAbandonedIsKnown), 100.0,
        "abandoned / offered * 100, over intervals where abandoned is known"),
    ratio("serviceLevel", Unit::Percent, (C::AnsweredWithin, C::OfferedWhereAnsweredWithinIsKnown), 100.0,
        "contacts answered within the limit of their import / contacts offered * 100, over intervals where the first is known"),
    ratio("averageSpeedOfAnswer", Unit::Seconds, (C::AnsweredWaitSeconds, C::HandledWhereWaitIsKnown), 1.0,
        "seconds that answered contacts waited / contacts answered, over intervals where both are known"),
    ratio("averageHandleTime", Unit::Seconds, (C::HandleSeconds, C::TimedContacts), 1.0,
        "talk, hold and wrap-up seconds / contacts they are known of; an interval weighs by its handled contacts"),
    sum("abandonedCost", Unit::Money, C::AbandonedCost, 1.0,
        "abandoned * costPerLostContact of the queue, else of its planning group, else of the business unit, on the local day"),

    heads("requiredHeads", C::RequiredHeadSeconds,
        "agents required on the roster (gross of shrinkage) for the forecast of the published schedule under the goals as they stand now, mean over the row's time"),
    heads("scheduledHeads", C::ScheduledHeadSeconds,
        "agents whom the published schedule puts on queue for the planning group, mean over the row's time"),
    heads("overHeads", C::OverHeadSeconds, "max(0, scheduled - required) interval by interval, mean over the row's time"),
    heads("underHeads", C::UnderHeadSeconds, "max(0, required - scheduled) interval by interval, mean over the row's time"),
    sum("overHours", Unit::Hours, C::OverHeadSeconds, HOURS, "max(0, scheduled - required) * interval, in hours"),
    sum("underHours", Unit::Hours, C::UnderHeadSeconds, HOURS, "max(0, required - scheduled) * interval, in hours"),
    sum("overCost", Unit::Money, C::OverCost, 1.0, "overHours * costPerPaidHour of the business unit on the local day"),
    sum("expectedLostContacts", Unit::Contacts, C::ExpectedLostContacts, 1.0,
        "max(0, lost(scheduled at work) - lost(required at work)) of the forecast volume; lost = volume * P(abandon) by Erlang A, or volume beyond what agents can handle where nobody hangs up; at work = scheduled * (1 - shrinkage)"),
    sum("underCost", Unit::Money, C::UnderCost, 1.0,
        "expectedLostContacts * costPerLostContact of the planning group, else of the business unit, on the local day"),
    sum("forecastOffered", Unit::Contacts, C::ForecastOffered, 1.0,
        "contacts forecast, the planner's modifications included, by the forecast of the published schedule"),
    ratio("wape", Unit::Percent, (C::AbsoluteForecastError, C::ActualOffered), 100.0,
        "sum of |forecast - actual| over intervals / sum of actual * 100, over intervals in which every queue of the planning group has history"),
    ratio("bias", Unit::Percent, (C::ForecastError, C::ActualOffered), 100.0,
        "sum of (forecast - actual) / sum of actual * 100, over intervals in which every queue of the planning group has history; above 0 the forecast was too high"),
    sum("optimalCapacity", Unit::Contacts, C::OptimalCapacity, 1.0,
        "largest volume of each interval that floor(scheduled * (1 - shrinkage)) agents serve within all goals, at the forecast handle time: the requirement inverted"),
    sum("maximalCapacity", Unit::Contacts, C::MaximalCapacity, 1.0,
        "scheduled * (1 - shrinkage) * interval * maximum occupancy (100 % where it is no goal) / forecast handle time"),

    ratio("occupancy", Unit::Percent, (C::InteractingOnQueueSeconds, C::OnQueueSeconds), 100.0,
        "seconds handling contacts while on queue / seconds on queue * 100"),
    ratio("utilisation", Unit::Percent, (C::InteractingSeconds, C::AtWorkSeconds), 100.0,
        "seconds handling contacts / seconds at work in any activity * 100"),
    ratio("adherence", Unit::Percent, (C::AdherentSeconds, C::AdherenceScheduleSeconds), 100.0,
        "seconds in adherence / seconds that could be adhered to * 100, as the definition asked for counts both"),
    ratio("conformance", Unit::Percent, (C::ConformanceActualSeconds, C::ConformanceScheduleSeconds), 100.0,
        "seconds worked / seconds planned * 100, as the definition asked for counts both"),
    ratio("plannedShrinkage", Unit::Percent, (C::PlannedShrinkageSeconds, C::PaidSeconds), 100.0,
        "paid seconds of activities that count toward shrinkage and are planned / paid seconds * 100"),
    ratio("unplannedShrinkage", Unit::Percent, (C::UnplannedShrinkageSeconds, C::PaidSecondsUpToNow), 100.0,
        "(paid seconds of activities that count toward unplanned shrinkage + seconds scheduled on queue and spent elsewhere without an excuse) / paid seconds * 100, up to now"),
    heads("scheduledOnQueueHeads", C::ScheduledOnQueueSeconds, "seconds scheduled on queue, up to now / the row's seconds"),
    heads("presentHeads", C::OnQueueSeconds, "seconds on queue / the row's seconds"),
    sum("paidHours", Unit::Hours, C::PaidSeconds, HOURS, "paid time of published shifts, in hours"),
    sum("paidCost", Unit::Money, C::PaidCost, 1.0,
        "(paidHours - overtimeHours) * costPerPaidHour of the agent, else of their work plan, else of the business unit, on the local day, + overtimeCost"),
    sum("overtimeHours", Unit::Hours, C::OvertimeSeconds, HOURS,
        "paid time beyond the most that the agent's work plan allows in a week: the last of the week's paid time, in hours"),
    sum("overtimeCost", Unit::Money, C::OvertimeCost, 1.0, "overtimeHours * costPerPaidHour * overtimeMultiplier, found as in paidCost"),
    sum("overtimePremiumCost", Unit::Money, C::OvertimePremiumCost, 1.0,
        "overtimeHours * costPerPaidHour * (overtimeMultiplier - 1): what overtime costs beyond the same hours without it"),

    sum("attempts", Unit::Contacts, C::Attempts, 1.0, "outcomes recorded"),
    sum("rightPartyContacts", Unit::Contacts, C::RightPartyContacts, 1.0, "outcomes whose wrap-up code says rightPartyContact"),
    sum("businessSuccesses", Unit::Contacts, C::BusinessSuccesses, 1.0, "outcomes whose wrap-up code says businessSuccess"),
    sum("businessFailures", Unit::Contacts, C::BusinessFailures, 1.0, "outcomes whose wrap-up code says businessFailure"),
    ratio("contactRate", Unit::Percent, (C::RightPartyContacts, C::Attempts), 100.0, "rightPartyContacts / attempts * 100"),
    ratio("successRate", Unit::Percent, (C::BusinessSuccesses, C::Attempts), 100.0, "businessSuccesses / attempts * 100"),
    ratio("averageAttemptHandleTime", Unit::Seconds, (C::AttemptHandleSeconds, C::TimedAttempts), 1.0,
        "handle seconds / attempts they are known of"),
];

/// One KPI as it is shown.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KpiDefinition {
    /// Its name.
    pub name: &'static str,
    /// What it is counted in.
    pub unit: Unit,
    /// How it is made, in words and with the parameters' names.
    pub formula: &'static str,
    /// Where it comes from.
    pub source: Source,
    /// What it can be asked by and filtered with, besides time.
    #[schema(value_type = Vec<Dimension>)]
    pub dimensions: &'static [Dimension],
    /// How a whole follows from its parts.
    pub aggregation: Aggregation,
    /// The additive quantity above the line.
    pub numerator: &'static str,
    /// The one below it; absent for a sum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<&'static str>,
    /// value = scale × numerator / denominator.
    pub scale: f64,
}

impl Kpi {
    /// The KPI of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KPIS.iter().find(|kpi| kpi.name == name)
    }

    pub(super) const fn source(&self) -> Source {
        self.numerator.source()
    }

    /// The quantities it is made of.
    pub(super) fn components(&self) -> impl Iterator<Item = Component> {
        let below = match self.denominator {
            Denominator::Of(component) => Some(component),
            Denominator::Nothing | Denominator::ElapsedSeconds => None,
        };
        std::iter::once(self.numerator).chain(below)
    }

    /// Its value; `None` where there is nothing above the line or nothing to divide by.
    pub(super) fn value(&self, numerator: Option<f64>, denominator: Option<f64>) -> Option<f64> {
        match self.denominator {
            Denominator::Nothing => Some(numerator? / self.per),
            Denominator::Of(_) | Denominator::ElapsedSeconds => {
                let below = denominator.filter(|below| *below != 0.0)?;
                Some(self.scale * numerator? / below)
            }
        }
    }

    fn definition(&self) -> KpiDefinition {
        let (aggregation, denominator) = match self.denominator {
            Denominator::Nothing => (Aggregation::Sum, None),
            Denominator::Of(component) => (Aggregation::Ratio, Some(component.name())),
            Denominator::ElapsedSeconds => (Aggregation::PerElapsedTime, Some("elapsedSeconds")),
        };
        KpiDefinition {
            name: self.name,
            unit: self.unit,
            formula: self.formula,
            source: self.source(),
            dimensions: self.source().dimensions(),
            aggregation,
            numerator: self.numerator.name(),
            denominator,
            scale: self.scale / self.per,
        }
    }
}

/// Every definition.
pub fn kpi_definitions() -> Vec<KpiDefinition> {
    KPIS.iter().map(Kpi::definition).collect()
}

/// The definition of that name.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_kpi_definition(name: &str) -> Result<KpiDefinition, Failure> {
    let found = Kpi::named(name).map(Kpi::definition);
    found.ok_or_else(|| Failure::not_found("KPI definition", name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kpi_has_a_name_of_its_own_and_is_made_of_one_source() {
        let names: BTreeSet<_> = KPIS.iter().map(|kpi| kpi.name).collect();
        assert_eq!(names.len(), KPIS.len());
        for kpi in KPIS {
            assert!(
                kpi.components().all(|one| one.source() == kpi.source()),
                "{}",
                kpi.name
            );
        }
    }

    #[test]
    fn money_is_made_of_money_and_nothing_else_is() {
        for kpi in KPIS {
            let money = kpi.components().any(Component::is_money);
            assert_eq!(money, kpi.unit == Unit::Money, "{}", kpi.name);
        }
    }

    #[test]
    fn every_quantity_is_used_by_a_kpi() {
        let used: BTreeSet<_> = KPIS.iter().flat_map(Kpi::components).collect();
        assert_eq!(used.len(), Component::ALL.len());
    }

    #[test]
    fn a_ratio_without_anything_below_the_line_has_no_value() {
        let level = Kpi::named("serviceLevel").unwrap();
        assert_eq!(level.value(Some(3.0), Some(4.0)), Some(75.0));
        assert_eq!(level.value(Some(0.0), Some(0.0)), None);
        assert_eq!(level.value(None, None), None);
        let paid = Kpi::named("paidHours").unwrap();
        assert_eq!(paid.value(Some(5_400.0), None), Some(1.5));
    }
}

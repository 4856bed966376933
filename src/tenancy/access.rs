//! The part of the organisation that an actor may reach.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A unit that access is limited to, with everything in it.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum AccessScope {
    /// A business unit.
    BusinessUnitId(String),
    /// A management unit.
    ManagementUnitId(String),
    /// A team.
    TeamId(String),
}

/// The units in the scopes of somebody whose access is limited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoveredUnits {
    /// Business units.
    pub business_units: BTreeSet<String>,
    /// Management units, those of the business units included.
    pub management_units: BTreeSet<String>,
    /// Teams, those of the management units included.
    pub teams: BTreeSet<String>,
    /// Business units of which only a part is covered: they are named and no more.
    pub partial_business_units: BTreeSet<String>,
    /// Management units of which only teams are covered: they are named and no more.
    pub partial_management_units: BTreeSet<String>,
}

/// What of its tenant an actor may reach.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    /// The whole tenant.
    #[default]
    Everything,
    /// These units and what is in them; nothing that is the whole tenant's.
    Limited(Box<CoveredUnits>),
}

impl Access {
    /// Whether it is less than the tenant.
    pub const fn is_limited(&self) -> bool {
        matches!(self, Self::Limited(_))
    }

    /// Whether all of a business unit is covered.
    pub fn covers_business_unit(&self, id: &str) -> bool {
        self.holds(|units| units.business_units.contains(id))
    }

    /// Whether all of a management unit is covered.
    pub fn covers_management_unit(&self, id: &str) -> bool {
        self.holds(|units| units.management_units.contains(id))
    }

    /// Whether a team is covered.
    pub fn covers_team(&self, id: &str) -> bool {
        self.holds(|units| units.teams.contains(id))
    }

    /// Whether an agent at that place is covered.
    pub fn covers_agent(&self, management_unit_id: &str, team_id: Option<&str>) -> bool {
        self.covers_management_unit(management_unit_id)
            || team_id.is_some_and(|team| self.covers_team(team))
    }

    /// Whether any of a business unit is covered.
    pub fn shows_business_unit(&self, id: &str) -> bool {
        self.covers_business_unit(id)
            || self.holds(|units| units.partial_business_units.contains(id))
    }

    /// Whether any of a management unit is covered.
    pub fn shows_management_unit(&self, id: &str) -> bool {
        self.covers_management_unit(id)
            || self.holds(|units| units.partial_management_units.contains(id))
    }

    fn holds(&self, test: impl Fn(&CoveredUnits) -> bool) -> bool {
        match self {
            Self::Everything => true,
            Self::Limited(units) => test(units),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn a_team_shows_its_units_and_covers_its_agents_only() {
        let access = Access::Limited(Box::new(CoveredUnits {
            teams: set(&["cards"]),
            partial_business_units: set(&["bank"]),
            partial_management_units: set(&["berlin"]),
            ..CoveredUnits::default()
        }));
        assert!(access.shows_business_unit("bank") && !access.covers_business_unit("bank"));
        assert!(access.shows_management_unit("berlin") && !access.covers_management_unit("berlin"));
        assert!(access.covers_agent("berlin", Some("cards")));
        assert!(!access.covers_agent("berlin", Some("loans")));
        assert!(!access.covers_agent("berlin", None));
    }

    #[test]
    fn everything_covers_what_nobody_has_named() {
        assert!(Access::Everything.covers_agent("anywhere", None));
        assert!(!Access::Limited(Box::default()).shows_business_unit("bank"));
    }

    #[test]
    fn a_scope_is_written_as_the_id_it_names() {
        let scope = AccessScope::TeamId("cards".to_owned());
        assert_eq!(
            serde_json::to_string(&scope).unwrap(),
            r#"{"teamId":"cards"}"#
        );
    }
}

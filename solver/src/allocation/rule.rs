//! The rules of a problem, by name.

use super::problem::Problem;

/// A rule that value is given up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Inbound work keeps its heads.
    InboundProtection,
    /// A campaign's minimum, in minutes or as a share.
    Minimum {
        /// The campaign's index.
        campaign: usize,
    },
    /// A campaign's maximum, in minutes or as a share.
    Maximum {
        /// The campaign's index.
        campaign: usize,
    },
    /// Lines a campaign may have busy.
    CampaignLines {
        /// The campaign's index.
        campaign: usize,
    },
    /// Lines of all campaigns together.
    Lines,
    /// Attempts a list's contacts may have in all.
    ListInAll {
        /// The list's index.
        list: usize,
    },
    /// Attempts a list's contacts may have a day.
    ListPerDay {
        /// The list's index.
        list: usize,
    },
    /// Attempts a list's contacts may have an hour.
    ListPerHour {
        /// The list's index.
        list: usize,
    },
    /// A budget.
    Budget {
        /// The budget's index.
        budget: usize,
    },
}

impl Rule {
    /// All rules a problem has.
    pub fn all(problem: &Problem) -> Vec<Self> {
        use super::protection::Supply;
        let mut rules = Vec::new();
        let at_work = |supply: &Supply| matches!(supply, Supply::AtWork { .. });
        if problem.groups.iter().any(|group| at_work(&group.supply)) {
            rules.push(Self::InboundProtection);
        }
        for (campaign, terms) in problem.campaigns.iter().enumerate() {
            if terms.minimum_minutes.is_some() || terms.minimum_share.is_some() {
                rules.push(Self::Minimum { campaign });
            }
            if terms.maximum_minutes.is_some() || terms.maximum_share.is_some() {
                rules.push(Self::Maximum { campaign });
            }
            if terms.maximum_lines.is_some() {
                rules.push(Self::CampaignLines { campaign });
            }
        }
        if problem.maximum_lines.is_some() {
            rules.push(Self::Lines);
        }
        for (list, own) in problem.lists.iter().enumerate() {
            let segments = &own.segments;
            if !segments.is_empty() {
                rules.push(Self::ListInAll { list });
            }
            if segments
                .iter()
                .any(|s| s.attempts_per_contact_per_day.is_some())
            {
                rules.push(Self::ListPerDay { list });
            }
            if segments
                .iter()
                .any(|s| s.attempts_per_contact_per_hour.is_some())
            {
                rules.push(Self::ListPerHour { list });
            }
        }
        rules.extend((0..problem.budgets.len()).map(|budget| Self::Budget { budget }));
        rules
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InboundProtection => f.write_str("inbound protection"),
            Self::Minimum { campaign } => write!(f, "minimum of campaign {campaign}"),
            Self::Maximum { campaign } => write!(f, "maximum of campaign {campaign}"),
            Self::CampaignLines { campaign } => write!(f, "lines of campaign {campaign}"),
            Self::Lines => f.write_str("lines of all campaigns"),
            Self::ListInAll { list } => write!(f, "attempts of list {list} in all"),
            Self::ListPerDay { list } => write!(f, "attempts of list {list} a day"),
            Self::ListPerHour { list } => write!(f, "attempts of list {list} an hour"),
            Self::Budget { budget } => write!(f, "budget {budget}"),
        }
    }
}

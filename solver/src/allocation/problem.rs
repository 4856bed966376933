//! What an allocation is asked: surplus by group and interval, and campaigns that want it.

use super::error::AllocationError;

/// How much a priority weighs against value: `2^(priority − 3)`, so 3 is neutral, 5 counts fourfold and 1 a quarter.
///
/// A power keeps the ratio of two neighbouring priorities the same everywhere: a minute at priority 4 is worth two
/// at priority 3, as one at 2 is worth two at 1.
///
/// ```
/// use crewcast_solver::allocation::priority_multiplier;
/// assert_eq!([1, 2, 3, 4, 5].map(priority_multiplier), [0.25, 0.5, 1.0, 2.0, 4.0]);
/// ```
pub fn priority_multiplier(priority: u8) -> f64 {
    2f64.powi(i32::from(priority) - 3)
}

/// Contacts of a campaign that share their callable hours: those of one time zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Agent-minutes that all its contacts still take; no more is of use.
    pub capacity_minutes: f64,
    /// Whether its contacts may be called, per interval.
    pub callable: Vec<bool>,
}

/// A campaign that wants agent-minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignDemand {
    /// What one agent-minute brings, in money; at least 0.
    pub value_per_minute: f64,
    /// 1 to 5, 5 highest; see [`priority_multiplier`].
    pub priority: u8,
    /// Indices of the groups whose agents can serve it.
    pub groups: Vec<usize>,
    /// Its contacts by callable hours.
    pub segments: Vec<Segment>,
    /// Minutes it shall have at least, if at all possible.
    pub minimum_minutes: Option<f64>,
    /// Minutes it may have at most.
    pub maximum_minutes: Option<f64>,
    /// Share (0 to 1) of the whole surplus it shall have at least, if at all possible.
    pub minimum_share: Option<f64>,
    /// Share (0 to 1) of the whole surplus it may have at most.
    pub maximum_share: Option<f64>,
}

/// An allocation problem over a horizon of equal intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Agent-minutes left over, per group and interval.
    pub surplus_minutes: Vec<Vec<f64>>,
    /// Who wants them.
    pub campaigns: Vec<CampaignDemand>,
}

impl Problem {
    /// How many intervals the horizon has.
    pub fn intervals(&self) -> usize {
        self.surplus_minutes.first().map_or(0, Vec::len)
    }

    /// All surplus of all groups, in minutes.
    pub fn total_surplus(&self) -> f64 {
        self.surplus_minutes.iter().flatten().sum()
    }

    /// The greater of a campaign's two minima, in minutes; 0 without any.
    pub fn minimum_of(&self, campaign: &CampaignDemand) -> f64 {
        let share = campaign
            .minimum_share
            .map_or(0.0, |s| s * self.total_surplus());
        campaign.minimum_minutes.unwrap_or(0.0).max(share)
    }

    /// The smaller of a campaign's two maxima, in minutes; infinite without any.
    pub fn maximum_of(&self, campaign: &CampaignDemand) -> f64 {
        let share = campaign
            .maximum_share
            .map_or(f64::INFINITY, |s| s * self.total_surplus());
        campaign.maximum_minutes.unwrap_or(f64::INFINITY).min(share)
    }

    /// # Errors
    /// The first thing that cannot be, with its place and value.
    pub fn check(&self) -> Result<(), AllocationError> {
        let want = self.intervals();
        for (group, row) in self.surplus_minutes.iter().enumerate() {
            same_length(|| format!("surplus of group {group}"), row.len(), want)?;
            for (interval, &minutes) in row.iter().enumerate() {
                if !(minutes.is_finite() && minutes >= 0.0) {
                    return Err(AllocationError::BadSurplus {
                        group,
                        interval,
                        minutes,
                    });
                }
            }
        }
        for (index, campaign) in self.campaigns.iter().enumerate() {
            self.check_campaign(index, campaign, want)?;
        }
        Ok(())
    }

    fn check_campaign(
        &self,
        index: usize,
        campaign: &CampaignDemand,
        want: usize,
    ) -> Result<(), AllocationError> {
        let groups = self.surplus_minutes.len();
        if let Some(&group) = campaign.groups.iter().find(|&&group| group >= groups) {
            return Err(AllocationError::NoSuchGroup {
                campaign: index,
                group,
                groups,
            });
        }
        let amount = |field, value: f64| {
            in_range(
                index,
                field,
                value,
                f64::MAX,
                "give a finite number of at least 0",
            )
        };
        let share =
            |field, value: f64| in_range(index, field, value, 1.0, "give a share from 0 to 1");
        amount("value_per_minute", campaign.value_per_minute)?;
        if !(1..=5).contains(&campaign.priority) {
            let value = f64::from(campaign.priority);
            return Err(AllocationError::OutOfRange {
                campaign: index,
                field: "priority",
                value,
                remedy: "give 1 to 5",
            });
        }
        amount("minimum_minutes", campaign.minimum_minutes.unwrap_or(0.0))?;
        amount("maximum_minutes", campaign.maximum_minutes.unwrap_or(0.0))?;
        share("minimum_share", campaign.minimum_share.unwrap_or(0.0))?;
        share("maximum_share", campaign.maximum_share.unwrap_or(0.0))?;
        for (number, segment) in campaign.segments.iter().enumerate() {
            amount("capacity_minutes", segment.capacity_minutes)?;
            same_length(
                || format!("segment {number} of campaign {index}"),
                segment.callable.len(),
                want,
            )?;
        }
        let (minimum, maximum) = (self.minimum_of(campaign), self.maximum_of(campaign));
        if minimum > maximum {
            return Err(AllocationError::MinimumAboveMaximum {
                campaign: index,
                minimum,
                maximum,
            });
        }
        Ok(())
    }
}

fn in_range(
    campaign: usize,
    field: &'static str,
    value: f64,
    most: f64,
    remedy: &'static str,
) -> Result<(), AllocationError> {
    if value.is_finite() && (0.0..=most).contains(&value) {
        Ok(())
    } else {
        Err(AllocationError::OutOfRange {
            campaign,
            field,
            value,
            remedy,
        })
    }
}

fn same_length(what: impl Fn() -> String, got: usize, want: usize) -> Result<(), AllocationError> {
    if got == want {
        Ok(())
    } else {
        Err(AllocationError::WrongLength {
            what: what(),
            got,
            want,
        })
    }
}

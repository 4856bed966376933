//! What cannot be, told before anything is solved.

use super::error::AllocationError;
use super::problem::{BudgetLimit, CampaignDemand, Problem};
use super::protection::{Requirement, Supply};
use super::worth::{Table, Worth};

const AMOUNT: &str = "give a finite number of at least 0";
const POSITIVE: &str = "give a finite number above 0";
const SHARE: &str = "give a share from 0 to 1";

impl Problem {
    /// # Errors
    /// The first thing that cannot be, with its place and value.
    pub fn check(&self) -> Result<(), AllocationError> {
        if self.interval_minutes == 0 || 60 % self.interval_minutes != 0 {
            return Err(AllocationError::IntervalLength(self.interval_minutes));
        }
        for (before, pair) in self.day_of_interval.windows(2).enumerate() {
            if pair[1] < pair[0] {
                return Err(AllocationError::DaysGoBack {
                    interval: before + 1,
                    day: pair[1],
                    before: pair[0],
                });
            }
        }
        if !(self.protection > 0.0 && self.protection < 1.0) {
            let what = "problem".to_owned();
            return Err(out_of_range(
                what,
                "protection",
                self.protection,
                "give a probability above 0 and below 1",
            ));
        }
        for group in 0..self.groups.len() {
            self.check_group(group)?;
        }
        for list in 0..self.lists.len() {
            self.check_list(list)?;
        }
        self.check_occupancies()?;
        for (index, campaign) in self.campaigns.iter().enumerate() {
            self.check_campaign(index, campaign)?;
        }
        self.check_shared_limits()?;
        self.check_progress()?;
        let limits = super::limits::Limits::of(self, &[]);
        for (campaign, (&minimum, &maximum)) in
            limits.minimum.iter().zip(&limits.maximum).enumerate()
        {
            if minimum > maximum {
                return Err(AllocationError::MinimumAboveMaximum {
                    campaign,
                    minimum,
                    maximum,
                });
            }
        }
        Ok(())
    }

    fn check_group(&self, group: usize) -> Result<(), AllocationError> {
        let own = &self.groups[group];
        let what = || format!("group {group}");
        amount(what, "costPerHour", own.cost_per_hour)?;
        match &own.supply {
            Supply::Surplus { minutes } => {
                let row = || format!("surplus of group {group}");
                same_length(row, minutes.len(), self.intervals())?;
                for (interval, &minutes) in minutes.iter().enumerate() {
                    if !(minutes.is_finite() && minutes >= 0.0) {
                        return Err(AllocationError::BadSurplus {
                            group,
                            interval,
                            minutes,
                        });
                    }
                }
            }
            Supply::AtWork { heads, inbound } => {
                let row = || format!("heads at work of group {group}");
                same_length(row, heads.len(), self.intervals())?;
                let row = || format!("inbound requirement of group {group}");
                same_length(row, inbound.len(), self.intervals())?;
                for &heads in heads {
                    amount(what, "heads", heads)?;
                }
                for (interval, requirement) in inbound.iter().enumerate() {
                    if let Some(fault) = fault_of(requirement) {
                        return Err(AllocationError::BadRequirement {
                            group,
                            interval,
                            fault,
                        });
                    }
                    if requirement.heads_with(self.protection).is_none() {
                        return Err(AllocationError::BeyondQuantiles {
                            group,
                            interval,
                            protection: self.protection,
                        });
                    }
                }
            }
        }
        Ok(())
    }

    fn check_list(&self, list: usize) -> Result<(), AllocationError> {
        for (number, segment) in self.lists[list].segments.iter().enumerate() {
            let what = || format!("segment {number} of list {list}");
            same_length(what, segment.callable_contacts.len(), self.intervals())?;
            amount(what, "contacts", segment.contacts)?;
            amount(what, "attemptsPerContact", segment.attempts_per_contact)?;
            let per_day = segment.attempts_per_contact_per_day;
            amount(what, "attemptsPerContactPerDay", per_day.unwrap_or(0.0))?;
            let per_hour = segment.attempts_per_contact_per_hour;
            amount(what, "attemptsPerContactPerHour", per_hour.unwrap_or(0.0))?;
            for &callable in &segment.callable_contacts {
                let remedy = "give 0 to the segment's contacts";
                let fits = (0.0..=segment.contacts).contains(&callable);
                within(fits, what, "callableContacts", callable, remedy)?;
            }
        }
        Ok(())
    }

    fn check_occupancies(&self) -> Result<(), AllocationError> {
        let Some(all) = &self.occupancies else {
            return Ok(());
        };
        let rising = all.preview > 0.0
            && all.preview < all.progressive
            && all.progressive < all.predictive
            && all.predictive <= 1.0;
        if rising {
            Ok(())
        } else {
            Err(AllocationError::OccupanciesDoNotRise {
                preview: all.preview,
                progressive: all.progressive,
                predictive: all.predictive,
            })
        }
    }

    fn check_campaign(
        &self,
        index: usize,
        campaign: &CampaignDemand,
    ) -> Result<(), AllocationError> {
        let what = || format!("campaign {index}");
        for &group in &campaign.groups {
            exists(what, "group", group, self.groups.len())?;
        }
        exists(what, "list", campaign.list, self.lists.len())?;
        if let Some(running) = &campaign.running {
            let row = || format!("running intervals of campaign {index}");
            same_length(row, running.len(), self.intervals())?;
        }
        self.check_worth(index, &campaign.worth)?;
        let priority = f64::from(campaign.priority);
        let known = (1..=5).contains(&campaign.priority);
        within(known, what, "priority", priority, "give 1 to 5")?;
        amount(what, "costPerAttempt", campaign.cost_per_attempt)?;
        amount(what, "linesPerAgent", campaign.lines_per_agent)?;
        amount(what, "maximumLines", campaign.maximum_lines.unwrap_or(0.0))?;
        let minimum = campaign.minimum_minutes.unwrap_or(0.0);
        amount(what, "minimumMinutes", minimum)?;
        let maximum = campaign.maximum_minutes.unwrap_or(0.0);
        amount(what, "maximumMinutes", maximum)?;
        share(what, "minimumShare", campaign.minimum_share.unwrap_or(0.0))?;
        share(what, "maximumShare", campaign.maximum_share.unwrap_or(0.0))
    }

    fn check_worth(&self, index: usize, worth: &Worth) -> Result<(), AllocationError> {
        let what = || format!("campaign {index}");
        match worth {
            Worth::PerMinute {
                value,
                minutes_per_contact,
            } => {
                amount(what, "valuePerMinute", *value)?;
                positive(what, "minutesPerContact", *minutes_per_contact)
            }
            Worth::PerContact(contact) => {
                if self.occupancies.is_none() {
                    return Err(AllocationError::NoOccupancies(index));
                }
                amount(what, "valuePerSuccess", contact.value_per_success)?;
                let attempts = contact.attempts_per_handled_contact;
                let counted = attempts.is_finite() && attempts >= 1.0;
                let remedy = "give a finite number of at least 1";
                within(counted, what, "attemptsPerHandledContact", attempts, remedy)?;
                let shares = &contact.success_probability;
                self.check_table(index, shares, &|p| share(what, "successProbability", p))?;
                let seconds = &contact.handle_seconds;
                self.check_table(index, seconds, &|s| positive(what, "handleSeconds", s))
            }
        }
    }

    fn check_table(
        &self,
        campaign: usize,
        table: &Table,
        value: &dyn Fn(f64) -> Result<(), AllocationError>,
    ) -> Result<(), AllocationError> {
        let row = || format!("a table of campaign {campaign}");
        match table {
            Table::Same(one) => value(*one),
            Table::ByGroup(values) => {
                same_length(row, values.len(), self.groups.len())?;
                values.iter().try_for_each(|one| value(*one))
            }
            Table::ByGroupAndInterval(rows) => {
                same_length(row, rows.len(), self.groups.len())?;
                for values in rows {
                    same_length(row, values.len(), self.intervals())?;
                    values.iter().try_for_each(|one| value(*one))?;
                }
                Ok(())
            }
        }
    }

    fn check_shared_limits(&self) -> Result<(), AllocationError> {
        for (index, budget) in self.budgets.iter().enumerate() {
            let what = || format!("budget {index}");
            for &campaign in &budget.campaigns {
                exists(what, "campaign", campaign, self.campaigns.len())?;
            }
            match budget.limit {
                BudgetLimit::AgentMinutes(minutes) => amount(what, "agentMinutes", minutes)?,
                BudgetLimit::Money(money) => amount(what, "money", money)?,
            }
        }
        if let Some(lines) = &self.maximum_lines {
            same_length(|| "lines".to_owned(), lines.len(), self.intervals())?;
            for &lines in lines {
                amount(|| "problem".to_owned(), "maximumLines", lines)?;
            }
        }
        Ok(())
    }

    fn check_progress(&self) -> Result<(), AllocationError> {
        let done = &self.progress;
        let what = || "progress".to_owned();
        exists(what, "interval", done.from, self.intervals() + 1)?;
        if !done.campaigns.is_empty() {
            let row = || "campaigns done".to_owned();
            same_length(row, done.campaigns.len(), self.campaigns.len())?;
        }
        for campaign in &done.campaigns {
            amount(what, "minutes", campaign.minutes)?;
            amount(what, "money", campaign.money)?;
        }
        if !done.lists.is_empty() {
            let row = || "lists done".to_owned();
            same_length(row, done.lists.len(), self.lists.len())?;
        }
        for (list, segments) in done.lists.iter().enumerate() {
            let row = || format!("segments done of list {list}");
            same_length(row, segments.len(), self.lists[list].segments.len())?;
            for segment in segments {
                amount(what, "attempts", segment.attempts)?;
                amount(what, "attemptsThatDay", segment.attempts_that_day)?;
                amount(what, "attemptsThatHour", segment.attempts_that_hour)?;
            }
        }
        Ok(())
    }
}

fn fault_of(requirement: &Requirement) -> Option<&'static str> {
    let amount = |heads: f64| heads.is_finite() && heads >= 0.0;
    match requirement {
        Requirement::Certain(heads) => {
            (!amount(*heads)).then_some("is no number of heads; give a finite number of at least 0")
        }
        Requirement::Distribution(shares) => {
            let sum: f64 = shares.iter().sum();
            let fits =
                shares.iter().all(|share| (0.0..=1.0).contains(share)) && (sum - 1.0).abs() <= 1e-6;
            (!fits)
                .then_some("has probabilities that do not sum to 1; give one for 0, 1, 2, … heads")
        }
        Requirement::Quantiles(known) => {
            let levels = known
                .iter()
                .all(|(p, heads)| *p > 0.0 && *p < 1.0 && amount(*heads));
            let rising = known
                .windows(2)
                .all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1);
            (known.is_empty() || !levels || !rising).then_some(
                "has quantiles that do not rise; give pairs of probability (above 0, below 1) and heads in order",
            )
        }
    }
}

fn amount(
    what: impl Fn() -> String,
    field: &'static str,
    value: f64,
) -> Result<(), AllocationError> {
    within(
        value.is_finite() && value >= 0.0,
        what,
        field,
        value,
        AMOUNT,
    )
}

fn positive(
    what: impl Fn() -> String,
    field: &'static str,
    value: f64,
) -> Result<(), AllocationError> {
    within(
        value.is_finite() && value > 0.0,
        what,
        field,
        value,
        POSITIVE,
    )
}

fn share(
    what: impl Fn() -> String,
    field: &'static str,
    value: f64,
) -> Result<(), AllocationError> {
    within((0.0..=1.0).contains(&value), what, field, value, SHARE)
}

fn within(
    fits: bool,
    what: impl Fn() -> String,
    field: &'static str,
    value: f64,
    remedy: &'static str,
) -> Result<(), AllocationError> {
    if fits {
        Ok(())
    } else {
        Err(out_of_range(what(), field, value, remedy))
    }
}

fn out_of_range(
    what: String,
    field: &'static str,
    value: f64,
    remedy: &'static str,
) -> AllocationError {
    AllocationError::OutOfRange {
        what,
        field,
        value,
        remedy,
    }
}

fn exists(
    what: impl Fn() -> String,
    kind: &'static str,
    index: usize,
    count: usize,
) -> Result<(), AllocationError> {
    if index < count {
        Ok(())
    } else {
        Err(AllocationError::NoSuch {
            what: what(),
            kind,
            index,
            count,
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

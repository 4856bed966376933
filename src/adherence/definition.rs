//! What adherence and conformance mean. Products disagree, so a definition is chosen by name and named in every answer.

use serde::{Deserialize, Serialize};

use super::profiles::Tolerance;
use super::tally::Tally;
use super::timeline::Segment;

/// A named definition of adherence and conformance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Definition {
    /// Genesys Cloud, with work outside the shift not held against anybody: its option "working outside shift considered
    /// exception" off.
    ///
    /// Source: "How Genesys Cloud calculates adherence and conformance".
    #[default]
    GenesysCloud,
    /// Genesys Cloud with that option on: time on queue outside the shift is an exception, and counts as scheduled.
    GenesysCloudOutsideShift,
    /// Calabrio's historical adherence: time in adherence over work time that is not neutral. Neutral here is time in
    /// another activity than the scheduled one while neither of the two is on queue.
    Calabrio,
    /// Calabrio's ready-time adherence, first form: scheduled on-queue time only; on queue during a break earns nothing.
    CalabrioReadyTime,
    /// ServiceNow's time worked: overtime lowers adherence and raises conformance.
    Servicenow,
    /// Amazon Connect, tolerant: only productive (on queue) against non-productive is compared.
    AmazonConnect,
    /// Amazon Connect, strict: the status must be the one of the scheduled activity.
    AmazonConnectStrict,
    /// Calabrio's ready-time adherence, second form: all scheduled time; on queue outside on-queue time deviates as well.
    /// The product looks two hours beyond the shift, we at the whole day.
    CalabrioReadyTimeAll,
    /// Salesforce Workforce Engagement: adherent time and time present, each over scheduled time.
    Salesforce,
    /// The textbook's: scheduled time less time out of adherence, over scheduled time.
    Generic,
}

/// How a definition reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DefinitionText {
    /// Its name, as `definition` takes it.
    pub name: String,
    /// The formula of adherencePercentage.
    pub adherence: &'static str,
    /// The formula of conformancePercentage; null where the definition has none.
    pub conformance: Option<&'static str>,
    /// The product's definition that a profile of your own follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub based_on: Option<&'static str>,
    /// The profile's grace periods, when it has any.
    #[serde(flatten)]
    pub tolerance: Tolerance,
}

/// Why a percentage is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Undefined {
    /// Nothing was scheduled that could be adhered to, or only neutral time.
    NoScheduledTime,
    /// No work on queue was scheduled.
    NoScheduledOnQueueTime,
    /// No state was known in all that time.
    NoStateKnown,
    /// The agent was never at work.
    NoActualTime,
    /// The definition has no such figure.
    NotInThisDefinition,
}

const ON_QUEUE_CONFORMANCE: &str = "conformanceActualSecs / conformanceScheduleSecs * 100";

impl Definition {
    /// Every definition.
    pub const ALL: [Self; 10] = [
        Self::GenesysCloud,
        Self::GenesysCloudOutsideShift,
        Self::Calabrio,
        Self::CalabrioReadyTime,
        Self::Servicenow,
        Self::AmazonConnect,
        Self::AmazonConnectStrict,
        Self::CalabrioReadyTimeAll,
        Self::Salesforce,
        Self::Generic,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        self.words().0
    }

    /// Name, formula of adherence, formula of conformance.
    pub(super) const fn words(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Self::GenesysCloud => (
                "genesys-cloud",
                "max(0, 1 - exceptionDurationSecs / adherenceScheduleSecs) * 100",
                Some(ON_QUEUE_CONFORMANCE),
            ),
            Self::GenesysCloudOutsideShift => (
                "genesys-cloud-outside-shift",
                "max(0, 1 - exceptionDurationSecs / adherenceScheduleSecs) * 100, on-queue time outside the shift counted in both",
                Some(ON_QUEUE_CONFORMANCE),
            ),
            Self::Calabrio => (
                "calabrio",
                "time in adherence / (scheduled work time - neutral time) * 100",
                None,
            ),
            Self::CalabrioReadyTime => (
                "calabrio-ready-time",
                "(scheduled on-queue time - deviation) / scheduled on-queue time * 100",
                None,
            ),
            Self::Servicenow => (
                "servicenow",
                "worked in shift / (scheduled + overtime) * 100",
                Some("(worked in shift + overtime) / scheduled * 100"),
            ),
            Self::AmazonConnect => (
                "amazon-connect",
                "adherent time / scheduled time * 100, on queue against off queue",
                None,
            ),
            Self::AmazonConnectStrict => (
                "amazon-connect-strict",
                "adherent time / scheduled time * 100, activity against activity",
                None,
            ),
            Self::CalabrioReadyTimeAll => (
                "calabrio-ready-time-all",
                "(scheduled time - deviation) / scheduled time * 100, ready outside on-queue time deviating as well",
                None,
            ),
            Self::Salesforce => (
                "salesforce",
                "adherent time / scheduled time * 100",
                Some("time present / scheduled time * 100"),
            ),
            Self::Generic => (
                "generic",
                "(scheduled time - time out of adherence) / scheduled time * 100",
                None,
            ),
        }
    }

    /// The definition of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Whether a segment is one this definition holds against the agent.
    pub fn is_exception(self, segment: &Segment) -> bool {
        segment.excuse.is_none() && self.deviates(segment)
    }

    /// Whether a segment would be held against the agent if nothing excused it.
    pub fn deviates(self, segment: &Segment) -> bool {
        use super::activity::Activity::{OnQueueWork, Unknown};
        let (actual, on_queue) = (segment.actual, segment.actual == OnQueueWork);
        match (self, segment.expected()) {
            (Self::GenesysCloudOutsideShift | Self::CalabrioReadyTimeAll, None) => on_queue,
            (_, None) => false,
            (Self::CalabrioReadyTime, Some(due)) => due == OnQueueWork && !on_queue,
            (Self::AmazonConnect | Self::CalabrioReadyTimeAll, Some(due)) => {
                actual == Unknown || (due == OnQueueWork) != on_queue
            }
            (Self::Servicenow, Some(_)) => !actual.is_at_work(),
            (Self::Calabrio, Some(due)) => {
                due != actual && (actual == Unknown || due == OnQueueWork || on_queue)
            }
            (
                Self::GenesysCloud
                | Self::GenesysCloudOutsideShift
                | Self::AmazonConnectStrict
                | Self::Salesforce
                | Self::Generic,
                Some(due),
            ) => due != actual,
        }
    }

    /// Seconds that can be adhered to: the adherence figure's denominator.
    pub const fn adherence_schedule_secs(self, tally: &Tally) -> i64 {
        match self {
            Self::GenesysCloud
            | Self::AmazonConnect
            | Self::AmazonConnectStrict
            | Self::CalabrioReadyTimeAll
            | Self::Salesforce
            | Self::Generic => tally.expected,
            Self::GenesysCloudOutsideShift => tally.expected + tally.on_queue_outside_shift,
            Self::Calabrio => tally.expected - tally.neutral,
            Self::CalabrioReadyTime => tally.scheduled_on_queue,
            Self::Servicenow => tally.expected + tally.worked_outside_shift,
        }
    }

    /// Seconds held against the agent: the sum of its exceptions ([`Definition::is_exception`]).
    pub const fn exception_secs(self, tally: &Tally) -> i64 {
        match self {
            Self::GenesysCloud | Self::AmazonConnectStrict | Self::Salesforce | Self::Generic => {
                tally.expected - tally.in_place
            }
            Self::CalabrioReadyTimeAll => {
                tally.expected - tally.productive_match + tally.on_queue_outside_shift
            }
            Self::GenesysCloudOutsideShift => {
                tally.expected - tally.in_place + tally.on_queue_outside_shift
            }
            Self::Calabrio => tally.expected - tally.in_place - tally.neutral,
            Self::CalabrioReadyTime => tally.scheduled_on_queue - tally.on_queue_as_scheduled,
            Self::Servicenow => tally.expected - tally.worked_in_shift,
            Self::AmazonConnect => tally.expected - tally.productive_match,
        }
    }

    /// Adherence in percent, 0 to 100.
    ///
    /// # Errors
    /// Why there is none.
    pub fn adherence_percentage(self, tally: &Tally) -> Result<f64, Undefined> {
        let scheduled = self.adherence_schedule_secs(tally);
        let outside_counts = self == Self::GenesysCloudOutsideShift;
        if scheduled <= 0 || (tally.expected == 0 && !outside_counts) {
            return Err(Undefined::NoScheduledTime);
        }
        self.require_actual_time(tally)?;
        Ok(percent(self.adherent_secs(tally).max(0), scheduled))
    }

    /// Seconds in adherence: the adherence figure's numerator, before it is cut at 0.
    pub const fn adherent_secs(self, tally: &Tally) -> i64 {
        match self {
            Self::Servicenow => tally.worked_in_shift,
            _ => self.adherence_schedule_secs(tally) - self.exception_secs(tally),
        }
    }

    /// Whether it defines conformance at all.
    pub const fn has_conformance(self) -> bool {
        self.words().2.is_some()
    }

    /// Seconds planned, as conformance counts them: on queue, or at work at all for ServiceNow.
    pub const fn conformance_schedule_secs(self, tally: &Tally) -> i64 {
        match self {
            Self::Servicenow | Self::Salesforce => tally.expected,
            _ => tally.scheduled_on_queue,
        }
    }

    /// Seconds worked, as conformance counts them, inside the shift and outside.
    pub const fn conformance_actual_secs(self, tally: &Tally) -> i64 {
        match self {
            Self::Servicenow => tally.worked_in_shift + tally.worked_outside_shift,
            Self::Salesforce => tally.at_work,
            _ => tally.on_queue,
        }
    }

    /// Conformance in percent, 0 or above; more than 100 when more was worked than planned.
    ///
    /// # Errors
    /// Why there is none. Where Genesys Cloud says Infinity (work, but none scheduled) there is none either.
    pub fn conformance_percentage(self, tally: &Tally) -> Result<f64, Undefined> {
        if !self.has_conformance() {
            return Err(Undefined::NotInThisDefinition);
        }
        let scheduled = self.conformance_schedule_secs(tally);
        if scheduled == 0 {
            return Err(match self {
                Self::Servicenow | Self::Salesforce => Undefined::NoScheduledTime,
                _ => Undefined::NoScheduledOnQueueTime,
            });
        }
        self.require_actual_time(tally)?;
        Ok(percent(self.conformance_actual_secs(tally), scheduled))
    }

    /// Genesys Cloud gives no figure for somebody who was never at work; the others say 0 unless nothing is known.
    fn require_actual_time(self, tally: &Tally) -> Result<(), Undefined> {
        let genesys = matches!(self, Self::GenesysCloud | Self::GenesysCloudOutsideShift);
        if tally.known == 0 {
            Err(Undefined::NoStateKnown)
        } else if genesys && tally.at_work == 0 {
            Err(Undefined::NoActualTime)
        } else {
            Ok(())
        }
    }
}

/// Both are below 2^53 seconds, so the conversions are exact.
fn percent(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64 * 100.0
}

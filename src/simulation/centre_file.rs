//! A centre given as JSON, simulated without a database.

use crewcast_forecasts::simulation::model::Centre;
use serde::Serialize;

use super::prediction::{EndedBy, PeriodPrediction, period};
use super::replications::{CONFIDENCE, Drawn, Limits, Watch, play};
use super::request::{FEWEST_REPLICATIONS, MOST_REPLICATIONS};
use super::run::CONTACT_LIMIT;
use crate::failure::Failure;

/// What a centre gives, by queue.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CentreSimulation {
    /// The seed of everything random.
    pub seed: u64,
    /// How often the horizon was played.
    pub replications: u32,
    /// Why not more often.
    pub ended_by: EndedBy,
    /// Contacts that arrived, over all replications.
    pub simulated_contacts: u64,
    /// Confidence of every half width, percent.
    pub confidence_percent: f64,
    /// By queue, in the order of the file.
    pub queues: Vec<QueueSimulation>,
}

/// What a queue gives.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueSimulation {
    /// By interval of the horizon.
    pub intervals: Vec<PeriodPrediction>,
    /// By day of the horizon.
    pub days: Vec<PeriodPrediction>,
    /// Over the whole horizon.
    pub total: PeriodPrediction,
}

impl Drawn for Centre {
    fn of_replication(&self, _seed: u64, _replication: u32) -> Centre {
        self.clone()
    }

    fn expected_contacts(&self) -> f64 {
        let queues = self.queues.iter();
        let contacts = queues.flat_map(|queue| &queue.arrivals.contacts_per_interval);
        contacts.sum()
    }
}

/// Simulates a centre from its JSON, as often as asked for or as precision asks for.
///
/// # Errors
/// [`Failure::Invalid`] at the place where the JSON is none, or no centre, and for a number of replications out of
/// range; [`Failure::Conflict`] `cannot-be-simulated` with the remedy for a centre that makes no sense.
pub fn simulate_centre(
    json: &str,
    seed: u64,
    replications: Option<u32>,
) -> Result<CentreSimulation, Failure> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let centre: Centre = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = format!("/{}", error.path());
        let detail = format!(
            "{}; see docs/methods/simulation.md for a centre",
            error.inner()
        );
        Failure::invalid(pointer, "not-a-centre", detail)
    })?;
    if replications.is_some_and(|count| !(FEWEST_REPLICATIONS..=MOST_REPLICATIONS).contains(&count))
    {
        let detail = format!("use {FEWEST_REPLICATIONS} to {MOST_REPLICATIONS} replications");
        return Err(Failure::invalid("--replications", "out-of-range", detail));
    }
    let limits = Limits {
        replications,
        contacts: CONTACT_LIMIT,
    };
    let watch = Watch {
        is_cancelled: &|| false,
        is_late: &|| false,
        progress: &|_, _| Ok(()),
    };
    let played = play(&centre, seed, &limits, &watch)?;
    let outcome = &played.outcome;
    let count = f64::from(outcome.replications.max(1));
    let queues = outcome.queues.iter().map(|queue| QueueSimulation {
        intervals: queue.intervals.iter().map(|of| period(of, count)).collect(),
        days: queue.days.iter().map(|of| period(of, count)).collect(),
        total: period(&queue.whole, count),
    });
    Ok(CentreSimulation {
        seed,
        replications: outcome.replications,
        ended_by: played.ended_by,
        simulated_contacts: outcome.simulated_contacts,
        confidence_percent: CONFIDENCE * 100.0,
        queues: queues.collect(),
    })
}

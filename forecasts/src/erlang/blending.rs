//! Blending by a threshold: outbound work fills the agents inbound contacts leave idle, but for a few kept free.
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | A | inbound offered load = arrival rate × AHT | erlang |
//! | n | agents | |
//! | c | agents kept free for inbound contacts, 0 ≤ c ≤ n | |
//! | s | average handle time, the same for outbound | s |
//! | πₖ | probability of k agents busy and nobody waiting, n − c ≤ k ≤ n | |
//!
//! Whenever more than c agents are free an outbound contact starts at once, and there is always one to start. So at
//! least n − c agents are busy at any time, inbound contacts see the chain of Erlang C (or A) from n − c upwards,
//! and outbound contacts start at the rate at which one of n − c busy agents finishes: (n − c) πₙ₋꜀ / s.
//! With c = n nothing outbound ever starts; with c = 0 everyone is always busy and each inbound contact waits.
//!
//! Source: S. Bhulai and G. Koole, "A queueing model for call blending in call centers", IEEE Transactions on
//! Automatic Control 48 (2003), where thresholds are shown to be the best policy when both handle times are alike;
//! A. Deslauriers, P. L'Ecuyer, J. Pichitlamken, A. Ingolfsson and A. Avramidis, "Markov chain models of a telephone
//! call center with call blending" (2007).
//!
//! Exact for Poisson arrivals, exponential handle times (and patience), and outbound contacts that connect at once:
//! a dialer that must ring first reaches less. Relative error about 1e-12.

use super::c::Unstable;
use super::virtual_wait::VirtualWait;
use crate::units::{AhtSeconds, AnswerWithinSeconds, Erlangs, PatienceSeconds, Servers};

/// States are followed downwards; weights are scaled by this much whenever they outgrow its inverse.
const RESCALE: f64 = 1e-200;
const OUTGROWN: f64 = 1e200;

/// Where a search for agents gives up.
const MOST_AGENTS: u32 = 10_000_000;

/// Agents who take inbound contacts first and fill up with outbound ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blend {
    /// A: inbound arrival rate × AHT.
    pub inbound_load: Erlangs,
    /// s: mean handle time of either kind, above 0.
    pub aht: AhtSeconds,
    /// Mean patience of inbound contacts; `None` if nobody hangs up.
    pub patience: Option<PatienceSeconds>,
    /// n.
    pub agents: u32,
    /// c: outbound contacts start only while more agents than this are free.
    pub kept_free: u32,
}

/// Why a blend has no steady state, or means nothing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BlendError {
    /// Nobody hangs up and the inbound load alone is too much.
    #[error(transparent)]
    Unstable(#[from] Unstable),
    /// More agents kept free than there are.
    #[error("{kept_free} of {agents} agents cannot be kept free; keep at most {agents}")]
    MoreKeptFreeThanAgents {
        /// c.
        kept_free: u32,
        /// n.
        agents: u32,
    },
    /// Contacts that take no time fill nobody's time.
    #[error("an average handle time of {aht_seconds} s leaves nothing to blend; give one above 0")]
    NoHandleTime {
        /// The handle time refused.
        aht_seconds: f64,
    },
    /// No number of agents up to the limit does it.
    #[error("not even {limit} agents meet the goal; loosen the goal")]
    OutOfReach {
        /// Agents tried.
        limit: u32,
    },
}

/// The steady state of a blend.
#[derive(Clone, Copy, Debug)]
pub struct Blended {
    blend: Blend,
    wait: Option<VirtualWait>,
    p_wait: f64,
    outbound_load: f64,
}

impl Blend {
    /// ```
    /// use crewcast_forecasts::erlang::blending::Blend;
    /// use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, Erlangs};
    /// // Nobody kept free: every contact waits for the next of 75 busy agents.
    /// let blend = Blend {
    ///     inbound_load: Erlangs::new(53.0)?,
    ///     aht: AhtSeconds::new(120.0)?,
    ///     patience: None,
    ///     agents: 75,
    ///     kept_free: 0,
    /// };
    /// let blended = blend.steady()?;
    /// assert_eq!(blended.p_wait(), 1.0);
    /// assert!((blended.mean_wait_of_all_seconds() - 120.0 / 22.0).abs() < 1e-12);
    /// assert!((blended.outbound_load() - 22.0).abs() < 1e-11);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`BlendError`]: unstable without patience, c above n, a handle time of 0.
    pub fn steady(self) -> Result<Blended, BlendError> {
        let aht = self.aht.seconds();
        if aht <= 0.0 {
            return Err(BlendError::NoHandleTime { aht_seconds: aht });
        }
        if self.kept_free > self.agents {
            return Err(BlendError::MoreKeptFreeThanAgents {
                kept_free: self.kept_free,
                agents: self.agents,
            });
        }
        let load = self.inbound_load.erlangs();
        let unstable = Unstable {
            offered_load: self.inbound_load,
            agents: Servers::from(self.agents),
        };
        if self.agents == 0 {
            return match self.patience {
                None => Err(unstable.into()),
                Some(_) => Ok(Blended {
                    blend: self,
                    wait: None,
                    p_wait: 1.0,
                    outbound_load: 0.0,
                }),
            };
        }
        let agents = f64::from(self.agents);
        let hang_up_rate = self
            .patience
            .map_or(0.0, |patience| 1.0 / patience.seconds());
        let wait = VirtualWait::new(load / aht, agents / aht, hang_up_rate).ok_or(unstable)?;
        let least_busy = f64::from(self.agents - self.kept_free);
        if load == 0.0 {
            // With nothing inbound exactly n − c agents are busy, all with outbound contacts.
            return Ok(Blended {
                blend: self,
                wait: Some(wait),
                p_wait: if self.kept_free == 0 { 1.0 } else { 0.0 },
                outbound_load: least_busy,
            });
        }
        let (mut weight, mut below, mut rescalings) = (1.0, 0.0, 0.0);
        let mut busy = agents;
        while busy > least_busy {
            weight *= busy / load;
            busy -= 1.0;
            below += weight;
            if weight > OUTGROWN {
                weight *= RESCALE;
                below *= RESCALE;
                rescalings += 1.0;
            }
        }
        let ln_below = rescalings * OUTGROWN.ln();
        let p_wait = wait.p_wait(below, ln_below);
        let p_least_busy = if self.kept_free == 0 {
            wait.p_just_full(0.0, 0.0)
        } else {
            // Relative to all states below: weights and their sum have the same scale.
            wait.p_no_wait(below, ln_below) * (weight / below)
        };
        Ok(Blended {
            blend: self,
            wait: Some(wait),
            p_wait,
            outbound_load: least_busy * p_least_busy,
        })
    }
}

impl Blended {
    /// The blend this is the steady state of.
    #[must_use]
    pub fn blend(&self) -> &Blend {
        &self.blend
    }

    /// Share of inbound contacts that find every agent busy.
    #[must_use]
    pub fn p_wait(&self) -> f64 {
        self.p_wait
    }

    /// Mean wait over all inbound contacts, those who hang up included, in seconds; without patience the average
    /// speed of answer.
    #[must_use]
    pub fn mean_wait_of_all_seconds(&self) -> f64 {
        match (&self.wait, self.blend.patience) {
            (Some(wait), _) => self.p_wait * wait.mean_wait_seconds(),
            (None, Some(patience)) => patience.seconds(),
            (None, None) => 0.0,
        }
    }

    /// Share of inbound contacts that hang up; 0 without patience.
    #[must_use]
    pub fn p_abandon(&self) -> f64 {
        self.blend.patience.map_or(0.0, |patience| {
            self.mean_wait_of_all_seconds() / patience.seconds()
        })
    }

    /// Share of inbound contacts that are answered within the given time, of all offered.
    #[must_use]
    pub fn service_level(&self, within: AnswerWithinSeconds) -> f64 {
        VirtualWait::service_level(self.wait, self.p_wait, within.seconds())
    }

    /// Agents busy with outbound contacts, on average: outbound contacts a second × handle time.
    #[must_use]
    pub fn outbound_load(&self) -> f64 {
        self.outbound_load
    }

    /// Outbound contacts handled in an hour.
    #[must_use]
    pub fn outbound_contacts_per_hour(&self) -> f64 {
        self.outbound_load / self.blend.aht.seconds() * 3_600.0
    }

    /// Share of their time agents are busy with either kind; 0 without agents.
    #[must_use]
    pub fn occupancy(&self) -> f64 {
        if self.blend.agents == 0 {
            return 0.0;
        }
        let inbound = self.blend.inbound_load.erlangs() * (1.0 - self.p_abandon());
        (inbound + self.outbound_load) / f64::from(self.blend.agents)
    }
}

/// The smallest c, and with it the most outbound work, with which the inbound contacts' goal is met; `None` if it is
/// not met even with nothing outbound.
///
/// `meets` must stay true when more agents are kept free, as every goal on waits, abandonment or service level does.
/// The `kept_free` of `blend` is not read.
///
/// # Errors
/// As [`Blend::steady`].
pub fn fewest_kept_free(
    blend: Blend,
    meets: impl Fn(&Blended) -> bool,
) -> Result<Option<Blended>, BlendError> {
    let at = |kept_free| Blend { kept_free, ..blend }.steady();
    let mut best = at(blend.agents)?;
    if !meets(&best) {
        return Ok(None);
    }
    let (mut low, mut high) = (0, blend.agents);
    while low < high {
        let middle = low + (high - low) / 2;
        let blended = at(middle)?;
        if meets(&blended) {
            best = blended;
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(Some(best))
}

/// The fewest agents, with the best number kept free, that meet the inbound contacts' goal and leave room for so
/// much outbound work.
///
/// `meets` as for [`fewest_kept_free`]; `agents` and `kept_free` of `blend` are not read.
///
/// # Errors
/// As [`Blend::steady`]; [`BlendError::OutOfReach`] where not even ten million agents are enough.
pub fn fewest_agents(
    blend: Blend,
    outbound: Erlangs,
    meets: impl Fn(&Blended) -> bool,
) -> Result<Blended, BlendError> {
    let at = |agents| match fewest_kept_free(Blend { agents, ..blend }, &meets) {
        Ok(best) => Ok(best.filter(|best| best.outbound_load() >= outbound.erlangs())),
        Err(BlendError::Unstable(_)) => Ok(None),
        Err(error) => Err(error),
    };
    // Outbound work occupies that many agents by itself.
    let mut too_few = 0_u32;
    let mut step = 1_u32.max(outbound.erlangs().min(1e9) as u32);
    let mut best = loop {
        let agents = too_few.saturating_add(step).min(MOST_AGENTS);
        if let Some(best) = at(agents)? {
            break best;
        }
        if agents == MOST_AGENTS {
            return Err(BlendError::OutOfReach { limit: agents });
        }
        too_few = agents;
        step = step.saturating_mul(2);
    };
    if outbound.erlangs() == 0.0
        && let Some(nobody) = at(0)?
    {
        return Ok(nobody);
    }
    while best.blend.agents - too_few > 1 {
        let agents = too_few + (best.blend.agents - too_few) / 2;
        match at(agents)? {
            Some(enough) => best = enough,
            None => too_few = agents,
        }
    }
    Ok(best)
}

#[cfg(test)]
#[path = "blending_tests.rs"]
mod tests;

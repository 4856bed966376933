//! Chats: agents with several at once, slower the more they have, and contacts who give up waiting.
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | λ | arrival rate of chats | 1/s |
//! | n, M | agents; chats an agent may have at once | |
//! | hₘ | mean handle time of a chat while its agent has m | s |
//! | θ | 1 / mean patience of those who wait for an agent | 1/s |
//! | R = n M / h_M | completions a second while everyone is full | 1/s |
//!
//! A new chat goes to an agent with the fewest. Chats are taken to be spread evenly at every moment, by moving one
//! when an agent falls two behind: k chats are ⌊k/n⌋ or ⌈k/n⌉ an agent, so k alone is a birth-death chain, with
//! completions at (k mod n) (m+1)/hₘ₊₁ + (n − k mod n) m/hₘ for m = ⌊k/n⌋. Beyond n M chats contacts wait as in
//! Erlang A with full rate R. Real desks leave chats where they are; the spread then is a little less even and the
//! completions, where hₘ grows with m, a little slower: the simulator shows by how much.
//!
//! Source: P. Luo and J. Zhang, "Staffing and control of instant messaging contact centers", Operations Research 61
//! (2013), and T. Tezcan and J. Zhang, "Routing and staffing in customer service chat systems with impatient
//! customers", Operations Research 62 (2014), where balanced loads and concave total pace m/hₘ are shown to belong
//! together. With M = 1 it is Erlang A (or C).
//!
//! Relative error about 1e-12; time and no memory grow with n M.

use serde::{Deserialize, Serialize};

use super::virtual_wait::VirtualWait;
use crate::units::{AhtSeconds, AnswerWithinSeconds, Erlangs, PatienceSeconds};

/// States are followed downwards; weights are scaled by this much whenever they outgrow its inverse.
const RESCALE: f64 = 1e-200;
const OUTGROWN: f64 = 1e200;

/// No desk gives an agent more at once.
const MOST_AT_ONCE: usize = 100;
/// Where a search for agents gives up.
const MOST_AGENTS: u32 = 1_000_000;

/// Why chats have no steady state, or a handle time makes no sense.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ChatError {
    /// The list of handle times has no or too many entries.
    #[error("{entries} handle times, one for each number of chats at once; give 1 to {most}")]
    NoSuchConcurrency {
        /// Entries given.
        entries: usize,
        /// Entries allowed.
        most: usize,
    },
    /// A chat that takes no time.
    #[error(
        "a handle time of {aht_seconds} s with {at_once} chats at once leaves nothing to handle; give one above 0"
    )]
    NoHandleTime {
        /// The time refused.
        aht_seconds: f64,
        /// Chats at once.
        at_once: usize,
    },
    /// A slow-down that is no factor.
    #[error("{factor} is no slow-down factor; give a finite one above 0, 1 for none")]
    NotAFactor {
        /// The factor refused.
        factor: f64,
    },
    /// Nobody gives up and more arrives than full agents complete.
    #[error(
        "{arrivals_per_hour} chats an hour are not below the {completions_per_hour} that {agents} full agents \
         complete, so the queue grows without end; add agents or give a patience"
    )]
    Unstable {
        /// Chats that arrive in an hour.
        arrivals_per_hour: f64,
        /// Chats completed in an hour with every agent full.
        completions_per_hour: f64,
        /// n.
        agents: u32,
    },
    /// No number of agents up to the limit does it.
    #[error("not even {limit} agents meet the goal; loosen the goal")]
    OutOfReach {
        /// Agents tried.
        limit: u32,
    },
}

/// hₘ: mean handle time of a chat while its agent has 1, 2, … M of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<AhtSeconds>", into = "Vec<AhtSeconds>")]
pub struct ChatHandleTimes(Vec<AhtSeconds>);

impl ChatHandleTimes {
    /// # Errors
    /// [`ChatError::NoSuchConcurrency`] without entries or with more than 100, [`ChatError::NoHandleTime`] for a 0.
    pub fn new(by_chats_at_once: Vec<AhtSeconds>) -> Result<Self, ChatError> {
        if by_chats_at_once.is_empty() || by_chats_at_once.len() > MOST_AT_ONCE {
            return Err(ChatError::NoSuchConcurrency {
                entries: by_chats_at_once.len(),
                most: MOST_AT_ONCE,
            });
        }
        for (index, time) in by_chats_at_once.iter().enumerate() {
            if time.seconds() <= 0.0 {
                return Err(ChatError::NoHandleTime {
                    aht_seconds: time.seconds(),
                    at_once: index + 1,
                });
            }
        }
        Ok(Self(by_chats_at_once))
    }

    /// hₘ = h₁ fᵐ⁻¹: each further chat slows all of an agent's chats by the same factor.
    ///
    /// # Errors
    /// As [`Self::new`]; [`ChatError::NotAFactor`].
    pub fn slowed(alone: AhtSeconds, factor: f64, at_once: u32) -> Result<Self, ChatError> {
        if !(factor.is_finite() && factor > 0.0) {
            return Err(ChatError::NotAFactor { factor });
        }
        let entries = at_once as usize;
        if entries > MOST_AT_ONCE {
            return Err(ChatError::NoSuchConcurrency {
                entries,
                most: MOST_AT_ONCE,
            });
        }
        let times: Result<Vec<AhtSeconds>, f64> = (0..at_once)
            .map(|others| {
                let seconds = alone.seconds() * factor.powi(others as i32);
                AhtSeconds::new(seconds).map_err(|_| seconds)
            })
            .collect();
        Self::new(times.map_err(|_| ChatError::NotAFactor { factor })?)
    }

    /// M.
    #[must_use]
    pub fn at_once(&self) -> usize {
        self.0.len()
    }

    /// m/hₘ: chats an agent with m of them completes in a second.
    fn pace(&self, chats: usize) -> f64 {
        match chats.checked_sub(1).and_then(|index| self.0.get(index)) {
            Some(time) => chats as f64 / time.seconds(),
            None => 0.0,
        }
    }

    fn alone(&self) -> f64 {
        self.0.first().map_or(f64::INFINITY, |time| time.seconds())
    }
}

impl TryFrom<Vec<AhtSeconds>> for ChatHandleTimes {
    type Error = ChatError;

    fn try_from(times: Vec<AhtSeconds>) -> Result<Self, ChatError> {
        Self::new(times)
    }
}

impl From<ChatHandleTimes> for Vec<AhtSeconds> {
    fn from(times: ChatHandleTimes) -> Self {
        times.0
    }
}

/// A chat desk in its steady state.
#[derive(Clone, Copy, Debug)]
pub struct Desk {
    wait: Option<VirtualWait>,
    patience: Option<PatienceSeconds>,
    p_wait: f64,
    share_of_agents_busy: f64,
    chats_per_agent: f64,
}

impl Desk {
    /// `single_load` is the arrival rate × h₁: the load if nobody had two chats at once.
    ///
    /// ```
    /// use crewcast_forecasts::erlang::chat::{ChatHandleTimes, Desk};
    /// use crewcast_forecasts::units::{AhtSeconds, Erlangs, PatienceSeconds};
    /// // 10 agents with up to two chats of 6 minutes, half again as long when there are two.
    /// let times = ChatHandleTimes::slowed(AhtSeconds::new(360.0)?, 1.5, 2)?;
    /// let patience = Some(PatienceSeconds::new(300.0)?);
    /// let desk = Desk::steady(Erlangs::new(11.0)?, 10, &times, patience)?;
    /// assert!(desk.chats_per_agent() > 1.0 && desk.p_abandon() < 0.05);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ChatError::Unstable`] where nobody gives up and full agents complete no more than arrives.
    pub fn steady(
        single_load: Erlangs,
        agents: u32,
        times: &ChatHandleTimes,
        patience: Option<PatienceSeconds>,
    ) -> Result<Self, ChatError> {
        let arrival_rate = single_load.erlangs() / times.alone();
        let most = times.at_once();
        let full_rate = f64::from(agents) * times.pace(most);
        let unstable = || ChatError::Unstable {
            arrivals_per_hour: arrival_rate * 3_600.0,
            completions_per_hour: full_rate * 3_600.0,
            agents,
        };
        if agents == 0 {
            let Some(patience) = patience else {
                return Err(unstable());
            };
            return Ok(Self {
                wait: None,
                patience: Some(patience),
                p_wait: 1.0,
                share_of_agents_busy: 0.0,
                chats_per_agent: 0.0,
            });
        }
        let hang_up_rate = patience.map_or(0.0, |patience| 1.0 / patience.seconds());
        let wait = VirtualWait::new(arrival_rate, full_rate, hang_up_rate).ok_or_else(unstable)?;
        if arrival_rate == 0.0 {
            return Ok(Self {
                wait: Some(wait),
                patience,
                p_wait: 0.0,
                share_of_agents_busy: 0.0,
                chats_per_agent: 0.0,
            });
        }
        let below = Below::full(arrival_rate, agents, times);
        let ln_below = below.rescalings * OUTGROWN.ln();
        let p_wait = wait.p_wait(below.weight, ln_below);
        let p_no_wait = wait.p_no_wait(below.weight, ln_below);
        let all = f64::from(agents);
        Ok(Self {
            wait: Some(wait),
            patience,
            p_wait,
            share_of_agents_busy: p_wait + p_no_wait * (below.agents_busy / below.weight / all),
            chats_per_agent: p_wait * most as f64 + p_no_wait * (below.chats / below.weight / all),
        })
    }

    /// Share of chats that find every agent full.
    #[must_use]
    pub fn p_wait(&self) -> f64 {
        self.p_wait
    }

    /// Share of chats given up before an agent takes them; 0 without patience.
    #[must_use]
    pub fn p_abandon(&self) -> f64 {
        self.patience.map_or(0.0, |patience| {
            self.mean_wait_of_all_seconds() / patience.seconds()
        })
    }

    /// Mean wait for an agent over all chats, those given up included, in seconds.
    #[must_use]
    pub fn mean_wait_of_all_seconds(&self) -> f64 {
        match (&self.wait, self.patience) {
            (Some(wait), _) => self.p_wait * wait.mean_wait_seconds(),
            (None, Some(patience)) => patience.seconds(),
            (None, None) => 0.0,
        }
    }

    /// Share of chats an agent takes within the given time, of all offered.
    #[must_use]
    pub fn service_level(&self, within: AnswerWithinSeconds) -> f64 {
        VirtualWait::service_level(self.wait, self.p_wait, within.seconds())
    }

    /// Share of agents with at least one chat, on average: what a payroll sees as occupancy.
    #[must_use]
    pub fn share_of_agents_busy(&self) -> f64 {
        self.share_of_agents_busy
    }

    /// Chats an agent has at a moment, on average, idle agents counted.
    #[must_use]
    pub fn chats_per_agent(&self) -> f64 {
        self.chats_per_agent
    }
}

/// The states in which somebody has room, weighed against "everyone full, nobody waits".
struct Below {
    weight: f64,
    agents_busy: f64,
    chats: f64,
    rescalings: f64,
}

impl Below {
    fn full(arrival_rate: f64, agents: u32, times: &ChatHandleTimes) -> Self {
        let all = f64::from(agents);
        let mut below = Self {
            weight: 0.0,
            agents_busy: 0.0,
            chats: 0.0,
            rescalings: 0.0,
        };
        let mut weight = 1.0;
        for fewer in (0..times.at_once()).rev() {
            let (pace, pace_with_one_more) = (times.pace(fewer), times.pace(fewer + 1));
            // From everyone with one more, agent by agent, to everyone with `fewer`.
            for with_more in (1..=agents).rev() {
                let with_more = f64::from(with_more);
                weight *=
                    (with_more * pace_with_one_more + (all - with_more) * pace) / arrival_rate;
                let left_with_more = with_more - 1.0;
                below.weight += weight;
                below.agents_busy += weight * if fewer == 0 { left_with_more } else { all };
                below.chats += weight * (fewer as f64 * all + left_with_more);
                if weight > OUTGROWN {
                    weight *= RESCALE;
                    below.weight *= RESCALE;
                    below.agents_busy *= RESCALE;
                    below.chats *= RESCALE;
                    below.rescalings += 1.0;
                }
            }
        }
        below
    }
}

/// The fewest agents with whom `meets` holds, and what they give.
///
/// `meets` must stay true when agents are added. Every goal on waits, abandonment or service level does where an
/// agent's total pace m/hₘ is concave in m, as with any slow-down up to 1.5 and up to four chats.
///
/// # Errors
/// [`ChatError::OutOfReach`] where a million agents do not meet the goal.
pub fn fewest_agents(
    single_load: Erlangs,
    times: &ChatHandleTimes,
    patience: Option<PatienceSeconds>,
    meets: impl Fn(&Desk) -> bool,
) -> Result<(u32, Desk), ChatError> {
    let at = |agents| match Desk::steady(single_load, agents, times, patience) {
        Ok(desk) => Ok(Some(desk).filter(|desk| meets(desk))),
        Err(ChatError::Unstable { .. }) => Ok(None),
        Err(error) => Err(error),
    };
    if let Some(desk) = at(0)? {
        return Ok((0, desk));
    }
    let (mut too_few, mut enough) = (0_u32, 1_u32);
    let mut best = loop {
        if let Some(desk) = at(enough)? {
            break desk;
        }
        if enough == MOST_AGENTS {
            return Err(ChatError::OutOfReach { limit: enough });
        }
        too_few = enough;
        enough = enough.saturating_mul(2).min(MOST_AGENTS);
    };
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        match at(middle)? {
            Some(desk) => (enough, best) = (middle, desk),
            None => too_few = middle,
        }
    }
    Ok((enough, best))
}

#[cfg(test)]
#[path = "chat_tests.rs"]
mod tests;

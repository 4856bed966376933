//! The states of the chain, their numbering and their moves.

use super::model::{Design, DesignError, Priority, WhichType};

/// About 0.6 GB of transitions.
const LARGEST: usize = 4_000_000;

/// Who is busy with what, and who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) specialists_busy: u32,
    pub(super) flexible_on_first: u32,
    pub(super) flexible_on_second: u32,
    pub(super) first_waiting: u32,
    pub(super) second_waiting: u32,
}

/// Rates a second.
#[derive(Clone, Copy, Debug)]
struct Rates {
    arrival: [f64; 2],
    service: [f64; 2],
    abandonment: [f64; 2],
}

/// The chain with its queues cut at a length.
///
/// States are numbered in three regions, because a queue only exists behind busy agents: (a) a flexible agent is
/// free, nobody waits; (b) flexible agents all busy, a specialist free: only type 2 waits; (c) all busy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Space {
    pub(super) specialists: u32,
    pub(super) flexible: u32,
    pub(super) longest_first: u32,
    pub(super) longest_second: u32,
    priority: Priority,
    rates: Rates,
}

/// Where a contact that waits in the tagged queue ends, or the state it goes on waiting in.
pub(super) enum Tagged {
    Waits(State),
    Served,
    Abandons,
}

impl Space {
    pub(super) fn new(
        design: &Design,
        longest_first: u32,
        longest_second: u32,
    ) -> Result<Self, DesignError> {
        let types = [design.first, design.second];
        for kind in types {
            if kind.aht.seconds() <= 0.0 {
                return Err(DesignError::NoHandleTime {
                    aht_seconds: kind.aht.seconds(),
                });
            }
        }
        let space = Self {
            specialists: design.specialists,
            flexible: design.flexible,
            longest_first,
            longest_second,
            priority: design.priority,
            rates: Rates {
                arrival: types.map(|kind| kind.offered_load.erlangs() / kind.aht.seconds()),
                service: types.map(|kind| 1.0 / kind.aht.seconds()),
                abandonment: types.map(|kind| 1.0 / kind.patience.seconds()),
            },
        };
        // In floating point, so that absurd designs do not overflow before they are refused.
        let (s, f) = (f64::from(design.specialists), f64::from(design.flexible));
        let (k1, k2) = (f64::from(longest_first), f64::from(longest_second));
        let states = (s + 1.0) * f * (f + 1.0) / 2.0
            + s * (f + 1.0) * (k2 + 1.0)
            + (f + 1.0) * (k1 + 1.0) * (k2 + 1.0);
        if states > LARGEST as f64 {
            return Err(DesignError::TooLarge {
                specialists: design.specialists,
                flexible: design.flexible,
                limit: LARGEST,
            });
        }
        Ok(space)
    }

    pub(super) fn arrival_rate(&self, which: WhichType) -> f64 {
        self.rates.arrival[position(which)]
    }

    pub(super) fn abandonment_rate(&self, which: WhichType) -> f64 {
        self.rates.abandonment[position(which)]
    }

    /// Pairs (f₁, f₂) with a flexible agent free.
    fn pairs(&self) -> usize {
        let f = self.flexible as usize;
        f * (f + 1) / 2
    }

    fn start_of_b(&self) -> usize {
        (self.specialists as usize + 1) * self.pairs()
    }

    fn start_of_c(&self) -> usize {
        self.start_of_b()
            + self.specialists as usize
                * (self.flexible as usize + 1)
                * (self.longest_second as usize + 1)
    }

    pub(super) fn len(&self) -> usize {
        self.start_of_c()
            + (self.flexible as usize + 1)
                * (self.longest_first as usize + 1)
                * (self.longest_second as usize + 1)
    }

    pub(super) fn number_of(&self, state: &State) -> usize {
        let s = state.specialists_busy as usize;
        let f1 = state.flexible_on_first as usize;
        let (q1, q2) = (state.first_waiting as usize, state.second_waiting as usize);
        let (f_all, k1, k2) = (
            self.flexible as usize + 1,
            self.longest_first as usize + 1,
            self.longest_second as usize + 1,
        );
        if self.flexible_is_free(state) {
            let busy = f1 + state.flexible_on_second as usize;
            s * self.pairs() + busy * (busy + 1) / 2 + f1
        } else if state.specialists_busy < self.specialists {
            self.start_of_b() + (s * f_all + f1) * k2 + q2
        } else {
            self.start_of_c() + (f1 * k1 + q1) * k2 + q2
        }
    }

    /// Every state, in the order of [`Self::number_of`].
    pub(super) fn states(&self) -> Vec<State> {
        let mut states = Vec::with_capacity(self.len());
        let state = |s, f1, f2, q1, q2| State {
            specialists_busy: s,
            flexible_on_first: f1,
            flexible_on_second: f2,
            first_waiting: q1,
            second_waiting: q2,
        };
        for s in 0..=self.specialists {
            for busy in 0..self.flexible {
                states.extend((0..=busy).map(|f1| state(s, f1, busy - f1, 0, 0)));
            }
        }
        for s in 0..self.specialists {
            for f1 in 0..=self.flexible {
                let f2 = self.flexible - f1;
                states.extend((0..=self.longest_second).map(|q2| state(s, f1, f2, 0, q2)));
            }
        }
        for f1 in 0..=self.flexible {
            let f2 = self.flexible - f1;
            for q1 in 0..=self.longest_first {
                states.extend(
                    (0..=self.longest_second).map(|q2| state(self.specialists, f1, f2, q1, q2)),
                );
            }
        }
        states
    }

    pub(super) fn flexible_is_free(&self, state: &State) -> bool {
        state.flexible_on_first + state.flexible_on_second < self.flexible
    }

    pub(super) fn first_would_wait(&self, state: &State) -> bool {
        state.specialists_busy == self.specialists && !self.flexible_is_free(state)
    }

    /// Every move out of a state with its rate a second.
    pub(super) fn moves(&self, state: &State, mut go: impl FnMut(State, f64)) {
        let Rates {
            arrival,
            service,
            abandonment,
        } = self.rates;
        let free = self.flexible_is_free(state);
        let first_arrives = if state.specialists_busy < self.specialists {
            Some(state.with(|next| next.specialists_busy += 1))
        } else if free {
            Some(state.with(|next| next.flexible_on_first += 1))
        } else if state.first_waiting < self.longest_first {
            Some(state.with(|next| next.first_waiting += 1))
        } else {
            None
        };
        let second_arrives = if free {
            Some(state.with(|next| next.flexible_on_second += 1))
        } else if state.second_waiting < self.longest_second {
            Some(state.with(|next| next.second_waiting += 1))
        } else {
            None
        };
        for (next, rate) in [first_arrives, second_arrives].into_iter().zip(arrival) {
            if let Some(next) = next {
                go(next, rate);
            }
        }
        if state.specialists_busy > 0 {
            let next = if state.first_waiting > 0 {
                state.with(|next| next.first_waiting -= 1)
            } else {
                state.with(|next| next.specialists_busy -= 1)
            };
            go(next, f64::from(state.specialists_busy) * service[0]);
        }
        if state.flexible_on_first > 0 {
            let freed = state.with(|next| next.flexible_on_first -= 1);
            go(
                self.taken(freed),
                f64::from(state.flexible_on_first) * service[0],
            );
        }
        if state.flexible_on_second > 0 {
            let freed = state.with(|next| next.flexible_on_second -= 1);
            go(
                self.taken(freed),
                f64::from(state.flexible_on_second) * service[1],
            );
        }
        if state.first_waiting > 0 {
            go(
                state.with(|next| next.first_waiting -= 1),
                f64::from(state.first_waiting) * abandonment[0],
            );
        }
        if state.second_waiting > 0 {
            go(
                state.with(|next| next.second_waiting -= 1),
                f64::from(state.second_waiting) * abandonment[1],
            );
        }
    }

    /// What a flexible agent who has just become free does.
    fn taken(&self, freed: State) -> State {
        match self.next_queue(freed.first_waiting > 0, freed.second_waiting > 0) {
            Some(WhichType::First) => freed.with(|next| {
                next.first_waiting -= 1;
                next.flexible_on_first += 1;
            }),
            Some(WhichType::Second) => freed.with(|next| {
                next.second_waiting -= 1;
                next.flexible_on_second += 1;
            }),
            None => freed,
        }
    }

    fn next_queue(&self, first_waits: bool, second_waits: bool) -> Option<WhichType> {
        match (self.priority, first_waits, second_waits) {
            (Priority::FirstType, true, _) | (_, true, false) => Some(WhichType::First),
            (Priority::SecondType, _, true) | (_, false, true) => Some(WhichType::Second),
            (_, false, false) => None,
        }
    }

    /// Every move of a contact that waits in `tagged` behind all who are in that queue in `state`.
    ///
    /// Its own queue is first come, first served, so those who arrive behind it are left out.
    pub(super) fn tagged_moves(
        &self,
        tagged: WhichType,
        state: &State,
        mut go: impl FnMut(Tagged, f64),
    ) {
        let Rates {
            arrival,
            service,
            abandonment,
        } = self.rates;
        let (q1, q2) = (state.first_waiting, state.second_waiting);
        match tagged {
            WhichType::First => {
                if q2 < self.longest_second {
                    go(
                        Tagged::Waits(state.with(|next| next.second_waiting += 1)),
                        arrival[1],
                    );
                }
                let specialists = f64::from(state.specialists_busy) * service[0];
                go(self.one_ahead_less(tagged, *state), specialists);
            }
            WhichType::Second => {
                // With a specialist free it is taken there; q₁ only grows behind busy specialists.
                if state.specialists_busy < self.specialists {
                    go(
                        Tagged::Waits(state.with(|next| next.specialists_busy += 1)),
                        arrival[0],
                    );
                } else if q1 < self.longest_first {
                    go(
                        Tagged::Waits(state.with(|next| next.first_waiting += 1)),
                        arrival[0],
                    );
                }
                if state.specialists_busy > 0 {
                    let next = if q1 > 0 {
                        state.with(|next| next.first_waiting -= 1)
                    } else {
                        state.with(|next| next.specialists_busy -= 1)
                    };
                    go(
                        Tagged::Waits(next),
                        f64::from(state.specialists_busy) * service[0],
                    );
                }
            }
        }
        let busy = [state.flexible_on_first, state.flexible_on_second];
        for (kind, (busy, pace)) in [WhichType::First, WhichType::Second]
            .into_iter()
            .zip(busy.into_iter().zip(service))
        {
            if busy == 0 {
                continue;
            }
            let freed = state.with(|next| match kind {
                WhichType::First => next.flexible_on_first -= 1,
                WhichType::Second => next.flexible_on_second -= 1,
            });
            let first_waits = q1 > 0 || tagged == WhichType::First;
            let second_waits = q2 > 0 || tagged == WhichType::Second;
            let target = match self.next_queue(first_waits, second_waits) {
                Some(served) if served == tagged => match self.one_ahead_less(tagged, freed) {
                    Tagged::Waits(next) => Tagged::Waits(next.with(|next| match served {
                        WhichType::First => next.flexible_on_first += 1,
                        WhichType::Second => next.flexible_on_second += 1,
                    })),
                    end => end,
                },
                _ => Tagged::Waits(self.taken(freed)),
            };
            go(target, f64::from(busy) * pace);
        }
        for (kind, (waiting, rate)) in [WhichType::First, WhichType::Second]
            .into_iter()
            .zip([q1, q2].into_iter().zip(abandonment))
        {
            if waiting > 0 {
                let next = state.with(|next| match kind {
                    WhichType::First => next.first_waiting -= 1,
                    WhichType::Second => next.second_waiting -= 1,
                });
                go(Tagged::Waits(next), f64::from(waiting) * rate);
            }
        }
        go(Tagged::Abandons, abandonment[position(tagged)]);
    }

    /// An agent takes from the tagged queue: whoever is at its head, or the tagged contact itself.
    fn one_ahead_less(&self, tagged: WhichType, state: State) -> Tagged {
        match tagged {
            WhichType::First if state.first_waiting > 0 => {
                Tagged::Waits(state.with(|next| next.first_waiting -= 1))
            }
            WhichType::Second if state.second_waiting > 0 => {
                Tagged::Waits(state.with(|next| next.second_waiting -= 1))
            }
            _ => Tagged::Served,
        }
    }
}

impl State {
    fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut next = *self;
        change(&mut next);
        next
    }
}

fn position(which: WhichType) -> usize {
    match which {
        WhichType::First => 0,
        WhichType::Second => 1,
    }
}

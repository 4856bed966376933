//! What an allocation answers.

/// Why a campaign did not get its minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Its contacts take fewer minutes than the minimum asks for.
    TooFewContacts,
    /// While its contacts are callable, the groups that can serve it have too little surplus.
    TooLittleSurplus,
    /// Alone it could have had it; minima of other campaigns of its own or a higher priority use the same minutes.
    OtherMinima,
}

/// Something a planner should know about the result.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// A minimum was not met.
    MinimumNotMet {
        /// The campaign's index.
        campaign: usize,
        /// Minutes asked for.
        minimum: f64,
        /// Minutes it has.
        given: f64,
        /// Minutes it could have had if it were alone.
        alone: f64,
        /// What stands against it.
        obstacle: Obstacle,
    },
    /// No minute of surplus falls into hours in which a contact of this campaign may be called.
    NothingCallable {
        /// The campaign's index.
        campaign: usize,
    },
    /// Surplus that no campaign could use.
    SurplusLeftOver {
        /// How much of it, all groups and intervals together.
        minutes: f64,
    },
}

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::MinimumNotMet {
                minimum,
                given,
                alone,
                obstacle,
                ..
            } => {
                let why = match obstacle {
                    Obstacle::TooFewContacts => {
                        "its contacts take no more; add contacts or lower the minimum"
                    }
                    Obstacle::TooLittleSurplus => {
                        "there is no more surplus in its callable hours among the groups that serve it; widen the \
                         hours or the groups, or lower the minimum"
                    }
                    Obstacle::OtherMinima => {
                        "minima of other campaigns need the same minutes; raise its priority or lower a minimum"
                    }
                };
                write!(
                    f,
                    "{given:.1} of at least {minimum:.1} minutes could be given ({alone:.1} if it were alone): {why}"
                )
            }
            Self::NothingCallable { .. } => f.write_str(
                "no surplus falls into hours in which its contacts may be called; widen the callable hours or the \
                 groups that serve it",
            ),
            Self::SurplusLeftOver { minutes } => write!(
                f,
                "{minutes:.1} minutes of surplus are of use to no campaign; add contacts, raise a maximum or widen \
                 callable hours"
            ),
        }
    }
}

/// What one campaign gets.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignAllocation {
    /// Agent-minutes per interval.
    pub minutes: Vec<f64>,
    /// Agent-minutes per group and interval.
    pub minutes_by_group: Vec<Vec<f64>>,
    /// Their sum.
    pub total_minutes: f64,
    /// `total_minutes × value_per_minute`, without the priority's weight.
    pub value: f64,
    /// Weighted value that one more minute of its maximum would bring; 0 when the maximum does not bind.
    pub maximum_price: f64,
    /// Weighted value that one more minute of contacts would bring, per segment.
    pub capacity_prices: Vec<f64>,
    /// Weighted value that one minute of its minimum costs the rest, as a number of at least 0; where the minimum
    /// cannot be met it is the penalty of missing it.
    pub minimum_price: f64,
    /// Minutes missing to its minimum.
    pub shortfall_minutes: f64,
}

/// The best hand-out of a problem's surplus.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocation {
    /// One entry a campaign, in the problem's order.
    pub campaigns: Vec<CampaignAllocation>,
    /// `Σ minutes × value_per_minute × priority multiplier`; penalties of missed minima are not in it.
    pub objective: f64,
    /// Weighted value that one more agent-minute would bring, per group and interval. Where minima are missed it
    /// includes the penalty that this minute would save.
    pub surplus_prices: Vec<Vec<f64>>,
    /// What a planner should know.
    pub messages: Vec<Message>,
}

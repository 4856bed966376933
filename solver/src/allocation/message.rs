//! What a planner should know about a hand-out.

/// Why a campaign did not get its minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Its contacts take fewer minutes than the minimum asks for, in all, a day or an hour.
    TooFewContacts,
    /// While its contacts are callable, the groups that can serve it have too little surplus.
    TooLittleSurplus,
    /// A budget ends before.
    BudgetTooSmall,
    /// Too few lines, its own or those of all campaigns.
    TooFewLines,
    /// No one of these alone: only several of them together make room.
    SeveralLimits,
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
    /// A group has fewer heads at work than inbound work is to have.
    InboundShort {
        /// The group's index.
        group: usize,
        /// In so many intervals.
        intervals: usize,
        /// Agent-minutes missing there.
        minutes: f64,
    },
    /// Surplus that no campaign could use.
    SurplusLeftOver {
        /// How much of it, all groups and intervals together.
        minutes: f64,
    },
    /// The search for whole minutes ended before it was sure of the best.
    NotProvenBest {
        /// The objective could be greater by this at most.
        by: f64,
    },
}

impl std::fmt::Display for Obstacle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::TooFewContacts => {
                "its contacts take no more; add contacts or attempts, or lower the minimum"
            }
            Self::TooLittleSurplus => {
                "there is no more surplus in its callable hours among the groups that serve it; widen the hours or \
                 the groups, or lower the minimum"
            }
            Self::BudgetTooSmall => "a budget ends before; raise the budget or lower the minimum",
            Self::TooFewLines => {
                "there are no more lines; add lines, dial with fewer lines an agent or lower the minimum"
            }
            Self::SeveralLimits => {
                "contacts, budgets and lines stand against it together; raise them or lower the minimum"
            }
            Self::OtherMinima => {
                "minima of other campaigns need the same minutes; raise its priority or lower a minimum"
            }
        })
    }
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
            } => write!(
                f,
                "{given:.1} of at least {minimum:.1} minutes could be given ({alone:.1} if it were alone): {obstacle}"
            ),
            Self::NothingCallable { .. } => f.write_str(
                "no surplus falls into hours in which its contacts may be called; widen the callable hours or the \
                 groups that serve it",
            ),
            Self::InboundShort {
                intervals, minutes, ..
            } => write!(
                f,
                "in {intervals} intervals inbound work is short of {minutes:.1} agent-minutes, so nothing is left for \
                 campaigns; roster more agents or protect with a smaller probability"
            ),
            Self::SurplusLeftOver { minutes } => write!(
                f,
                "{minutes:.1} minutes of surplus are of use to no campaign; add contacts, raise a maximum or widen \
                 callable hours"
            ),
            Self::NotProvenBest { by } => write!(
                f,
                "the objective could be up to {by:.2} greater: the search for whole minutes was ended; ask for \
                 fractions of minutes to be sure"
            ),
        }
    }
}

//! What the planner says to each finding.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Confidence, Finding, FindingId, Findings};

/// The planner's word on one finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Decision {
    /// The repair is made.
    Accepted,
    /// The data stay as they are.
    Refused,
}

/// Decisions by finding, as stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Decisions(BTreeMap<FindingId, Decision>);

impl Decisions {
    /// Every finding accepted.
    #[must_use]
    pub fn accept_all(findings: &Findings) -> Self {
        Self::accept(findings, |_| true)
    }

    /// The findings accepted that no ordinary day could be mistaken for: what a run without a planner uses.
    #[must_use]
    pub fn accept_strong(findings: &Findings) -> Self {
        Self::accept(findings, |f| f.confidence == Confidence::Strong)
    }

    /// Takes a decision, in place of an earlier one on the same finding.
    pub fn decide(&mut self, id: FindingId, decision: Decision) {
        self.0.insert(id, decision);
    }

    /// The decision on a finding: the one on its own id, else on one of its kind and day that shares slots with it.
    #[must_use]
    pub fn on(&self, finding: &Finding) -> Option<Decision> {
        self.0.get(&finding.id).copied().or_else(|| {
            let near = |id: &FindingId| id.overlaps(&finding.id);
            self.0
                .iter()
                .find_map(|(id, decision)| near(id).then_some(*decision))
        })
    }

    /// Whether the finding was accepted; an undecided one was not.
    #[must_use]
    pub fn accepts(&self, finding: &Finding) -> bool {
        self.on(finding) == Some(Decision::Accepted)
    }

    fn accept(findings: &Findings, which: impl Fn(&Finding) -> bool) -> Self {
        let chosen = findings.iter().filter(|finding| which(finding));
        Self(
            chosen
                .map(|finding| (finding.id.clone(), Decision::Accepted))
                .collect(),
        )
    }
}

//! What of the topics somebody listens to, and whether an event is of it.

use super::payloads::TOPICS;
use super::store::{EventChoice, WhoseEvents};
use super::topic::{Topic, id_in};
use crate::failure::{Failure, Fault, Faults};
use crate::tenancy::{Role, Scope};

/// The most topics one subscription names.
const MOST_TOPICS: usize = 100;

/// Topics that somebody listens to and may hear.
#[derive(Clone, Debug)]
pub struct Subscription {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    topic: &'static Topic,
    whose: Whose,
}

#[derive(Clone, Debug, PartialEq)]
enum Whose {
    All,
    Of(String),
    OfAgent(String),
    OfAnyAgent,
}

/// What decides whether somebody hears an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    /// The topic's name as it stands in the list.
    pub topic: &'a str,
    /// The id in the topic's name.
    pub subject_id: &'a str,
    /// The agents whom it concerns, in order: a published schedule may have thousands.
    pub agent_ids: &'a [String],
}

impl Subscription {
    /// The topics named, each as it stands in the list with an id or `*` in its placeholder; without any, all that the
    /// actor may hear. `pointer` says where a name that is none was sent.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for every name that is none; [`Failure::Forbidden`] for a topic the role may not hear, or an
    /// agent's that is not the actor's own.
    pub fn of<S: AsRef<str>>(
        scope: &Scope,
        names: &[S],
        pointer: impl Fn(usize) -> String,
    ) -> Result<Self, Failure> {
        if names.is_empty() {
            return Self::everything(scope);
        }
        let mut faults = Faults::default();
        faults.require(
            names.len() <= MOST_TOPICS,
            pointer(MOST_TOPICS),
            "too-many",
            format!("name at most {MOST_TOPICS} topics; write * for the id to take all of a kind"),
        );
        let mut parts = Vec::new();
        for (index, name) in names.iter().enumerate() {
            match part(name.as_ref().trim()) {
                Some(part) => parts.push(part),
                None => faults.push(Fault::new(
                    pointer(index),
                    "unknown-topic",
                    format!(
                        "{:?} is no topic; GET /api/v1/event-topics lists them, and an id or * goes where they have braces",
                        name.as_ref()
                    ),
                )),
            }
        }
        faults.into_result()?;
        for part in &parts {
            require_audible(scope, part)?;
        }
        Ok(Self { parts })
    }

    fn everything(scope: &Scope) -> Result<Self, Failure> {
        let role = scope.actor.role;
        let heard = TOPICS
            .iter()
            .copied()
            .filter(|topic| topic.is_heard_by(role));
        let whose = match role {
            Role::Agent => Whose::OfAgent(
                scope
                    .acting_agent(None, "?topics", "wfm:event:view")?
                    .to_owned(),
            ),
            _ => Whose::All,
        };
        let parts = heard.map(|topic| Part {
            topic,
            whose: whose.clone(),
        });
        Ok(Self {
            parts: parts.collect(),
        })
    }

    /// Its parts as the store chooses among events; what is chosen is to be asked of [`Self::hears`] again.
    pub(super) fn choices(&self) -> Vec<EventChoice<'_>> {
        let choices = self.parts.iter().map(|part| EventChoice {
            topic: part.topic.name,
            whose: match &part.whose {
                Whose::All => WhoseEvents::All,
                Whose::Of(id) => WhoseEvents::OfSubject(id),
                Whose::OfAgent(id) => WhoseEvents::OfAgent(id),
                Whose::OfAnyAgent => WhoseEvents::OfAnyAgent,
            },
        });
        choices.collect()
    }

    /// Whether it hears an event.
    pub(super) fn hears(&self, event: Facts<'_>) -> bool {
        self.parts.iter().any(|part| {
            part.topic.name == event.topic
                && match &part.whose {
                    Whose::All => true,
                    Whose::Of(id) => id == event.subject_id,
                    Whose::OfAgent(id) => event.agent_ids.binary_search(id).is_ok(),
                    Whose::OfAnyAgent => !event.agent_ids.is_empty(),
                }
        })
    }
}

fn part(name: &str) -> Option<Part> {
    TOPICS.iter().copied().find_map(|topic| {
        if let Some(id) = id_in(name, topic.name) {
            let whose = if id == "*" { Whose::All } else { Whose::Of(id) };
            return Some(Part { topic, whose });
        }
        let id = id_in(name, topic.name_of_agent?)?;
        let whose = if id == "*" {
            Whose::OfAnyAgent
        } else {
            Whose::OfAgent(id)
        };
        Some(Part { topic, whose })
    })
}

fn require_audible(scope: &Scope, part: &Part) -> Result<(), Failure> {
    if part.topic.roles.contains(&scope.actor.role) {
        return Ok(());
    }
    match &part.whose {
        Whose::OfAgent(id) if scope.actor.role == Role::Agent => {
            scope.require_own(id, "wfm:event:view")
        }
        _ => Err(scope.forbidden(&format!("wfm:event:view of {}", part.topic.name))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Instant;
    use crate::tenancy::TenantId;

    fn scope(role: Role, agent_id: Option<&str>) -> Scope {
        let mut scope = Scope::system(TenantId::new("bank"), Instant::from_epoch_millis(0));
        scope.actor.role = role;
        scope.actor.agent_id = agent_id.map(str::to_owned);
        scope
    }

    fn subscribe(scope: &Scope, names: &[&str]) -> Result<Subscription, Failure> {
        Subscription::of(scope, names, |index| format!("/topics/{index}"))
    }

    const SCHEDULES: &str = "business-units.{businessUnitId}.schedules";
    const TIME_OFF: &str = "business-units.{businessUnitId}.time-off-requests";

    fn heard(subscription: &Subscription, topic: &str, subject_id: &str, agents: &[&str]) -> bool {
        let agent_ids: Vec<String> = agents.iter().map(|id| (*id).to_owned()).collect();
        subscription.hears(Facts {
            topic,
            subject_id,
            agent_ids: &agent_ids,
        })
    }

    #[test]
    fn a_planner_hears_one_unit_or_all_of_them() {
        let planner = scope(Role::Planner, None);
        let one = subscribe(&planner, &["business-units.bu1.schedules"]).unwrap();
        assert!(heard(&one, SCHEDULES, "bu1", &[]));
        assert!(!heard(&one, SCHEDULES, "bu2", &[]));
        assert!(!heard(&one, TIME_OFF, "bu1", &["ana"]));
        let all = subscribe(&planner, &["business-units.*.schedules"]).unwrap();
        assert!(heard(&all, SCHEDULES, "bu2", &[]));
    }

    #[test]
    fn an_agent_hears_their_own_only_also_when_they_name_nothing() {
        let ana = scope(Role::Agent, Some("ana"));
        for subscription in [
            subscribe(&ana, &["agents.ana.time-off-requests"]).unwrap(),
            subscribe(&ana, &[]).unwrap(),
        ] {
            assert!(heard(&subscription, TIME_OFF, "bu1", &["ana"]));
            assert!(!heard(&subscription, TIME_OFF, "bu1", &["bo"]));
            assert!(!heard(&subscription, SCHEDULES, "bu1", &[]));
        }
        for name in [
            "agents.bo.time-off-requests",
            "agents.*.time-off-requests",
            "business-units.bu1.time-off-requests",
        ] {
            assert!(
                matches!(subscribe(&ana, &[name]), Err(Failure::Forbidden { .. })),
                "{name}"
            );
        }
        assert!(
            subscribe(&scope(Role::Agent, None), &[]).is_err(),
            "who is no agent has nothing of their own"
        );
    }

    #[test]
    fn a_dialer_hears_campaigns_and_no_schedules() {
        let dialer = scope(Role::Dialer, None);
        assert!(subscribe(&dialer, &["outbound.campaigns.c1"]).is_ok());
        assert!(matches!(
            subscribe(&dialer, &["business-units.*.schedules"]),
            Err(Failure::Forbidden { .. })
        ));
        assert!(!heard(
            &subscribe(&dialer, &[]).unwrap(),
            SCHEDULES,
            "bu1",
            &[]
        ));
    }

    #[test]
    fn a_name_that_is_no_topic_is_a_fault_at_its_place() {
        let told = subscribe(&scope(Role::Admin, None), &["runs.*", "weather"]).unwrap_err();
        let [fault] = told.faults() else {
            panic!("{told:?}")
        };
        assert_eq!(
            (fault.pointer.as_str(), fault.code.as_str()),
            ("/topics/1", "unknown-topic")
        );
    }
}

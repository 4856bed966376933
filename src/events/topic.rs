//! The list of topics, and what of it somebody subscribes to.

use crate::tenancy::Role;

/// What events are about. A topic's names have one placeholder at most, for the id of what the events concern.
#[derive(Debug)]
pub struct Topic {
    /// Its name, such as `business-units.{businessUnitId}.schedules`.
    pub name: &'static str,
    /// The name under which it is the events of one agent: the only one an agent may subscribe to.
    pub name_of_agent: Option<&'static str>,
    /// What its events tell.
    pub description: &'static str,
    /// The types its events may have.
    pub event_types: &'static [&'static str],
    /// Who may hear all of it; agents beside them hear their own where it has a name of agents.
    pub roles: &'static [Role],
    /// The JSON schema of an event's `data`.
    pub schema: fn() -> utoipa::openapi::RefOr<utoipa::openapi::Schema>,
}

impl Topic {
    /// Whether the role may hear any of it.
    pub fn is_heard_by(&self, role: Role) -> bool {
        self.roles.contains(&role) || (role == Role::Agent && self.name_of_agent.is_some())
    }

    /// Its name with the id put in.
    pub fn name_with(&self, id: &str) -> String {
        self.name
            .split('.')
            .map(|segment| if is_placeholder(segment) { id } else { segment })
            .collect::<Vec<_>>()
            .join(".")
    }
}

fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{')
}

/// The id that `asked` has where `name` has its placeholder; `None` when it is another name. A name without placeholder
/// is met with the id `*`.
pub(super) fn id_in(asked: &str, name: &str) -> Option<String> {
    let mut id = "*".to_owned();
    let mut wanted = name.split('.');
    for segment in asked.split('.') {
        match wanted.next()? {
            placeholder if is_placeholder(placeholder) && !segment.is_empty() => {
                segment.clone_into(&mut id);
            }
            same if same == segment => {}
            _ => return None,
        }
    }
    wanted.next().is_none().then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_met_segment_by_segment_and_gives_the_id_in_its_placeholder() {
        let name = "business-units.{businessUnitId}.schedules";
        assert_eq!(
            id_in("business-units.0197.schedules", name).as_deref(),
            Some("0197")
        );
        assert_eq!(
            id_in("business-units.*.schedules", name).as_deref(),
            Some("*")
        );
        assert_eq!(
            id_in("historical-data.imports", "historical-data.imports").as_deref(),
            Some("*")
        );
        for other in [
            "business-units.0197",
            "business-units.0197.schedules.more",
            "business-units..schedules",
            "",
            "*",
        ] {
            assert_eq!(id_in(other, name), None, "{other}");
        }
    }
}

//! Which person is behind a contact: pure, so that it can be tried on anything.

use std::collections::{BTreeMap, BTreeSet};

use super::assign::PersonHint;

/// A person known to have a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub person: String,
    /// Absent where no system has named the person.
    pub external_id: Option<String>,
}

/// What is known before.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// Persons by what the caller's systems call them.
    pub named: BTreeMap<String, String>,
    /// Persons by phone, the first known first.
    pub owners: BTreeMap<String, Vec<Owner>>,
    /// The phones of those without a name, by person; found from `owners`.
    phones_of_unnamed: BTreeMap<String, Vec<String>>,
}

impl Known {
    fn find_unnamed(&mut self) {
        for (phone, owners) in &self.owners {
            for owner in owners.iter().filter(|owner| owner.external_id.is_none()) {
                let phones = self.phones_of_unnamed.entry(owner.person.clone());
                phones.or_default().push(phone.clone());
            }
        }
    }

    /// Puts a named person in the place of one that was known by phones alone, wherever that one was.
    fn become_one(&mut self, unnamed: &str, named: &Owner) {
        for phone in self.phones_of_unnamed.remove(unnamed).unwrap_or_default() {
            let Some(owners) = self.owners.get_mut(&phone) else {
                continue;
            };
            let is_there =
                unnamed != named.person && owners.iter().any(|owner| owner.person == named.person);
            if is_there {
                owners.retain(|owner| owner.person != unnamed);
            }
            for owner in owners.iter_mut().filter(|owner| owner.person == unnamed) {
                owner.clone_from(named);
            }
        }
    }
}

/// Who is behind whom, and what must be written for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Resolution {
    /// The person of each hint, in their order.
    pub persons: Vec<String>,
    /// Persons to be made, with their external ids.
    pub made: Vec<Owner>,
    /// Persons known only by a phone that have a name now: the person and the external id.
    pub named: Vec<(String, String)>,
    /// Persons known only by a phone that turn out to be another: who, and whom.
    pub merged: Vec<(String, String)>,
    /// Phones that are new to a person: the phone and the person.
    pub phones: Vec<(String, String)>,
    /// Phones behind which more than one person is known.
    pub ambiguous: BTreeSet<String>,
}

/// Decides who is behind contacts of different phones.
///
/// An external id decides, and gives its name to whom only the phone was known of. Without one it is the person first known
/// to have the phone, and without such a person somebody new. Named hints are heard before the others and in order of their
/// names and phones, so the order of rows changes nothing but the ids of who is new.
pub(super) fn resolve(
    hints: &[PersonHint<'_>],
    mut known: Known,
    mut new_id: impl FnMut() -> String,
) -> Resolution {
    let mut out = Resolution::default();
    let mut persons: BTreeMap<usize, String> = BTreeMap::new();
    known.find_unnamed();
    let all = || hints.iter().enumerate();
    let named = all().filter_map(|(at, hint)| Some((hint.external_id?, hint.phone, at)));
    let named: BTreeSet<(&str, &str, usize)> = named.collect();
    for (name, phone, at) in named {
        let person = named_person(phone, name, &mut known, &mut out, &mut new_id);
        persons.insert(at, person);
    }
    for (at, hint) in all().filter(|(_, hint)| hint.external_id.is_none()) {
        let owners = known.owners.entry(hint.phone.to_owned()).or_default();
        if owners.is_empty() {
            let owner = Owner {
                person: new_id(),
                external_id: None,
            };
            out.phones
                .push((hint.phone.to_owned(), owner.person.clone()));
            out.made.push(owner.clone());
            owners.push(owner);
        }
        if let Some(first) = owners.first() {
            persons.insert(at, first.person.clone());
        }
    }
    out.ambiguous = hints
        .iter()
        .filter(|hint| known.owners.get(hint.phone).is_some_and(|o| o.len() > 1))
        .map(|hint| hint.phone.to_owned())
        .collect();
    out.persons = persons.into_values().collect();
    out
}

fn named_person(
    phone: &str,
    name: &str,
    known: &mut Known,
    out: &mut Resolution,
    new_id: &mut impl FnMut() -> String,
) -> String {
    let owners = known.owners.entry(phone.to_owned()).or_default();
    let unnamed = match owners.as_slice() {
        [only] if only.external_id.is_none() => Some(only.person.clone()),
        _ => None,
    };
    let person = match (known.named.get(name).cloned(), &unnamed) {
        (Some(person), _) => person,
        (None, Some(unnamed)) => {
            out.named.push((unnamed.clone(), name.to_owned()));
            unnamed.clone()
        }
        (None, None) => {
            let person = new_id();
            out.made.push(Owner {
                person: person.clone(),
                external_id: Some(name.to_owned()),
            });
            person
        }
    };
    known.named.insert(name.to_owned(), person.clone());
    let owner = Owner {
        person: person.clone(),
        external_id: Some(name.to_owned()),
    };
    match unnamed {
        Some(unnamed) => {
            if unnamed != person {
                out.merged.push((unnamed.clone(), person.clone()));
                out.phones.push((phone.to_owned(), person.clone()));
            }
            known.become_one(&unnamed, &owner);
        }
        None if owners.iter().all(|known| known.person != person) => {
            out.phones.push((phone.to_owned(), person.clone()));
            owners.push(owner);
        }
        None => {}
    }
    person
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn resolved(hints: &[(&str, Option<&str>)], known: Known) -> Resolution {
        let hints: Vec<PersonHint<'_>> = hints
            .iter()
            .map(|(phone, external_id)| PersonHint {
                phone,
                external_id: *external_id,
            })
            .collect();
        let mut made = 0;
        resolve(&hints, known, || {
            made += 1;
            format!("new{made}")
        })
    }

    fn owner(person: &str, name: Option<&str>) -> Owner {
        Owner {
            person: person.to_owned(),
            external_id: name.map(str::to_owned),
        }
    }

    fn known(owners: &[(&str, Owner)]) -> Known {
        let mut known = Known::default();
        for (phone, owner) in owners {
            if let Some(name) = &owner.external_id {
                known.named.insert(name.clone(), owner.person.clone());
            }
            let of_phone = known.owners.entry((*phone).to_owned()).or_default();
            of_phone.push(owner.clone());
        }
        known
    }

    #[test]
    fn a_personid_makes_one_person_of_several_phones() {
        let told = resolved(
            &[("1", Some("li")), ("2", None), ("3", Some("li"))],
            Known::default(),
        );
        assert_eq!(told.persons, ["new1", "new2", "new1"]);
        assert_eq!(told.made.len(), 2);
    }

    #[test]
    fn without_a_personid_the_phone_tells_who_it_is() {
        let told = resolved(&[("1", None)], known(&[("1", owner("a", Some("li")))]));
        assert_eq!((told.persons[0].as_str(), told.made.len()), ("a", 0));
    }

    #[test]
    fn who_was_known_by_the_phone_alone_gets_the_name_or_becomes_the_named_one() {
        let told = resolved(&[("1", Some("li"))], known(&[("1", owner("a", None))]));
        assert_eq!(told.named, [("a".to_owned(), "li".to_owned())]);
        assert!(told.made.is_empty() && told.ambiguous.is_empty());
        let both = [("1", owner("a", None)), ("2", owner("b", Some("li")))];
        let told = resolved(&[("1", Some("li"))], known(&both));
        assert_eq!(told.merged, [("a".to_owned(), "b".to_owned())]);
        assert_eq!(told.persons, ["b"]);
    }

    #[test]
    fn two_named_persons_on_one_phone_stay_two_and_are_told() {
        let told = resolved(
            &[("1", Some("wu")), ("2", None)],
            known(&[("1", owner("a", Some("li")))]),
        );
        assert_eq!(told.persons, ["new1", "new2"]);
        assert_eq!(told.ambiguous, BTreeSet::from(["1".to_owned()]));
        let both = [("1", owner("a", Some("li"))), ("1", owner("b", Some("wu")))];
        let told = resolved(&[("1", None)], known(&both));
        assert_eq!(told.persons, ["a"]);
        assert_eq!(told.ambiguous, BTreeSet::from(["1".to_owned()]));
    }

    #[test]
    fn who_is_named_on_one_phone_is_named_on_its_others() {
        let both = [("1", owner("a", None)), ("2", owner("a", None))];
        let told = resolved(&[("1", Some("li")), ("2", Some("wu"))], known(&both));
        assert_eq!(told.named, [("a".to_owned(), "li".to_owned())]);
        assert_eq!(told.persons, ["a", "new1"]);
        assert_eq!(told.ambiguous, BTreeSet::from(["2".to_owned()]));
        let three = [
            ("1", owner("a", None)),
            ("2", owner("a", None)),
            ("3", owner("b", Some("li"))),
        ];
        let told = resolved(&[("1", Some("li")), ("2", None)], known(&three));
        assert_eq!(told.merged, [("a".to_owned(), "b".to_owned())]);
        assert_eq!(
            told.persons,
            ["b", "b"],
            "nobody is sent to a person that is gone"
        );
    }

    /// Phones that one person has, whatever the person is called.
    fn groups(hints: &[(String, Option<String>)], known: &Known) -> BTreeSet<BTreeSet<String>> {
        let as_hints: Vec<PersonHint<'_>> = hints
            .iter()
            .map(|(phone, name)| PersonHint {
                phone,
                external_id: name.as_deref(),
            })
            .collect();
        let mut made = 0;
        let told = resolve(&as_hints, known.clone(), || {
            made += 1;
            format!("new{made}")
        });
        let mut by_person: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
        for ((phone, _), person) in hints.iter().zip(&told.persons) {
            by_person.entry(person).or_default().insert(phone.clone());
        }
        by_person.into_values().collect()
    }

    proptest! {
        #[test]
        fn the_order_of_rows_never_changes_who_is_one_person(
            names in prop::collection::vec(prop::option::of(0..4u8), 1..12),
            owned in prop::collection::vec((0..12usize, any::<bool>(), 0..4u8), 0..6),
            turn in 0..12usize,
        ) {
            let mut before = Known::default();
            for (phone, is_named, person) in &owned {
                let name = is_named.then(|| format!("n{person}"));
                let of_phone = before.owners.entry(phone.to_string()).or_default();
                if !of_phone.is_empty() {
                    continue;
                }
                let person = name.as_ref().map_or(format!("p{person}"), |name| format!("p-{name}"));
                if let Some(name) = &name {
                    before.named.insert(name.clone(), person.clone());
                }
                of_phone.push(Owner { person, external_id: name });
            }
            let hints: Vec<(String, Option<String>)> = names
                .iter()
                .enumerate()
                .map(|(phone, name)| (phone.to_string(), name.map(|name| format!("n{name}"))))
                .collect();
            let mut turned = hints.clone();
            turned.rotate_left(turn % hints.len());
            turned.reverse();
            prop_assert_eq!(groups(&hints, &before), groups(&turned, &before));
        }
    }
}

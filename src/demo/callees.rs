//! The people on the demo's contact list, who do not exist: what is known of them, and how they take a call.

use std::fmt::Write as _;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How many contacts the demo's list has.
pub(super) const CONTACTS: u32 = 5_000;

const CITIES: [&str; 5] = ["Shanghai", "Hangzhou", "Nanjing", "Suzhou", "Ningbo"];
const TIERS: [&str; 3] = ["classic", "gold", "platinum"];

/// What is known of a contact before it is called.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Callee {
    /// 20 to 79.
    age: u32,
    city: &'static str,
    tier: &'static str,
    /// 1 to 240.
    months_as_customer: u32,
}

/// What comes of a call, as the campaigns' mapping knows it.
pub(super) const CODES: [&str; 6] = [
    "no answer",
    "wrong party",
    "call back",
    "not interested",
    "refused",
    "sold",
];

impl Callee {
    /// All of them; the same seed makes the same people.
    pub(super) fn all(seed: u64) -> Vec<Self> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        (0..CONTACTS)
            .map(|_| Self {
                age: random.random_range(20..80),
                city: one_of(&CITIES, &mut random),
                tier: match random.random_range(0..10) {
                    0 => TIERS[2],
                    1..=3 => TIERS[1],
                    _ => TIERS[0],
                },
                months_as_customer: random.random_range(1..=240),
            })
            .collect()
    }

    /// Draws what comes of a call in an hour of the day: the retired answer by day and those at work in the evening; holders of
    /// better cards and long-standing customers agree more often.
    pub(super) fn answers(&self, hour: u32, random: &mut ChaCha8Rng) -> &'static str {
        let is_evening = hour >= 18;
        let is_retired = self.age >= 60;
        let answer = match (is_retired, is_evening) {
            (true, false) => 0.55,
            (true, true) => 0.45,
            (false, true) => 0.45,
            (false, false) => 0.2,
        };
        let mut agrees: f64 = match self.tier {
            "platinum" => 0.4,
            "gold" => 0.22,
            _ => 0.08,
        };
        if self.months_as_customer > 120 {
            agrees *= 1.5;
        }
        if self.city == "Shanghai" {
            agrees *= 0.7;
        }
        if random.random::<f64>() >= answer {
            return CODES[0];
        }
        if random.random::<f64>() < 0.12 {
            return CODES[1];
        }
        let draw = random.random::<f64>();
        if draw < agrees {
            CODES[5]
        } else if draw < agrees + 0.1 {
            CODES[4]
        } else if draw < agrees + 0.3 {
            CODES[2]
        } else {
            CODES[3]
        }
    }
}

/// Agent seconds that a call with this outcome takes.
pub(super) fn handle_seconds(code: &str, random: &mut ChaCha8Rng) -> i32 {
    match code {
        "no answer" => 0,
        "wrong party" => random.random_range(20..60),
        "sold" => random.random_range(240..480),
        _ => random.random_range(60..240),
    }
}

fn one_of(names: &[&'static str; 5], random: &mut ChaCha8Rng) -> &'static str {
    names[random.random_range(0..names.len())]
}

/// The list as a file.
pub(super) fn contacts_csv(callees: &[Callee]) -> String {
    let mut csv = String::from("phone,name,externalId,age,city,cardTier,monthsAsCustomer\n");
    for (number, callee) in (0..).zip(callees) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            csv,
            "{},Customer {},{},{},{},{},{}",
            phone(number),
            number + 1,
            external_id(number),
            callee.age,
            callee.city,
            callee.tier,
            callee.months_as_customer
        );
    }
    csv
}

fn external_id(number: u32) -> String {
    format!("C{:05}", number + 1)
}

/// The place on the list of who is called so.
pub(super) fn place_of(external_id: &str) -> Option<usize> {
    let number: usize = external_id.strip_prefix('C')?.parse().ok()?;
    number.checked_sub(1)
}

/// A well-formed mobile number of a block that is given to nobody in the demo's world.
pub(super) fn phone(number: u32) -> String {
    format!("1380013{:04}", number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_people_and_they_are_found_by_their_ids() {
        let callees = Callee::all(7);
        assert_eq!(callees, Callee::all(7));
        assert_eq!(callees.len(), 5_000);
        assert_eq!(place_of(&external_id(41)), Some(41));
        assert_eq!(place_of("nobody"), None);
    }

    #[test]
    fn better_cards_buy_more_often() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut sold = |tier| {
            let callee = Callee {
                age: 65,
                city: "Suzhou",
                tier,
                months_as_customer: 12,
            };
            let codes = (0..4_000).map(|_| callee.answers(11, &mut random));
            codes.filter(|code| *code == "sold").count()
        };
        assert!(sold("platinum") > 2 * sold("classic"));
    }
}

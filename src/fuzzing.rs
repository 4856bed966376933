//! Made-up input for parsers: what people send, with a few things done to it.
//!
//! A test named `fuzz_…` runs some hundred inputs, always the same ones; `./run fuzz --seconds N` lets each go on with new
//! ones for so long and tells how many there were. An input that fails is shrunk and shown.

use std::fmt;
use std::time::{Duration, Instant as Moment};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Inputs between two looks at the clock.
const INPUTS_A_TURN: u32 = 256;

/// What stands where it should not, in files of people and of machines.
const TOKENS: [&str; 34] = [
    "",
    "\0",
    "\u{feff}",
    "\"",
    "\"\"",
    "'",
    ",",
    ";",
    "|",
    "\t",
    "\n",
    "\r\n",
    "{",
    "}",
    "[",
    "]",
    ":",
    "-1",
    "0",
    "0.5",
    "1e308",
    "NaN",
    "inf",
    "9999-12-31",
    "2026-02-30",
    "2026-03-29 02:30",
    "24:00",
    "18446744073709551616",
    "٣٤",
    "😀",
    "null",
    "true",
    "=1+1",
    "\u{202e}",
];

/// What is done to an input: how, from where, how much, and with what.
type Change = (u8, u16, u16, usize);

#[derive(Clone)]
struct Input(Vec<u8>);

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

/// Feeds `check` with seeds as they are and changed. What it must not do is panic.
pub(crate) fn fuzz(name: &str, seeds: &[&str], check: impl Fn(&[u8])) {
    let seconds = std::env::var("CREWCAST_FUZZ_SECONDS").ok();
    let time = seconds.map(|text| Duration::from_secs(text.parse().expect("whole seconds")));
    let places = (0..seeds.len(), 0..seeds.len());
    let change = (0..7_u8, any::<u16>(), any::<u16>(), 0..TOKENS.len());
    let inputs = (places, vec(change, 0..8)).prop_map(|((seed, other), changes)| {
        Input(changed(
            seeds[seed].as_bytes(),
            seeds[other].as_bytes(),
            &changes,
        ))
    });
    let config = Config {
        cases: INPUTS_A_TURN,
        failure_persistence: None,
        ..Config::default()
    };
    let began = Moment::now();
    let mut executions = 0_u64;
    loop {
        let mut runner = match time {
            None => {
                let always_the_same = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
                TestRunner::new_with_rng(config.clone(), always_the_same)
            }
            Some(_) => TestRunner::new(config.clone()),
        };
        let outcome = runner.run(&inputs, |input| {
            check(&input.0);
            Ok(())
        });
        if let Err(found) = outcome {
            panic!("{name}, after {executions} executions: {found}");
        }
        executions += u64::from(INPUTS_A_TURN);
        if time.is_none_or(|time| began.elapsed() >= time) {
            println!("fuzz {name}: {executions} executions, no finding");
            return;
        }
    }
}

fn changed(seed: &[u8], other: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for &(how, at, length, token) in changes {
        let at = usize::from(at) % (bytes.len() + 1);
        let end = (at + usize::from(length) % 64).min(bytes.len());
        let token = TOKENS[token].as_bytes();
        match how {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= length.to_le_bytes()[0];
                }
            }
            1 => drop(bytes.splice(at..at, token.iter().copied())),
            2 => drop(bytes.splice(at..end, token.iter().copied())),
            3 => drop(bytes.drain(at..end)),
            4 => bytes.extend_from_within(at..end),
            5 => bytes.truncate(at),
            _ => {
                let rest = other.get(at.min(other.len())..).unwrap_or_default();
                bytes.truncate(at);
                bytes.extend_from_slice(rest);
            }
        }
    }
    bytes
}

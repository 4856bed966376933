//! `crewcast dialer-sim`: a dialer that makes no calls.
//!
//! It is what an integration does, in the order in which it must be done: lease some contacts; start each immediately
//! before its call, and drop the call unless that is answered with 200; send heartbeats while a call outlasts the lease;
//! report what came of it; give back what will not be called. Outcomes are drawn by a seed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use clap::Args;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use serde_json::{Value, json};
use ureq::config::Config;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

use super::output::table;
use super::runtime::Runtime;
use crate::failure::Failure;

/// Longer than the server ever takes.
const ANSWER_SECONDS: u64 = 30;

/// What `dialer-sim` takes.
#[derive(Debug, Args)]
pub(super) struct DialerSimArguments {
    /// The campaign to dial for.
    campaign: String,
    /// Where Crewcast serves.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    server: String,
    /// An API key of role dialer.
    #[arg(
        long,
        value_name = "KEY",
        env = "CREWCAST_DIALER_KEY",
        hide_env_values = true
    )]
    key: String,
    /// How this dialer is called.
    #[arg(long, default_value = "dialer-sim")]
    dialer: String,
    /// The agent who makes the calls: calls this agent has promised come too.
    #[arg(long, value_name = "ID")]
    agent: Option<String>,
    /// Contacts leased at once.
    #[arg(long, default_value_t = 10)]
    count: u32,
    /// How long a lease holds a contact.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    ttl_seconds: u32,
    /// How long a call lasts.
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0)]
    call_seconds: f64,
    /// Calls after which it ends; what it then holds is given back. Without it, it ends when there is nobody to call.
    #[arg(long, value_name = "N")]
    most_calls: Option<u64>,
    /// Wrap-up codes with their weights.
    #[arg(long, value_name = "CODE=WEIGHT", value_delimiter = ',', value_parser = weighted_code,
        default_value = "answered=0.3,no-answer=0.7")]
    outcomes: Vec<(String, f64)>,
    /// Draws the outcomes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// What came of it.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Dialed {
    leased: u64,
    started: u64,
    heartbeats: u64,
    released: u64,
    /// Leases whose time was over before their turn came.
    lapsed: u64,
    /// Starts that were refused, by code.
    refused: BTreeMap<String, u64>,
    /// Outcomes recorded, by wrap-up code.
    outcomes: BTreeMap<String, u64>,
}

/// Dials until nobody is left to be called now, or enough calls are made.
pub(super) fn dial(runtime: &Runtime, arguments: &DialerSimArguments) -> Result<(), Failure> {
    if !(0.0..=86_400.0).contains(&arguments.call_seconds) {
        let detail = "use 0 to 86,400 seconds";
        return Err(Failure::invalid("--call-seconds", "out-of-range", detail));
    }
    let mut dialer = Dialer {
        arguments,
        client: client(),
        random: ChaCha8Rng::seed_from_u64(arguments.seed),
        dialed: Dialed::default(),
    };
    while !dialer.is_done() && dialer.round()? {}
    runtime.output.result(&dialer.dialed, print)
}

struct Dialer<'a> {
    arguments: &'a DialerSimArguments,
    client: ureq::Agent,
    random: ChaCha8Rng,
    dialed: Dialed,
}

impl Dialer<'_> {
    fn is_done(&self) -> bool {
        let most = self.arguments.most_calls;
        most.is_some_and(|most| self.dialed.started >= most)
    }

    /// One batch of leases; whether it is worth to ask for another.
    fn round(&mut self) -> Result<bool, Failure> {
        // Counted from before the request and on this machine's own clock, so that the two clocks need not agree.
        let asked = Stopwatch::now();
        let path = format!("/outbound/campaigns/{}/leases", self.arguments.campaign);
        let body = json!({
            "count": self.arguments.count, "ttlSeconds": self.arguments.ttl_seconds,
            "dialerId": self.arguments.dialer, "agentId": self.arguments.agent,
        });
        let answer = self.post(&path, &body)?.granted()?;
        let leases = answer["leases"].as_array().cloned().unwrap_or_default();
        self.dialed.leased += leases.len() as u64;
        for lease in &leases {
            if self.is_done() {
                self.release(lease)?;
            } else if asked.elapsed() >= self.ttl() {
                // Somebody else may hold it by now.
                self.dialed.lapsed += 1;
            } else {
                self.call(lease)?;
            }
        }
        // An empty answer may only mean that the server stopped looking: it says so.
        Ok(!leases.is_empty() || answer["more"] == true)
    }

    fn call(&mut self, lease: &Value) -> Result<(), Failure> {
        let started = self.post(&place(lease, "start"), &token(lease))?;
        if started.status != 200 {
            // Whatever the reason is, this call must not be made.
            *self.dialed.refused.entry(started.code()).or_default() += 1;
            return Ok(());
        }
        self.dialed.started += 1;
        let talked = self.talk(lease)?;
        let mut outcome = token(lease);
        let code = self.draw();
        outcome["wrapUpCode"] = json!(code);
        outcome["handleSeconds"] = json!(talked.as_secs());
        // The token makes a repeat harmless: after a cut connection send the same again.
        self.post(&place(lease, "outcome"), &outcome)?.granted()?;
        *self.dialed.outcomes.entry(code).or_default() += 1;
        Ok(())
    }

    /// The call itself, with a heartbeat in every half of a lease's time.
    fn talk(&mut self, lease: &Value) -> Result<Duration, Failure> {
        let began = Stopwatch::now();
        let whole = Duration::from_secs_f64(self.arguments.call_seconds);
        while let Some(left) = whole
            .checked_sub(began.elapsed())
            .filter(|left| !left.is_zero())
        {
            let half = self.ttl() / 2;
            std::thread::sleep(left.min(half));
            if left > half {
                let mut heartbeat = token(lease);
                heartbeat["ttlSeconds"] = json!(self.arguments.ttl_seconds);
                // One that is refused ends no call that was let through; its outcome is taken all the same.
                self.post(&place(lease, "heartbeat"), &heartbeat)?;
                self.dialed.heartbeats += 1;
            }
        }
        Ok(began.elapsed())
    }

    fn release(&mut self, lease: &Value) -> Result<(), Failure> {
        self.post(&place(lease, "release"), &token(lease))?
            .granted()?;
        self.dialed.released += 1;
        Ok(())
    }

    fn ttl(&self) -> Duration {
        Duration::from_secs(u64::from(self.arguments.ttl_seconds))
    }

    fn draw(&mut self) -> String {
        let outcomes = &self.arguments.outcomes;
        let total: f64 = outcomes.iter().map(|(_, weight)| weight).sum();
        let mut left = self.random.random::<f64>() * total;
        let drawn = outcomes.iter().find(|(_, weight)| {
            left -= weight;
            left < 0.0
        });
        drawn
            .or(outcomes.last())
            .map(|(code, _)| code.clone())
            .unwrap_or_default()
    }

    fn post(&self, path: &str, body: &Value) -> Result<Answer, Failure> {
        let server = self.arguments.server.trim_end_matches('/');
        let unreachable = |error: ureq::Error| {
            let detail =
                format!("{server} does not answer: {error}; check --server and that it serves");
            Failure::conflict("server-unreachable", detail)
        };
        let mut answer = self
            .client
            .post(format!("{server}/api/v1{path}"))
            .header("authorization", format!("Bearer {}", self.arguments.key))
            .header("content-type", "application/json")
            .send(body.to_string())
            .map_err(unreachable)?;
        let text = answer.body_mut().read_to_string().map_err(unreachable)?;
        let body = serde_json::from_str(&text).map_err(|error| {
            Failure::Malformed(format!("{server}{path} sends no JSON: {error}"))
        })?;
        Ok(Answer {
            status: answer.status().as_u16(),
            body,
        })
    }
}

struct Answer {
    status: u16,
    body: Value,
}

impl Answer {
    fn code(&self) -> String {
        self.body["code"].as_str().unwrap_or("unknown").to_owned()
    }

    fn granted(self) -> Result<Value, Failure> {
        if self.status == 200 {
            return Ok(self.body);
        }
        let detail = self.body["detail"].as_str().unwrap_or("no detail");
        let detail = format!("{} {}: {detail}", self.status, self.code());
        Err(Failure::conflict("dialing-refused", detail))
    }
}

fn place(lease: &Value, step: &str) -> String {
    format!(
        "/outbound/leases/{}/{step}",
        lease["leaseId"].as_str().unwrap_or_default()
    )
}

fn token(lease: &Value) -> Value {
    json!({ "token": lease["token"] })
}

fn client() -> ureq::Agent {
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    let config = Config::builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(ANSWER_SECONDS)))
        .tls_config(tls)
        .build();
    ureq::Agent::new_with_config(config)
}

fn weighted_code(text: &str) -> Result<(String, f64), String> {
    let (code, weight) = text.split_once('=').ok_or("write it as CODE=WEIGHT")?;
    let weight: f64 = weight.parse().map_err(|_| "the weight is no number")?;
    if code.is_empty() || !weight.is_finite() || weight < 0.0 {
        return Err("write it as CODE=WEIGHT, the weight 0 or more".to_owned());
    }
    Ok((code.to_owned(), weight))
}

fn print(dialed: &Dialed) {
    let row = |name: &str, count: u64| [name.to_owned(), count.to_string()];
    let mut rows = vec![
        row("leased", dialed.leased),
        row("started", dialed.started),
        row("heartbeats", dialed.heartbeats),
        row("released", dialed.released),
        row("lapsed", dialed.lapsed),
    ];
    for (code, count) in &dialed.refused {
        rows.push(row(&format!("refused: {code}"), *count));
    }
    for (code, count) in &dialed.outcomes {
        rows.push(row(&format!("outcome: {code}"), *count));
    }
    println!("{}", table(["dialer", "count"], rows));
}

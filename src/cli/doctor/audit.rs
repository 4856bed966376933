//! `crewcast doctor audit`.

use std::str::FromStr;

use clap::Args;

use crate::audit_log::{Chain, Head, verify_chain};
use crate::cli::output::table;
use crate::cli::runtime::Runtime;
use crate::db::Database;
use crate::failure::Failure;
use crate::tenancy::all_tenants;

/// What `doctor audit` takes.
#[derive(Debug, Args)]
pub(super) struct AuditArguments {
    /// A head that was printed before: its chain must have that entry still.
    #[arg(long, value_name = "SEQ:HASH")]
    expect_head: Option<ExpectedHead>,
}

#[derive(Clone, Debug)]
struct ExpectedHead(Head);

impl FromStr for ExpectedHead {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once(':').and_then(|(sequence, hash)| {
            let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            let sequence = sequence.parse().ok().filter(|sequence| *sequence > 0)?;
            is_hash.then(|| Head {
                sequence,
                hash: hash.to_ascii_lowercase(),
            })
        });
        parsed.map(Self).ok_or_else(|| {
            "write it as it was printed: the sequence, a colon, and 64 hexadecimal digits"
                .to_owned()
        })
    }
}

/// Verifies the chains of all tenants; fails when one is broken, or when none has the entry that is expected.
pub(super) fn doctor_audit(runtime: &Runtime, arguments: &AuditArguments) -> Result<(), Failure> {
    // As it is: a doctor changes nothing.
    let db = Database::open(&runtime.config.database_url)?;
    let expected = arguments.expect_head.as_ref().map(|expected| &expected.0);
    let tenants = db.read(all_tenants)?;
    let chains = tenants
        .iter()
        .map(|tenant| verify_chain(&db, tenant.id.as_str(), expected))
        .collect::<Result<Vec<Chain>, Failure>>()?;
    runtime.output.result(&chains, |chains| {
        let rows = chains.iter().map(|chain| {
            let state = chain.first_break.as_ref().map_or_else(
                || "ok".to_owned(),
                |first| format!("BROKEN: entry {} {}", first.sequence, first.reason),
            );
            let head = format!("{}:{}", chain.head.sequence, chain.head.hash);
            [
                chain.tenant_id.clone(),
                chain.entries.to_string(),
                state,
                head,
            ]
        });
        println!("{}", table(["tenant", "entries", "chain", "head"], rows));
    })?;
    let broken: Vec<&Chain> = chains.iter().filter(|c| c.first_break.is_some()).collect();
    if let Some((chain, first)) = broken
        .first()
        .and_then(|chain| Some((chain, chain.first_break.as_ref()?)))
    {
        return Err(Failure::conflict(
            "audit-log-broken",
            format!(
                "{} of {} audit log(s) broken; the first: entry {} of tenant {} {}; compare it with a backup",
                broken.len(),
                chains.len(),
                first.sequence,
                chain.tenant_id,
                first.reason
            ),
        ));
    }
    match expected {
        Some(expected) if chains.iter().all(|chain| !chain.has_expected) => Err(Failure::conflict(
            "audit-log-cut",
            format!(
                "no audit log has entry {} with that hash: its end was cut off and written anew, or it was forgotten",
                expected.sequence
            ),
        )),
        _ => Ok(()),
    }
}

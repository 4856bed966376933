//! `crewcast doctor`.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::doctor_audit::{AuditArguments, doctor_audit};
use super::output::table;
use super::runtime::Runtime;
use crate::auth::two_step_is_used;
use crate::db::Database;
use crate::failure::Failure;
use crate::oidc::secrets_are_kept;
use crate::tenancy::first_tenant;

/// What `doctor` takes.
#[derive(Debug, Args)]
pub(super) struct DoctorArguments {
    #[command(subcommand)]
    what: Option<Ward>,
}

/// What is looked at instead of the whole.
#[derive(Debug, Subcommand)]
enum Ward {
    /// Verify the audit log of every tenant, and print where each chain ends.
    Audit(AuditArguments),
}

#[derive(Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    detail: String,
}

/// Checks what serving needs and fails when any of it is missing.
pub(super) fn doctor(runtime: &Runtime, arguments: &DoctorArguments) -> Result<(), Failure> {
    match &arguments.what {
        Some(Ward::Audit(audit)) => doctor_audit(runtime, audit),
        None => check_all(runtime),
    }
}

fn check_all(runtime: &Runtime) -> Result<(), Failure> {
    let mut checks = vec![Check {
        name: "version",
        ok: true,
        detail: env!("CARGO_PKG_VERSION").to_owned(),
    }];
    match Database::open(&runtime.config.database_url).and_then(|db| db.ping().map(|()| db)) {
        Err(error) => checks.push(Check {
            name: "database",
            ok: false,
            detail: error.to_string(),
        }),
        Ok(db) => {
            checks.push(Check {
                name: "database",
                ok: true,
                detail: format!("{:?} answers", db.kind()),
            });
            checks.push(secret_key(runtime, &db));
            let tenant = db.read(first_tenant);
            checks.push(match tenant {
                Ok(Some(tenant)) => Check {
                    name: "tenant",
                    ok: true,
                    detail: tenant.name,
                },
                Ok(None) => Check {
                    name: "tenant",
                    ok: false,
                    detail: "none yet; run `crewcast init --tenant NAME`".to_owned(),
                },
                Err(error) => Check {
                    name: "schema",
                    ok: false,
                    detail: format!("{error}; run `crewcast migrate`"),
                },
            });
        }
    }
    let sick = checks.iter().filter(|check| !check.ok).count();
    runtime.output.result(&checks, |checks| {
        let rows = checks.iter().map(|check| {
            [
                check.name.to_owned(),
                if check.ok { "ok" } else { "MISSING" }.to_owned(),
                check.detail.clone(),
            ]
        });
        println!("{}", table(["check", "state", "detail"], rows));
    })?;
    if sick == 0 {
        Ok(())
    } else {
        Err(Failure::Internal(format!(
            "{sick} check(s) failed; each says what to do"
        )))
    }
}

/// Whether there is a key where secrets need one. Without any it may be set later.
fn secret_key(runtime: &Runtime, db: &Database) -> Check {
    let needed: Result<bool, Failure> =
        db.read(|conn| Ok(two_step_is_used(conn)? || secrets_are_kept(conn)?));
    let (ok, detail) = match (runtime.config.secret_key.is_some(), needed) {
        (_, Err(error)) => (false, format!("{error}; run `crewcast migrate`")),
        (true, Ok(_)) => (true, "set".to_owned()),
        (false, Ok(false)) => (
            true,
            "not set; two-step sign-in and sign-in providers need CREWCAST_SECRET_KEY".to_owned(),
        ),
        (false, Ok(true)) => (
            false,
            "secrets of two-step sign-in or of sign-in providers cannot be read; set CREWCAST_SECRET_KEY as it was when they were made"
                .to_owned(),
        ),
    };
    Check {
        name: "secret key",
        ok,
        detail,
    }
}

//! `crewcast init`: from an empty database to one that can be signed in to.

use clap::Args;
use serde::Serialize;

use super::runtime::Runtime;
use crate::auth::{NewApiKey, NewUser, Secret, create_api_key, create_user};
use crate::failure::Failure;
use crate::tenancy::{Role, Scope, create_tenant};

/// What `init` takes.
#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// The organisation's name.
    #[arg(long)]
    tenant: String,
    /// The first administrator's user name.
    #[arg(long, default_value = "admin")]
    username: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Initialised {
    tenant_id: String,
    username: String,
    password: String,
    api_key: String,
}

/// Makes a tenant with its first administrator and an API key; both secrets are shown this once.
pub(super) fn init(runtime: &Runtime, arguments: InitArguments) -> Result<(), Failure> {
    let db = runtime.open()?;
    let now = runtime.clock.now();
    let password = Secret::generate("")?
        .reveal()
        .chars()
        .take(24)
        .collect::<String>();
    let made = db.write(|conn| {
        let tenant = create_tenant(conn, &arguments.tenant, now)?;
        let scope = Scope::system(tenant.id.clone(), now);
        let name = arguments.username.as_str();
        let admin = NewUser::new(name, name, password.as_str(), Role::Admin);
        create_user(conn, &scope, admin)?;
        let key = NewApiKey::new("made by crewcast init", Role::Admin);
        let api_key = create_api_key(conn, &scope, key)?.secret;
        Ok::<_, Failure>(Initialised {
            tenant_id: tenant.id.as_str().to_owned(),
            username: arguments.username.clone(),
            password: password.clone(),
            api_key,
        })
    })?;
    runtime.output.result(&made, |made| {
        println!("tenant    {}", made.tenant_id);
        println!("user      {}", made.username);
        println!("password  {}", made.password);
        println!("API key   {}", made.api_key);
        println!("Keep both secrets: they cannot be read again.");
    })
}

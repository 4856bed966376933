//! The program as a server, in a process that can be killed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crewcast::clock::Clock;
use crewcast::db::Database;
use crewcast::tenancy::{Role, TenantId};

use super::{new_key, new_tenant};

/// A process that serves a database.
pub struct ServerProcess {
    child: Child,
    origin: String,
}

impl ServerProcess {
    /// Starts one, and waits until it serves.
    pub fn start(database_url: &str) -> Self {
        Self::start_with(database_url, &[])
    }

    /// The same with more arguments.
    pub fn start_with(database_url: &str, more: &[&str]) -> Self {
        Self::start_in(database_url, more, &[])
    }

    /// The same with more arguments, and with more in its environment.
    pub fn start_in(database_url: &str, more: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_crewcast"))
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--database",
                database_url,
            ])
            .args(more)
            .env("CREWCAST_WEBHOOK_INTERNAL_HOSTS", "[\"127.0.0.1\"]")
            .env("RUST_LOG", "error")
            .envs(environment.iter().copied())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("its standard error")).lines();
        let address = lines
            .find_map(|line| {
                let line = line.expect("text");
                let (_, rest) = line.split_once("serves on http://")?;
                Some(rest.split('/').next()?.to_owned())
            })
            .expect("it says where it serves");
        // What it says later must find a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            origin: format!("http://{address}"),
        }
    }

    /// A tenant in a database that was just made, and its keys of these roles.
    pub fn tenant(database_url: &str, roles: &[Role]) -> (Database, TenantId, Vec<String>) {
        let db = Database::open(database_url).expect("the database opens");
        db.migrate().expect("every migration applies");
        let tenant = new_tenant(&db, &Clock::System, "Test centre");
        let keys = roles
            .iter()
            .map(|role| new_key(&db, &Clock::System, &tenant, *role, None));
        let keys = keys.collect();
        (db, tenant, keys)
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// As the operating system does it when memory runs out.
    pub fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// As a service manager (`TERM`) or somebody at a terminal (`INT`) asks it to stop; how it ended.
    pub fn asked_to_stop(mut self, signal: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill")
            .args(["-s", signal, &pid])
            .status()
            .expect("kill runs");
        assert!(sent.success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // Already gone, where the test has ended it.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

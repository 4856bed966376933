//! A certified OpenID provider in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// What the provider gave Crewcast.
pub const CLIENT_SECRET: &str = "a secret with spaces & signs: +%";

/// A provider that lets in whom it is told to.
pub struct OidcProvider {
    child: Child,
    pub issuer: String,
}

impl OidcProvider {
    /// Starts one that sends browsers back to `redirect_uri`; `None`, and says so, where there is no Node or its packages are
    /// not installed.
    pub fn start(redirect_uri: &str, accounts: &Value) -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let has_package = root.join("web/node_modules/oidc-provider").exists();
        let has_node = Command::new("node")
            .arg("--version")
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !has_node || !has_package {
            eprintln!(
                "skipped: node or web/node_modules/oidc-provider is missing; `./run test` installs both"
            );
            return None;
        }
        let mut child = Command::new("node")
            .arg(root.join("tests/system/support/oidc_provider.mjs"))
            .args([redirect_uri, &accounts.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node starts");
        let lines = BufReader::new(child.stdout.take().expect("its standard output")).lines();
        let mut lines = lines.map_while(Result::ok);
        let issuer = lines
            .find_map(|line| line.strip_prefix("serves on ").map(str::to_owned))
            .expect("it says where it serves");
        // What it says later must find a reader, or it ends.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { child, issuer })
    }
}

impl Drop for OidcProvider {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

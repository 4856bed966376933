//! Python packages that do the same, run in the same minutes on the same inputs.
//!
//! `./run bench queueing` installs them and names their interpreter; without it they are left out, and that is said.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The interpreter that has the packages.
pub struct Python(PathBuf);

/// What a peer prints: the seconds it took, then its results.
pub struct Answer {
    pub took: Duration,
    pub results: Vec<f64>,
}

impl Python {
    pub fn of_environment() -> Option<Self> {
        std::env::var_os("CREWCAST_BENCH_PYTHON").map(|path| Self(path.into()))
    }

    /// Whether `module` has `name`; older releases of a package may not.
    pub fn has(&self, module: &str, name: &str) -> bool {
        Command::new(&self.0)
            .args(["-c", &format!("from {module} import {name}")])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    pub fn run(
        &self,
        script: &str,
        arguments: &[String],
        input: &str,
    ) -> Result<Answer, Box<dyn Error>> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/queueing/peers");
        let mut child = Command::new(&self.0)
            .arg(PathBuf::from(path).join(script))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        // The scripts read all of their input before they print, so neither side waits for the other.
        child
            .stdin
            .take()
            .ok_or("no standard input")?
            .write_all(input.as_bytes())?;
        let output = child.wait_with_output()?;
        if !output.status.success() {
            return Err(format!("{script} ended with {}", output.status).into());
        }
        let mut numbers = Vec::new();
        for line in String::from_utf8(output.stdout)?.lines() {
            numbers.push(line.parse::<f64>()?);
        }
        let (seconds, results) = numbers
            .split_first()
            .ok_or_else(|| format!("{script} printed nothing"))?;
        Ok(Answer {
            took: Duration::try_from_secs_f64(*seconds)?,
            results: results.to_vec(),
        })
    }
}

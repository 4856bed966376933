//! Prophet and statsforecast on the same series, each in a process of its own whose processor time is counted.
//!
//! `./run bench forecasting` installs them and names their interpreter; without it they are left out, and that is said.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// The interpreter that has the packages.
pub struct Python(PathBuf);

/// A series as the peers want it: a regular grid without gaps.
#[derive(Serialize)]
pub struct Question {
    /// Slots of a day and days of a week that the grid has.
    pub slots: usize,
    pub week: usize,
    pub timestamps: Vec<NaiveDateTime>,
    pub values: Vec<f64>,
    /// The intervals to forecast.
    pub ahead: Vec<NaiveDateTime>,
    pub holidays: Vec<(NaiveDate, String)>,
}

/// What a peer says.
#[derive(Deserialize)]
pub struct Answer {
    /// Processor seconds from fit to forecast, of the process and of those it started; importing is not counted.
    pub cpu_seconds: f64,
    pub mean: Vec<f64>,
}

impl Python {
    pub fn of_environment() -> Option<Self> {
        std::env::var_os("CREWCAST_BENCH_PYTHON").map(|path| Self(path.into()))
    }

    /// Whether it has the package; without it the peer is left out.
    pub fn has(&self, package: &str) -> bool {
        let find = format!(
            "import importlib.util, sys; sys.exit(not importlib.util.find_spec({package:?}))"
        );
        Command::new(&self.0)
            .args(["-c", &find])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// `Err` with the script's last words where it fails.
    pub fn ask(&self, script: &str, question: &Question) -> Result<Answer, Box<dyn Error>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/forecasting/peers");
        let mut child = Command::new(&self.0)
            .arg(folder.join(script))
            // One thread each, so that processor seconds are those of the work and not of waiting for each other.
            .envs(
                [
                    "OMP_NUM_THREADS",
                    "OPENBLAS_NUM_THREADS",
                    "NUMBA_NUM_THREADS",
                ]
                .map(|name| (name, "1")),
            )
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        // The scripts read all of their input before they print, so neither side waits for the other.
        let input = serde_json::to_vec(question)?;
        child
            .stdin
            .take()
            .ok_or("no standard input")?
            .write_all(&input)?;
        let output = child.wait_with_output()?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            let last = words.lines().next_back().unwrap_or_default();
            return Err(format!("{script} ended with {}: {last}", output.status).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}

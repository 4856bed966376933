//! Rules looked at without anybody asking.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use super::evaluate::watch_alerts;
use crate::clock::Clock;
use crate::db::Database;

/// A thread that evaluates the alert rules of all tenants again and again until it is dropped. Several servers may watch one
/// database: an alert is opened once all the same.
pub struct AlertWatch {
    /// Its end tells the thread to stop.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl AlertWatch {
    /// Begins to watch; the first evaluation comes after `every`.
    pub fn start(db: Database, clock: Clock, every: Duration) -> Self {
        let (stop, stopped) = mpsc::channel::<()>();
        let thread = std::thread::spawn(move || {
            while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                match watch_alerts(&db, clock.now()) {
                    Ok(0) => {}
                    Ok(opened_count) => tracing::info!(opened_count, "intraday alerts"),
                    Err(failure) => tracing::warn!(%failure, "alert rules could not be read"),
                }
            }
        });
        Self {
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for AlertWatch {
    fn drop(&mut self) {
        drop(self.stop.take());
        if self
            .thread
            .take()
            .is_some_and(|thread| thread.join().is_err())
        {
            tracing::error!("the watch of alerts panicked");
        }
    }
}

//! Threads that work in the background: they rest until a bell rings, and are joined when they are told to stop.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Wakes threads at rest, and tells them when their work is over.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    is_over: Mutex<bool>,
    rung: Condvar,
}

impl Bell {
    /// Whether the work is over.
    pub(crate) fn is_over(&self) -> bool {
        *self.lock()
    }

    /// Rests until the bell rings, `at_most` so long; not at all once the work is over.
    pub(crate) fn rest(&self, at_most: Duration) {
        // Asked and rested under one lock: an end told in between would not be heard.
        let is_over = self.lock();
        if !*is_over {
            drop(self.rung.wait_timeout(is_over, at_most));
        }
    }

    /// Wakes who rests.
    pub(crate) fn ring(&self) {
        self.rung.notify_all();
    }

    /// Says that the work is over, and wakes who rests.
    pub(crate) fn ring_for_the_end(&self) {
        *self.lock() = true;
        self.ring();
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.is_over.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Some threads with one work and one bell. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct BackgroundThreads {
    what: &'static str,
    bell: Arc<Bell>,
    threads: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl BackgroundThreads {
    /// Starts `count` threads; `work` returns soon after the bell says that it is over, and `what` names it in the log.
    pub(crate) fn start(
        what: &'static str,
        count: usize,
        work: impl Fn(&Bell) + Send + Sync + 'static,
    ) -> Self {
        let (bell, work) = (Arc::new(Bell::default()), Arc::new(work));
        let threads = (0..count).map(|_| {
            let (bell, work) = (bell.clone(), work.clone());
            std::thread::spawn(move || work(&bell))
        });
        Self {
            what,
            threads: Arc::new(Mutex::new(threads.collect())),
            bell,
        }
    }

    /// Wakes those at rest.
    pub(crate) fn wake(&self) {
        self.bell.ring();
    }

    /// Tells all to stop and waits for their end. A second call does nothing.
    pub(crate) fn stop(&self) {
        self.bell.ring_for_the_end();
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!(what = self.what, "a background thread panicked");
            }
        }
    }
}

/// A thread that looks at something again and again until this is dropped.
#[derive(Debug)]
pub(crate) struct Watch {
    thread: BackgroundThreads,
}

impl Watch {
    /// Begins to watch; the first look comes after `every`, and `what` names it in the log.
    pub(crate) fn start(
        what: &'static str,
        every: Duration,
        look: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let watch = move |bell: &Bell| {
            loop {
                bell.rest(every);
                if bell.is_over() {
                    return;
                }
                look();
            }
        };
        Self {
            thread: BackgroundThreads::start(what, 1, watch),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.thread.stop();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{TryRecvError, channel};

    use super::*;

    /// Longer than any test may take: a thread that slept through its bell would be noticed.
    const FOR_EVER: Duration = Duration::from_secs(86_400);

    #[test]
    fn a_watch_looks_until_it_is_dropped() {
        let (tell, told) = channel();
        let watch = Watch::start("a test", Duration::from_millis(1), move || {
            tell.send(()).unwrap();
        });
        assert_eq!(told.iter().take(3).count(), 3);
        drop(watch);
        while told.try_recv().is_ok() {}
        // The thread has ended, and what it told with is gone.
        assert_eq!(told.try_recv(), Err(TryRecvError::Disconnected));
    }

    #[test]
    fn threads_at_rest_end_when_they_are_told_to_stop() {
        let (tell, told) = channel();
        let threads = BackgroundThreads::start("a test", 3, move |bell| {
            while !bell.is_over() {
                bell.rest(FOR_EVER);
            }
            tell.send(()).unwrap();
        });
        threads.stop();
        assert_eq!(told.iter().count(), 3);
        threads.stop();
    }

    #[test]
    fn nobody_rests_once_the_work_is_over() {
        let bell = Bell::default();
        bell.ring_for_the_end();
        bell.rest(FOR_EVER);
        assert!(bell.is_over());
    }

    #[test]
    fn a_thread_at_rest_is_woken_by_the_bell() {
        let (tell, told) = channel();
        let threads = BackgroundThreads::start("a test", 1, move |bell| {
            while !bell.is_over() {
                bell.rest(FOR_EVER);
                tell.send(bell.is_over()).unwrap();
            }
        });
        // It may not rest yet when the bell first rings.
        let woken = std::iter::repeat_with(|| {
            threads.wake();
            told.recv_timeout(Duration::from_millis(1)).ok()
        });
        assert_eq!(woken.flatten().next(), Some(false));
        threads.stop();
    }
}

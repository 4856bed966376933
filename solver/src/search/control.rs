use super::{Progress, Work};
use crate::shifts::StaffedShift;

/// What the caller may see and stop, and what has been reached.
pub struct Control<'a> {
    stop: &'a dyn Fn() -> bool,
    progress: &'a mut dyn FnMut(Progress),
    /// Hears the shifts of a large roster when it has been levelled.
    levelled: Option<&'a mut dyn FnMut(Vec<StaffedShift>)>,
    pub work: Work,
    pub bound: f64,
    pub objective: Option<f64>,
    pub stopped: bool,
}

impl<'a> Control<'a> {
    pub fn new(stop: &'a dyn Fn() -> bool, progress: &'a mut dyn FnMut(Progress)) -> Self {
        Control {
            stop,
            progress,
            levelled: None,
            work: Work::default(),
            bound: 0.0,
            objective: None,
            stopped: false,
        }
    }

    /// The same, with somebody who wants to hear of the levelled roster.
    pub fn heard_by(mut self, levelled: &'a mut dyn FnMut(Vec<StaffedShift>)) -> Self {
        self.levelled = Some(levelled);
        self
    }

    /// Tells the shifts of the levelled roster to who wants to hear them.
    pub fn tell_levelled(&mut self, shifts: impl FnOnce() -> Vec<StaffedShift>) {
        if let Some(levelled) = &mut self.levelled {
            levelled(shifts());
        }
    }

    /// Works on a part of the problem with a bound and objective of its own; work and a stop count for the whole.
    pub fn apart<T>(&mut self, work: impl FnOnce(&mut Control<'_>) -> T) -> T {
        let mut silent = |_: Progress| ();
        let mut part = Control {
            stop: self.stop,
            progress: &mut silent,
            levelled: None,
            work: self.work,
            bound: 0.0,
            objective: None,
            stopped: self.stopped,
        };
        let result = work(&mut part);
        (self.work, self.stopped) = (part.work, part.stopped);
        result
    }

    /// Whether the caller wants to stop; once true it stays so.
    pub fn should_stop(&mut self) -> bool {
        self.stopped = self.stopped || (self.stop)();
        self.stopped
    }

    pub fn gap(&self) -> Option<f64> {
        self.objective
            .map(|objective| relative_gap(objective, self.bound))
    }

    pub fn report(&mut self, phase: &'static str, percent: f64) {
        let report = Progress {
            phase,
            objective: self.objective,
            bound: self.bound,
            gap: self.gap(),
            percent,
        };
        (self.progress)(report);
    }
}

/// `(objective − bound) / objective`, 0 for an objective that is next to nothing.
pub fn relative_gap(objective: f64, bound: f64) -> f64 {
    if objective <= 1e-6 {
        0.0
    } else {
        ((objective - bound) / objective).max(0.0)
    }
}

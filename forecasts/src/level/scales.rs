//! How strongly a day's volume may move, and why: the few numbers that the level model searches.

/// Standard deviations of the logarithm of a day's volume, one a cause.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scales {
    /// A usual day's own deviation beyond Poisson noise.
    pub noise: f64,
    /// What the level moves until the next day.
    pub level_step: f64,
    /// What a weekday's effect moves in a day.
    pub weekday_step: f64,
    /// The part of a deviation that lasts into the next days.
    pub lasting: f64,
    /// Share of the lasting part that is left after a day.
    pub lasting_kept: f64,
    /// Place in the month.
    pub month: f64,
    /// Place in the year.
    pub year: f64,
    /// Days beside closures and holidays, make-up workdays.
    pub beside: f64,
    /// How much more special days differ from each other than usual days do.
    pub special_noise: f64,
    /// Exponent of an event's size: 1 where twice the letters bring twice the effect, 0 where size does not matter.
    pub event_power: f64,
}

impl Default for Scales {
    /// What service desks, banks and shops usually show.
    fn default() -> Self {
        Self {
            noise: 0.04,
            level_step: 0.01,
            weekday_step: 0.003,
            lasting: 0.03,
            lasting_kept: 0.6,
            month: 0.05,
            year: 0.06,
            beside: 0.1,
            special_noise: 0.15,
            event_power: 1.0,
        }
    }
}

/// One scale of all.
pub(super) type Knob = fn(&mut Scales) -> &mut f64;

/// The scales that are searched, in the order in which they are.
pub(super) const KNOBS: [Knob; 9] = [
    |s| &mut s.noise,
    |s| &mut s.level_step,
    |s| &mut s.weekday_step,
    |s| &mut s.lasting,
    |s| &mut s.lasting_kept,
    |s| &mut s.month,
    |s| &mut s.year,
    |s| &mut s.beside,
    |s| &mut s.special_noise,
];

/// Least value of a scale: below it nothing changes any more.
const LEAST: f64 = 1e-4;
const MOST: f64 = 1.5;

impl Scales {
    /// With one scale multiplied, inside what makes sense.
    pub(super) fn stretched(mut self, knob: Knob, factor: f64) -> Self {
        let value = knob(&mut self);
        *value = (*value * factor).clamp(LEAST, MOST);
        self.lasting_kept = self.lasting_kept.clamp(0.05, 0.97);
        self
    }

    /// How unusual the scales are, so that few days do not choose extreme ones: half the squared distance of the
    /// logarithms from the usual ones (a log-normal prior of standard deviation 1).
    pub(super) fn surprise(self) -> f64 {
        let mut usual = Self::default();
        let mut own = self;
        let distance = |knob: &Knob| (knob(&mut own).ln() - knob(&mut usual).ln()).powi(2);
        0.5 * KNOBS.iter().map(distance).sum::<f64>()
    }
}

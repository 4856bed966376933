//! Scales, resemblances and effects, found by how well the days of the history had been told ahead.

use super::design::Design;
use super::effect::{Effect, EffectGate};
use super::pass::Pass;
use super::resemblance::{KINDS, Resemblance, typical_weekdays};
use super::scales::{KNOBS, Scales};
use crate::calendar::{DayMark, DayMarks};

/// Factors by which scales are stretched, round by round.
const ROUNDS: [f64; 4] = [2.0, 2.0, 1.5, 1.25];

/// The same after an earlier search.
const LATER_ROUNDS: [f64; 1] = [1.3];

/// Rounds in which resemblances are searched too.
const RESEMBLANCE_ROUNDS: usize = 2;

/// What a resemblance other than the usual one must gain, so that it is more than chance: e² to one.
const UNUSUAL_RESEMBLANCE: f64 = 2.0;

const EVENT_POWERS: [f64; 3] = [1.0, 0.5, 0.0];

/// What was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub scales: Scales,
    pub resemblance: Resemblance,
    pub refused: Vec<Effect>,
    pub gates: Vec<EffectGate>,
}

struct Search<'a> {
    pass: Pass<'a>,
    design: &'a Design,
    usual: Resemblance,
    scales: Scales,
    resemblance: Resemblance,
    score: f64,
}

/// Searches by coordinates: every scale up and down as long as it helps, every resemblance among the weekdays, then
/// every effect once without. What was found on fewer days is a start from which less is left to search.
pub(super) fn search(pass: Pass<'_>, design: &Design, earlier: Option<&Found>) -> Found {
    let usual = Resemblance::usual(pass.levels, pass.marks);
    let (scales, resemblance) = earlier.map_or((Scales::default(), usual), |found| {
        (found.scales, found.resemblance)
    });
    let mut search = Search {
        score: f64::NEG_INFINITY,
        pass,
        design,
        usual,
        scales,
        resemblance,
    };
    search.score = search.score_of(&scales, &resemblance);
    let rounds: &[f64] = if earlier.is_some() {
        &LATER_ROUNDS
    } else {
        &ROUNDS
    };
    for (round, &factor) in rounds.iter().enumerate() {
        if round < RESEMBLANCE_ROUNDS {
            search.resemblances();
            search.event_power();
        }
        search.scales(factor);
    }
    search.gates()
}

impl Search<'_> {
    fn score_of(&self, scales: &Scales, resemblance: &Resemblance) -> f64 {
        self.pass.run(self.design, scales, resemblance).score - self.doubt(resemblance)
    }

    fn doubt(&self, resemblance: &Resemblance) -> f64 {
        let (mut usual, mut own) = (self.usual, *resemblance);
        let unusual = KINDS.iter().filter(|kind| {
            let weekday = *kind(&mut own);
            weekday.is_some() && weekday != *kind(&mut usual)
        });
        UNUSUAL_RESEMBLANCE * unusual.count() as f64
    }

    fn resemblances(&mut self) {
        let seen = |kind: usize| {
            let marked = |mark: &DayMark| match kind {
                0 => mark.holiday.is_some(),
                1 => mark.eve,
                2 => mark.after_closure,
                _ => mark.make_up,
            };
            let days = self.pass.levels.iter().zip(self.pass.marks.iter());
            days.filter(|(level, _)| level.is_some())
                .any(|(_, mark)| marked(mark))
        };
        let kinds = KINDS.iter().enumerate().filter(|(index, _)| seen(*index));
        let kinds: Vec<_> = kinds.map(|(_, kind)| kind).collect();
        let typical = typical_weekdays(self.pass.levels, self.pass.marks);
        let open = (0..7).filter(|&weekday| typical[weekday].is_some());
        for kind in kinds {
            for weekday in std::iter::once(None).chain(open.clone().map(Some)) {
                let mut tried = self.resemblance;
                *kind(&mut tried) = weekday;
                if tried != self.resemblance {
                    self.try_out(self.scales, tried);
                }
            }
        }
    }

    fn event_power(&mut self) {
        if self.pass.marks.event_names().is_empty() {
            return;
        }
        for event_power in EVENT_POWERS {
            let tried = Scales {
                event_power,
                ..self.scales
            };
            self.try_out(tried, self.resemblance);
        }
    }

    fn scales(&mut self, factor: f64) {
        for knob in KNOBS {
            for factor in [factor, 1.0 / factor] {
                loop {
                    let tried = self.scales.stretched(knob, factor);
                    if tried == self.scales || !self.try_out(tried, self.resemblance) {
                        break;
                    }
                }
            }
        }
    }

    /// Keeps what scores better.
    fn try_out(&mut self, scales: Scales, resemblance: Resemblance) -> bool {
        let score = self.score_of(&scales, &resemblance);
        let better = score > self.score + 1e-6;
        if better {
            (self.score, self.scales, self.resemblance) = (score, scales, resemblance);
        }
        better
    }

    /// An effect without which the days were told better is refused.
    fn gates(self) -> Found {
        let with = self.score_of(&self.scales, &self.resemblance);
        let mut gates = Vec::new();
        let mut refused = Vec::new();
        for effect in effects(self.pass.marks) {
            let without = self.design.without(&[effect]);
            let score = self
                .pass
                .run(&without, &self.scales, &self.resemblance)
                .score
                - self.doubt(&self.resemblance);
            let used = with >= score;
            if !used {
                refused.push(effect);
            }
            gates.push(EffectGate {
                effect: name_of(effect, self.pass.marks),
                score_gain: with - score,
                used,
            });
        }
        Found {
            scales: self.scales,
            resemblance: self.resemblance,
            refused,
            gates,
        }
    }
}

fn effects(marks: &DayMarks) -> Vec<Effect> {
    let mut effects = vec![
        Effect::MonthPosition,
        Effect::YearPosition,
        Effect::Eve,
        Effect::AfterHoliday,
        Effect::AfterClosure,
        Effect::BeforeClosure,
        Effect::MakeUpWorkday,
    ];
    effects.extend((0..marks.event_names().len()).map(Effect::Event));
    effects
}

fn name_of(effect: Effect, marks: &DayMarks) -> String {
    match effect {
        Effect::MonthPosition => "monthPosition",
        Effect::YearPosition => "yearPosition",
        Effect::Eve => "eve",
        Effect::AfterHoliday => "afterHoliday",
        Effect::AfterClosure => "afterClosure",
        Effect::BeforeClosure => "beforeClosure",
        Effect::MakeUpWorkday => "makeUpWorkday",
        Effect::Event(name) => &marks.event_names()[name],
    }
    .to_owned()
}

//! One replication of a floor.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::ops::Range;

use rand_xoshiro::SplitMix64;

use super::model::Floor;
use crate::pacing::dialers::Dialer;
use crate::pacing::{MeasuringWindow, Observation, PacingError, PacingState};
use crate::simulation::{Distribution, Draws, Purpose, Sampler, uniform};

/// What happened in a stretch of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct StretchTally {
    pub(super) lines: u64,
    pub(super) answered: u64,
    pub(super) abandoned: u64,
    pub(super) busy_seconds: f64,
    pub(super) agent_seconds: f64,
}

/// A floor made ready to be played.
pub(super) struct Ready<'a> {
    floor: &'a Floor,
    talk: Sampler,
    wrap_up: Option<(f64, Sampler)>,
}

impl<'a> Ready<'a> {
    pub(super) fn new(floor: &'a Floor) -> Result<Self, PacingError> {
        floor.check()?;
        let sampler = |times: &Distribution, what| {
            let is_time = times.mean_seconds.is_finite() && times.mean_seconds > 0.0;
            Sampler::new(&times.shape)
                .filter(|_| is_time)
                .ok_or(PacingError::NoDistribution { what })
        };
        let wrap_up = match &floor.wrap_up {
            Some(times) => Some((times.mean_seconds, sampler(times, "wrap-up")?)),
            None => None,
        };
        Ok(Self {
            floor,
            talk: sampler(&floor.talk, "talk")?,
            wrap_up,
        })
    }

    /// Plays one replication; each stretch of the run is told apart.
    pub(super) fn play(
        &self,
        dialer: &mut dyn Dialer,
        seed: u64,
        replication: u32,
        stretches: &[Range<f64>],
    ) -> Result<(StretchTally, Vec<StretchTally>), PacingError> {
        let mut play = Play::new(self, dialer, seed, replication, stretches);
        play.run()?;
        Ok((play.whole, play.of_stretches))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    LineEnds(u32),
    TalkEnds(u32),
    WrapUpEnds(u32),
    GraceEnds(u32),
    Decides,
}

/// A line with what it will come to.
#[derive(Clone, Copy, Debug)]
struct Line {
    started: f64,
    answered: bool,
}

struct Play<'a> {
    ready: &'a Ready<'a>,
    dialer: &'a mut dyn Dialer,
    draws: [Draws; 4],
    /// Bits of times of at least 0, which order as the times do; then the order of coming.
    events: BinaryHeap<Reverse<(u64, u64, Event)>>,
    events_so_far: u64,
    now: f64,
    /// Every line ever started, by number.
    lines: Vec<Line>,
    ringing: Vec<u32>,
    waiting: VecDeque<(u32, f64)>,
    /// Line an agent talks with, or wraps up after, and since when.
    talking: Vec<(u32, f64)>,
    wrapping_up: Vec<(u32, f64)>,
    state: PacingState,
    stretches: &'a [Range<f64>],
    whole: StretchTally,
    of_stretches: Vec<StretchTally>,
}

impl<'a> Play<'a> {
    fn new(
        ready: &'a Ready<'a>,
        dialer: &'a mut dyn Dialer,
        seed: u64,
        replication: u32,
        stretches: &'a [Range<f64>],
    ) -> Self {
        let draws = |purpose| Draws::new(seed, replication, 0, purpose);
        Self {
            ready,
            dialer,
            draws: [
                draws(Purpose::LiveAnswer),
                draws(Purpose::RingTime),
                draws(Purpose::HandleTime),
                draws(Purpose::WrapUp),
            ],
            events: BinaryHeap::new(),
            events_so_far: 0,
            now: 0.0,
            lines: Vec::new(),
            ringing: Vec::new(),
            waiting: VecDeque::new(),
            talking: Vec::new(),
            wrapping_up: Vec::new(),
            state: PacingState {
                idle: ready.floor.agents,
                ..PacingState::default()
            },
            stretches,
            whole: StretchTally::default(),
            of_stretches: vec![StretchTally::default(); stretches.len()],
        }
    }

    fn run(&mut self) -> Result<(), PacingError> {
        let end = self.ready.floor.seconds;
        self.schedule(0.0, Event::Decides);
        while let Some(Reverse((bits, _, event))) = self.events.pop() {
            let at = f64::from_bits(bits);
            if at >= end {
                break;
            }
            self.pass_time(at);
            match event {
                Event::LineEnds(line) => self.line_ends(line)?,
                Event::TalkEnds(line) => self.talk_ends(line)?,
                Event::WrapUpEnds(line) => self.wrap_up_ends(line)?,
                Event::GraceEnds(line) => self.grace_ends(line)?,
                Event::Decides => self.decides()?,
            }
        }
        self.pass_time(end);
        Ok(())
    }

    fn schedule(&mut self, at: f64, event: Event) {
        self.events_so_far += 1;
        self.events
            .push(Reverse((at.to_bits(), self.events_so_far, event)));
    }

    fn pass_time(&mut self, to: f64) {
        let busy = (self.talking.len() + self.wrapping_up.len()) as f64;
        let agents = f64::from(self.ready.floor.agents);
        let from = self.now;
        let add = |tally: &mut StretchTally, seconds: f64| {
            tally.busy_seconds += busy * seconds;
            tally.agent_seconds += agents * seconds;
        };
        add(&mut self.whole, to - from);
        for (stretch, tally) in self.stretches.iter().zip(&mut self.of_stretches) {
            add(
                tally,
                (to.min(stretch.end) - from.max(stretch.start)).max(0.0),
            );
        }
        self.now = to;
    }

    fn count(&mut self, at: f64, add: impl Fn(&mut StretchTally)) {
        add(&mut self.whole);
        for (stretch, tally) in self.stretches.iter().zip(&mut self.of_stretches) {
            if stretch.contains(&at) {
                add(tally);
            }
        }
    }

    fn decides(&mut self) -> Result<(), PacingError> {
        let now = self.now;
        let since = |times: &mut Vec<f64>, starts: &[(u32, f64)]| {
            times.clear();
            times.extend(starts.iter().map(|(_, started)| now - started));
        };
        since(&mut self.state.talking_seconds, &self.talking);
        since(&mut self.state.wrapping_up_seconds, &self.wrapping_up);
        self.state.ringing_seconds.clear();
        for line in &self.ringing {
            let rung = now - self.lines[*line as usize].started;
            self.state.ringing_seconds.push(rung);
        }
        self.state.waiting = self.waiting.len() as u32;
        self.state.window = MeasuringWindow {
            answered: self.whole.answered - self.waiting.len() as u64,
            abandoned: self.whole.abandoned,
            remaining_seconds: self.ready.floor.seconds - now,
        };
        let lines = self.dialer.lines(now, &self.state)?;
        for _ in 0..lines {
            self.start_line();
        }
        self.schedule(now + self.ready.floor.decides_every_seconds, Event::Decides);
        Ok(())
    }

    fn start_line(&mut self) {
        let (floor, number) = (self.ready.floor, self.lines.len() as u32);
        let [live_answer, ring_time, ..] = self.draws;
        let answered = uniform(&mut live_answer.of(number, 0)) < floor.live_answer_at(self.now);
        let (from, to) = if answered {
            floor.answered_after_seconds
        } else {
            floor.unanswered_after_seconds
        };
        let rings = from + (to - from) * uniform(&mut ring_time.of(number, 0));
        self.lines.push(Line {
            started: self.now,
            answered,
        });
        self.ringing.push(number);
        self.count(self.now, |tally| tally.lines += 1);
        self.schedule(self.now + rings, Event::LineEnds(number));
    }

    fn line_ends(&mut self, number: u32) -> Result<(), PacingError> {
        self.ringing.retain(|line| *line != number);
        let line = self.lines[number as usize];
        let ring_seconds = self.now - line.started;
        if !line.answered {
            return self.tell(Observation::Unanswered { ring_seconds });
        }
        self.tell(Observation::Answered { ring_seconds })?;
        self.count(self.now, |tally| tally.answered += 1);
        if self.state.idle > 0 {
            self.state.idle -= 1;
            return self.connect(number);
        }
        self.waiting.push_back((number, self.now));
        self.schedule(
            self.now + self.ready.floor.connect_within_seconds,
            Event::GraceEnds(number),
        );
        Ok(())
    }

    fn connect(&mut self, number: u32) -> Result<(), PacingError> {
        let ready = self.ready;
        let drawn = ready.talk.draw(&mut self.generator(2, number));
        let seconds =
            drawn * ready.floor.talk.mean_seconds * ready.floor.handle_time_factor_at(self.now);
        self.talking.push((number, self.now));
        self.schedule(self.now + seconds, Event::TalkEnds(number));
        self.tell(Observation::Connected)
    }

    fn talk_ends(&mut self, number: u32) -> Result<(), PacingError> {
        let started = take(&mut self.talking, number, self.now);
        self.tell(Observation::TalkEnded {
            talk_seconds: self.now - started,
        })?;
        let ready = self.ready;
        let Some((mean_seconds, sampler)) = &ready.wrap_up else {
            self.tell(Observation::WrapUpEnded {
                wrap_up_seconds: 0.0,
            })?;
            return self.agent_frees();
        };
        let drawn = sampler.draw(&mut self.generator(3, number));
        let seconds = drawn * mean_seconds * ready.floor.handle_time_factor_at(started);
        self.wrapping_up.push((number, self.now));
        self.schedule(self.now + seconds, Event::WrapUpEnds(number));
        Ok(())
    }

    fn wrap_up_ends(&mut self, number: u32) -> Result<(), PacingError> {
        let started = take(&mut self.wrapping_up, number, self.now);
        self.tell(Observation::WrapUpEnded {
            wrap_up_seconds: self.now - started,
        })?;
        self.agent_frees()
    }

    /// The call that waits longest is next.
    fn agent_frees(&mut self) -> Result<(), PacingError> {
        if let Some((number, _)) = self.waiting.pop_front() {
            return self.connect(number);
        }
        self.state.idle += 1;
        Ok(())
    }

    fn grace_ends(&mut self, number: u32) -> Result<(), PacingError> {
        let Some(place) = self.waiting.iter().position(|(line, _)| *line == number) else {
            return Ok(());
        };
        // Counted where its answer is counted, so that a stretch's share is one of its own answers.
        let answered = self.waiting.remove(place).map_or(self.now, |(_, at)| at);
        self.count(answered, |tally| tally.abandoned += 1);
        self.tell(Observation::Abandoned)
    }

    fn generator(&self, purpose: usize, number: u32) -> SplitMix64 {
        self.draws[purpose].of(number, 0)
    }

    fn tell(&mut self, observation: Observation) -> Result<(), PacingError> {
        self.dialer.observe(self.now, observation)
    }
}

/// Takes the agent of a line out of a list; since when they were in it.
fn take(agents: &mut Vec<(u32, f64)>, number: u32, now: f64) -> f64 {
    agents
        .iter()
        .position(|(line, _)| *line == number)
        .map_or(now, |place| agents.swap_remove(place).1)
}

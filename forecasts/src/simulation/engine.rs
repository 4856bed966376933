//! One replication: contacts arrive, wait, are served or hang up.
//!
//! Three sources of what happens next are merged without sharing a heap: arrivals (a tournament over queues), changes
//! known beforehand (a sorted list) and the rest (a heap of one entry for each busy agent, mostly).

use super::agents::{Agents, Service};
use super::arrivals::{ArrivalStreams, realised_contacts};
use super::draws::{self, Draws, Purpose};
use super::events::{Event, EventKind, Events};
use super::plain::FreeAt;
use super::plan::{Change, Kind, Plan};
use super::tally::Tally;
use super::waiting::{Contact, Line, Waiting};

/// Attempts of one contact are counted in the lower half, returns to the queue in the upper.
const ONE_RETURN: u32 = 1 << 16;
/// Somebody who was lost this often gives up.
const MOST_ATTEMPTS: u32 = ONE_RETURN - 1;

/// The draws of a queue in a replication.
#[derive(Clone, Copy, Debug)]
pub(super) struct QueueDraws {
    pub(super) handle_time: Draws,
    pub(super) patience: Draws,
    redial_choice: Draws,
    redial_delay: Draws,
    callback_choice: Draws,
}

impl QueueDraws {
    fn new(seed: u64, replication: u32, queue: usize) -> Self {
        let of = |purpose| Draws::new(seed, replication, queue, purpose);
        Self {
            handle_time: of(Purpose::HandleTime),
            patience: of(Purpose::Patience),
            redial_choice: of(Purpose::RedialChoice),
            redial_delay: of(Purpose::RedialDelay),
            callback_choice: of(Purpose::CallbackChoice),
        }
    }
}

/// The state of a centre; used again for each replication.
#[derive(Debug)]
pub(super) struct Engine<'plan> {
    pub(super) plan: &'plan Plan,
    seed: u64,
    pub(super) now: f64,
    pub(super) interval: usize,
    pub(super) events: Events,
    pub(super) streams: ArrivalStreams,
    pub(super) waiting: Waiting,
    pub(super) lines: Vec<Line>,
    /// Live queues in which somebody waits, and deferred and callback queues, as bits.
    pub(super) live_waiting: Vec<u64>,
    pub(super) deferred_waiting: Vec<u64>,
    pub(super) agents: Agents,
    pub(super) chats: Vec<Service>,
    pub(super) tally: Tally,
    /// Live contacts waiting or in service.
    pub(super) in_system: u32,
    /// Contacts of each queue so far.
    pub(super) numbers: Vec<u32>,
    pub(super) draws: Vec<QueueDraws>,
    pub(super) free_at: FreeAt,
}

impl<'plan> Engine<'plan> {
    pub(super) fn new(plan: &'plan Plan, seed: u64) -> Self {
        Self {
            plan,
            seed,
            now: 0.0,
            interval: 0,
            events: Events::default(),
            streams: ArrivalStreams::new(plan.interval_seconds, plan.given_queues),
            waiting: Waiting::default(),
            lines: vec![Line::EMPTY; plan.queues.len()],
            live_waiting: vec![0; plan.queue_words],
            deferred_waiting: vec![0; plan.queue_words],
            agents: Agents::new(plan),
            chats: vec![Service::NOTHING; plan.chat_places],
            tally: Tally::new(plan.intervals, plan.given_queues, plan.groups),
            in_system: 0,
            numbers: vec![0; plan.queues.len()],
            draws: Vec::with_capacity(plan.queues.len()),
            free_at: FreeAt::default(),
        }
    }

    /// Plays the horizon once.
    pub(super) fn replicate(&mut self, replication: u32) -> &Tally {
        self.restart(replication);
        if self.plan.is_plain {
            self.play_plain();
        } else {
            self.play();
        }
        &self.tally
    }

    fn play(&mut self) {
        let plan = self.plan;
        let mut changes = plan.changes.iter();
        let mut next_change = changes.next();
        while let Some(&(change_time, change)) = next_change {
            let event_time = self.events.next_time();
            let arrival_time = self.streams.next_time();
            if change_time <= event_time && change_time <= arrival_time {
                self.now = change_time;
                self.change(change);
                next_change = changes.next();
            } else if event_time <= arrival_time {
                self.now = event_time;
                self.event();
            } else {
                self.now = arrival_time;
                let queue = self.streams.take();
                self.new_contact(queue);
            }
        }
        self.close();
    }

    fn restart(&mut self, replication: u32) {
        let plan = self.plan;
        self.now = 0.0;
        self.interval = 0;
        self.events.clear();
        self.waiting.clear();
        self.lines.fill(Line::EMPTY);
        self.live_waiting.fill(0);
        self.deferred_waiting.fill(0);
        self.agents.clear();
        self.tally.clear(&plan.staffed);
        self.in_system = 0;
        self.numbers.fill(0);
        self.draws.clear();
        for (queue, arrivals) in plan.arrivals.iter().enumerate() {
            let contacts = realised_contacts(arrivals, &plan.days, self.seed, replication, queue);
            let draws = Draws::new(self.seed, replication, queue, Purpose::Arrivals);
            self.streams.restart(queue, draws, &contacts);
        }
        self.streams.ready();
        for queue in &plan.queues {
            // A callback keeps the handle time of the contact it was.
            let owner = queue.tally_row / plan.intervals;
            self.draws
                .push(QueueDraws::new(self.seed, replication, owner));
        }
    }

    fn change(&mut self, change: Change) {
        match change {
            Change::IntervalEnds => {
                self.interval = (self.interval + 1).min(self.plan.intervals - 1)
            }
            Change::ComesOn(agent) => self.comes_on(agent as usize),
            Change::GoesOff(agent) => self.goes_off(agent as usize),
        }
    }

    #[inline]
    fn event(&mut self) {
        let Some(event) = self.events.take() else {
            return;
        };
        match event.kind() {
            EventKind::ServiceEnd => {
                if self.agents.get(event.index()).stamp == event.stamp {
                    self.service_ends(event.index());
                }
            }
            EventKind::HangUp => {
                let place = event.index() as u32;
                if self.waiting.stamp(place) == event.stamp {
                    let queue = self.waiting.contact(place).queue as usize;
                    let contact = self.take_from_line(queue, place);
                    self.hangs_up(contact);
                }
            }
            EventKind::Redial => {
                let contact = self.waiting.release(event.index() as u32);
                self.arrives(Contact {
                    attempt: contact.attempt + 1,
                    interval: self.interval as u32,
                    arrived: self.now,
                    waits_since: self.now,
                    waited: 0.0,
                    work: -1.0,
                    until: f64::INFINITY,
                    ..contact
                });
            }
            EventKind::CallbackDue => self.callbacks_fall_due(event.index()),
        }
    }

    #[inline]
    pub(super) fn number_next(&mut self, queue: usize) -> Contact {
        let number = self.numbers[queue];
        self.numbers[queue] = number.wrapping_add(1);
        Contact {
            queue: queue as u32,
            number,
            attempt: 0,
            interval: self.interval as u32,
            arrived: self.now,
            waits_since: self.now,
            waited: 0.0,
            work: -1.0,
            until: f64::INFINITY,
        }
    }

    #[inline]
    fn new_contact(&mut self, queue: usize) {
        let contact = self.number_next(queue);
        self.arrives(contact);
    }

    #[inline]
    fn arrives(&mut self, mut contact: Contact) {
        let plan = self.plan;
        let queue = contact.queue as usize;
        let of = &plan.queues[queue];
        let cell = of.tally_row + contact.interval as usize;
        self.tally.queues[cell].offered += 1;
        if contact.attempt & MOST_ATTEMPTS > 0 {
            self.tally.queues[cell].redialled += 1;
        }
        if !of.kind.is_live() {
            contact.until = self.now + of.due_seconds;
            if !self.goes_to_an_idle_agent(queue, contact) {
                self.tally.queues[cell].delayed += 1;
                self.joins(contact, false);
            }
            return;
        }
        if self.in_system >= plan.trunks {
            self.is_turned_away(contact);
            return;
        }
        if self.goes_to_an_idle_agent(queue, contact) {
            self.in_system += 1;
            return;
        }
        if self.lines[queue].length >= of.waiting_places {
            self.is_turned_away(contact);
            return;
        }
        self.tally.queues[cell].delayed += 1;
        if of.callback.is_some() && self.takes_callback(contact) {
            return;
        }
        self.in_system += 1;
        self.joins(contact, false);
    }

    fn is_turned_away(&mut self, contact: Contact) {
        let of = &self.plan.queues[contact.queue as usize];
        self.tally.queues[of.tally_row + contact.interval as usize].blocked += 1;
        if let Some(redial) = &of.redial {
            self.tries_again(contact, redial.after_blocking);
        }
    }

    /// Whether a contact that would wait long prefers to be called back; it then waits as such.
    fn takes_callback(&mut self, contact: Contact) -> bool {
        let plan = self.plan;
        let queue = contact.queue as usize;
        let of = &plan.queues[queue];
        let Some(offer) = of.callback else {
            return false;
        };
        // Nobody at work makes the expected wait infinite.
        let expected_wait = f64::from(self.lines[queue].length + 1)
            * of.handle_means[contact.interval as usize]
            / f64::from(self.agents.at_work[queue]);
        if expected_wait <= offer.threshold {
            return false;
        }
        let choice = self.draws[queue]
            .callback_choice
            .of(contact.number, contact.attempt);
        if draws::uniform(&mut { choice }) >= offer.acceptance {
            return false;
        }
        self.tally.queues[of.tally_row + contact.interval as usize].callbacks += 1;
        let due = self.now + offer.promised;
        self.joins(
            Contact {
                queue: offer.queue as u32,
                until: due,
                ..contact
            },
            false,
        );
        self.events.push(Event::new(
            due,
            EventKind::CallbackDue,
            offer.queue as u32,
            0,
        ));
        true
    }

    /// Lets a contact wait: last, or first if it has been in service before.
    #[inline]
    pub(super) fn joins(&mut self, mut contact: Contact, goes_first: bool) {
        let plan = self.plan;
        let queue = contact.queue as usize;
        let of = &plan.queues[queue];
        contact.waits_since = self.now;
        if let Some((mean, patience)) = &of.patience {
            let mut generator = self.draws[queue]
                .patience
                .of(contact.number, contact.attempt);
            contact.until = self.now + mean * patience.draw(&mut generator);
        }
        let line = &mut self.lines[queue];
        let place = if goes_first {
            self.waiting.push_front(line, contact)
        } else {
            self.waiting.push_back(line, contact)
        };
        let bits = if of.kind.is_live() {
            &mut self.live_waiting
        } else {
            &mut self.deferred_waiting
        };
        bits[queue / 64] |= 1 << (queue % 64);
        if of.hangs_up_on_time && of.patience.is_some() {
            let stamp = self.waiting.stamp(place);
            self.events
                .push(Event::new(contact.until, EventKind::HangUp, place, stamp));
        }
    }

    /// Takes a contact out of its line.
    #[inline]
    pub(super) fn take_from_line(&mut self, queue: usize, place: u32) -> Contact {
        let line = &mut self.lines[queue];
        let contact = self.waiting.remove(line, place);
        if line.length == 0 {
            let bits = if self.plan.queues[queue].kind.is_live() {
                &mut self.live_waiting
            } else {
                &mut self.deferred_waiting
            };
            bits[queue / 64] &= !(1 << (queue % 64));
        }
        contact
    }

    /// A contact that left its line at `contact.until` hung up then.
    pub(super) fn hangs_up(&mut self, contact: Contact) {
        let of = &self.plan.queues[contact.queue as usize];
        self.count_wait(&contact, contact.until);
        self.count_hang_up(&contact);
        self.in_system -= 1;
        if let Some(redial) = &of.redial {
            self.tries_again(contact, redial.after_abandoning);
        }
    }

    fn tries_again(&mut self, contact: Contact, probability: f64) {
        let queue = contact.queue as usize;
        let Some(redial) = &self.plan.queues[queue].redial else {
            return;
        };
        let of = &self.draws[queue];
        let mut choice = of.redial_choice.of(contact.number, contact.attempt);
        if contact.attempt & MOST_ATTEMPTS == MOST_ATTEMPTS
            || draws::uniform(&mut choice) >= probability
        {
            return;
        }
        let mut generator = of.redial_delay.of(contact.number, contact.attempt);
        let delay = redial.delay_mean * redial.delay.draw(&mut generator);
        let place = self.waiting.keep(contact);
        self.events
            .push(Event::new(self.now + delay, EventKind::Redial, place, 0));
    }

    /// Callbacks whose promised time has come no longer wait for agents to spare.
    fn callbacks_fall_due(&mut self, queue: usize) {
        while let Some(place) = self.lines[queue].first() {
            if self.waiting.contact(place).until > self.now {
                return;
            }
            let Some(agent) = self.agents.find(self.plan, queue, false) else {
                return;
            };
            let contact = self.take_from_line(queue, place);
            self.agents.delist(self.plan, agent);
            self.begins(agent, contact);
        }
    }

    /// A contact whose agent left goes to another, or first in line.
    pub(super) fn returns(&mut self, mut contact: Contact) {
        contact.attempt = contact.attempt.wrapping_add(ONE_RETURN);
        contact.waits_since = self.now;
        if !self.goes_to_an_idle_agent(contact.queue as usize, contact) {
            self.joins(contact, true);
        }
    }

    /// Gives a contact to an idle agent, or one with room for a chat, if there is one it may have.
    #[inline]
    fn goes_to_an_idle_agent(&mut self, queue: usize, contact: Contact) -> bool {
        let plan = self.plan;
        let of = &plan.queues[queue];
        if of.kept_free > 0 && self.agents.idle[queue] <= of.kept_free {
            return false;
        }
        let Some(agent) = self.agents.find(plan, queue, of.kind == Kind::Chat) else {
            return false;
        };
        self.agents.delist(plan, agent);
        self.begins(agent, contact);
        if of.kind == Kind::Chat {
            self.schedule_chats(agent);
            self.list_if_open(agent);
        }
        true
    }
}

//! What is counted, when: counts go to the interval of arrival, times to the intervals they fall into.

use super::agents::Service;
use super::engine::Engine;
use super::plan::Kind;
use super::waiting::Contact;

impl Engine<'_> {
    fn cell_of(&self, contact: &Contact) -> usize {
        self.plan.queues[contact.queue as usize].tally_row + contact.interval as usize
    }

    /// The interval of a time that is not after now.
    fn interval_of(&self, time: f64) -> usize {
        ((time / self.plan.interval_seconds) as usize).min(self.interval)
    }

    /// Counts the present wait of a contact, which ended at `until`.
    #[inline]
    pub(super) fn count_wait(&mut self, contact: &Contact, until: f64) {
        let of = &self.plan.queues[contact.queue as usize];
        if of.kind == Kind::Callback {
            return;
        }
        let seconds = self.plan.interval_seconds;
        let last = if until == self.now {
            self.interval
        } else {
            self.interval_of(until)
        };
        let mut from = contact.waits_since;
        for interval in self.interval_of(from)..last {
            let end = seconds * (interval + 1) as f64;
            let cell = &mut self.tally.queues[of.tally_row + interval];
            cell.queue_seconds += end - from;
            cell.waiting_at_interval_end += 1;
            from = end;
        }
        self.tally.queues[of.tally_row + last].queue_seconds += (until - from).max(0.0);
    }

    #[inline]
    pub(super) fn count_hang_up(&mut self, contact: &Contact) {
        let wait = contact.waited + (contact.until - contact.waits_since);
        let within = self.plan.queues[contact.queue as usize].answer_within;
        let at = self.cell_of(contact);
        let cell = &mut self.tally.queues[at];
        cell.abandoned += 1;
        cell.abandoned_within += u64::from(wait <= within);
        cell.wait_of_abandoned_seconds += wait;
    }

    /// Counts a contact as served once its fate is sealed: it could still go back to the queue before.
    #[inline]
    pub(super) fn count_served(&mut self, service: &Service) {
        let contact = &service.contact;
        let of = &self.plan.queues[contact.queue as usize];
        let at = self.cell_of(contact);
        let cell = &mut self.tally.queues[at];
        if of.kind == Kind::Callback {
            cell.called_back += 1;
            cell.done_by_due += u64::from(service.began <= contact.until);
            return;
        }
        cell.served += 1;
        cell.served_within += u64::from(contact.waited <= of.answer_within);
        cell.wait_of_served_seconds += contact.waited;
    }

    pub(super) fn count_done_by_due(&mut self, contact: &Contact) {
        let at = self.cell_of(contact);
        self.tally.queues[at].done_by_due += 1;
    }

    /// Counts the time from when a contact began, or was taken over, to now.
    #[inline]
    pub(super) fn count_service(&mut self, agent: usize, service: &Service) {
        let plan = self.plan;
        let row = plan.queues[service.contact.queue as usize].tally_row;
        let group_row = plan.agents[agent].group as usize * plan.intervals;
        let mut from = service.began;
        for interval in service.began_in as usize..self.interval {
            let end = plan.interval_seconds * (interval + 1) as f64;
            let cell = &mut self.tally.queues[row + interval];
            cell.service_seconds += end - from;
            cell.in_service_at_interval_end += 1;
            self.tally.groups[group_row + interval].contact_seconds += end - from;
            from = end;
        }
        let rest = self.now - from;
        self.tally.queues[row + self.interval].service_seconds += rest;
        self.tally.groups[group_row + self.interval].contact_seconds += rest;
    }

    /// Counts an agent as busy since a time of an interval.
    #[inline]
    pub(super) fn count_busy(&mut self, agent: usize, since: f64, since_in: u32) {
        let plan = self.plan;
        let row = plan.agents[agent].group as usize * plan.intervals;
        let mut from = since;
        for interval in since_in as usize..self.interval {
            let end = plan.interval_seconds * (interval + 1) as f64;
            self.tally.groups[row + interval].busy_seconds += end - from;
            from = end;
        }
        self.tally.groups[row + self.interval].busy_seconds += self.now - from;
    }

    pub(super) fn count_overtime(&mut self, agent: usize, since: f64) {
        let plan = self.plan;
        let row = plan.agents[agent].group as usize * plan.intervals;
        let mut from = since;
        for interval in self.interval_of(since)..=self.interval {
            let end = (plan.interval_seconds * (interval + 1) as f64).min(self.now);
            self.tally.groups[row + interval].staffed_seconds += (end - from).max(0.0);
            from = from.max(end);
        }
    }

    /// Counts what the end of the horizon finds: contacts in service as served, others as waiting still.
    pub(super) fn close(&mut self) {
        let plan = self.plan;
        let last = plan.intervals - 1;
        for agent in 0..plan.agents.len() {
            let state = *self.agents.get(agent);
            if state.is_finishing {
                self.count_overtime(agent, state.off_at);
            }
            if state.is_taken {
                self.count_busy(agent, state.service.began, state.service.began_in);
                self.close_service(agent, &state.service, last);
            } else if state.load > 0 {
                self.count_busy(agent, state.busy_since, state.busy_in);
                for chat in 0..state.load {
                    let service = self.chats[(plan.agents[agent].first_chat + chat) as usize];
                    self.close_service(agent, &service, last);
                }
            }
        }
        for (queue, of) in plan.queues.iter().enumerate() {
            while let Some(place) = self.lines[queue].first() {
                let contact = self.take_from_line(queue, place);
                if of.kind.is_live() && contact.until <= self.now {
                    self.hangs_up(contact);
                    continue;
                }
                self.count_wait(&contact, self.now);
                let at = self.cell_of(&contact);
                self.tally.queues[at].unserved_at_end += 1;
                if of.kind != Kind::Callback {
                    self.tally.queues[of.tally_row + last].waiting_at_interval_end += 1;
                }
            }
        }
    }

    fn close_service(&mut self, agent: usize, service: &Service, last: usize) {
        self.count_service(agent, service);
        self.count_served(service);
        let row = self.plan.queues[service.contact.queue as usize].tally_row;
        self.tally.queues[row + last].in_service_at_interval_end += 1;
    }
}

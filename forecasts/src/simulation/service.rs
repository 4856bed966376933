//! Agents at work: they come and go, begin and end contacts.

use super::agents::Service;
use super::engine::Engine;
use super::events::{Event, EventKind};
use super::model::AtStretchEnd;
use super::plan::Kind;
use super::waiting::Contact;

impl Engine<'_> {
    pub(super) fn comes_on(&mut self, agent: usize) {
        let plan = self.plan;
        let state = self.agents.get_mut(agent);
        state.is_on = true;
        let class = state.class as usize;
        let was_finishing = std::mem::take(&mut state.is_finishing);
        let off_at = state.off_at;
        for queue in &plan.classes[class].offering {
            self.agents.at_work[*queue] += 1;
        }
        if was_finishing {
            self.count_overtime(agent, off_at);
        }
        self.settle(agent);
    }

    pub(super) fn goes_off(&mut self, agent: usize) {
        let plan = self.plan;
        self.agents.delist(plan, agent);
        let state = self.agents.get_mut(agent);
        state.is_on = false;
        let (class, load, is_taken) = (state.class as usize, state.load, state.is_taken);
        let service = state.service;
        for queue in &plan.classes[class].offering {
            self.agents.at_work[*queue] -= 1;
        }
        if load == 0 {
            return;
        }
        let finishes = plan.agents[agent].at_stretch_end == AtStretchEnd::FinishContact
            // Somebody who was called is not put into a queue.
            || (is_taken && plan.queues[service.contact.queue as usize].kind == Kind::Outbound);
        if finishes {
            let state = self.agents.get_mut(agent);
            state.is_finishing = true;
            state.off_at = self.now;
            return;
        }
        if is_taken {
            let state = self.agents.get_mut(agent);
            state.is_taken = false;
            state.load = 0;
            state.stamp = state.stamp.wrapping_add(1);
            self.count_busy(agent, service.began, service.began_in);
            self.count_service(agent, &service);
            let factor = plan.classes[class].factors[service.contact.queue as usize];
            let mut contact = service.contact;
            contact.work = (contact.work - (self.now - service.began) / factor).max(0.0);
            self.returns(contact);
        } else {
            self.bring_chats_forward(agent);
            let mut cut_off: Vec<Contact> = Vec::with_capacity(load as usize);
            while let Some(chat) = self.remove_chat(agent, 0) {
                self.count_service(agent, &chat);
                cut_off.push(chat.contact);
            }
            let state = self.agents.get_mut(agent);
            state.stamp = state.stamp.wrapping_add(1);
            // The one that came first goes first in line last.
            cut_off.sort_by(|a, b| b.arrived.total_cmp(&a.arrived));
            for contact in cut_off {
                self.returns(contact);
            }
        }
    }

    /// Begins a contact with an agent who stands in no list.
    #[inline]
    pub(super) fn begins(&mut self, agent: usize, mut contact: Contact) {
        let plan = self.plan;
        let queue = contact.queue as usize;
        let of = &plan.queues[queue];
        if contact.work < 0.0 {
            let mut generator = self.draws[queue].handle_time.of(contact.number, 0);
            contact.work =
                of.handle_means[contact.interval as usize] * of.handle.draw(&mut generator);
        }
        if contact.waits_since < self.now {
            self.count_wait(&contact, self.now);
            contact.waited += self.now - contact.waits_since;
        }
        let service = Service {
            contact,
            began: self.now,
            began_in: self.interval as u32,
        };
        if of.kind == Kind::Chat {
            self.add_chat(agent, service);
            return;
        }
        let state = self.agents.get_mut(agent);
        state.is_taken = true;
        state.load = 1;
        state.service = service;
        let ends = self.now + contact.work * plan.classes[state.class as usize].factors[queue];
        self.events.push(Event::new(
            ends,
            EventKind::ServiceEnd,
            agent as u32,
            state.stamp,
        ));
    }

    #[inline]
    pub(super) fn service_ends(&mut self, agent: usize) {
        let state = self.agents.get_mut(agent);
        if state.is_taken {
            state.is_taken = false;
            state.load = 0;
            let service = state.service;
            self.count_busy(agent, service.began, service.began_in);
            self.contact_ends(agent, &service);
        } else {
            self.bring_chats_forward(agent);
            let next = self.agents.get(agent).next_chat;
            self.agents.delist(self.plan, agent);
            if let Some(chat) = self.remove_chat(agent, next) {
                self.contact_ends(agent, &chat);
            }
        }
        self.settle(agent);
    }

    #[inline]
    fn contact_ends(&mut self, agent: usize, service: &Service) {
        self.count_service(agent, service);
        self.count_served(service);
        let kind = self.plan.queues[service.contact.queue as usize].kind;
        if kind.is_live() {
            self.in_system -= 1;
        } else if kind == Kind::Deferred && self.now <= service.contact.until {
            self.count_done_by_due(&service.contact);
        }
    }

    /// After a change, gives an agent who stands in no list what it can take, then lists it if it can take more.
    #[inline]
    pub(super) fn settle(&mut self, agent: usize) {
        loop {
            let state = self.agents.get(agent);
            if !state.is_on {
                if state.load > 0 {
                    if !state.is_taken {
                        self.schedule_chats(agent);
                    }
                } else if state.is_finishing {
                    let off_at = state.off_at;
                    self.agents.get_mut(agent).is_finishing = false;
                    self.count_overtime(agent, off_at);
                }
                return;
            }
            if state.is_taken {
                return;
            }
            let class = &self.plan.classes[state.class as usize];
            if state.load >= class.concurrent_chats {
                break;
            }
            let Some(contact) = self.next_contact(agent) else {
                break;
            };
            self.begins(agent, contact);
        }
        if self.agents.get(agent).load > 0 {
            self.schedule_chats(agent);
        }
        self.list_if_open(agent);
        if self.plan.evens_out {
            self.even_out(agent);
        }
    }

    /// Lists an agent on queue who can take another contact, or whose chats could be taken over.
    #[inline]
    pub(super) fn list_if_open(&mut self, agent: usize) {
        let plan = self.plan;
        let state = self.agents.get(agent);
        let room = plan.classes[state.class as usize].concurrent_chats;
        if state.load < room || plan.evens_out {
            self.agents.enlist(plan, agent, self.now);
        }
    }
}

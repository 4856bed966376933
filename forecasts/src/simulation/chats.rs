//! Several chats with one agent: each goes on at a pace that depends on how many there are.

use super::agents::Service;
use super::engine::Engine;
use super::events::{Event, EventKind};

impl Engine<'_> {
    fn chat_place(&self, agent: usize, chat: u32) -> usize {
        (self.plan.agents[agent].first_chat + chat) as usize
    }

    /// Handle seconds at the queue's own pace that a chat makes good in a second.
    fn pace(&self, agent: usize, queue: usize) -> f64 {
        let plan = self.plan;
        let state = self.agents.get(agent);
        let speeds = &plan.queues[queue].chat_speeds;
        speeds[(state.load as usize).clamp(1, speeds.len()) - 1]
            / plan.classes[state.class as usize].factors[queue]
    }

    /// Makes good the time since the agent's chats were last looked at.
    pub(super) fn bring_chats_forward(&mut self, agent: usize) {
        let state = self.agents.get(agent);
        let (load, elapsed) = (state.load, self.now - state.chats_at);
        for chat in 0..load {
            let place = self.chat_place(agent, chat);
            let done = elapsed * self.pace(agent, self.chats[place].contact.queue as usize);
            let work = &mut self.chats[place].contact.work;
            *work = (*work - done).max(0.0);
        }
        self.agents.get_mut(agent).chats_at = self.now;
    }

    pub(super) fn add_chat(&mut self, agent: usize, chat: Service) {
        if self.agents.get(agent).load == 0 {
            let interval = self.interval as u32;
            let state = self.agents.get_mut(agent);
            state.busy_since = self.now;
            state.busy_in = interval;
            state.chats_at = self.now;
        } else {
            self.bring_chats_forward(agent);
        }
        let load = self.agents.get(agent).load;
        let place = self.chat_place(agent, load);
        self.chats[place] = chat;
        self.agents.get_mut(agent).load = load + 1;
    }

    /// Takes a chat from an agent whose chats have been brought forward; nothing if it has none.
    pub(super) fn remove_chat(&mut self, agent: usize, chat: u32) -> Option<Service> {
        let state = self.agents.get(agent);
        let (load, since, since_in) = (state.load, state.busy_since, state.busy_in);
        if chat >= load {
            return None;
        }
        let (removed, last) = (
            self.chat_place(agent, chat),
            self.chat_place(agent, load - 1),
        );
        self.chats.swap(removed, last);
        self.agents.get_mut(agent).load = load - 1;
        if load == 1 {
            self.count_busy(agent, since, since_in);
        }
        Some(self.chats[last])
    }

    /// Sets the end of the chat that ends first; an end set before is void.
    pub(super) fn schedule_chats(&mut self, agent: usize) {
        let load = self.agents.get(agent).load;
        let mut soonest = f64::INFINITY;
        let mut next = 0;
        for chat in 0..load {
            let contact = &self.chats[self.chat_place(agent, chat)].contact;
            let left = contact.work / self.pace(agent, contact.queue as usize);
            if left < soonest {
                soonest = left;
                next = chat;
            }
        }
        let state = self.agents.get_mut(agent);
        state.next_chat = next;
        state.stamp = state.stamp.wrapping_add(1);
        let event = Event::new(
            self.now + soonest,
            EventKind::ServiceEnd,
            agent as u32,
            state.stamp,
        );
        self.events.push(event);
    }

    /// Moves chats to a listed agent from those of its class who have two more.
    pub(super) fn even_out(&mut self, agent: usize) {
        let plan = self.plan;
        loop {
            let state = self.agents.get(agent);
            let class = state.class as usize;
            if state.load >= plan.classes[class].concurrent_chats {
                return;
            }
            let Some(fullest) = self.agents.fullest(plan, class, state.load + 2) else {
                return;
            };
            self.agents.delist(plan, fullest);
            self.bring_chats_forward(fullest);
            let last = self.agents.get(fullest).load - 1;
            let Some(mut chat) = self.remove_chat(fullest, last) else {
                return;
            };
            self.count_service(fullest, &chat);
            self.schedule_chats(fullest);
            self.agents.enlist(plan, fullest, self.now);
            chat.began = self.now;
            chat.began_in = self.interval as u32;
            self.agents.delist(plan, agent);
            self.add_chat(agent, chat);
            self.schedule_chats(agent);
            self.agents.enlist(plan, agent, self.now);
        }
    }
}

//! What kinds of campaigns there are, how they dial, and by which channels contacts are reached.

use super::coded::coded;

coded! {
    /// What a campaign does with the contacts of its list.
    #[derive(Default)]
    pub enum CampaignKind {
        /// Each contact is tried until an outcome finishes it or its attempts are used up.
        #[default]
        SingleStep = "singleStep",
        /// The same for people who are no customers yet: whoever buys anything leaves it.
        Prospect = "prospect",
        /// Contacts move through steps, each with a channel, a delay and a condition on the step before.
        MultiStep = "multiStep",
        /// Every period all contacts are tried again.
        Recurring = "recurring",
        /// A contact is tried when an event asks for it, until the event's deadline.
        EventTriggered = "eventTriggered",
    }
}

coded! {
    /// Who dials, and when: what a request for contacts may ask.
    #[derive(Default)]
    pub enum DialingMode {
        /// A dialer outside, which dials as it likes.
        #[default]
        External = "external",
        /// An agent sees the contact first and dials: each request names the agent.
        Preview = "preview",
        /// One call for each free agent.
        Progressive = "progressive",
        /// More calls than free agents, because not all are answered.
        Predictive = "predictive",
        /// No agent speaks: a request must not name one.
        Agentless = "agentless",
    }
}

coded! {
    /// By which channel a contact is reached.
    #[derive(Default)]
    pub enum Channel {
        /// A call.
        #[default]
        Voice = "voice",
        /// A text message.
        Sms = "sms",
        /// An email.
        Email = "email",
        /// A `WhatsApp` message.
        WhatsApp = "whatsApp",
    }
}

impl Channel {
    /// Whether it reaches the contact's number.
    pub const fn needs_number(self) -> bool {
        !matches!(self, Self::Email)
    }
}

//! Why a centre cannot be simulated.

/// A centre or a run that makes no sense.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SimulationError {
    /// The horizon is empty or its length no number.
    #[error(
        "{intervals} intervals of {interval_seconds} s are no horizon; give at least 1 interval of more than 0 s"
    )]
    NoHorizon {
        /// Intervals given.
        intervals: usize,
        /// Length given.
        interval_seconds: f64,
    },
    /// More than the tables of a replication hold.
    #[error(
        "{what}: {count} are more than {limit}; split the centre into parts that share no agents"
    )]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How much.
        count: u64,
        /// How much goes.
        limit: u64,
    },
    /// Days that do not follow one another within the horizon.
    #[error(
        "a day starts at interval {start}, after {previous} and within {intervals} intervals it cannot; give ascending starts inside the horizon"
    )]
    NoDay {
        /// The start that is out of order.
        start: usize,
        /// The start before it.
        previous: usize,
        /// Intervals of the horizon.
        intervals: usize,
    },
    /// A list with one value an interval has another length.
    #[error(
        "queue {queue}: {what} has {length} values for {intervals} intervals; give one for each"
    )]
    WrongLength {
        /// The queue.
        queue: usize,
        /// Which list.
        what: &'static str,
        /// Its length.
        length: usize,
        /// Intervals of the horizon.
        intervals: usize,
    },
    /// A number of a queue outside its range.
    #[error("queue {queue}: {what} is {value}; give {remedy}")]
    QueueNumber {
        /// The queue.
        queue: usize,
        /// Which number.
        what: &'static str,
        /// Its value.
        value: f64,
        /// What would do.
        remedy: &'static str,
    },
    /// Measured samples that cannot be drawn from.
    #[error(
        "queue {queue}: the samples of {what} are empty, negative or all 0; give measured times with a positive mean"
    )]
    NoSamples {
        /// The queue.
        queue: usize,
        /// Which distribution.
        what: &'static str,
    },
    /// Something a channel cannot have.
    #[error(
        "queue {queue}: {what} belongs to live contacts only; leave it out of deferred and outbound work"
    )]
    NotLive {
        /// The queue.
        queue: usize,
        /// What it cannot have.
        what: &'static str,
    },
    /// The goal's answer time is not the one that is counted.
    #[error(
        "queue {queue}: the goal asks for answers within {goal_seconds} s, the queue counts {queue_seconds} s; give both the same"
    )]
    OtherAnswerTime {
        /// The queue.
        queue: usize,
        /// The goal's.
        goal_seconds: f64,
        /// The queue's.
        queue_seconds: f64,
    },
    /// A number of an agent group outside its range.
    #[error("agent group {group}: {what} is {value}; give {remedy}")]
    GroupNumber {
        /// The group.
        group: usize,
        /// Which number.
        what: &'static str,
        /// Its value.
        value: f64,
        /// What would do.
        remedy: &'static str,
    },
    /// A skill for a queue there is not, or twice for the same.
    #[error(
        "agent group {group}: skill for queue {queue} of {queues} is unknown or there twice; name each existing queue once"
    )]
    NoSkill {
        /// The group.
        group: usize,
        /// The queue named.
        queue: usize,
        /// Queues of the centre.
        queues: usize,
    },
    /// Stretches that overlap, are empty or out of order.
    #[error(
        "agent group {group}: on queue from {start_seconds} s to {end_seconds} s is empty or begins before the stretch before it ends; give ascending stretches"
    )]
    NoStretch {
        /// The group.
        group: usize,
        /// Its start.
        start_seconds: f64,
        /// Its end.
        end_seconds: f64,
    },
    /// No replications, or a maximum below the minimum.
    #[error(
        "{minimum} to {maximum} replications are no run; give at least 1 and a maximum of at least the minimum"
    )]
    NoReplications {
        /// The fewest asked for.
        minimum: u32,
        /// The most asked for.
        maximum: u32,
    },
    /// A figure to be made precise that does not exist.
    #[error(
        "precision of queue {queue} was asked, there are {queues}; name an existing queue, counted from 0"
    )]
    NoSuchQueue {
        /// The queue named.
        queue: usize,
        /// Queues of the centre.
        queues: usize,
    },
    /// A replication of a centre with other intervals, queues or agent groups than those it is gathered with.
    #[error("a replication has {} intervals, {} queues and {} agent groups, those gathered have {}, {} and {}; gather centres of one shape", found.0, found.1, found.2, expected.0, expected.1, expected.2)]
    OtherShape {
        /// Its intervals, queues and agent groups.
        found: (usize, usize, usize),
        /// Those of the centre it is gathered with.
        expected: (usize, usize, usize),
    },
    /// A target that no run reaches.
    #[error("half width {0} is no target; give more than 0")]
    NoPrecision(f64),
    /// A confidence that is none.
    #[error("confidence {0} is none; give one between 0 and 1, such as 0.95")]
    NoConfidence(f64),
    /// A stress that makes no sense.
    #[error("{what} is {value}; give {remedy}")]
    NoStress {
        /// Which number.
        what: &'static str,
        /// Its value.
        value: f64,
        /// What would do.
        remedy: &'static str,
    },
}

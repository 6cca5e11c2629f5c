//! What mattered in a decision, as data: small, and made while it is decided. Each becomes a step of the explanation when somebody reads it (`explaining`).
//!
//! A ground names its place in the rule by a number and keeps what was counted; what was filled in stands with the decision.

use chrono::NaiveDate;

use crate::words::Points;

use super::history::Tally;
use super::limits::Cut;
use super::script::Reason;

/// One thing that mattered.
#[derive(Clone, Debug)]
pub(super) enum Ground {
    /// The 条件 of this number does not hold. The last that does not knows what the record gives otherwise, if that is more than nothing.
    Condition { nth: usize, otherwise: Option<Points> },
    /// The worth of this number won: a line of 分档 or 对照, or the only one there is.
    Worth(usize),
    /// A running total came to the threshold of this number.
    Total { nth: usize, before: Tally },
    /// What a script gave and took.
    Script(Vec<Reason>),
    /// It happened so often within the term before, the last time on this day, and so takes so much.
    Repeat { times: i64, last: NaiveDate, points: Points },
    /// Up to its month something was got in so many months in a row, in so many with those that follow.
    Streak { so_far: i32, length: i32 },
    /// The campaign of this number adds so much.
    Campaign { nth: usize, more: Points },
    /// The group of 取高 had already paid so much that day; what the record gives by itself, and what is left of it.
    Highest { before: Points, alone: Points, left: Points },
    /// The limit of this number cut it.
    Limit { nth: usize, cut: Cut },
    /// It bars from something.
    Veto,
    /// It can be earned back.
    Repair,
}

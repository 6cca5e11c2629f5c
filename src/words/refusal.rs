//! Refusals and faults. A refusal is an expected no; a fault means that something broke.
//!
//! Each feature words its own refusals, with stable codes; here is the plain shape in which every door says them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What sort of no it is; doors turn it into an HTTP status or an exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request cannot be read (400).
    Malformed,
    /// Nobody is signed in (401).
    Unauthenticated,
    /// This person may not do this (403).
    Forbidden,
    /// This person has a part in it and leaves it to others (回避, 403). That they tried is written down (`db::aside`).
    Aside,
    /// There is no such thing here (404).
    Missing,
    /// It could be done at another time or state (409).
    Conflict,
    /// It was here and is gone for good (410).
    Gone,
    /// More than is read at once (413).
    TooLarge,
    /// It has changed since whoever asks has looked (412).
    Stale,
    /// It must be said what was seen (428).
    Unseen,
    /// It can be read but does not hold (422).
    Invalid,
    /// Too often in a short while (429).
    TooMany,
    /// Not now, through nobody's fault who asks (503).
    Unavailable,
}

/// One part of a request that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A JSON pointer (`/facts/时长`) or a place in a table (`第 3 行 分值`).
    pub pointer: String,
    /// What is wrong, in plain Chinese.
    pub message: String,
    /// How to mend it, if that can be said.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fix: Option<String>,
}

/// An expected no: a stable code, what happened, and what to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable and dotted: `shop.out_of_stock`.
    pub code: &'static str,
    pub kind: Kind,
    /// What happened, one plain sentence.
    pub sentence: String,
    /// What to do now.
    pub next_step: String,
    pub problems: Vec<Problem>,
}

impl Refusal {
    /// A refusal without a list of problems.
    pub fn new(code: &'static str, kind: Kind, sentence: impl Into<String>, next_step: impl Into<String>) -> Self {
        Self { code, kind, sentence: sentence.into(), next_step: next_step.into(), problems: Vec::new() }
    }

    /// The same with the parts that are wrong.
    #[must_use]
    pub fn with(mut self, problems: Vec<Problem>) -> Self {
        self.problems = problems;
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.sentence, self.next_step)
    }
}

impl std::error::Error for Refusal {}

/// Why an act did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// An expected no; nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something broke; nothing was acknowledged. Logged once at the door, seen outside only as a number.
    #[error("{0:#}")]
    Fault(#[from] anyhow::Error),
}

/// The result of an action.
pub type Outcome<T> = Result<T, Failure>;

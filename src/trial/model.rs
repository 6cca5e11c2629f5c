//! The report of a trial. Amounts of points and yuan are exact; lists are in the order in which they are read.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::words::{Points, Yuan};

/// What a draft would have done in a past period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Report {
    pub village: String,
    /// Both days included.
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Approved deeds of the period, all of which were judged again.
    pub records: i64,
    pub points: Turn,
    /// In the order of the draft; rules that are gone at the end. Only those that were used.
    pub rules: Vec<RuleLine>,
    pub money: Money,
    pub accounts: Accounts,
    /// The accounts for which most changes, at most five.
    pub biggest: Vec<Mover>,
    /// Limits that took something away, the hardest first.
    pub limits: Vec<LimitLine>,
    /// Records that the draft does not take, the most frequent first.
    pub refused: Vec<RefusedLine>,
    /// Rules that have another name in the draft; their records are judged under it.
    pub renamed: Vec<Renamed>,
    /// What one should know in order to read this.
    pub notes: Vec<String>,
}

/// Points before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Turn {
    #[schema(value_type = String, example = "120.00")]
    pub before: Points,
    #[schema(value_type = String, example = "150.00")]
    pub after: Points,
}

impl Turn {
    /// How much more it is after.
    pub fn change(self) -> Points {
        self.after - self.before
    }
}

/// What one rule came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleLine {
    pub rule: String,
    pub chapter: String,
    pub records: i64,
    #[serde(flatten)]
    pub points: Turn,
}

/// What it costs, if all points are redeemed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Money {
    pub before: Cost,
    pub after: Cost,
    /// What is left in the fund today.
    #[schema(value_type = String, example = "13210.00")]
    pub available: Yuan,
    /// How the day is worked out.
    pub formula: String,
}

/// What the points of the period cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Cost {
    #[schema(value_type = String, example = "450.00")]
    pub yuan: Yuan,
    /// How many whole days the fund lasts at this rate; null if nothing is spent.
    pub days: Option<i64>,
    /// The day on which it runs out; null if nothing is spent, or later than anybody plans.
    pub runs_out_on: Option<NaiveDate>,
}

/// Whom it touches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Accounts {
    /// 户 or 人, whichever has the accounts.
    pub unit: &'static str,
    pub all: i64,
    pub gain: i64,
    pub lose: i64,
    /// Also those of whom nothing was recorded.
    pub stay: i64,
    /// How many got nothing, or less.
    pub nothing_before: i64,
    pub nothing_after: i64,
}

/// An account for which much changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TrialMover)]
pub struct Mover {
    pub account: String,
    #[serde(flatten)]
    pub points: Turn,
    /// The records that matter most, at most three.
    pub reasons: Vec<Reason>,
}

/// A record that comes to something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TrialReason)]
pub struct Reason {
    /// The claim's number.
    pub claim: String,
    pub rule: String,
    pub occurred_on: NaiveDate,
    #[serde(flatten)]
    pub points: Turn,
    pub because_before: Vec<String>,
    pub because_after: Vec<String>,
}

/// How often a limit took something away, and how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LimitLine {
    #[schema(example = "志愿服务 每人每月 20 分")]
    pub limit: String,
    pub before: Bite,
    pub after: Bite,
}

/// How often, and how many points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Bite {
    pub times: i64,
    #[schema(value_type = String, example = "12.00")]
    pub points: Points,
}

/// Records that the draft does not take, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RefusedLine {
    pub rule: String,
    #[schema(example = "rulebook.wrong_facts")]
    pub code: String,
    pub sentence: String,
    pub records: i64,
    /// What they came to before.
    #[schema(value_type = String, example = "10.00")]
    pub points_before: Points,
    /// The first of their claims, at most twenty.
    pub claims: Vec<String>,
}

/// A rule that has another name in the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Renamed {
    pub was: String,
    pub now: String,
}

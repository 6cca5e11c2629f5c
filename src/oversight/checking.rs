//! Drawing the sample of a month, and writing down what was found. Pure: on a village's book.
//!
//! Refusals, in the order they are checked. Drawing: `oversight.wrong_month`, `oversight.month_not_over`, `oversight.already_drawn`,
//! `oversight.nothing_to_draw`. Checking: `oversight.not_in_sample`, `oversight.already_checked`, `oversight.own_decision`,
//! `oversight.own_household`, `oversight.note_missing`, `oversight.note_too_long`.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::sample::{Candidate, draw};
use crate::claims::{Claim, Review};
use crate::db::{Book, Grounds, Job};
use crate::ledger;
use crate::roster;
use crate::words::{Act, Kind, Moment, Refusal};

/// A record that was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampled {
    /// `2026-03`.
    pub month: String,
    pub claim: i64,
    pub weight: i64,
    /// What makes it risky, joined by 、.
    pub why: String,
    pub drawn_by: String,
    pub drawn_at: Moment,
}

/// What somebody found when they looked at a record again; never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub month: String,
    pub claim: i64,
    /// Whether it is in order.
    pub sound: bool,
    pub note: String,
    pub checked_by: String,
    pub checked_at: Moment,
}

/// The first day of a month as it is written, `2026-03`, and of the next. Refuses `oversight.wrong_month`.
pub fn days_of(month: &str) -> Result<(NaiveDate, NaiveDate), Refusal> {
    let first = Some(month).filter(|month| month.len() == 7).and_then(|month| format!("{month}-01").parse::<NaiveDate>().ok());
    let days = first.and_then(|first| Some((first, first.checked_add_months(Months::new(1))?)));
    days.ok_or_else(|| Refusal::new("oversight.wrong_month", Kind::Malformed, format!("“{month}”不是月份。"), "月份写成 2026-03 这样。"))
}

/// Draws the sample of a month that is over, once.
#[derive(Clone, Serialize)]
pub struct Draw {
    pub month: String,
    /// What was approved in it.
    #[serde(skip)]
    pub(super) candidates: Vec<Candidate>,
}

impl Job for Draw {
    /// How many were drawn.
    type Answer = i64;
    const VERB: &'static str = "draw_sample";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<i64, Refusal> {
        let (_, next) = days_of(&self.month)?;
        if act.at.day() < next {
            let sentence = format!("{} 还没有过完，不能抽。", self.month);
            return Err(Refusal::new("oversight.month_not_over", Kind::Conflict, sentence, format!("{next} 起再抽。")));
        }
        if !book.under::<Sampled>(self.month.as_str()).is_empty() {
            let sentence = format!("{} 已经抽过了。", self.month);
            return Err(Refusal::new("oversight.already_drawn", Kind::Conflict, sentence, "抽中的就是那几件，换不了。"));
        }
        if self.candidates.is_empty() {
            let sentence = format!("{} 没有通过的记录。", self.month);
            return Err(Refusal::new("oversight.nothing_to_draw", Kind::Conflict, sentence, "不用抽。"));
        }
        let drawn = draw(self.candidates.clone(), &self.month, &ledger::head(book).hash);
        for Candidate { claim, weight, why } in &drawn {
            let (month, drawn_by) = (self.month.clone(), act.actor.staff.clone());
            book.put(Sampled { month, claim: *claim, weight: *weight as i64, why: why.join("、"), drawn_by, drawn_at: act.at });
        }
        Ok(drawn.len() as i64)
    }

    fn grounds(&self, _: &i64) -> Grounds {
        Grounds::about("month", &self.month)
    }
}

/// The longest note, in characters.
const LONGEST: usize = 500;

/// Writes down what was found.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Found {
    pub month: String,
    pub claim: i64,
    pub sound: bool,
    pub note: String,
}

impl Job for Found {
    type Answer = ();
    const VERB: &'static str = "check_sampled";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let key = (self.month.as_str(), self.claim);
        let (Some(_), Some(claim)) = (book.get::<Sampled>(key), book.get::<Claim>(self.claim)) else {
            let sentence = format!("{} 没有抽中第 {} 件。", self.month, self.claim);
            return Err(Refusal::new("oversight.not_in_sample", Kind::Missing, sentence, "请从抽中的里面选。"));
        };
        if let Some(earlier) = book.get::<Check>(key) {
            let sentence = format!("第 {} 件已经有人看过了（{}）。", self.claim, earlier.checked_by);
            return Err(Refusal::new("oversight.already_checked", Kind::Conflict, sentence, "不用再看。"));
        }
        let has_decided = book.under::<Review>(self.claim).iter().any(|review| review.reviewer == act.actor.staff);
        if has_decided || claim.recorded_by == act.actor.staff {
            return Err(Refusal::new("oversight.own_decision", Kind::Aside, "这一件是您自己记的或审的，要由别人来看。", "请换一个人。"));
        }
        if roster::steps_aside(book, &act.actor, &claim.household) {
            return Err(Refusal::new("oversight.own_household", Kind::Aside, "这一件是您自己家或亲属家的，您要回避。", "请换一个人。"));
        }
        if !self.sound && self.note.trim().is_empty() {
            return Err(Refusal::new("oversight.note_missing", Kind::Invalid, "没有写哪里有疑问。", "请写一句，让别人知道问什么。"));
        }
        if self.note.chars().count() > LONGEST {
            let sentence = format!("写得太长了，最多 {LONGEST} 个字。");
            return Err(Refusal::new("oversight.note_too_long", Kind::Invalid, sentence, "请写短一些。"));
        }
        let (month, note, checked_by) = (self.month.clone(), self.note.trim().to_owned(), act.actor.staff.clone());
        book.put(Check { month, claim: self.claim, sound: self.sound, note, checked_by, checked_at: act.at });
        Ok(())
    }

    fn aim(&self) -> Option<(&'static str, i64)> {
        Some(("claim", self.claim))
    }

    fn grounds(&self, _: &()) -> Grounds {
        let way = Some(if self.sound { "sound" } else { "doubtful" });
        Grounds { way, ..Grounds::about("claim", self.claim).because(&self.note) }
    }
}

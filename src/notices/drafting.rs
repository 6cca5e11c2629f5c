//! A notice from its draft to its settlement. Pure: on a village's book. Whoever drafts it does not sign it.
//!
//! Refusals, in the order they are checked. Drafting: `notices.wrong_period`, `notices.draft_waits`, `notices.overlaps`, `notices.wrong_days`. Signing and
//! sending back: `notices.unknown_notice`, `notices.not_waiting`, `notices.own_draft`, `notices.clock_behind` (signing), `notices.reason_missing` (sending
//! back). Settling: `notices.unknown_notice`, `notices.not_over`, `notices.still_waiting`.

use chrono::NaiveDate;
use serde::Serialize;

use super::model::*;
use super::refusals::NoticeRefusal;
use super::told::NoticeBody;
use crate::awards::{self, Award, AwardState};
use crate::db::{Book, Grounds, Job};
use crate::ledger;
use crate::sums::{self, Figure};
use crate::words::{Act, Refusal};

/// Drafts a notice of a period: what stands on it, and its sheet, are fixed from now on.
#[derive(Serialize)]
pub(super) struct Draft {
    pub from: NaiveDate,
    pub until: NaiveDate,
    /// As many as are needed, where none are named.
    pub days: Option<u32>,
    /// The fewest days for what stands on it.
    #[serde(skip)]
    pub fewest: u32,
    /// The awards that no earlier notice has shown.
    #[serde(skip)]
    pub awards: Vec<i64>,
    /// Its sheet as JSON.
    #[serde(skip)]
    pub sheet: String,
}

impl Job for Draft {
    type Answer = NoticeBody;
    const VERB: &'static str = "draft_notice";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<NoticeBody, Refusal> {
        let today = act.at.day();
        let days = self.check(&book.under::<Notice>(()), today)?;
        let notice = self.notice(act, book.next_serial("notice"), days);
        for (at, award) in self.awards.iter().enumerate() {
            book.put(NoticeLine { award: *award, notice: notice.id, line: at as i64 + 1 });
        }
        book.put(NoticeSheet { notice: notice.id, body: self.sheet.clone() });
        book.put(notice.clone());
        Ok(NoticeBody::of(&notice, today))
    }

    fn grounds(&self, answer: &NoticeBody) -> Grounds {
        Grounds::about("notice", &answer.id)
    }
}

impl Draft {
    /// How many days it is up, if it may be drafted beside the notices there are.
    fn check(&self, others: &[Notice], today: NaiveDate) -> Result<u32, NoticeRefusal> {
        let length = (self.until - self.from).num_days() + 1;
        if !(1..=LONGEST_PERIOD).contains(&length) || self.until >= today {
            return Err(NoticeRefusal::WrongPeriod);
        }
        if let Some(waiting) = others.iter().find(|notice| notice.state == NoticeState::Drafted) {
            return Err(NoticeRefusal::DraftWaits(waiting.id));
        }
        let shown_until = others.iter().filter(|notice| notice.is_signed()).map(|notice| notice.until_on).max();
        if let Some(last) = shown_until.filter(|last| *last >= self.from) {
            return Err(NoticeRefusal::Overlaps(last));
        }
        let days = self.days.unwrap_or(self.fewest);
        if (self.fewest..=MOST_DAYS.max(self.fewest)).contains(&days) { Ok(days) } else { Err(NoticeRefusal::WrongDays(self.fewest)) }
    }

    fn notice(&self, act: &Act, id: i64, days: u32) -> Notice {
        Notice {
            id,
            issue: None,
            state: NoticeState::Drafted,
            from_on: self.from,
            until_on: self.until,
            days: days.into(),
            lines: self.awards.len() as i64,
            drafted_by: act.actor.staff.clone(),
            drafted_at: act.at,
            decided_by: None,
            decided_at: None,
            reason: None,
            last_on: None,
            head_seq: None,
            head: None,
            settled_at: None,
            posted: None,
            fallen: None,
        }
    }
}

/// Puts a drafted notice up, or sends it back with a reason.
#[derive(Serialize)]
pub(super) struct Decide {
    pub notice: i64,
    /// Why it is sent back; `None` signs it.
    pub sent_back: Option<String>,
    /// The awards on it.
    #[serde(skip)]
    pub awards: Vec<i64>,
}

impl Job for Decide {
    type Answer = NoticeBody;
    const VERB: &'static str = "decide_notice";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<NoticeBody, Refusal> {
        let mut notice = book.get::<Notice>(self.notice).ok_or(NoticeRefusal::UnknownNotice(self.notice))?;
        self.check(act, &notice)?;
        notice.decided_by = Some(act.actor.staff.clone());
        notice.decided_at = Some(act.at);
        match &self.sent_back {
            Some(reason) => {
                notice.state = NoticeState::Returned;
                notice.reason = Some(reason.trim().to_owned());
            }
            None => self.put_up(act, book, &mut notice),
        }
        book.put(notice.clone());
        Ok(NoticeBody::of(&notice, act.at.day()))
    }

    fn aim(&self) -> Option<(&'static str, i64)> {
        Some(("notice", self.notice))
    }

    fn grounds(&self, answer: &NoticeBody) -> Grounds {
        let way = Some(if self.sent_back.is_some() { "send_back" } else { "sign" });
        Grounds { way, ..Grounds::about("notice", &answer.id).because(self.sent_back.as_deref().unwrap_or_default()) }
    }
}

impl Decide {
    fn check(&self, act: &Act, notice: &Notice) -> Result<(), NoticeRefusal> {
        if notice.state != NoticeState::Drafted {
            return Err(NoticeRefusal::NotWaiting(notice.state_on(act.at.day())));
        }
        if notice.drafted_by == act.actor.staff {
            return Err(NoticeRefusal::OwnDraft);
        }
        match &self.sent_back {
            // Under a clock that was set back it would come down before its days are over.
            None if act.at.lies_behind(notice.drafted_at) => Err(NoticeRefusal::ClockBehind(act.at)),
            Some(reason) if reason.trim().is_empty() => Err(NoticeRefusal::ReasonMissing),
            _ => Ok(()),
        }
    }

    /// It gets its number, its days and the head of the chain; what stands on it waits until its days are over.
    fn put_up(&self, act: &Act, book: &mut Book, notice: &mut Notice) {
        let last_on = later(act.at.day(), notice.days.unsigned_abs());
        sums::add(book, Figure::Notices, act.at.day(), "", (1, notice.lines));
        let head = ledger::head(book);
        notice.state = NoticeState::Open;
        notice.issue = Some(book.next_serial("notice_issue"));
        notice.last_on = Some(last_on);
        notice.head_seq = Some(head.seq);
        notice.head = Some(head.hash);
        for award in &self.awards {
            if let Some(award) = book.get::<Award>(*award) {
                awards::wait_until(book, award, later(last_on, 1));
            }
        }
    }
}

/// Ends a notice whose days are over and on which nothing waits. Done by the service's timed job, under an operation id made of its number.
#[derive(Serialize)]
pub struct Settle {
    pub(super) notice: i64,
    /// The awards on it.
    #[serde(skip)]
    pub(super) awards: Vec<i64>,
}

impl Job for Settle {
    type Answer = NoticeBody;
    const VERB: &'static str = "settle_notice";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<NoticeBody, Refusal> {
        let mut notice = book.get::<Notice>(self.notice).ok_or(NoticeRefusal::UnknownNotice(self.notice))?;
        if notice.state_on(act.at.day()) != NoticeState::Closed {
            return Err(NoticeRefusal::NotOver.into());
        }
        let states: Vec<AwardState> = self.awards.iter().filter_map(|award| Some(book.get::<Award>(*award)?.state)).collect();
        let objected = self.awards.iter().flat_map(|award| book.under::<Objection>(*award)).any(|objection| objection.state.is_open());
        if objected || states.iter().any(|state| matches!(state, AwardState::OnNotice | AwardState::Contested)) {
            return Err(NoticeRefusal::StillWaiting.into());
        }
        let posted = states.iter().filter(|state| **state == AwardState::Posted).count();
        notice.state = NoticeState::Settled;
        notice.settled_at = Some(act.at);
        notice.posted = Some(posted as i64);
        notice.fallen = Some((states.len() - posted) as i64);
        book.put(notice.clone());
        Ok(NoticeBody::of(&notice, act.at.day()))
    }

    fn grounds(&self, answer: &NoticeBody) -> Grounds {
        Grounds::about("notice", &answer.id)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::words::Moment;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A notice of February 2026 that waits for a signature.
    pub(in crate::notices) fn notice() -> Notice {
        draft("2026-02-01", "2026-02-28", None).notice(&act("S01", Moment::on(day("2026-03-01"), 9, 0)), 1, 7)
    }

    fn act(who: &str, at: Moment) -> Act {
        let actor = crate::words::Actor { staff: who.into(), role: crate::words::Role::Secretary, household: None };
        let operation = crate::words::OperationId::own("act");
        Act { village: crate::words::VillageId::draft(), actor, at, operation, salt: [0; 16], device: None, dry_run: false }
    }

    fn draft(from: &str, until: &str, days: Option<u32>) -> Draft {
        Draft { from: day(from), until: day(until), days, fewest: 7, awards: Vec::new(), sheet: String::new() }
    }

    /// Where a notice stands, who signs it or sends it back, when; the order is the documented one.
    #[test]
    fn a_signature_is_checked_in_the_documented_order() {
        use NoticeRefusal as R;
        let at = |text: &str| Moment::on(day(text), 9, 0);
        let table = [
            (NoticeState::Open, "S01", "2026-02-01", Some(" "), Err(R::NotWaiting(NoticeState::Open))),
            (NoticeState::Drafted, "S01", "2026-02-01", Some(" "), Err(R::OwnDraft)),
            (NoticeState::Drafted, "S01", "2026-02-01", None, Err(R::OwnDraft)),
            (NoticeState::Drafted, "S02", "2026-02-28", None, Err(R::ClockBehind(at("2026-02-28")))),
            (NoticeState::Drafted, "S02", "2026-02-28", Some(" "), Err(R::ReasonMissing)),
            (NoticeState::Drafted, "S02", "2026-03-01", Some("少一家"), Ok(())),
            (NoticeState::Drafted, "S02", "2026-03-01", None, Ok(())),
        ];
        for (state, who, on, sent_back, expected) in table {
            let decide = Decide { notice: 1, sent_back: sent_back.map(str::to_owned), awards: Vec::new() };
            assert_eq!(decide.check(&act(who, at(on)), &Notice { state, ..notice() }), expected, "{state:?} {who} {on} {sent_back:?}");
        }
    }

    /// Before its days are over nothing is settled, and not while somebody waits for an answer about something on it.
    #[test]
    fn nothing_is_settled_too_early() {
        let objection = |state| Objection {
            award: 7,
            id: 1,
            resident: "1-01-1".into(),
            household: "1-01".into(),
            reason: Reason::NotOurs,
            sentence: String::new(),
            state,
            raised_by: "1-01-1".into(),
            raised_role: crate::words::Role::Resident,
            raised_at: Moment::on(day("2026-03-03"), 9, 0),
            answer_by: day("2026-03-10"),
        };
        let table = [
            ("2026-03-08", ObjectionState::Dismissed, Err("notices.not_over")),
            ("2026-03-09", ObjectionState::Raised, Err("notices.still_waiting")),
            ("2026-03-09", ObjectionState::Appealed, Err("notices.still_waiting")),
            ("2026-03-09", ObjectionState::Dismissed, Ok(NoticeState::Settled)),
        ];
        for (on, state, expected) in table {
            let mut book = Book::blank(crate::words::VillageId::draft());
            book.put(Notice { state: NoticeState::Open, issue: Some(1), last_on: Some(day("2026-03-08")), ..notice() });
            book.put(objection(state));
            let settled = Settle { notice: 1, awards: vec![7] }.decide(&act("clockwork", Moment::on(day(on), 9, 0)), &mut book);
            assert_eq!(settled.map(|body| body.state).map_err(|refusal| refusal.code), expected, "{on} {state:?}");
        }
    }

    /// What is asked for, beside which notices, and what comes of it; the order is the documented one.
    #[test]
    fn a_draft_is_checked_in_the_documented_order() {
        use NoticeRefusal as R;
        let signed = Notice { state: NoticeState::Settled, issue: Some(1), ..notice() };
        let returned = Notice { state: NoticeState::Returned, ..notice() };
        let table: [(_, _, _, Vec<Notice>, Result<u32, R>); 11] = [
            ("2026-03-01", "2026-02-28", Some(1), vec![notice()], Err(R::WrongPeriod)),
            ("2026-03-01", "2026-04-02", None, vec![], Err(R::WrongPeriod)), // today is not over
            ("2024-01-01", "2025-01-01", None, vec![], Err(R::WrongPeriod)), // 367 days
            ("2024-01-01", "2024-12-31", None, vec![], Ok(7)),               // a leap year
            ("2026-02-01", "2026-02-28", Some(1), vec![signed.clone(), notice()], Err(R::DraftWaits(1))),
            ("2026-02-28", "2026-03-31", Some(1), vec![signed.clone()], Err(R::Overlaps(day("2026-02-28")))),
            ("2026-03-01", "2026-03-31", Some(6), vec![signed.clone()], Err(R::WrongDays(7))),
            ("2026-03-01", "2026-03-31", Some(61), vec![signed.clone()], Err(R::WrongDays(7))),
            ("2026-03-01", "2026-03-31", Some(60), vec![signed.clone()], Ok(60)),
            ("2026-03-01", "2026-03-31", None, vec![signed], Ok(7)),
            ("2026-02-01", "2026-02-28", None, vec![returned], Ok(7)), // what was sent back is drafted again
        ];
        for (from, until, days, others, expected) in table {
            assert_eq!(draft(from, until, days).check(&others, day("2026-04-02")), expected, "{from} {until} {days:?}");
        }
    }
}

//! What waits of notices and objections for somebody at the desk. Told from the rows; the calendar says what is late.

use anyhow::Result;
use chrono::{Datelike, NaiveDate};

use super::desk::{LISTED, next_period};
use super::model::*;
use super::public::title;
use super::store;
use super::turn::{Onlooker, task};
use crate::db::Conn;
use crate::roster::{Action, whom_to_ask};
use crate::versions::{Asking, Pressing, ToDo};
use crate::web::plain_day;

/// What waits, for whoever may at least see it; the sentence says whose turn it is.
pub async fn to_do(conn: &mut Conn, asking: &Asking<'_>) -> Result<Vec<ToDo>> {
    let mut found = Vec::new();
    if asking.may(Action::SeeObjections) {
        found.extend(objections(&open_to(conn, asking).await?, asking));
    }
    if asking.may(Action::DraftNotice) || asking.may(Action::SignNotice) {
        found.extend(notices(&store::notices(conn, asking.village, i64::MAX, LISTED).await?, asking));
    }
    Ok(found)
}

/// What waits, but for what is their task and they are kept from: that is for others to decide on, who are told.
async fn open_to(conn: &mut Conn, asking: &Asking<'_>) -> Result<Vec<Objection>> {
    let onlooker = Onlooker::new(conn, asking.village, asking.actor).await?;
    let mut found = Vec::new();
    for objection in store::waiting(conn, asking.village).await? {
        if !asking.may(task(&objection)) || onlooker.turn(conn, &objection).await?.may_rule {
            found.push(objection);
        }
    }
    Ok(found)
}

/// Objections are counted where somebody is to answer them, appeals apart: only the township decides on those.
fn objections(waiting: &[Objection], asking: &Asking<'_>) -> Vec<ToDo> {
    let of = |state, action, what| {
        let mine: Vec<_> = waiting.iter().filter(|objection| objection.state == state).collect();
        let first = mine.iter().map(|objection| objection.answer_by).min()?;
        let late = mine.iter().filter(|objection| objection.answer_by < asking.today).count();
        let turn = if asking.may(action) { String::new() } else { format!("等{}来定。", whom_to_ask(action)) };
        let sentence = match (first - asking.today).num_days() {
            _ if late > 0 => format!("{late} 件过了答复的日子，请先办。{turn}"),
            0 => format!("今天要答复。{turn}"),
            days => format!("剩 {days} 天。{turn}"),
        };
        let to_do = ToDo::new(mine.len() as i64, what, sentence, asking.at_desk("/objections"));
        Some(to_do.pressing(Pressing::by(first, asking.today)))
    };
    let raised = of(ObjectionState::Raised, Action::RuleOnObjection, "有意见");
    raised.into_iter().chain(of(ObjectionState::Appealed, Action::RuleOnAppeal, "申诉")).collect()
}

/// A draft waits for its signature; where there is none, the months that are over wait for a draft.
fn notices(notices: &[Notice], asking: &Asking<'_>) -> Vec<ToDo> {
    let drafts: Vec<_> = notices.iter().filter(|notice| notice.state == NoticeState::Drafted).collect();
    if let Some(draft) = drafts.first() {
        let sentence = format!("{}等{}签字。", title("", draft), whom_to_ask(Action::SignNotice));
        return vec![ToDo::new(drafts.len() as i64, "等签字", sentence, asking.at_desk(&format!("/notices/{}", draft.id)))];
    }
    let Some((from, until)) = next_period(notices, asking.today).filter(|_| asking.may(Action::DraftNotice)) else { return Vec::new() };
    let pressing = if asking.today.day() > NOTICE_BY { Pressing::Soon } else { Pressing::Whenever };
    let sentence = format!("{}的还没有公示。", spoken(from, until, asking.today));
    vec![ToDo::new(months(from, until), "公示未出", sentence, asking.at_desk("/month")).pressing(pressing)]
}

/// Until this day of a month the notice of the month before may still be on its way.
pub const NOTICE_BY: u32 = 10;

/// `11月` for a whole month, with its year where that is another than today's; else the two days.
fn spoken(from: NaiveDate, until: NaiveDate, today: NaiveDate) -> String {
    let is_month = from.day() == 1 && months(from, until) == 1 && until.succ_opt().is_some_and(|next| next.day() == 1);
    match is_month {
        true if from.year() == today.year() => format!("{}月", from.month()),
        true => format!("{}年{}月", from.year(), from.month()),
        false => format!("{}至{}", plain_day(from, today), plain_day(until, today)),
    }
}

/// How many months two days lie in.
fn months(from: NaiveDate, until: NaiveDate) -> i64 {
    i64::from((until.year() - from.year()) * 12 + until.month() as i32 - from.month() as i32 + 1)
}

#[cfg(test)]
mod tests {
    use super::super::drafting::tests::notice;
    use super::*;
    use crate::words::{Actor, Moment, Role, VillageId};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn told(role: Role, today: &str, tell: impl Fn(&Asking<'_>) -> Vec<ToDo>) -> Vec<(i64, String, Pressing)> {
        let (village, actor) = (VillageId::draft(), Actor { staff: "S1".into(), role, household: None });
        let asking = Asking { village: &village, actor: &actor, today: day(today), aside: Vec::new() };
        tell(&asking).into_iter().map(|one| (one.count, format!("{}：{}", one.what, one.sentence), one.pressing)).collect()
    }

    #[test]
    fn objections_say_how_long_there_is_and_whose_turn_it_is() {
        let objection = |id, state, answer_by: &str| Objection {
            award: id,
            id,
            resident: "1-01-1".into(),
            household: "1-01".into(),
            reason: Reason::NeverDone,
            sentence: String::new(),
            state,
            raised_by: "1-01-1".into(),
            raised_role: Role::Resident,
            raised_at: Moment::from_millis(0),
            answer_by: day(answer_by),
        };
        let (raised, appealed) = (ObjectionState::Raised, ObjectionState::Appealed);
        let waiting = [objection(1, raised, "2026-03-09"), objection(2, raised, "2026-03-12"), objection(3, appealed, "2026-03-20")];
        let seen = |role, today| told(role, today, |asking| objections(&waiting, asking));
        assert_eq!(
            seen(Role::Supervisor, "2026-03-06"),
            [(2, "有意见：剩 3 天。".to_owned(), Pressing::Soon), (1, "申诉：剩 14 天。等乡镇干部来定。".to_owned(), Pressing::Whenever)]
        );
        assert_eq!(seen(Role::Secretary, "2026-03-09")[0].1, "有意见：今天要答复。等村务监督委员、乡镇干部来定。");
        assert_eq!(seen(Role::Township, "2026-03-10")[0], (2, "有意见：1 件过了答复的日子，请先办。".to_owned(), Pressing::Late));
    }

    /// What was shown until when, whether a draft waits, who asks on which day, and what they are told.
    #[test]
    fn a_month_that_is_over_waits_for_its_notice() {
        let shown = Notice { issue: Some(1), until_on: day("2026-02-28"), state: NoticeState::Settled, ..notice() };
        let draft = Notice { id: 2, issue: None, state: NoticeState::Drafted, ..notice() };
        let (only, both) = ([shown.clone()], [draft, shown]);
        let seen = |all: &[Notice], role, today| told(role, today, |asking| notices(all, asking));
        let missing = |pressing| vec![(2, "公示未出：3月1日（周日）至4月30日（周四）的还没有公示。".to_owned(), pressing)];
        assert_eq!(seen(&only, Role::Secretary, "2026-05-10"), missing(Pressing::Whenever));
        assert_eq!(seen(&only, Role::Secretary, "2026-05-11"), missing(Pressing::Soon));
        assert_eq!(seen(&only, Role::Secretary, "2026-03-31"), []);
        assert_eq!(seen(&only, Role::Supervisor, "2026-05-11"), [], "whoever signs does not draft");
        assert_eq!(seen(&only, Role::Secretary, "2026-04-01")[0].1, "公示未出：3月的还没有公示。");
        let waiting = seen(&both, Role::Supervisor, "2026-05-11");
        assert!(waiting.len() == 1 && waiting[0].1.contains("等村务监督委员签字"), "{waiting:?}");
    }
}

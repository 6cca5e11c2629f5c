//! Taking an award back after it was agreed to. Pure: on a village's book.
//!
//! One that waits for the end of its notice is held up while that is being decided; one that is posted stands until then.
//! Not here: who may ask for it and who decides (`claims`).

use chrono::NaiveDate;

use super::counting::count;
use super::model::{Award, AwardState, withdraw};
use super::{adjusting, amends, summing};
use crate::db::Book;
use crate::ledger;
use crate::rulebook::Rulebook;
use crate::versions::Needs;
use crate::words::{Act, Kind, Points, Refusal, Role};

/// Why an award is taken back, as its holder reads it: by roles, not by names.
pub struct Because<'a> {
    pub reason: &'a str,
    pub proposed: Role,
    pub confirmed: Role,
    /// The latest 清零日 that is over: everybody began anew after it, whatever they had.
    pub reset_on: Option<NaiveDate>,
}

/// Holds an award up that is not posted yet.
pub fn contest(book: &mut Book, award: Award) -> Award {
    moved(book, award, AwardState::OnNotice, AwardState::Contested)
}

/// Lets an award go on that was held up; if its day has come meanwhile, the timed job posts it today.
pub fn uphold(book: &mut Book, act: &Act, award: Award) -> Award {
    let award =
        Award { post_on: award.post_on.map(|day| if award.state == AwardState::Contested { day.max(act.at.day()) } else { day }), ..award };
    moved(book, award, AwardState::Contested, AwardState::OnNotice)
}

/// Lets an award that is not posted yet wait for a notice that shows it: it is posted on that day at the earliest.
pub fn wait_until(book: &mut Book, award: Award, day: NaiveDate) {
    if matches!(award.state, AwardState::OnNotice | AwardState::Contested) && award.post_on < Some(day) {
        book.put(Award { post_on: Some(day), ..award });
    }
}

fn moved(book: &mut Book, mut award: Award, from: AwardState, to: AwardState) -> Award {
    if award.state == from {
        award.state = to;
        book.put(award.clone());
    }
    award
}

/// Takes an award back: a posted one by an entry that restores exactly its lots, and one for each entry that adjusted it; one that waits is never posted. Either way it counts no more.
///
/// Refuses `awards.points_lapsed`, `awards.points_spent`.
pub fn take_back(
    book: &mut Book,
    act: &Act,
    (rulebook, needs): (&Rulebook, &Needs),
    mut award: Award,
    because: &Because<'_>,
) -> Result<Award, Refusal> {
    if award.state != AwardState::Posted {
        return Ok(withdraw(book, (rulebook, needs), award));
    }
    let entries = adjusting::entries(book, &award);
    if let Some(first) = entries.last() {
        check_in_force(book, act, &award.account, (*first, award.points), because.reset_on)?;
        check_unspent(book, &award.account, award.points + adjusting::waived(book, &award))?;
    }
    for entry in entries {
        let (title, explanation) = told(&award, because);
        ledger::reverse(book, act, entry, title, explanation)?;
        let given = ledger::given(book, entry);
        summing::changed(book, act, &award, if Some(entry) == award.entry { -1 } else { 0 }, -given);
    }
    count(book, needs, rulebook, &award, -1);
    award.state = AwardState::Reversed;
    book.put(award.clone());
    amends::take_back(book, act, (rulebook, needs), &award, because.reset_on)?;
    Ok(award)
}

/// Points that have lapsed or were cleared are not there any more: taking them back would take others. A deduction gives back at any time.
pub(super) fn check_in_force(
    book: &Book,
    act: &Act,
    account: &str,
    (entry, points): (i64, Points),
    reset_on: Option<NaiveDate>,
) -> Result<(), Refusal> {
    let credited = if points.is_positive() { ledger::credited(book, account, entry) } else { None };
    let Some((credited_on, last_day)) = credited else { return Ok(()) };
    let why = match (last_day.filter(|last| *last < act.at.day()), reset_on.filter(|reset| credited_on <= *reset)) {
        (Some(last), _) => format!("有效期到 {last}"),
        (None, Some(reset)) => format!("{reset} 已经清零"),
        (None, None) => return Ok(()),
    };
    let sentence = format!("这 {} 分{why}，现在账上的不是这些分，没有更正。", points.plain());
    Err(Refusal::new("awards.points_lapsed", Kind::Conflict, sentence, "请不同意这次更正，把原因写上。"))
}

pub(super) fn check_unspent(book: &Book, account: &str, wanted: Points) -> Result<(), Refusal> {
    let available = ledger::available(book, &ledger::successor(book, account)).unwrap_or_default();
    if available >= wanted {
        return Ok(());
    }
    let sentence = format!("这 {} 分已经用掉了一些，账上能用的只有 {} 分，收不回来，什么也没有改。", wanted.plain(), available.plain());
    let next_step = "请等账上的分够了再同意；要是东西也换错了，先在小店退回；也可以先不同意这次更正。";
    Err(Refusal::new("awards.points_spent", Kind::Conflict, sentence, next_step))
}

/// Title and explanation of the reversing entry.
fn told(award: &Award, because: &Because<'_>) -> (String, Vec<String>) {
    let back = if award.points.is_negative() { "扣的分还回来" } else { "加的分收回" };
    let explanation = vec![
        format!("{}的这一次不算了，{back}", award.occurred_on.format("%Y年%-m月%-d日")),
        format!("原因：{}", because.reason),
        format!("{}提出，{}同意", because.proposed.chinese(), because.confirmed.chinese()),
    ];
    (format!("更正：{}", award.rule), explanation)
}

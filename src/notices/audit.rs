//! What `jifen verify` finds wrong with notices and objections.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::model::*;
use super::store;
use crate::awards;
use crate::claims;
use crate::db::{Column, Conn, Witnesses};
use crate::words::VillageId;

/// Notices that were signed by whoever drafted them, are not numbered without a gap, have lost lines, left something out, show what they must not, were settled or let
/// something go too early; rulings by somebody who took part; claims that wait for no ruling.
pub async fn audit(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let notices = store::all(conn, village).await?;
    if notices.is_empty() && store::objections(conn, village, i64::MAX, 1).await?.is_empty() {
        return claims_without_objection(conn, village, &BTreeSet::new()).await;
    }
    let mut breaches = numbered(&notices);
    let unposted: BTreeMap<_, _> = awards::unposted(conn, village).await?.into_iter().collect();
    for notice in &notices {
        let on_it = store::on_notice(conn, village, notice.id).await?;
        let shown = awards::awards_of(conn, village, &on_it).await?;
        let wrong = match notice.state {
            NoticeState::Returned => continue,
            _ if notice.decided_by.as_ref() == Some(&notice.drafted_by) => "是一个人自己拟自己签的",
            _ if on_it.len() as i64 != notice.lines => "上的条数和登记的不一样",
            _ if shown.len() != on_it.len() => "上有账里没有的",
            NoticeState::Settled if on_it.iter().any(|award| unposted.contains_key(award)) => "已经结束，上面还有没定的",
            NoticeState::Open if on_it.iter().any(|award| unposted.get(award).is_some_and(|day| *day <= notice.last_on)) => {
                "没到期就要入账"
            }
            _ => continue,
        };
        breaches.push(format!("第 {} 号公示{wrong}。", notice.id));
    }
    breaches.extend(missing(conn, village, &notices).await?);
    breaches.extend(unseen(conn, village, &notices).await?);
    breaches.extend(biased(conn, village).await?);
    let open = store::waiting(conn, village).await?.into_iter().map(|objection| objection.award).collect();
    breaches.extend(claims_without_objection(conn, village, &open).await?);
    Ok(breaches)
}

/// Notices of which the trail says that somebody else drafted or signed them, or at another time; and those that are gone.
async fn unseen(conn: &mut Conn, village: &VillageId, notices: &[Notice]) -> Result<Vec<String>> {
    let witnesses = Witnesses::of(conn, village, "notice").await?;
    let is_strange = |notice: &&Notice| {
        let decided = notice.decided_by.as_deref().zip(notice.decided_at);
        !witnesses.saw(notice.id, &notice.drafted_by, None, notice.drafted_at)
            || decided.is_some_and(|(staff, at)| !witnesses.saw(notice.id, staff, None, at))
    };
    let strange = notices.iter().filter(is_strange).map(|notice| format!("第 {} 号公示是谁、什么时候办的，和办理记录对不上。", notice.id));
    let there = notices.iter().map(|notice| notice.id).collect();
    Ok(strange.chain(witnesses.gone(&there).iter().map(|notice| format!("第 {notice} 号公示不见了。"))).collect())
}

/// What was agreed to before the newest notice was drafted, in a period that notices have shown, stands on one of them.
async fn missing(conn: &mut Conn, village: &VillageId, notices: &[Notice]) -> Result<Vec<String>> {
    let signed = || notices.iter().filter(|notice| notice.is_signed());
    let (Some(first), Some(newest)) = (signed().map(|notice| notice.from_on).min(), signed().max_by_key(|notice| notice.issue)) else {
        return Ok(Vec::new());
    };
    let shown: BTreeSet<i64> = store::shown(conn, village).await?.into_iter().collect();
    let mut breaches = Vec::new();
    for award in awards::agreed(conn, village, (first, newest.until_on)).await?.into_iter().filter(|award| !shown.contains(award)) {
        let approvals = claims::reviews(conn, village, award).await?.into_iter().filter(is_approval).map(|review| review.at);
        let recorded_at = claims::claim(conn, village, award).await?.map(|claim| claim.recorded_at);
        if approvals.max().max(recorded_at) < Some(newest.drafted_at) {
            breaches.push(format!("第 {award} 号加减分没有公示过。"));
        }
    }
    Ok(breaches)
}

/// Issue numbers run from 1 without a gap.
fn numbered(notices: &[Notice]) -> Vec<String> {
    let mut issues: Vec<i64> = notices.iter().filter_map(|notice| notice.issue).collect();
    issues.sort_unstable();
    let is_right = issues.iter().copied().eq(1..=issues.len() as i64);
    if is_right { Vec::new() } else { vec!["公示的期号不连着。".to_owned()] }
}

/// Rulings by somebody who recorded, reviewed or handed it in, or whose own objection it is; and states that no ruling explains.
async fn biased(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    let all: Vec<Objection> = conn.select("WHERE t.village = $1 ORDER BY t.id", &[village.to_string().to_cell()]).await?;
    for objection in all {
        let steps = store::steps(conn, village, &objection).await?;
        let expected = match steps.last().map(|step| step.verdict) {
            None => ObjectionState::Raised,
            Some(Verdict::Uphold) => ObjectionState::Upheld,
            Some(Verdict::Dismiss) => ObjectionState::Dismissed,
            Some(Verdict::Appeal) => ObjectionState::Appealed,
        };
        if expected != objection.state {
            breaches.push(format!("第 {} 号意见的状态和裁定记录对不上。", objection.id));
        }
        let rulers: Vec<&Step> = steps.iter().filter(|step| step.verdict != Verdict::Appeal).collect();
        let recorder = claims::claim(conn, village, objection.award).await?.map(|claim| claim.recorded_by);
        let approvers: Vec<String> =
            claims::reviews(conn, village, objection.award).await?.into_iter().filter(is_approval).map(|review| review.reviewer).collect();
        let took_part = |who: &String| {
            recorder.as_ref() == Some(who) || *who == objection.raised_by || *who == objection.resident || approvers.contains(who)
        };
        if rulers.iter().any(|step| took_part(&step.taken_by)) || twice(&rulers) {
            breaches.push(format!("第 {} 号意见是经手的人自己定的。", objection.id));
        }
    }
    Ok(breaches)
}

fn is_approval(review: &claims::Review) -> bool {
    review.ruling == claims::Ruling::Approve
}

fn twice(rulers: &[&Step]) -> bool {
    matches!(rulers, [first, second, ..] if first.taken_by == second.taken_by)
}

/// Claims that wait for a ruling although nobody objects.
async fn claims_without_objection(conn: &mut Conn, village: &VillageId, open: &BTreeSet<i64>) -> Result<Vec<String>> {
    let astray = claims::objected(conn, village).await?.into_iter().filter(|claim| !open.contains(claim));
    Ok(astray.map(|claim| format!("第 {claim} 号申报在等裁定，却没有人有意见。")).collect())
}

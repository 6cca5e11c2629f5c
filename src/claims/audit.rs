//! What `jifen verify` finds of claims beside how they were decided: who recorded and reviewed them by the trail's word, what was judged, and what they
//! show: pictures exchanged, added or taken away by hand.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::evidence::commitment;
use super::model::{Claim, Review};
use super::reviewing::Decide;
use crate::awards;
use crate::db::{Column, Conn, Job, Witnesses, trail};
use crate::words::VillageId;

/// How many claims are in memory at once.
const CLAIMS: i64 = 1_000;

/// Claims of which the trail tells and that are gone; of which it says that somebody else recorded or reviewed them, or at another time; and those that say
/// something else than what was judged.
pub async fn audit_witnesses(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let name = village.to_string().to_cell();
    let witnesses = Witnesses::of(conn, village, "claim").await?;
    let (mut there, mut breaches, mut after) = (BTreeSet::new(), Vec::new(), 0);
    loop {
        let rest = "WHERE t.village = $1 AND t.id > $2 ORDER BY t.id LIMIT $3";
        let page: Vec<Claim> = conn.select(rest, &[name.clone(), after.to_cell(), CLAIMS.to_cell()]).await?;
        let Some(last) = page.last().map(|claim| claim.id) else { break };
        there.extend(page.iter().map(|claim| claim.id));
        let strangers =
            page.iter().filter(|claim| !witnesses.saw(claim.id, &claim.recorded_by, Some(claim.recorded_role), claim.recorded_at));
        breaches.extend(strangers.map(|claim| format!("第 {} 号申报是谁、什么时候记的，和办理记录对不上。", claim.id)));
        breaches.extend(unlike_their_awards(conn, village, &page).await?);
        after = last;
    }
    breaches.extend(witnesses.gone(&there).iter().map(|claim| format!("第 {claim} 号申报不见了。")));
    // What is decided about a claim is said of the claim itself, or of an objection to it, which has a number of its own.
    let objections = Witnesses::of(conn, village, "objection").await?;
    let reviews: Vec<Review> = conn.select("WHERE t.village = $1 ORDER BY t.claim, t.line", &[name]).await?;
    let (mut strange, mut written) = (BTreeSet::new(), BTreeMap::<i64, usize>::new());
    for Review { claim, reviewer, role, at, .. } in &reviews {
        if witnesses.saw(*claim, reviewer, Some(*role), *at) {
            *written.entry(*claim).or_default() += 1;
        } else if !objections.saw_any(reviewer, Some(*role), *at) {
            strange.insert(*claim);
        }
    }
    breaches.extend(strange.iter().map(|claim| format!("第 {claim} 号申报是谁、什么时候审的，和办理记录对不上。")));
    let lost = witnesses.times(Decide::VERB).into_iter().filter(|(claim, times)| written.get(claim).copied().unwrap_or_default() < *times);
    breaches.extend(lost.map(|(claim, _)| format!("第 {claim} 号申报少了一次审核。")));
    Ok(breaches)
}

/// A claim and what it was judged to be worth stand under one number.
async fn unlike_their_awards(conn: &mut Conn, village: &VillageId, claims: &[Claim]) -> Result<Vec<String>> {
    let ids: Vec<i64> = claims.iter().map(|claim| claim.id).collect();
    let awards = awards::awards_of(conn, village, &ids).await?;
    let is_unlike = |claim: &&Claim| {
        let found = awards.binary_search_by_key(&claim.id, |award| award.id).ok().map(|at| &awards[at]);
        found.is_none_or(|award| {
            (&award.rule, award.occurred_on, &award.household) != (&claim.rule, claim.occurred_on, &claim.household)
                || award.recorded_by.as_ref().is_some_and(|staff| *staff != claim.recorded_by)
                || award.recorded_on.is_some_and(|day| day != claim.recorded_at.day())
        })
    };
    Ok(claims.iter().filter(is_unlike).map(|claim| format!("第 {} 号申报和它判的分不是一回事。", claim.id)).collect())
}

/// How many pictures are in memory at once.
const PAGE: i64 = 50;

/// Claims that show something else than the acts say that recorded them, and pictures that are not what they are known by.
pub async fn audit_evidence(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let sql = "SELECT claim, photo FROM evidence WHERE village = $1 ORDER BY claim, line";
    let there: Vec<(i64, String)> = conn.query(sql, &[village.to_string().to_cell()]).await?;
    let there: BTreeSet<String> = there.into_iter().map(|(claim, photo)| format!("{claim}:{photo}")).collect();
    let shown: BTreeSet<String> = trail::shown(conn, village).await?.iter().flat_map(|shown| shown.split(' ')).map(str::to_owned).collect();
    let claims: BTreeSet<&str> = there.symmetric_difference(&shown).filter_map(|pair| pair.split(':').next()).collect();
    let mut breaches: Vec<_> = claims.into_iter().map(|claim| format!("第 {claim} 号申报的照片和记的时候不一样。")).collect();
    let (sql, mut after) = ("SELECT id, salt, picture FROM photos WHERE village = $1 AND id > $2 ORDER BY id LIMIT $3", String::new());
    loop {
        let page: Vec<(String, String, String)> =
            conn.query(sql, &[village.to_string().to_cell(), after.to_cell(), PAGE.to_cell()]).await?;
        let is_exchanged = |(id, salt, picture): &(String, String, String)| !picture.is_empty() && commitment(salt, picture) != *id;
        let name = |id: &String| id.get(..12).unwrap_or_default().to_owned();
        breaches.extend(page.iter().filter(|row| is_exchanged(row)).map(|(id, ..)| format!("照片 {} 被换过。", name(id))));
        match page.last() {
            Some((last, ..)) if page.len() as i64 == PAGE => after.clone_from(last),
            _ => return Ok(breaches),
        }
    }
}

/// Claims of which a picture is gone.
pub async fn unseen(conn: &mut Conn, village: &VillageId) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT e.claim FROM evidence e LEFT JOIN photos p ON p.village = e.village AND p.id = e.photo
        WHERE e.village = $1 AND COALESCE(p.picture, '') = '' ORDER BY e.claim";
    Ok(conn.query::<(i64,)>(sql, &[village.to_string().to_cell()]).await?.into_iter().map(|(id,)| id).collect())
}

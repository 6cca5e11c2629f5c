//! The verbs as doors and timed jobs call them: look up what decisions need to know, then do the job.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::drafting::{Decide, Draft, Settle};
use super::objecting::{Appeal, Raise};
use super::ruling::Rule;
use super::sheet::{self, Sheet};
use super::store;
use super::told::{NoticeBody, ObjectionBody};
use crate::awards::{self, Award};
use crate::db::{Books, Conn};
use crate::entrance;
use crate::versions::Library;
use crate::words::{Act, Done, Failure, Outcome, VillageId};

/// What a notice of a period would show, and its sheet.
pub(super) struct Prospect {
    pub awards: Vec<Award>,
    pub sheet: Sheet,
    pub fewest_days: u32,
}

/// Looks at what a notice of a period would show. From the first day of the first notice on everything is shown once, late approvals too; whatever
/// waits to be posted is shown in any case.
pub(super) async fn prospect(
    books: &Books,
    library: &Library,
    village: &VillageId,
    (from, until): (NaiveDate, NaiveDate),
) -> Outcome<Prospect> {
    let rulebook = library.in_force(village, until).await?;
    let mut conn = books.read().await?;
    let first = store::all(&mut conn, village).await?.iter().filter(|notice| notice.is_signed()).map(|notice| notice.from_on).min();
    let since = first.map_or(from, |first| first.min(from));
    let shown: BTreeSet<i64> = store::shown(&mut conn, village).await?.into_iter().collect();
    let mut ids = awards::agreed(&mut conn, village, (since, until)).await?;
    ids.retain(|id| !shown.contains(id));
    let awards = awards::awards_of(&mut conn, village, &ids).await?;
    let sheet = sheet::gather(&mut conn, village, &rulebook, (from, until), &awards).await?;
    let fewest_days = rulebook.settings().days_on_notice(awards.iter().any(|award| award.points.is_negative()));
    Ok(Prospect { awards, sheet, fewest_days })
}

/// Drafts a notice; see `drafting` for what is refused.
pub async fn draft(
    books: &Books,
    library: &Library,
    act: Act,
    (from, until): (NaiveDate, NaiveDate),
    days: Option<u32>,
) -> Outcome<Done<NoticeBody>> {
    let prospect = prospect(books, library, &act.village, (from, until)).await?;
    let sheet = serde_json::to_string(&prospect.sheet).map_err(anyhow::Error::from)?;
    let awards = prospect.awards.iter().map(|award| award.id).collect();
    books.perform(act, Draft { from, until, days, fewest: prospect.fewest_days, awards, sheet }).await
}

/// Signs a notice, or sends it back with a reason.
pub async fn decide(books: &Books, act: Act, notice: i64, sent_back: Option<String>) -> Outcome<Done<NoticeBody>> {
    let awards = store::on_notice(&mut books.read().await?, &act.village, notice).await?;
    books.perform(act, Decide { notice, sent_back, awards }).await
}

/// The notices of a village that can be settled on a day, by their numbers.
pub async fn settling(conn: &mut Conn, village: &VillageId, today: NaiveDate) -> Result<Vec<(i64, Settle)>> {
    let mut found = Vec::new();
    let over = store::over(conn, village, today).await?;
    if over.is_empty() {
        return Ok(found);
    }
    let unposted = awards::unposted(conn, village).await?.into_iter().map(|(id, _)| id);
    let objected = store::waiting(conn, village).await?.into_iter().map(|objection| objection.award);
    let waiting: BTreeSet<i64> = unposted.chain(objected).collect();
    for notice in over {
        let awards = store::on_notice(conn, village, notice).await?;
        if !awards.iter().any(|award| waiting.contains(award)) {
            found.push((notice, Settle { notice, awards }));
        }
    }
    Ok(found)
}

/// Objects to an award; see `objecting` for what is refused.
pub async fn object(books: &Books, act: Act, job: Raise) -> Outcome<Done<ObjectionBody>> {
    crate::claims::check_length(&job.sentence, "意见").map_err(Failure::Refused)?;
    books.perform(act, job).await
}

/// Appeals against a ruling; see `objecting` for what is refused.
pub(super) async fn appeal(books: &Books, act: Act, objection: i64, sentence: String) -> Outcome<Done<ObjectionBody>> {
    crate::claims::check_length(&sentence, "申诉").map_err(Failure::Refused)?;
    let award = store::award_of(&mut books.read().await?, &act.village, objection).await?;
    books.perform(act, Appeal { objection, sentence, award }).await
}

/// What somebody decides on an objection.
pub(super) struct Word {
    pub upheld: bool,
    pub reason: String,
    pub is_final: bool,
}

/// Decides on an objection; see `ruling` for what is refused.
pub(super) async fn rule(books: &Books, library: &Library, act: Act, objection: i64, word: Word) -> Outcome<Done<ObjectionBody>> {
    crate::claims::check_length(&word.reason, "原因").map_err(Failure::Refused)?;
    let mut conn = books.read().await?;
    let award = match store::award_of(&mut conn, &act.village, objection).await? {
        Some(award) => awards::award(&mut conn, &act.village, award).await?,
        None => None,
    };
    let devices = entrance::devices_once_held(&mut conn, &act.village, &act.actor.staff).await?;
    drop(conn);
    let about = match award {
        Some(award) => Some((award.id, library.version(&act.village, &award.rulebook).await?)),
        None => None,
    };
    let needs = library.needs(&act.village).await?;
    let Word { upheld, reason, is_final } = word;
    books.perform(act, Rule { objection, upheld, reason, is_final, about, needs, devices }).await
}

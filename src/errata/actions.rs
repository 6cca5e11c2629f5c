//! The verbs as doors and timed jobs call them: look up what decisions need to know, then do the job.

use std::sync::Arc;

use anyhow::Context;
use chrono::NaiveDate;

use super::carrying_out::{CarryOut, Look, Texts};
use super::deciding::{Confirm, Withdraw};
use super::model::*;
use super::proposing::{Propose, Prospect, Wanted};
use super::refusals::ErratumRefusal;
use super::sheet::Sheet;
use super::store;
use super::told::ErratumBody;
use crate::awards;
use crate::claims::{self, ClaimState};
use crate::db::{Books, Conn};
use crate::rulebook::Bundle;
use crate::versions::{Library, Reign, checked, compared, has_errors, of_version};
use crate::words::{Act, Done, Failure, OperationId, Outcome, Refusal, VillageId};

/// Proposes an erratum; see `proposing` for what is refused.
pub(super) async fn propose(books: &Books, library: &Library, act: Act, wanted: Wanted) -> Outcome<Done<ErratumBody>> {
    claims::check_length(&wanted.reason, "原因").map_err(Failure::Refused)?;
    let prospect = refused(prospect(books, library, &act, &wanted).await)?;
    books.perform(act, Propose { wanted, prospect }).await
}

/// Sets an expected no apart: it is told by the decision, so that a repeated request hears its first answer.
fn refused<T>(outcome: Outcome<T>) -> Outcome<Result<T, Refusal>> {
    match outcome {
        Ok(found) => Ok(Ok(found)),
        Err(Failure::Refused(refusal)) => Ok(Err(refusal)),
        Err(fault) => Err(fault),
    }
}

/// What an erratum would be, with everything it would change.
async fn prospect(books: &Books, library: &Library, act: &Act, wanted: &Wanted) -> Outcome<Prospect> {
    let (village, Wanted { version, rule, .. }) = (&act.village, wanted);
    let before = library.files(village, *version).await?;
    let bundle = corrected_files(library, village, wanted, &before).await?;
    let checked = checked(&bundle).await?;
    let rulebook = checked.rulebook.as_ref().ok_or_else(|| has_errors(&checked))?;
    let sentence = corrected(&compared(before, bundle.clone()).await?, rule).map_err(Refusal::from)?;
    if rulebook.rule(rule).is_some_and(|rule| rule.is_confidential()) {
        return Err(Refusal::from(ErratumRefusal::Protected(rule.clone())).into());
    }
    let began = library.versions(village).await?.into_iter().find(|other| other.version == *version).map(|found| found.effective_on);
    let from_on = wanted.from_on.or(began).context("a version with files is stored")?;
    let texts = texts(library, act, *version, bundle).await?;
    let (bundle, sheet) = (texts.bundle.to_json(), look(books, act, *version, from_on, texts).await?);
    Ok(Prospect { from_on, sentence, bundle, sheet })
}

/// The files that were sent, or the village's draft; with the packs that the version has.
async fn corrected_files(library: &Library, village: &VillageId, wanted: &Wanted, before: &Bundle) -> Outcome<Bundle> {
    match &wanted.files {
        Some(files) => Ok(of_version(before, files.clone())?),
        None => {
            let draft = library.draft(village, None).await?.and_then(|draft| Bundle::from_json(&draft.bundle));
            Ok(draft.ok_or(ErratumRefusal::NoDraft).map_err(Refusal::from)?.pinned())
        }
    }
}

/// Everything by which is judged again once `bundle` takes the place of a version.
async fn texts(library: &Library, act: &Act, version: i64, bundle: Bundle) -> Outcome<Texts> {
    let village = &act.village;
    let versions = library.versions(village).await?;
    let hashes = Reign::of(&versions, version).map_or_else(Vec::new, |reign| reign.hashes);
    let wrong = versions.iter().find(|other| other.version == version).context("a version with files is stored")?;
    let mut judged = Vec::new();
    for hash in hashes {
        judged.push(library.version(village, &hash).await?);
    }
    let checked = checked(&bundle).await?;
    let corrected = Arc::into_inner(checked).and_then(|checked| checked.rulebook).context("files that were checked have no errors")?;
    Ok(Texts {
        bundle,
        corrected: Arc::new(corrected),
        judged,
        wrong: library.version(village, &wrong.hash).await?,
        needs: library.needs(village).await?,
        reset_on: awards::reset_due(library, village, act.at.day()).await?.map(|reset| reset.reset_on),
    })
}

/// What would change as things stand now. The decision that will carry it out is made, and undone.
async fn look(books: &Books, act: &Act, version: i64, from_on: NaiveDate, texts: Texts) -> Outcome<Sheet> {
    let operation = OperationId::own(&format!("look-{}", act.operation.as_str()));
    let look = Act { dry_run: true, operation, ..act.clone() };
    Ok(books.perform(look, Look { version, from_on, texts }).await?.answer)
}

/// Confirms an erratum; see `deciding` for what is refused.
pub(super) async fn confirm(books: &Books, library: &Library, act: Act, id: i64) -> Outcome<Done<ErratumBody>> {
    let sheet = match store::erratum(&mut books.read().await?, &act.village, id).await? {
        Some(erratum) if erratum.state == ErratumState::Proposed => refused(sheet_now(books, library, &act, &erratum).await)?,
        _ => Ok(Sheet::default()),
    };
    let takes = sheet.as_ref().is_ok_and(Sheet::takes);
    let days = library.in_force(&act.village, act.at.day()).await?.settings().days_on_notice(takes);
    books.perform(act, Confirm { erratum: id, sheet, days }).await
}

async fn sheet_now(books: &Books, library: &Library, act: &Act, erratum: &Erratum) -> Outcome<Sheet> {
    let bundle = Bundle::from_json(&erratum.bundle).context("a stored bundle can be read")?;
    let texts = texts(library, act, erratum.version, bundle).await?;
    look(books, act, erratum.version, erratum.from_on, texts).await
}

/// Withdraws an erratum; see `deciding` for what is refused.
pub(super) async fn withdraw(books: &Books, act: Act, id: i64, reason: String) -> Outcome<Done<ErratumBody>> {
    claims::check_length(&reason, "原因").map_err(Failure::Refused)?;
    books.perform(act, Withdraw { erratum: id, reason }).await
}

/// The errata of a village that can be carried out on the day of an act, by their numbers: their days are over, and nobody has yet to decide on an
/// award that stands on them.
pub async fn due(books: &Books, library: &Library, act: &Act) -> Outcome<Vec<(i64, CarryOut)>> {
    let mut conn = books.read().await?;
    let mut found = Vec::new();
    for erratum in store::over(&mut conn, &act.village, act.at.day()).await? {
        if is_held(&mut conn, &act.village, &erratum).await? {
            continue;
        }
        let bundle = Bundle::from_json(&erratum.bundle).context("a stored bundle can be read")?;
        found.push((erratum.id, CarryOut { erratum: erratum.id, texts: texts(library, act, erratum.version, bundle).await? }));
    }
    Ok(found)
}

async fn is_held(conn: &mut Conn, village: &VillageId, erratum: &Erratum) -> Outcome<bool> {
    let contested = claims::queue(conn, village, ClaimState::Contested, 0, i64::MAX).await?.into_iter().map(|claim| claim.id);
    let held: Vec<i64> = claims::objected(conn, village).await?.into_iter().chain(contested).collect();
    Ok(store::sheet(conn, village, erratum).await?.lines.iter().any(|line| held.contains(&line.award)))
}

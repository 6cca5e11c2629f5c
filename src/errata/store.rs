//! The tables of errata, and what pages, jobs and other features read of them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::Value;

use super::deciding::{Confirm, Withdraw};
use super::model::*;
use super::proposing::Propose;
use super::sheet::{Line, Sheet};
use crate::db::{Book, Column, Conn, Job, Key, stored_as_text, table};
use crate::words::VillageId;

stored_as_text!(ErratumState, Stage);

table!(Erratum, "errata", key [id], columns [state, version, rule, from_on, sentence, reason, bundle, proposed_by, proposed_at, confirmed_by,
    confirmed_at, days, last_on, withdrawn_by, withdrawn_at, withdrawn_because, carried_out_at, corrected]);
table!(ErratumSheet, "erratum_sheets", key [erratum, stage], columns [body], append_only);
table!(ErratumReason, "erratum_reasons", key [award, erratum, stage], columns [said_before, said_after]);

/// One erratum.
pub(super) async fn erratum(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<Erratum>> {
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &[village.to_string().to_cell(), id.to_cell()]).await?.into_iter().next())
}

/// Errata before a number, newest first.
pub(super) async fn errata(conn: &mut Conn, village: &VillageId, before: i64, limit: i64) -> Result<Vec<Erratum>> {
    let cells = [village.to_string().to_cell(), before.to_cell(), limit.to_cell()];
    conn.select("WHERE t.village = $1 AND t.id < $2 ORDER BY t.id DESC LIMIT $3", &cells).await
}

/// The errata in a state, oldest first.
pub(super) async fn in_state(conn: &mut Conn, village: &VillageId, state: ErratumState) -> Result<Vec<Erratum>> {
    conn.select("WHERE t.village = $1 AND t.state = $2 ORDER BY t.id", &[village.to_string().to_cell(), state.to_cell()]).await
}

/// What an erratum changes, as it was last put together.
pub(super) async fn sheet(conn: &mut Conn, village: &VillageId, erratum: &Erratum) -> Result<Sheet> {
    let sql = "SELECT stage, body FROM erratum_sheets WHERE village = $1 AND erratum = $2
        ORDER BY CASE stage WHEN 'carried_out' THEN 1 WHEN 'announced' THEN 2 ELSE 3 END LIMIT 1";
    let found: Option<(Stage, String)> = conn.first(sql, &[village.to_string().to_cell(), erratum.id.to_cell()]).await?;
    let Some((stage, body)) = found else { return Ok(Sheet::default()) };
    let mut sheet = Sheet::read(&body);
    let sql = "SELECT award, said_before, said_after FROM erratum_reasons WHERE village = $1 AND erratum = $2 AND stage = $3";
    let said: Vec<(i64, String, String)> = conn.query(sql, &[village.to_string().to_cell(), erratum.id.to_cell(), stage.to_cell()]).await?;
    let sentences = |text: &str| serde_json::from_str(text).unwrap_or_default();
    let said: BTreeMap<i64, _> = said.iter().map(|(award, before, after)| (*award, (sentences(before), sentences(after)))).collect();
    for line in &mut sheet.lines {
        (line.because_before, line.because_after) = said.get(&line.award).cloned().unwrap_or_default();
    }
    Ok(sheet)
}

/// Takes away why an award was worth something else, for somebody who asked to be forgotten.
pub fn forget(book: &mut Book, award: i64) {
    for reason in book.under::<ErratumReason>(award) {
        book.remove::<ErratumReason>(Key::of([reason.award.to_cell(), reason.erratum.to_cell(), reason.stage.to_cell()]));
    }
}

/// Whether the first answers of a verb tell of awards.
pub fn tells(verb: &str) -> bool {
    [Propose::VERB, Confirm::VERB, Withdraw::VERB].contains(&verb)
}

/// Whether such an answer tells of one of these awards.
pub fn names(answer: &Value, awards: &BTreeSet<String>) -> bool {
    let households = answer["households"].as_array().into_iter().flatten();
    let told = households.flat_map(|household| household["awards"].as_array().into_iter().flatten());
    told.filter_map(|award| award["award"].as_str()).any(|award| awards.contains(award))
}

/// The errata everybody may see on a day, newest first.
pub async fn on_the_wall(conn: &mut Conn, village: &VillageId, today: NaiveDate) -> Result<Vec<Erratum>> {
    let mut found: Vec<Erratum> =
        conn.select("WHERE t.village = $1 AND t.last_on IS NOT NULL ORDER BY t.id DESC", &[village.to_string().to_cell()]).await?;
    found.retain(|erratum| erratum.is_public(today));
    Ok(found)
}

/// The announced errata whose days are over.
pub(super) async fn over(conn: &mut Conn, village: &VillageId, today: NaiveDate) -> Result<Vec<Erratum>> {
    let rest = "WHERE t.village = $1 AND t.state = 'announced' AND t.last_on < $2 ORDER BY t.id";
    conn.select(rest, &[village.to_string().to_cell(), today.to_cell()]).await
}

/// The first day from one on and before another on which one is to be carried out.
pub async fn next_due(conn: &mut Conn, village: &VillageId, from: NaiveDate, before: NaiveDate) -> Result<Option<NaiveDate>> {
    let sql = "SELECT MIN(last_on) FROM errata WHERE village = $1 AND state = 'announced' AND last_on >= $2 AND last_on < $3";
    let (first, last) = (from.pred_opt().unwrap_or(from), before.pred_opt().unwrap_or(before));
    let found: Option<(Option<NaiveDate>,)> = conn.first(sql, &[village.to_string().to_cell(), first.to_cell(), last.to_cell()]).await?;
    Ok(found.and_then(|(last,)| last?.succ_opt()))
}

/// The awards of a household that stand on an erratum which is on the wall, by number.
pub async fn announced_awards(conn: &mut Conn, village: &VillageId, household: &str) -> Result<Vec<i64>> {
    let open: Vec<Erratum> = conn.select("WHERE t.village = $1 AND t.state = 'announced'", &[village.to_string().to_cell()]).await?;
    let mut awards = Vec::new();
    for erratum in open {
        let lines = sheet(conn, village, &erratum).await?.lines.into_iter();
        awards.extend(lines.filter(|line| line.household == household).map(|line| line.award));
    }
    Ok(awards)
}

/// The last day of the announcement on which an award stands; none where it stands on none.
pub fn announced_until(book: &Book, award: i64) -> Option<NaiveDate> {
    let open = book.under::<Erratum>(()).into_iter().filter(|erratum| erratum.state == ErratumState::Announced);
    let sheets = |erratum: &Erratum| book.under::<ErratumSheet>(erratum.id).into_iter().filter(|sheet| sheet.stage == Stage::Announced);
    let stands = |erratum: &Erratum| sheets(erratum).any(|sheet| Sheet::read(&sheet.body).lines.iter().any(|line| line.award == award));
    open.filter(|erratum| stands(erratum)).filter_map(|erratum| erratum.last_on).max()
}

/// Of the errata that were announced the lines that concern a household, but for what is another person's own; newest erratum first.
pub(super) async fn lines_of(conn: &mut Conn, village: &VillageId, (household, person): (&str, &str)) -> Result<Vec<(Erratum, Vec<Line>)>> {
    let rest = "WHERE t.village = $1 AND t.last_on IS NOT NULL ORDER BY t.id DESC";
    let mut found = Vec::new();
    for erratum in conn.select::<Erratum>(rest, &[village.to_string().to_cell()]).await? {
        let is_own = |line: &Line| line.account == household || line.person.as_deref().is_none_or(|other| other == person);
        let lines = sheet(conn, village, &erratum).await?.lines.into_iter();
        let lines: Vec<Line> = lines.filter(|line| line.household == household && is_own(line)).collect();
        found.extend((!lines.is_empty()).then_some((erratum, lines)));
    }
    Ok(found)
}

/// Whether any erratum that was announced concerns somebody in a household.
pub async fn told_to(conn: &mut Conn, village: &VillageId, household: &str, person: &str) -> Result<bool> {
    Ok(!lines_of(conn, village, (household, person)).await?.is_empty())
}

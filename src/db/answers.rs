//! What is kept of acts that tell of somebody, first answers, for whom and why: found, and emptied once that person asked to be forgotten.
//!
//! The operation stays with its link in the trail, so the same id still takes effect at most once; whoever repeats it is told that its answer is gone.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::Value;

use super::book::Book;
use super::cell::Column;
use super::conn::Conn;
use super::trail::{Operation, TrailParticulars};
use crate::words::{Kind, Refusal, VillageId};

/// How many operations are looked at at once.
const PAGE: i64 = 2_000;

/// The operations of a village whose verb and first answer are like that. Rare enough to look through all of them.
pub async fn answers(conn: &mut Conn, village: &VillageId, is_like: impl Fn(&str, &Value) -> bool) -> Result<Vec<String>> {
    let sql = "SELECT id, verb, answer FROM operations WHERE village = $1 AND id > $2 ORDER BY id LIMIT $3";
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page: Vec<(String, String, String)> =
            conn.query(sql, &[village.to_string().to_cell(), after.to_cell(), PAGE.to_cell()]).await?;
        let told = |answer: &str| serde_json::from_str::<Value>(answer).ok();
        let like = page.iter().filter(|(_, verb, answer)| told(answer).is_some_and(|answer| is_like(verb, &answer)));
        found.extend(like.map(|(id, ..)| id.clone()));
        match page.last() {
            Some((last, ..)) if page.len() as i64 == PAGE => after.clone_from(last),
            _ => return Ok(found),
        }
    }
}

/// The operations that somebody did for a resident, or they themselves, as far as that was not forgotten.
pub async fn on_behalf(conn: &mut Conn, village: &VillageId, resident: &str) -> Result<Vec<String>> {
    let sql = "SELECT o.id FROM operations o WHERE o.village = $1 AND o.part = 'village' AND o.number IN
        (SELECT p.number FROM trail_particulars p WHERE p.village = $1 AND p.behalf = $2) ORDER BY o.id";
    let found: Vec<(String,)> = conn.query(sql, &[village.to_string().to_cell(), resident.to_owned().to_cell()]).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The operations about one of these things (`claim:12`) with whom or why, as far as that was not forgotten.
pub async fn told_about(conn: &mut Conn, village: &VillageId, things: &BTreeSet<String>) -> Result<Vec<String>> {
    let sql = "SELECT o.id, o.about FROM operations o WHERE o.village = $1 AND o.part = 'village' AND o.told IS NOT NULL AND o.about IS NOT NULL ORDER BY o.id";
    let found: Vec<(String, String)> = conn.query(sql, &[village.to_string().to_cell()]).await?;
    Ok(found.into_iter().filter(|(_, about)| things.contains(about)).map(|(id, _)| id).collect())
}

/// Empties the first answers of these operations, what hides what was asked for, for whom and why.
pub fn forget_answers(book: &mut Book, ids: &[String]) {
    for operation in ids.iter().filter_map(|id| book.get::<Operation>(id)).collect::<Vec<_>>() {
        if let Some(number) = operation.number.filter(|_| operation.told.is_some()) {
            book.remove::<TrailParticulars>(number);
        }
        book.strike(Operation { answer: String::new(), salt: None, ..operation });
    }
}

/// The no to whoever repeats an operation whose answer is gone.
pub(super) fn forgotten() -> Refusal {
    let sentence = "这件事已经办过，那次的结果里有别人要求删除的信息，已经删了；这次什么也没有改。";
    Refusal::new("operation.forgotten", Kind::Gone, sentence, "不用再办。要看现在的情况，请刷新页面。")
}

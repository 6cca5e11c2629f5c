//! What somebody objected to, for themselves to take along; and what becomes of it when they ask to be forgotten.

use anyhow::Result;
use chrono::NaiveDate;

use super::model::*;
use super::objecting::{Appeal, Raise};
use super::ruling::Rule;
use super::rulings_desk::{says, verdict};
use super::store;
use crate::db::{Book, Column, Conn, Job};
use crate::words::VillageId;

/// An objection of one's own, as it stands.
#[derive(Clone, Debug)]
pub struct Raised {
    pub award: i64,
    pub id: i64,
    pub on: NaiveDate,
    pub says: String,
    pub state: ObjectionState,
    /// What was decided, by roles.
    pub steps: Vec<String>,
}

/// Everything somebody objected to, newest first.
pub async fn raised_by(conn: &mut Conn, village: &VillageId, resident: &str) -> Result<Vec<Raised>> {
    let mut raised = Vec::new();
    for objection in store::objections_of(conn, village, resident).await? {
        let steps = store::steps(conn, village, &objection).await?;
        raised.push(Raised {
            award: objection.award,
            id: objection.id,
            on: objection.raised_at.day(),
            says: says(&objection),
            state: objection.state,
            steps: steps.iter().map(|step| format!("{}：{}", step.role.chinese(), verdict(step))).collect(),
        });
    }
    Ok(raised)
}

/// The objections of which something that was said about them is gone.
pub async fn unsaid(conn: &mut Conn, village: &VillageId) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT objection FROM objection_steps WHERE village = $1 AND said = '' ORDER BY objection";
    Ok(conn.query::<(i64,)>(sql, &[village.to_string().to_cell()]).await?.into_iter().map(|(id,)| id).collect())
}

/// Whether an operation of this verb told of an objection.
pub fn tells(verb: &str) -> bool {
    [Raise::VERB, Appeal::VERB, Rule::VERB].contains(&verb)
}

/// Whether an objection still waits for an answer.
pub fn is_open(book: &Book, award: i64, id: i64) -> bool {
    book.get::<Objection>((award, id)).is_some_and(|objection| objection.state.is_open())
}

/// Takes what was said out of an objection and out of what was decided about it.
pub fn forget(book: &mut Book, award: i64, id: i64) {
    let Some(objection) = book.get::<Objection>((award, id)) else { return };
    for step in book.under::<Step>((award, id)) {
        book.strike(Step { said: String::new(), ..step });
    }
    book.put(Objection { sentence: String::new(), ..objection });
}

//! Acts of the trail as they are read in pages, the newest first. What stands apart is in no list.

use anyhow::Result;

use super::cell::{Cell, Column};
use super::conn::Conn;
use super::trail::{Operation, TrailParticulars};
use crate::words::{Moment, Role, VillageId};

/// Which acts are wanted.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    pub from: Moment,
    /// Not included.
    pub until: Moment,
    /// With the way where one verb can go several: `review.approve`.
    pub verbs: &'a [&'a str],
    pub staff: Option<&'a str>,
    pub role: Option<Role>,
    /// Only acts before this number.
    pub before: i64,
    pub limit: i64,
}

/// An act with its number, for whom it was done and why, as far as that was not forgotten.
#[derive(Clone)]
pub struct Acted {
    pub number: i64,
    pub operation: Operation,
    pub behalf: Option<String>,
    pub reason: Option<String>,
}

/// What somebody did one of these verbs about: `claim:12`.
pub async fn done_about(conn: &mut Conn, village: &VillageId, staff: &str, verbs: [&str; 2]) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT about FROM operations WHERE village = $1 AND staff = $2 AND verb IN ($3, $4) AND about IS NOT NULL";
    let [one, other] = verbs.map(|verb| verb.to_owned().to_cell());
    let found: Vec<(String,)> = conn.query(sql, &[village.to_string().to_cell(), staff.to_owned().to_cell(), one, other]).await?;
    Ok(found.into_iter().map(|(about,)| about).collect())
}

/// The acts of the village's part that are wanted.
pub async fn acts(conn: &mut Conn, village: &VillageId, wanted: &Wanted<'_>) -> Result<Vec<Acted>> {
    let mut cells =
        vec![village.to_string().to_cell(), wanted.from.to_cell(), wanted.until.to_cell(), wanted.before.to_cell(), wanted.limit.to_cell()];
    let mut place = |cell: Cell| {
        cells.push(cell);
        format!("${}", cells.len())
    };
    let verbs: Vec<_> = wanted.verbs.iter().map(|verb| place(Cell::Text((*verb).to_owned()))).collect();
    let staff = wanted.staff.map_or_else(String::new, |staff| format!(" AND t.staff = {}", place(Cell::Text(staff.to_owned()))));
    let role = wanted.role.map_or_else(String::new, |role| format!(" AND t.role = {}", place(role.to_cell())));
    let rest = format!(
        "WHERE t.village = $1 AND t.part = 'village' AND t.at >= $2 AND t.at < $3 AND t.number < $4 AND t.verb || COALESCE('.' || t.way, '') IN ({}){staff}{role}
         ORDER BY t.number DESC LIMIT $5",
        verbs.join(", ")
    );
    let found: Vec<Operation> = conn.select(&rest, &cells).await?;
    let numbers: Vec<_> = found.iter().filter(|act| act.told.is_some()).filter_map(|act| Some([act.number?.to_cell()])).collect();
    let keys: Vec<&[Cell]> = numbers.iter().map(<[Cell; 1]>::as_slice).collect();
    let told: Vec<TrailParticulars> = conn.select_by_key(village, &keys).await?;
    let acted = |operation: Operation| {
        let number = operation.number?;
        let told = told.iter().find(|row| row.number == number);
        let (behalf, reason) = told.map_or((None, None), |row| (row.behalf.clone(), row.reason.clone()));
        Some(Acted { number, operation, behalf, reason })
    };
    Ok(found.into_iter().filter_map(acted).collect())
}

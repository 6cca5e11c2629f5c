//! What `jifen verify` finds of what claims show: pictures exchanged, added or taken away by hand.

use std::collections::BTreeSet;

use anyhow::Result;

use super::evidence::commitment;
use crate::db::{Column, Conn, trail};
use crate::words::VillageId;

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

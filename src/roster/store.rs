//! The roster's tables, and what pages read of them.

use anyhow::Result;

use super::kinship::Kinship;
use super::model::*;
use crate::db::{Column, Conn, table};
use crate::words::{Role, VillageId};

table!(Village, "villages", key [key], columns [code, name, township, households, residents]);
table!(Group, "village_groups", key[name], columns[households]);
table!(Household, "households", key [number], columns [group_name, head, members]);
table!(Resident, "residents", key [number], columns [household, name, relation]);
table!(Staff, "staff", key [number], columns [name, role, household]);
table!(Kinship, "kinships", key [staff, household], columns [declared_by, declared_at, ended_by, ended_at]);

/// A village's front row; `None` if it is not registered.
pub async fn village(conn: &mut Conn, village: &VillageId) -> Result<Option<Village>> {
    Ok(conn.select("WHERE t.village = $1", &[village.to_string().to_cell()]).await?.into_iter().next())
}

/// The names of all registered villages, in order.
pub async fn villages(conn: &mut Conn) -> Result<Vec<VillageId>> {
    let names: Vec<(String,)> = conn.query("SELECT village FROM villages ORDER BY village", &[]).await?;
    Ok(names.into_iter().filter_map(|(name,)| VillageId::parse(&name)).collect())
}

/// All registered villages as people call them, by township.
pub async fn village_names(conn: &mut Conn) -> Result<Vec<(VillageId, String)>> {
    let rows: Vec<(String, String, String)> =
        conn.query("SELECT village, name, township FROM villages ORDER BY township, name", &[]).await?;
    Ok(rows.into_iter().filter_map(|(id, name, township)| Some((VillageId::parse(&id)?, format!("{township} {name}")))).collect())
}

/// At most `limit` registered villages whose names come after one, in order.
pub async fn villages_after(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<VillageId>> {
    let sql = "SELECT village FROM villages WHERE village > $1 ORDER BY village LIMIT $2";
    let names: Vec<(String,)> = conn.query(sql, &[after.to_owned().to_cell(), limit.to_cell()]).await?;
    Ok(names.into_iter().filter_map(|(name,)| VillageId::parse(&name)).collect())
}

/// One resident by number.
pub async fn resident(conn: &mut Conn, village: &VillageId, number: &str) -> Result<Option<Resident>> {
    let cells = [village.to_string().to_cell(), number.to_owned().to_cell()];
    Ok(conn.select("WHERE t.village = $1 AND t.number = $2", &cells).await?.into_iter().next())
}

/// The resident or household of a number.
pub async fn subject(conn: &mut Conn, village: &VillageId, number: &str) -> Result<Option<Subject>> {
    let person = resident(conn, village, number).await?;
    let home = person.as_ref().map_or(number, |resident| resident.household.as_str());
    let cells = [village.to_string().to_cell(), home.to_owned().to_cell()];
    let household: Vec<Household> = conn.select("WHERE t.village = $1 AND t.number = $2", &cells).await?;
    Ok(household.into_iter().next().map(|household| Subject { person, household }))
}

/// Whose account a typed number may mean: the household, or the person; for a household's number where each person has an account, all of its
/// people. Empty where nobody is known by it.
pub async fn meant(conn: &mut Conn, village: &VillageId, number: &str, by_person: bool) -> Result<Vec<Subject>> {
    let Some(found) = subject(conn, village, number).await? else { return Ok(Vec::new()) };
    if !by_person {
        return Ok(vec![Subject { person: None, ..found }]);
    }
    if found.person.is_some() {
        return Ok(vec![found]);
    }
    let people = people_of(conn, village, &found.household.number).await?;
    Ok(people.into_iter().map(|person| Subject { person: Some(person), household: found.household.clone() }).collect())
}

/// Everybody who lives in a household, by number.
pub async fn people_of(conn: &mut Conn, village: &VillageId, household: &str) -> Result<Vec<Resident>> {
    let cells = [village.to_string().to_cell(), household.to_owned().to_cell()];
    conn.select("WHERE t.village = $1 AND t.household = $2 ORDER BY t.number", &cells).await
}

/// Everybody who lives in a group, by number.
pub async fn people_in(conn: &mut Conn, village: &VillageId, group: &str) -> Result<Vec<Resident>> {
    let rest = "WHERE t.village = $1 AND t.household IN (SELECT h.number FROM households h WHERE h.village = $1 AND h.group_name = $2) ORDER BY t.number";
    conn.select(rest, &[village.to_string().to_cell(), group.to_owned().to_cell()]).await
}

/// The groups of a village, by name.
pub async fn groups(conn: &mut Conn, village: &VillageId) -> Result<Vec<Group>> {
    conn.select("WHERE t.village = $1 ORDER BY t.name", &[village.to_string().to_cell()]).await
}

/// Everybody who lives in the village, by number.
pub async fn residents(conn: &mut Conn, village: &VillageId) -> Result<Vec<Resident>> {
    conn.select("WHERE t.village = $1 ORDER BY t.number", &[village.to_string().to_cell()]).await
}

/// One member of staff by number.
pub async fn member_of_staff(conn: &mut Conn, village: &VillageId, number: &str) -> Result<Option<Staff>> {
    let cells = [village.to_string().to_cell(), number.to_owned().to_cell()];
    Ok(conn.select("WHERE t.village = $1 AND t.number = $2", &cells).await?.into_iter().next())
}

/// Everybody who serves in a role, by number.
pub async fn staff_of(conn: &mut Conn, village: &VillageId, role: Role) -> Result<Vec<Staff>> {
    conn.select("WHERE t.village = $1 AND t.role = $2 ORDER BY t.number", &[village.to_string().to_cell(), role.to_cell()]).await
}

/// Every kinship that was declared, by number of the member of staff.
pub async fn kinships(conn: &mut Conn, village: &VillageId) -> Result<Vec<Kinship>> {
    conn.select("WHERE t.village = $1 ORDER BY t.staff, t.household", &[village.to_string().to_cell()]).await
}

/// The households for which somebody steps aside because of declared kin.
pub async fn kin_of(conn: &mut Conn, village: &VillageId, staff: &str) -> Result<Vec<String>> {
    let sql = "SELECT household FROM kinships WHERE village = $1 AND staff = $2 AND ended_at IS NULL ORDER BY household";
    let found: Vec<(String,)> = conn.query(sql, &[village.to_string().to_cell(), staff.to_owned().to_cell()]).await?;
    Ok(found.into_iter().map(|(household,)| household).collect())
}

/// Everybody who serves the village, by number.
pub async fn staff(conn: &mut Conn, village: &VillageId) -> Result<Vec<Staff>> {
    conn.select("WHERE t.village = $1 ORDER BY t.number", &[village.to_string().to_cell()]).await
}

/// Kept counts that do not agree with the people there are.
pub async fn audit(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    let name = [village.to_string().to_cell()];
    let sql = "SELECT h.number FROM households h WHERE h.village = $1
               AND h.members <> (SELECT COUNT(*) FROM residents r WHERE r.village = $1 AND r.household = h.number)";
    let wrong: Vec<(String,)> = conn.query(sql, &name).await?;
    breaches.extend(wrong.into_iter().map(|(number,)| format!("{number} 户的人数和花名册对不上。")));
    let sql =
        "SELECT v.key FROM villages v WHERE v.village = $1 AND (v.households <> (SELECT COUNT(*) FROM households h WHERE h.village = $1)
               OR v.residents <> (SELECT COUNT(*) FROM residents r WHERE r.village = $1))";
    if !conn.query::<(String,)>(sql, &name).await?.is_empty() {
        breaches.push("全村的户数或人数和花名册对不上。".to_owned());
    }
    Ok(breaches)
}

/// Households in order of their numbers, after a number.
pub async fn households(conn: &mut Conn, village: &VillageId, after: &str, limit: i64) -> Result<Vec<Household>> {
    let cells = [village.to_string().to_cell(), after.to_owned().to_cell(), limit.to_cell()];
    conn.select("WHERE t.village = $1 AND t.number > $2 ORDER BY t.number LIMIT $3", &cells).await
}

/// Residents whose number or household begins with a text, or whose name holds it.
pub async fn search(conn: &mut Conn, village: &VillageId, text: &str, limit: i64) -> Result<Vec<Resident>> {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let cells = [village.to_string().to_cell(), format!("{escaped}%").to_cell(), format!("%{escaped}%").to_cell(), limit.to_cell()];
    let rest = "WHERE t.village = $1 AND (LOWER(t.number) LIKE LOWER($2) ESCAPE '\\' OR LOWER(t.name) LIKE LOWER($3) ESCAPE '\\') ORDER BY t.number LIMIT $4";
    conn.select(rest, &cells).await
}

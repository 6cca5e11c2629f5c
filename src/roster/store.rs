//! The roster's tables, and what pages read of them.

use anyhow::Result;

use super::directory::Directory;
use super::history::*;
use super::kinship::Kinship;
use super::model::*;
use super::phones::PhoneEnding;
use super::reach::Reach;
use super::typed::{loosely, plain};
use crate::db::{Cell, Column, Conn, Record, stored_as_text, table};
use crate::words::{Division, Role, VillageId};

table!(Village, "villages", key [key], columns [code, name, township, households, residents]);
table!(Group, "village_groups", key[name], columns[households]);
table!(Household, "households", key [number], columns [group_name, head, members]);
table!(Resident, "residents", key [number], columns [household, name, relation]);
stored_as_text!(EventKind, ChangeState);

table!(HouseholdEvent, "household_events", key [id], columns [kind, occurred_on, recorded_at, resident, origin, destination, change], append_only);
table!(HouseholdChange, "household_changes", key [id], columns [household, request, touched, sentence, occurred_on, basis, state, proposed_by,
    proposed_role, proposed_at, entry], live "t.state = 'waiting'");
table!(HouseholdRuling, "household_rulings", key [change], columns [ruling, ruled_by, role, reason, at], append_only but [reason]);
// Not sealed: no history, and nothing of it stays when it goes.
table!(PhoneEnding, unsealed "phone_endings", key[resident], columns[digits]);
table!(Staff, "staff", key [number], columns [name, role, household, ended_at]);
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

/// The villages in a division, in order of their codes.
pub async fn villages_in(conn: &mut Conn, division: &Division) -> Result<Vec<(VillageId, Village)>> {
    let sql = "SELECT village, key, code, name, township, households, residents FROM villages WHERE code BETWEEN $1 AND $2
               ORDER BY code, village";
    let range = [division.first().to_cell(), division.last().to_cell()];
    let rows: Vec<(String, String, String, String, String, i64, i64)> = conn.query(sql, &range).await?;
    let row = |(id, key, code, name, township, households, residents)| {
        let id: String = id;
        Some((VillageId::parse(&id)?, Village { key, code, name, township, households, residents }))
    };
    Ok(rows.into_iter().filter_map(row).collect())
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

/// The resident or household of a number, as long as they are of this village and did not ask to be forgotten.
pub async fn subject(conn: &mut Conn, village: &VillageId, number: &str) -> Result<Option<Subject>> {
    let person = resident(conn, village, number).await?;
    if person.as_ref().is_some_and(Resident::is_forgotten) {
        return Ok(None);
    }
    let home = person.as_ref().map_or(number, |resident| resident.household.as_str());
    let household = household(conn, village, home).await?.filter(|household| household.members > 0);
    Ok(household.map(|household| Subject { person, household }))
}

/// The number that somebody typed, as the roster writes it; see [`Directory::number`]. What was typed, made plain, where there is none.
pub async fn number(conn: &mut Conn, village: &VillageId, typed: &str) -> Result<String> {
    let plain = plain(typed);
    let is_exact = resident(conn, village, &plain).await?.is_some() || household(conn, village, &plain).await?.is_some();
    if is_exact || loosely(&plain).is_none() {
        return Ok(plain);
    }
    let everybody = Directory::new(residents(conn, village).await?);
    Ok(everybody.number(&plain).map_or(plain, str::to_owned))
}

/// Whose account a typed number may mean: the household, or the person; for a household's number where each person has an account, all of its
/// people. Empty where nobody is known by it.
pub async fn meant(conn: &mut Conn, village: &VillageId, number: &str, by_person: bool) -> Result<Vec<Subject>> {
    let number = self::number(conn, village, number).await?;
    let Some(found) = subject(conn, village, &number).await? else { return Ok(Vec::new()) };
    if !by_person {
        return Ok(vec![Subject { person: None, ..found }]);
    }
    if found.person.is_some() {
        return Ok(vec![found]);
    }
    let people = people_of(conn, village, &found.household.number).await?;
    let people = people.into_iter().filter(|person| !person.is_forgotten());
    Ok(people.map(|person| Subject { person: Some(person), household: found.household.clone() }).collect())
}

/// The last four digits of a resident's phone, if they are known.
pub async fn phone_of(conn: &mut Conn, village: &VillageId, resident: &str) -> Result<Option<String>> {
    let cells = [village.to_string().to_cell(), resident.to_owned().to_cell()];
    let found: Option<(String,)> = conn.first("SELECT digits FROM phone_endings WHERE village = $1 AND resident = $2", &cells).await?;
    Ok(found.map(|(digits,)| digits))
}

/// At most `limit` residents of this village whose phone ends in these digits, by number.
pub async fn ending_in(conn: &mut Conn, village: &VillageId, digits: &str, limit: i64) -> Result<Vec<Resident>> {
    let cells = [village.to_string().to_cell(), digits.to_owned().to_cell(), limit.to_cell()];
    let rest = "WHERE t.village = $1 AND t.household <> '' AND t.number IN
                (SELECT p.resident FROM phone_endings p WHERE p.village = $1 AND p.digits = $2) ORDER BY t.number LIMIT $3";
    conn.select(rest, &cells).await
}

/// Everybody who lives in a household, by number.
pub async fn people_of(conn: &mut Conn, village: &VillageId, household: &str) -> Result<Vec<Resident>> {
    let cells = [village.to_string().to_cell(), household.to_owned().to_cell()];
    conn.select("WHERE t.village = $1 AND t.household = $2 ORDER BY t.number", &cells).await
}

/// Everybody who lives in a household of which somebody is the head, by number.
pub(super) async fn headed_by(conn: &mut Conn, village: &VillageId, head: &str) -> Result<Vec<Resident>> {
    let rest = "WHERE t.village = $1 AND t.household IN (SELECT h.number FROM households h WHERE h.village = $1 AND h.head = $2) ORDER BY t.number";
    conn.select(rest, &[village.to_string().to_cell(), head.to_owned().to_cell()]).await
}

/// Everybody who lives in a group, by number.
pub async fn people_in(conn: &mut Conn, village: &VillageId, group: &str) -> Result<Vec<Resident>> {
    let rest = "WHERE t.village = $1 AND t.household IN (SELECT h.number FROM households h WHERE h.village = $1 AND h.group_name = $2) ORDER BY t.number";
    conn.select(rest, &[village.to_string().to_cell(), group.to_owned().to_cell()]).await
}

/// The households of a group in which somebody lives, by number.
pub async fn homes_in(conn: &mut Conn, village: &VillageId, group: &str) -> Result<Vec<Household>> {
    let cells = [village.to_string().to_cell(), group.to_owned().to_cell()];
    conn.select("WHERE t.village = $1 AND t.group_name = $2 AND t.members > 0 ORDER BY t.number", &cells).await
}

/// The groups of a village in the order of their households' numbers, as the village counts them: by name 七组 would stand before 二组.
pub async fn groups(conn: &mut Conn, village: &VillageId) -> Result<Vec<Group>> {
    let first = "(SELECT MIN(h.number) FROM households h WHERE h.village = $1 AND h.group_name = t.name)";
    let rest = format!("WHERE t.village = $1 ORDER BY {first} IS NULL, {first}, t.name");
    conn.select(&rest, &[village.to_string().to_cell()]).await
}

/// Everybody who lives in the village, by number.
pub async fn residents(conn: &mut Conn, village: &VillageId) -> Result<Vec<Resident>> {
    conn.select("WHERE t.village = $1 AND t.household <> '' ORDER BY t.number", &[village.to_string().to_cell()]).await
}

/// One member of staff by number; also one who serves no longer.
pub async fn member_of_staff(conn: &mut Conn, village: &VillageId, number: &str) -> Result<Option<Staff>> {
    let cells = [village.to_string().to_cell(), number.to_owned().to_cell()];
    Ok(conn.select("WHERE t.village = $1 AND t.number = $2", &cells).await?.into_iter().next())
}

/// Everybody who serves in a role now, by number.
pub async fn staff_of(conn: &mut Conn, village: &VillageId, role: Role) -> Result<Vec<Staff>> {
    conn.select(
        "WHERE t.village = $1 AND t.role = $2 AND t.ended_at IS NULL ORDER BY t.number",
        &[village.to_string().to_cell(), role.to_cell()],
    )
    .await
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

/// Everybody who asked to be forgotten, by number.
pub async fn forgotten(conn: &mut Conn, village: &VillageId) -> Result<Vec<Resident>> {
    conn.select("WHERE t.village = $1 AND t.name = $2 ORDER BY t.number", &[village.to_string().to_cell(), FORGOTTEN.to_owned().to_cell()])
        .await
}

/// Everybody who serves the village or did, by number.
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
        "SELECT v.key FROM villages v WHERE v.village = $1 AND (v.households <> (SELECT COUNT(*) FROM households h WHERE h.village = $1 AND h.members > 0)
               OR v.residents <> (SELECT COUNT(*) FROM residents r WHERE r.village = $1 AND r.household <> ''))";
    if !conn.query::<(String,)>(sql, &name).await?.is_empty() {
        breaches.push("全村的户数或人数和花名册对不上。".to_owned());
    }
    let sql = "SELECT g.name FROM village_groups g WHERE g.village = $1 AND g.households <>
               (SELECT COUNT(*) FROM households h WHERE h.village = $1 AND h.group_name = g.name AND h.members > 0)";
    let wrong: Vec<(String,)> = conn.query(sql, &name).await?;
    breaches.extend(wrong.into_iter().map(|(group,)| format!("{group} 的户数和花名册对不上。")));
    let sql = "SELECT h.number FROM households h WHERE h.village = $1 AND h.members > 0 AND NOT EXISTS
               (SELECT 1 FROM residents r WHERE r.village = $1 AND r.number = h.head AND r.household = h.number) ORDER BY h.number";
    let wrong: Vec<(String,)> = conn.query(sql, &name).await?;
    breaches.extend(wrong.into_iter().map(|(number,)| format!("{number} 户的户主不住在这一户。")));
    Ok(breaches)
}

/// One household by number.
pub async fn household(conn: &mut Conn, village: &VillageId, number: &str) -> Result<Option<Household>> {
    let cells = [village.to_string().to_cell(), number.to_owned().to_cell()];
    Ok(conn.select("WHERE t.village = $1 AND t.number = $2", &cells).await?.into_iter().next())
}

/// Everything that ever happened to anybody who once moved into a household or out of it, in the order of entry.
pub async fn events_around(conn: &mut Conn, village: &VillageId, household: &str) -> Result<Vec<HouseholdEvent>> {
    let rest = "WHERE t.village = $1 AND t.resident IN (SELECT resident FROM household_events WHERE village = $1 AND (origin = $2 OR destination = $2))
                ORDER BY t.id";
    conn.select(rest, &[village.to_string().to_cell(), household.to_owned().to_cell()]).await
}

/// One change of a household.
pub async fn household_change(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<HouseholdChange>> {
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &[village.to_string().to_cell(), id.to_cell()]).await?.into_iter().next())
}

/// Changes of households in a state after a number, oldest first.
pub async fn household_changes(
    conn: &mut Conn,
    village: &VillageId,
    state: ChangeState,
    after: i64,
    limit: i64,
) -> Result<Vec<HouseholdChange>> {
    let cells = [village.to_string().to_cell(), state.to_cell(), after.to_cell(), limit.to_cell()];
    conn.select("WHERE t.village = $1 AND t.state = $2 AND t.id > $3 ORDER BY t.id LIMIT $4", &cells).await
}

/// The changes of households that name a resident or happened to them, in order.
pub async fn changes_about(conn: &mut Conn, village: &VillageId, resident: &str) -> Result<Vec<HouseholdChange>> {
    let rest = "WHERE t.village = $1 AND (t.proposed_by = $2 OR t.request LIKE $3
                OR t.id IN (SELECT change FROM household_events WHERE village = $1 AND resident = $2)) ORDER BY t.id";
    conn.select(rest, &[village.to_string().to_cell(), resident.to_owned().to_cell(), format!("%\"{resident}\"%").to_cell()]).await
}

/// What happened to a resident, in order.
pub async fn events_of(conn: &mut Conn, village: &VillageId, resident: &str) -> Result<Vec<HouseholdEvent>> {
    conn.select("WHERE t.village = $1 AND t.resident = $2 ORDER BY t.id", &[village.to_string().to_cell(), resident.to_owned().to_cell()])
        .await
}

/// The changes of households that wait for a second person, oldest first.
pub async fn changes_waiting(conn: &mut Conn, village: &VillageId) -> Result<Vec<HouseholdChange>> {
    conn.select("WHERE t.village = $1 AND t.state = 'waiting' ORDER BY t.id", &[village.to_string().to_cell()]).await
}

/// The residents of these numbers.
pub async fn people(conn: &mut Conn, village: &VillageId, numbers: &[&str]) -> Result<Vec<Resident>> {
    by_number(conn, village, numbers).await
}

/// The households of these numbers.
pub async fn homes(conn: &mut Conn, village: &VillageId, numbers: &[&str]) -> Result<Vec<Household>> {
    by_number(conn, village, numbers).await
}

async fn by_number<T: Record>(conn: &mut Conn, village: &VillageId, numbers: &[&str]) -> Result<Vec<T>> {
    let keys: Vec<_> = numbers.iter().map(|number| [(*number).to_owned().to_cell()]).collect();
    let keys: Vec<&[Cell]> = keys.iter().map(<[Cell; 1]>::as_slice).collect();
    conn.select_by_key(village, &keys).await
}

/// What a second person decided about a change.
pub async fn household_ruling(conn: &mut Conn, village: &VillageId, change: i64) -> Result<Option<HouseholdRuling>> {
    Ok(conn.select("WHERE t.village = $1 AND t.change = $2", &[village.to_string().to_cell(), change.to_cell()]).await?.into_iter().next())
}

/// Households in order of their numbers, after a number.
pub async fn households(conn: &mut Conn, village: &VillageId, after: &str, limit: i64) -> Result<Vec<Household>> {
    let cells = [village.to_string().to_cell(), after.to_owned().to_cell(), limit.to_cell()];
    conn.select("WHERE t.village = $1 AND t.number > $2 AND t.members > 0 ORDER BY t.number LIMIT $3", &cells).await
}

/// The residents, as far as somebody reaches, who may be meant by what they typed; see [`Directory::search`].
pub async fn search(conn: &mut Conn, village: &VillageId, reach: &Reach, text: &str) -> Result<Vec<Resident>> {
    let everybody = Directory::new(match reach {
        Reach::Village => residents(conn, village).await?,
        Reach::Group(group) => people_in(conn, village, group).await?,
        Reach::Family(head) => headed_by(conn, village, head).await?,
        Reach::Nobody => Vec::new(),
    });
    Ok(everybody.search(text).into_iter().cloned().collect())
}

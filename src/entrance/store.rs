//! The tables of the entrance: tokens, passwords and second factors, cards and PINs, slips, wrong tries. Of a secret only a hash is kept.

use super::appointments::Appointment;
use super::slips::{Purpose, Slip};
use super::tries::Tries;
use crate::db::{Column, Conn, table};
use crate::words::{Moment, Role, VillageId};

/// A token that signs its holder in. Only its digest is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub digest: String,
    /// The number of the member of staff, or of the resident.
    pub staff: String,
    pub role: Role,
    pub made_at: Moment,
    pub revoked_at: Option<Moment>,
    /// When it ends by itself; never for programs and devices.
    pub until_at: Option<Moment>,
    /// After how long without work it ends.
    pub idle_seconds: Option<i64>,
    /// When its holder was last seen, give or take (see `doorkeeper`).
    pub seen_at: Option<Moment>,
}

/// What a member of staff signs in with.
#[derive(Clone, Debug)]
pub struct Password {
    pub staff: String,
    /// argon2id.
    pub hash: String,
    pub set_at: Moment,
}

/// What a member of staff also shows when they sign in.
#[derive(Clone, Debug)]
pub struct SecondFactor {
    pub staff: String,
    /// 20 bytes in hexadecimal digits.
    pub secret: String,
    /// When the first code was right; until then nobody is asked for one.
    pub confirmed_at: Option<Moment>,
    /// The last step whose code was used: no code counts twice.
    pub used_step: i64,
}

/// What a resident types after they have said who they are.
#[derive(Clone, Debug)]
pub struct Pin {
    pub resident: String,
    /// argon2id.
    pub hash: String,
    pub set_at: Moment,
}

/// A card: a random token a resident carries, in print. It opens nothing without the PIN.
#[derive(Clone, Debug)]
pub struct Card {
    pub resident: String,
    pub digest: String,
    pub made_by: String,
    pub made_at: Moment,
    pub revoked_by: Option<String>,
    pub revoked_at: Option<Moment>,
}

// Not sealed: what is shown at the door is no history, and nothing of it stays when it has ended.
table!(Token, unsealed "tokens", key [digest], columns [staff, role, made_at, revoked_at, until_at, idle_seconds, seen_at]);
table!(Password, unsealed "passwords", key [staff], columns [hash, set_at]);
table!(SecondFactor, unsealed "second_factors", key [staff], columns [secret, confirmed_at, used_step]);
table!(Pin, unsealed "pins", key [resident], columns [hash, set_at]);
table!(Card, unsealed "cards", key [resident, digest], columns [made_by, made_at, revoked_by, revoked_at]);
table!(Appointment, "appointments", key [id], columns [step, staff, name, role, household, basis, state, asked_by, asked_role, asked_at, decided_by,
    decided_role, decided_at, reason]);
table!(Slip, unsealed "slips", key [purpose, subject, id], columns [hash, made_by, made_at, agreed_by, agreed_at, until_at, used_at, disowned_at]);
table!(Tries, unsealed "tries", key [place, whom], columns [wrong, last_at]);

/// The token of a digest.
pub async fn token(conn: &mut Conn, village: &VillageId, digest: String) -> anyhow::Result<Option<Token>> {
    Ok(conn.select("WHERE t.village = $1 AND t.digest = $2", &[village.to_string().to_cell(), digest.to_cell()]).await?.into_iter().next())
}

/// What signs somebody in at this moment: their sessions, and what never ends by itself.
pub async fn tokens_of(conn: &mut Conn, village: &VillageId, staff: &str, now: Moment) -> anyhow::Result<Vec<Token>> {
    let cells = [village.to_string().to_cell(), staff.to_owned().to_cell(), now.to_cell()];
    let rest = "WHERE t.village = $1 AND t.staff = $2 AND t.revoked_at IS NULL AND (t.until_at IS NULL OR t.until_at > $3) ORDER BY t.made_at DESC";
    conn.select(rest, &cells).await
}

/// Whose card has this digest; a revoked one is nobody's.
pub async fn card(conn: &mut Conn, village: &VillageId, digest: String) -> anyhow::Result<Option<Card>> {
    let cells = [village.to_string().to_cell(), digest.to_cell()];
    Ok(conn.select("WHERE t.village = $1 AND t.digest = $2 AND t.revoked_at IS NULL", &cells).await?.into_iter().next())
}

/// The cards of a resident that count.
pub async fn cards_of(conn: &mut Conn, village: &VillageId, resident: &str) -> anyhow::Result<Vec<Card>> {
    let cells = [village.to_string().to_cell(), resident.to_owned().to_cell()];
    conn.select("WHERE t.village = $1 AND t.resident = $2 AND t.revoked_at IS NULL", &cells).await
}

/// All that was ever asked for about somebody's service, oldest first.
pub async fn all_appointments(conn: &mut Conn, village: &VillageId) -> anyhow::Result<Vec<Appointment>> {
    conn.select("WHERE t.village = $1 ORDER BY t.id", &[village.to_string().to_cell()]).await
}

/// What of it waits for a second person, oldest first.
pub async fn appointments_waiting(conn: &mut Conn, village: &VillageId) -> anyhow::Result<Vec<Appointment>> {
    conn.select("WHERE t.village = $1 AND t.state = 'waiting' ORDER BY t.id", &[village.to_string().to_cell()]).await
}

/// Everybody whose card counts, each as often as they have one.
pub async fn card_holders(conn: &mut Conn, village: &VillageId) -> anyhow::Result<Vec<String>> {
    let sql = "SELECT resident FROM cards WHERE village = $1 AND revoked_at IS NULL ORDER BY resident";
    let found: Vec<(String,)> = conn.query(sql, &[village.to_string().to_cell()]).await?;
    Ok(found.into_iter().map(|(resident,)| resident).collect())
}

/// Slips of a purpose that are neither used nor over, oldest first.
pub async fn open_slips(conn: &mut Conn, village: &VillageId, purpose: Purpose, now: Moment) -> anyhow::Result<Vec<Slip>> {
    let cells = [village.to_string().to_cell(), purpose.to_cell(), now.to_cell()];
    conn.select("WHERE t.village = $1 AND t.purpose = $2 AND t.used_at IS NULL AND t.until_at > $3 ORDER BY t.made_at", &cells).await
}

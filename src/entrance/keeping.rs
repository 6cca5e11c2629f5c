//! How long what is kept at the door stays, and taking it away: when its term is over, or when somebody asked to be forgotten.
//!
//! | what | is kept |
//! |---|---|
//! | tokens and sessions | 30 days after they ended |
//! | wrong tries | 2 days |
//! | cards out of use, one-time codes with who asked and who agreed | a year |
//! | the PIN and the card that somebody uses | as long as they use it |

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::slips::{Purpose, Slip};
use super::store::{Card, Pin, Token};
use super::tries::Tries;
use crate::db::{Book, Column, Conn, Job};
use crate::roster;
use crate::words::{Act, Moment, Refusal, VillageId};

const DAY: i64 = 24 * 3600;
const SESSIONS_STAY: i64 = 30 * DAY;
const TRIES_STAY: i64 = 2 * DAY;
const SLIPS_STAY: i64 = 365 * DAY;

/// How many rows of a kind one act takes away; the rest goes on the next day.
const AT_ONCE: i64 = 2_000;

/// Rows that are to be taken away, by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    tokens: Vec<String>,
    tries: Vec<(String, String)>,
    cards: Vec<(String, String)>,
    slips: Vec<(Purpose, String, i64)>,
}

impl Kept {
    /// Everything that lets a resident in or tells of it.
    pub async fn of(conn: &mut Conn, village: &VillageId, resident: &str) -> Result<Self> {
        let cells = [village.to_string().to_cell(), resident.to_owned().to_cell()];
        let tokens: Vec<(String,)> =
            conn.query("SELECT digest FROM tokens WHERE village = $1 AND staff = $2 AND role = 'resident' ORDER BY digest", &cells).await?;
        Ok(Self {
            tokens: tokens.into_iter().map(|(digest,)| digest).collect(),
            tries: conn.query("SELECT place, whom FROM tries WHERE village = $1 AND whom = $2 ORDER BY place", &cells).await?,
            cards: conn.query("SELECT resident, digest FROM cards WHERE village = $1 AND resident = $2 ORDER BY digest", &cells).await?,
            slips: conn
                .query("SELECT purpose, subject, id FROM slips WHERE village = $1 AND purpose = 'pin' AND subject = $2 ORDER BY id", &cells)
                .await?,
        })
    }

    /// What has stayed its term by an instant.
    pub async fn overdue(conn: &mut Conn, village: &VillageId, now: Moment) -> Result<Self> {
        let since = |seconds: i64| [village.to_string().to_cell(), now.plus_seconds(-seconds).to_cell(), AT_ONCE.to_cell()];
        let tokens = "SELECT digest FROM tokens WHERE village = $1 AND (until_at < $2 OR revoked_at < $2) ORDER BY digest LIMIT $3";
        let tries = "SELECT place, whom FROM tries WHERE village = $1 AND last_at < $2 ORDER BY place, whom LIMIT $3";
        let cards = "SELECT resident, digest FROM cards WHERE village = $1 AND revoked_at < $2 ORDER BY resident, digest LIMIT $3";
        let slips = "SELECT purpose, subject, id FROM slips WHERE village = $1 AND until_at < $2 ORDER BY purpose, subject, id LIMIT $3";
        let tokens: Vec<(String,)> = conn.query(tokens, &since(SESSIONS_STAY)).await?;
        Ok(Self {
            tokens: tokens.into_iter().map(|(digest,)| digest).collect(),
            tries: conn.query(tries, &since(TRIES_STAY)).await?,
            cards: conn.query(cards, &since(SLIPS_STAY)).await?,
            slips: conn.query(slips, &since(SLIPS_STAY)).await?,
        })
    }

    /// Whether there is nothing to take away.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn take_away(&self, book: &mut Book) {
        self.tokens.iter().for_each(|digest| book.remove::<Token>(digest));
        self.tries.iter().for_each(|(place, whom)| book.remove::<Tries>((place.as_str(), whom.as_str())));
        self.cards.iter().for_each(|(resident, digest)| book.remove::<Card>((resident.as_str(), digest.as_str())));
        for (purpose, subject, id) in &self.slips {
            book.remove::<Slip>(crate::db::Key::of([purpose.to_cell(), subject.clone().to_cell(), id.to_cell()]));
        }
    }
}

/// Nothing lets somebody in any more who asked to be forgotten, and nothing tells that it did.
pub fn forget(book: &mut Book, resident: &str, kept: &Kept) {
    kept.take_away(book);
    book.remove::<Pin>(resident);
}

/// Takes away what has stayed its term. Done by the service's timed job, under an operation id made of the day.
#[derive(Clone, Serialize, Deserialize)]
pub struct Discard {
    pub overdue: Kept,
}

impl Job for Discard {
    type Answer = ();
    const VERB: &'static str = "discard_at_door";

    fn decide(&self, _: &Act, book: &mut Book) -> Result<(), Refusal> {
        self.overdue.take_away(book);
        Ok(())
    }
}

/// How long a resident is told on their own page who began their PIN, in seconds.
const BEGUN_TOLD: i64 = 30 * DAY;

/// Who began that somebody could choose a PIN, and whether they did; with masked names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// When it was begun.
    pub at: Moment,
    /// `村书记 王*4`
    pub by: String,
    /// Who agreed, where it took two.
    pub agreed: Option<String>,
    pub used_at: Option<Moment>,
    pub is_disowned: bool,
}

impl Begun {
    /// Who had to do with it, and what became of it.
    pub fn told(&self) -> Vec<String> {
        let agreed = self.agreed.as_ref().map(|by| format!("{by}同意"));
        let ended = if self.is_disowned {
            "您说不是您设的，停了"
        } else if self.used_at.is_some() {
            "设好了"
        } else {
            "没有用"
        };
        [Some(format!("{}经手", self.by)), agreed, Some(ended.to_owned())].into_iter().flatten().collect()
    }

    /// Whether it is still told on the first page: its PIN was chosen within thirty days, and nobody has said that it was not they.
    fn is_news(&self, now: Moment) -> bool {
        self.used_at.is_some_and(|used_at| now < used_at.plus_seconds(BEGUN_TOLD)) && !self.is_disowned
    }
}

/// Who began the PINs of a resident, newest first.
async fn begun(conn: &mut Conn, village: &VillageId, resident: &str) -> Result<Vec<Begun>> {
    let cells = [village.to_string().to_cell(), resident.to_owned().to_cell()];
    let rest = "WHERE t.village = $1 AND t.purpose = 'pin' AND t.subject = $2 ORDER BY t.id DESC";
    let mut found = Vec::new();
    for slip in conn.select::<Slip>(rest, &cells).await? {
        let agreed = match &slip.agreed_by {
            Some(by) => Some(who(conn, village, by).await?),
            None => None,
        };
        let by = who(conn, village, &slip.made_by).await?;
        found.push(Begun { at: slip.made_at, by, agreed, used_at: slip.used_at, is_disowned: slip.disowned_at.is_some() });
    }
    Ok(found)
}

async fn who(conn: &mut Conn, village: &VillageId, number: &str) -> Result<String> {
    let staff = roster::member_of_staff(conn, village, number).await?;
    Ok(staff.map_or_else(|| number.to_owned(), |staff| format!("{} {}", staff.role.chinese(), roster::masked(&staff.name))))
}

/// Who began the PIN of a resident, for as long as that is told on their first page.
pub async fn pin_begun(conn: &mut Conn, village: &VillageId, resident: &str, now: Moment) -> Result<Option<Begun>> {
    Ok(begun(conn, village, resident).await?.into_iter().find(|begun| begun.is_news(now)))
}

/// What a resident shows at the door, as they themselves are told it.
#[derive(Clone, Debug, Default)]
pub struct OwnKeys {
    /// When they chose their PIN.
    pub pin_set_at: Option<Moment>,
    /// Who began a PIN, newest first.
    pub begun: Vec<Begun>,
    /// When a card was made, and when it went out of use.
    pub cards: Vec<(Moment, Option<Moment>)>,
    /// When a session was opened, and when it ends or ended.
    pub sessions: Vec<(Moment, Option<Moment>)>,
}

impl OwnKeys {
    /// Reads what is kept of a resident, newest first.
    pub async fn read(conn: &mut Conn, village: &VillageId, resident: &str) -> Result<Self> {
        let cells = [village.to_string().to_cell(), resident.to_owned().to_cell()];
        let pin: Option<(Moment,)> = conn.first("SELECT set_at FROM pins WHERE village = $1 AND resident = $2", &cells).await?;
        let sessions = "SELECT made_at, COALESCE(revoked_at, until_at) FROM tokens WHERE village = $1 AND staff = $2 AND role = 'resident'
                        ORDER BY made_at DESC";
        let cards = "SELECT made_at, revoked_at FROM cards WHERE village = $1 AND resident = $2 ORDER BY made_at DESC";
        Ok(Self {
            pin_set_at: pin.map(|(set_at,)| set_at),
            begun: begun(conn, village, resident).await?,
            cards: conn.query(cards, &cells).await?,
            sessions: conn.query(sessions, &cells).await?,
        })
    }
}

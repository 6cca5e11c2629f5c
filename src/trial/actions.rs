//! Trying a draft: fetch what happened in a period, and judge it twice. Only reads.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use chrono::NaiveDate;
use tokio::sync::Semaphore;

use super::judging::{Event, People, Rulebooks};
use super::model::Report;
use super::reporting::{Frame, report};
use crate::db::{Books, Conn};
use crate::roster::{Household, Resident, Subject};
use crate::rulebook::{Bundle, Checked, Rulebook, Subject as Unit};
use crate::versions::{Library, checked, compared, has_errors, unit_changed};
use crate::words::{Failure, Kind, Outcome, Refusal, VillageId};
use crate::{awards, claims, funds, roster};

/// Trials take a processor and memory; those who come together wait for each other and hold up nobody else.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// The longest period, in days.
const LONGEST: i64 = 3 * 366;

/// Days that are tried again, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// Judges a past period again under a draft.
///
/// Refuses `trial.wrong_period`, `roster.unknown_village`, `versions.has_errors`, `versions.unit_changed`.
pub async fn trial(books: &Books, library: &Library, village: &VillageId, draft: Bundle, period: Period) -> Outcome<Report> {
    let (frame, events, rulebooks) = prepare(books, library, village, draft, period).await?;
    let _turn = ONE_AT_A_TIME.acquire().await.context("trials go on as long as the service does")?;
    Ok(tokio::task::spawn_blocking(move || report(&frame, &events, &rulebooks)).await.map_err(|fault| anyhow!(fault))?)
}

/// Everything that judging needs. Refuses what [`trial`] does.
pub(super) async fn prepare(
    books: &Books,
    library: &Library,
    village: &VillageId,
    draft: Bundle,
    period: Period,
) -> Outcome<(Frame, Vec<Event>, Rulebooks)> {
    check_period(period)?;
    let row = roster::village(&mut books.read().await?, village).await?.ok_or_else(roster::unknown_village)?;
    let draft = draft.pinned();
    let rulebook = sound(checked(&draft).await?)?;
    let people = people(&mut books.read().await?, village).await?;
    let events = events(&mut books.read().await?, village, &people, period).await?;
    let rulebooks = rulebooks(library, village, (&draft, rulebook), &events).await?;
    let unit = rulebooks.draft.settings().account_unit;
    if rulebooks.of_day.values().any(|rulebook| rulebook.settings().account_unit != unit) {
        return Err(unit_changed().into());
    }
    let available = funds::standing(&mut books.read().await?, village).await?.available;
    let accounts = if unit == Unit::Person { row.residents } else { row.households };
    let (today, village) = (books.clock.now().day(), village.clone());
    let frame = Frame { village, from: period.from, to: period.to, today, people, accounts, available };
    Ok((frame, events, rulebooks))
}

pub(super) fn check_period(Period { from, to }: Period) -> Result<(), Refusal> {
    if from <= to && (to - from).num_days() < LONGEST {
        return Ok(());
    }
    let sentence = format!("从 {from} 到 {to} 不是一段可以试算的时间。");
    Err(Refusal::new("trial.wrong_period", Kind::Invalid, sentence, "开始的日子写在前面，最长三年。"))
}

fn sound(checked: Arc<Checked>) -> Result<Arc<Rulebook>, Refusal> {
    let no = has_errors(&checked);
    let sentence = format!("草案里有 {} 处错误，算不了。", no.problems.len());
    let rulebook = Arc::into_inner(checked).and_then(|checked| checked.rulebook);
    rulebook.map(Arc::new).ok_or(Refusal { sentence, ..no })
}

async fn people(conn: &mut Conn, village: &VillageId) -> Outcome<People> {
    let households = roster::households(conn, village, "", i64::MAX).await?;
    Ok(People { households, residents: roster::residents(conn, village).await? })
}

/// What was approved, in the order in which it happened, for whom it was as it was then.
async fn events(conn: &mut Conn, village: &VillageId, people: &People, Period { from, to }: Period) -> Outcome<Vec<Event>> {
    let homes: HashMap<&str, &Household> = people.households.iter().map(|home| (home.number.as_str(), home)).collect();
    let holders = awards::holders(conn, village, (from, to)).await?;
    let mut holders: HashMap<i64, _> = holders.into_iter().map(|(id, person, home, group)| (id, (person, home, group))).collect();
    let mut events = Vec::new();
    for (id, rule, occurred_on, facts) in claims::approved(conn, village, (from, to)).await? {
        // An approved claim whose award stands no more was taken back since.
        let Some((person, home, group)) = holders.remove(&id) else { continue };
        let facts = serde_json::from_str(&facts).context("facts are stored as JSON")?;
        events.push(Event { id, rule, subject: subject(&homes, person, home, group), occurred_on, facts });
    }
    Ok(events)
}

/// A subject as it was on the day; how many live in a household is known of today only.
fn subject(homes: &HashMap<&str, &Household>, person: Option<String>, home: String, group_name: String) -> Subject {
    let (name, relation) = (String::new(), String::new());
    let person = person.map(|number| Resident { number, household: home.clone(), name, relation });
    let (head, members) = homes.get(home.as_str()).map_or((String::new(), 1), |home| (home.head.clone(), home.members));
    Subject { person, household: Household { number: home, group_name, head, members } }
}

/// The rulebook of every day on which something happened, and which names the draft gives to rules of those days.
async fn rulebooks(
    library: &Library,
    village: &VillageId,
    (draft, rulebook): (&Bundle, Arc<Rulebook>),
    events: &[Event],
) -> Outcome<Rulebooks> {
    let mut of_day: BTreeMap<NaiveDate, Arc<Rulebook>> = BTreeMap::new();
    let mut renamed: HashMap<String, String> = HashMap::new();
    let mut seen = Vec::new();
    for event in events {
        let day = event.occurred_on;
        if of_day.contains_key(&day) {
            continue;
        }
        let (number, hash) = match library.number_in_force(village, day).await {
            Ok(found) => found,
            Err(Failure::Refused(_)) => continue,
            Err(fault) => return Err(fault),
        };
        of_day.insert(day, library.version(village, &hash).await?);
        if !seen.contains(&number) {
            seen.push(number);
            let changes = compared(library.files(village, number).await?, draft.clone()).await?;
            renamed.extend(changes.renamed().map(|(was, now)| (was.to_owned(), now.to_owned())));
        }
    }
    Ok(Rulebooks { of_day, draft: rulebook, renamed })
}

//! Where somebody stands in all the rooms: what is to be emptied or taken away once they asked to be forgotten. It can be found again afterwards, by numbers
//! alone, so that `jifen verify` can tell what is gone by somebody's word from what is just gone.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::store;
use crate::db::{Books, Conn, answers, on_behalf, told_about, trail};
use crate::entrance::Kept;
use crate::roster::{self, Resident};
use crate::rulebook::Rulebook;
use crate::versions::Library;
use crate::words::{Outcome, VillageId};
use crate::{awards, claims, errata, households, ledger, notices, oversight, shop};

/// The rows of all rooms that tell of somebody, by their keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Footprint {
    /// The household whose people step aside: where they live, or lived last.
    pub home: String,
    /// The newest act of the village when all this was looked for.
    pub seen: i64,
    /// Their own; and the household's where nobody else lives there.
    pub accounts: Vec<String>,
    /// Each with the rulebook that judged it.
    pub claims: Vec<(i64, Option<Arc<Rulebook>>)>,
    pub entries: Vec<i64>,
    /// By award and number.
    pub objections: Vec<(i64, i64)>,
    /// By month and claim.
    pub checks: Vec<(String, i64)>,
    pub changes: Vec<i64>,
    pub proposals: Vec<i64>,
    /// What was asked for before.
    pub erasures: Vec<i64>,
    /// Everything the accounts were redeemed for or reserved.
    pub redemptions: Vec<i64>,
    pub door: Kept,
    /// Operations that were done for them, or whose first answer tells of them.
    pub answers: Vec<String>,
}

impl Footprint {
    /// Looks for somebody in every room.
    pub async fn of(books: &Books, library: &Library, village: &VillageId, person: &Resident) -> Outcome<Self> {
        let mut conn = books.read().await?;
        let seen = trail::head_on_disk(&mut conn, village).await?.map_or(0, |head| head.number);
        let subjects = subjects(&mut conn, village, person).await?;
        let mut footprint = Self { seen, ..Self::numbers(&mut conn, village, &person.number, &subjects).await? };
        let ids: Vec<i64> = footprint.claims.iter().map(|(id, _)| *id).collect();
        let judged = awards::awards_of(&mut conn, village, &ids).await?;
        footprint.door = Kept::of(&mut conn, village, &person.number).await?;
        footprint.erasures = store::erasures_of(&mut conn, village, &person.number).await?.into_iter().map(|erasure| erasure.id).collect();
        footprint.home = home(&mut conn, village, person).await?;
        footprint.answers = footprint.told(&mut conn, village).await?;
        footprint.answers.extend(on_behalf(&mut conn, village, &person.number).await?);
        footprint.answers.extend(told_about(&mut conn, village, &footprint.things()).await?);
        // The library reads by a connection of its own: this one is given back first.
        drop(conn);
        for (id, rulebook) in &mut footprint.claims {
            if let Some(award) = judged.iter().find(|award| award.id == *id) {
                *rulebook = Some(library.version(village, &award.rulebook).await?);
            }
        }
        Ok(footprint)
    }

    /// The same as far as numbers alone tell it: what is written of the resident, and under all these numbers.
    pub async fn numbers(conn: &mut Conn, village: &VillageId, resident: &str, subjects: &[String]) -> Outcome<Self> {
        let mut footprint = Self::default();
        for subject in subjects {
            footprint.claims.extend(claims::about(conn, village, subject).await?.into_iter().map(|claim| (claim.id, None)));
            if ledger::account(conn, village, subject).await?.is_some() {
                footprint.accounts.push(subject.clone());
                footprint.proposals.extend(shop::proposals_about(conn, village, subject).await?);
                let redeemed = shop::redeemed_by(conn, village, subject).await?;
                footprint.redemptions.extend(redeemed.into_iter().map(|(redemption, _)| redemption.id));
            }
        }
        footprint.changes = roster::changes_about(conn, village, resident).await?.into_iter().map(|change| change.id).collect();
        footprint.objections =
            notices::raised_by(conn, village, resident).await?.into_iter().map(|raised| (raised.award, raised.id)).collect();
        let ids: BTreeSet<i64> = footprint.claims.iter().map(|(id, _)| *id).collect();
        footprint.checks = oversight::checked(conn, village, &ids).await?;
        let changes: BTreeSet<String> = footprint.changes.iter().map(|id| format!("{}{id}", roster::REFERENCE)).collect();
        let tells = |reference: &str| awards::award_of(reference).is_some_and(|id| ids.contains(&id)) || changes.contains(reference);
        footprint.entries = ledger::entries_about(conn, village, &footprint.accounts, tells).await?;
        Ok(footprint)
    }

    /// What acts can have been about, as the trail says it.
    fn things(&self) -> BTreeSet<String> {
        let of = |kind: &'static str, ids: Vec<i64>| ids.into_iter().map(move |id| format!("{kind}:{id}"));
        of("claim", self.claims.iter().map(|(id, _)| *id).collect())
            .chain(of("objection", self.objections.iter().map(|(_, id)| *id).collect()))
            .chain(of("household_change", self.changes.clone()))
            .chain(of("shop_proposal", self.proposals.clone()))
            .chain(of("redemption", self.redemptions.clone()))
            .chain(of("erasure", self.erasures.clone()))
            .collect()
    }

    async fn told(&self, conn: &mut Conn, village: &VillageId) -> Outcome<Vec<String>> {
        let claims: BTreeSet<String> = self.claims.iter().map(|(id, _)| id.to_string()).collect();
        let objections: BTreeSet<String> = self.objections.iter().map(|(_, id)| id.to_string()).collect();
        let changes: BTreeSet<String> = self.changes.iter().map(ToString::to_string).collect();
        let tells = |verb: &str, answer: &Value| match verb {
            _ if claims::tells(verb) => names(answer, &claims),
            _ if notices::tells(verb) => names(answer, &objections),
            _ if households::tells(verb) => names(answer, &changes),
            _ if errata::tells(verb) => errata::names(answer, &claims),
            _ => false,
        };
        Ok(answers(conn, village, tells).await?)
    }
}

/// Where somebody lives, or lived before they moved away or died.
async fn home(conn: &mut Conn, village: &VillageId, person: &Resident) -> Outcome<String> {
    if person.lives_here() {
        return Ok(person.household.clone());
    }
    let events = roster::events_of(conn, village, &person.number).await?;
    Ok(events.into_iter().rev().map(|event| event.origin).find(|origin| !origin.is_empty()).unwrap_or_default())
}

/// Under which numbers something is written down that is theirs alone: their own, and that of a household in which nobody else lives.
async fn subjects(conn: &mut Conn, village: &VillageId, person: &Resident) -> Outcome<Vec<String>> {
    let mut subjects = vec![person.number.clone()];
    if person.lives_here() && roster::people_of(conn, village, &person.household).await?.len() == 1 {
        subjects.push(person.household.clone());
    }
    Ok(subjects)
}

/// Whether an answer, or one of those in a batch, carries one of these numbers.
fn names(answer: &Value, ids: &BTreeSet<String>) -> bool {
    match answer {
        Value::Array(answers) => answers.iter().any(|answer| names(answer, ids)),
        answer => answer["id"].as_str().is_some_and(|id| ids.contains(id)),
    }
}

//! A household as it stands: who lives there or lived there on a day, what is on its account, what became of it.

use anyhow::Result;
use chrono::NaiveDate;

use super::model::{HouseholdRefusal, tag};
use crate::db::Conn;
use crate::ledger::{self, Account};
use crate::roster::{self, Household, HouseholdEvent, Resident, lived_in};
use crate::words::{Failure, Outcome, Points, Refusal, VillageId};

/// A household and what is known about it.
#[derive(Clone, Debug)]
pub(super) struct Card {
    pub household: Household,
    pub members: Vec<Resident>,
    /// The household's own account; none where each person has one.
    pub account: Option<Account>,
    /// All that happened to anybody who once came or went, in the order of entry.
    pub events: Vec<HouseholdEvent>,
}

impl Card {
    /// Reads a household. Refuses `households.unknown`.
    pub async fn read(conn: &mut Conn, village: &VillageId, number: &str) -> Outcome<Self> {
        let household = roster::household(conn, village, number).await?;
        let household = household.ok_or_else(|| Failure::Refused(Refusal::from(HouseholdRefusal::Unknown(number.to_owned()))))?;
        Ok(Self {
            members: roster::people_of(conn, village, number).await?,
            account: ledger::account(conn, village, number).await?,
            events: roster::events_around(conn, village, number).await?,
            household,
        })
    }

    /// What can be spent from the household's own account.
    pub fn balance(&self) -> Option<Points> {
        let open = self.account.as_ref().filter(|account| account.closed_on.is_none());
        open.map(|account| Points::from_hundredths(account.available()))
    }

    /// What stands for it as it is now.
    pub fn tag(&self) -> String {
        tag(&self.household, &self.members, self.balance())
    }

    /// The numbers of those who lived here on a day.
    pub fn inhabitants(&self, day: NaiveDate) -> Vec<String> {
        let here = &self.household.number;
        let now = |number: &str| self.members.iter().any(|person| person.number == number);
        let mut people: Vec<&str> = self.members.iter().map(|person| person.number.as_str()).collect();
        people.extend(self.events.iter().map(|event| event.resident.as_str()));
        people.sort_unstable();
        people.dedup();
        let was_here = |number: &&str| {
            let own: Vec<_> = self.events.iter().filter(|event| event.resident == **number).cloned().collect();
            lived_in(&own, if now(number) { here } else { "" }, day) == here
        };
        people.into_iter().filter(was_here).map(str::to_owned).collect()
    }

    /// A number for somebody new, after those who live or ever lived here.
    pub fn next_member(&self) -> String {
        let here = format!("{}-", self.household.number);
        let known = self.members.iter().map(|person| &person.number).chain(self.events.iter().map(|event| &event.resident));
        let last = known.filter_map(|number| number.strip_prefix(&here)?.parse::<u32>().ok()).max();
        format!("{here}{}", last.unwrap_or_default() + 1)
    }

    /// What happened here itself, newest first.
    pub fn history(&self) -> impl Iterator<Item = &HouseholdEvent> {
        let here = &self.household.number;
        self.events.iter().rev().filter(move |event| event.origin == *here || event.destination == *here)
    }
}

/// What each of these people can spend, where they have accounts of their own.
pub(super) async fn balances(conn: &mut Conn, village: &VillageId, members: &[Resident]) -> Result<Vec<Option<Points>>> {
    let mut balances = Vec::with_capacity(members.len());
    for person in members {
        let account = ledger::account(conn, village, &person.number).await?;
        balances.push(account.map(|account| Points::from_hundredths(account.available())));
    }
    Ok(balances)
}

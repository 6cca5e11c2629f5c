//! What the counter shows: the holder, the shelf with what was chosen, the slip. Plain data and how it is read.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use super::model::*;
use super::redeeming::{Wanted, redeemable};
use super::store;
use crate::db::Conn;
use crate::ledger::{self, AccountKind};
use crate::roster::{self, Subject, masked};
use crate::rulebook::{Rulebook, Subject as Unit};
use crate::web::{plain_day, plain_time};
use crate::words::{Points, VillageId};

/// What the quantity of an item is called in the form: `item:A01`.
const ITEM: &str = "item:";

/// Whoever stands at the counter; the name is always masked.
#[derive(Clone, Debug)]
pub(super) struct HolderView {
    pub account: String,
    pub name: String,
    pub available: String,
    /// What may be redeemed of it, where that is less.
    pub usable: Option<String>,
}

/// Whose account a typed number means.
pub(super) enum Found {
    Nobody,
    /// The household's people, each with their own account.
    Several(Vec<HolderView>),
    One(HolderView),
}

/// Finds the account of a number. A household's number means its only person, or asks which one.
pub(super) async fn find(conn: &mut Conn, village: &VillageId, rulebook: &Rulebook, number: &str) -> Result<Found> {
    let by_person = rulebook.settings().account_unit == Unit::Person;
    let mut holders = Vec::new();
    for subject in roster::meant(conn, village, number, by_person).await? {
        holders.extend(holder(conn, village, rulebook, &subject).await?);
    }
    Ok(if holders.len() > 1 { Found::Several(holders) } else { holders.pop().map_or(Found::Nobody, Found::One) })
}

async fn holder(conn: &mut Conn, village: &VillageId, rulebook: &Rulebook, subject: &Subject) -> Result<Option<HolderView>> {
    let account = ledger::account(conn, village, subject.number()).await?.filter(|account| account.kind == AccountKind::Holder);
    let Some(account) = account else { return Ok(None) };
    let available = Points::from_hundredths(account.available());
    let usable = redeemable(available, rulebook.settings());
    Ok(Some(HolderView {
        name: name_of(conn, village, subject).await?,
        account: account.number,
        available: available.plain(),
        usable: (usable < available).then(|| usable.plain()),
    }))
}

/// A masked name; a household is called by its head.
async fn name_of(conn: &mut Conn, village: &VillageId, subject: &Subject) -> Result<String> {
    Ok(match &subject.person {
        Some(person) => masked(&person.name),
        None => {
            let head = roster::resident(conn, village, &subject.household.head).await?;
            head.map_or_else(String::new, |head| format!("{}家", masked(&head.name)))
        }
    })
}

/// Something on the shelf, and how many of it were chosen.
#[derive(Clone, Debug)]
pub(super) struct ItemView {
    pub number: String,
    pub name: String,
    pub spec: String,
    pub points: String,
    pub stock: i64,
    /// As typed.
    pub wanted: String,
}

/// The shelf as the counter's form shows it.
pub(super) fn shelf(items: Vec<Item>, typed: &BTreeMap<String, String>) -> Vec<ItemView> {
    let view = |item: Item| ItemView {
        wanted: typed.get(&format!("{ITEM}{}", item.number)).map_or_else(String::new, |text| text.trim().to_owned()),
        points: item.points.plain(),
        number: item.number,
        name: item.name,
        spec: item.spec,
        stock: item.stock,
    };
    items.into_iter().map(view).collect()
}

/// What was chosen, leaving out what is empty or 0. What is no number counts as none too many, so that it is refused by its item.
pub(super) fn wanted(typed: &BTreeMap<String, String>) -> Vec<Wanted> {
    let chosen = typed.iter().filter_map(|(name, text)| Some((name.strip_prefix(ITEM)?, text.trim())));
    let chosen = chosen.filter(|(_, text)| !text.is_empty() && *text != "0");
    chosen.map(|(item, text)| Wanted { item: item.to_owned(), quantity: text.parse().unwrap_or(-1) }).collect()
}

/// A redemption as its slip says it.
#[derive(Clone, Debug)]
pub(super) struct SlipView {
    pub id: i64,
    pub name: String,
    pub account: String,
    pub day: String,
    pub time: String,
    pub points: String,
    pub goods: Vec<SlipLine>,
    pub is_cancelled: bool,
    /// Somebody proposed to take it back; another one has yet to agree.
    pub is_proposed: bool,
    /// What the holder has now.
    pub left: String,
}

/// One kind of goods on a slip.
#[derive(Clone, Debug)]
pub(super) struct SlipLine {
    pub name: String,
    pub quantity: i64,
    pub points: String,
}

/// The slip of a redemption; `None` for an unknown number.
pub(super) async fn slip(conn: &mut Conn, village: &VillageId, id: i64, today: NaiveDate) -> Result<Option<SlipView>> {
    let Some((redemption, lines)) = store::redemption(conn, village, id).await? else { return Ok(None) };
    let subject = roster::subject(conn, village, &redemption.account).await?;
    let name = match &subject {
        Some(subject) => name_of(conn, village, subject).await?,
        None => String::new(),
    };
    let account = ledger::account(conn, village, &redemption.account).await?;
    let waiting = store::proposals(conn, village).await?;
    let line = |line: RedemptionLine| SlipLine { name: line.name, quantity: line.quantity, points: line.points.plain() };
    Ok(Some(SlipView {
        id,
        name,
        account: redemption.account,
        day: plain_day(redemption.at.day(), today),
        time: plain_time(redemption.at),
        points: redemption.points.plain(),
        goods: lines.into_iter().map(line).collect(),
        is_cancelled: redemption.state != "collected",
        is_proposed: waiting.iter().any(|other| other.kind == ProposalKind::Cancellation && other.subject == id.to_string()),
        left: account.map_or(Points::ZERO, |account| Points::from_hundredths(account.available())).plain(),
    }))
}

/// The slips of one day, newest first, at most fifty.
pub(super) async fn slips_of(conn: &mut Conn, village: &VillageId, day: NaiveDate) -> Result<Vec<SlipView>> {
    let mut slips = Vec::new();
    for redemption in store::redemptions(conn, village, i64::MAX, 50).await? {
        if redemption.at.day() == day {
            slips.extend(slip(conn, village, redemption.id, day).await?);
        }
    }
    Ok(slips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_chosen_is_wanted_and_nonsense_is_not_taken_for_a_number() {
        let typed = [("item:A01", "2"), ("item:A02", ""), ("item:A03", "0"), ("item:A04", "两"), ("account", "3-07")];
        let typed = typed.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let wanted: Vec<_> = wanted(&typed).into_iter().map(|wanted| (wanted.item, wanted.quantity)).collect();
        assert_eq!(wanted, [("A01".to_owned(), 2), ("A04".to_owned(), -1)]);
    }
}

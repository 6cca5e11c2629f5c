//! One account as its holder reads it: what is left, what it buys, how it came about.
//!
//! Whoever stands at a kiosk has typed a number and proved nothing. What protected reports (保密) earned is therefore not in the account; on one's own page
//! it is added by [`Passbook::with_alone`].

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::grade::earned;
use super::handling::Handling;
use super::model::{Standing, standing};
use super::outlook::{Outlook, outlook};
use crate::db::Conn;
use crate::ledger::{self, Line};
use crate::notices;
use crate::roster::{self, Subject, masked};
use crate::shop::{self, Item};
use crate::versions::{Place, Screen};
use crate::web::{after_name, plain_day};
use crate::words::Points;

/// What the page says.
#[derive(Clone, Debug)]
pub(super) struct Passbook {
    /// The masked name.
    pub who: String,
    pub number: String,
    pub left: String,
    /// What may be redeemed of it, where that is less.
    pub usable: Option<String>,
    /// The title that was earned, and what is coming, in sentences.
    pub coming: Vec<String>,
    /// What it buys now, the dearest first.
    pub buys: Vec<GoodsView>,
    /// What it nearly buys.
    pub next: Option<NextView>,
    pub lines: Vec<LineView>,
    /// Where earlier lines begin.
    pub earlier: Option<i64>,
}

/// How much is missing for the next thing (还差).
#[derive(Clone, Debug)]
pub(super) struct NextView {
    pub name: String,
    pub missing: String,
}

/// Something on the shelf.
#[derive(Clone, Debug)]
pub(super) struct GoodsView {
    pub name: String,
    pub spec: String,
    pub points: String,
    /// 有, 剩2件, 没了
    pub stock: String,
    pub is_gone: bool,
}

/// One line of a statement.
#[derive(Clone, Debug)]
pub(super) struct LineView {
    pub is_plus: bool,
    /// With its sign.
    pub points: String,
    pub day: String,
    pub title: String,
    pub why: Vec<String>,
    /// Who had to do with it, when, under which rules.
    pub handled: String,
    /// The award it comes from, while there is time to object to it.
    pub award: Option<i64>,
    /// It comes from an award, and the time to object to it is over.
    pub is_late: bool,
}

/// What is kept for goods that were reserved: it is not gone, and not there for anything else.
fn kept(standing: &Standing) -> Option<String> {
    standing.held.is_positive().then(|| format!("另有 {} 分留着换预约的东西，券在“换东西”里", standing.held.plain()))
}

impl Passbook {
    /// Opens an account at a screen: its newest lines, or those before an entry.
    pub async fn open<P: Place>(
        conn: &mut Conn,
        at: &Screen<P>,
        subject: &Subject,
        account: &ledger::Account,
        before: Option<i64>,
    ) -> Result<Self> {
        let (village, settings, today) = (&at.village, at.rulebook.settings(), at.today);
        let head = roster::resident(conn, village, &subject.household.head).await?.map_or_else(String::new, |head| head.name);
        let shelf = shop::items(conn, village).await?;
        let (lines, earlier) = lines(conn, at, (&subject.household.number, &account.number), before.unwrap_or(i64::MAX)).await?;
        let coming = outlook(conn, village, account, settings, today).await?;
        let only = (account.number.as_str(), account.number.as_str());
        let earned = earned(conn, village, only, settings, today).await?.remove(&account.number);
        let standing = standing(account, settings, coming.barring(), earned.unwrap_or_default(), today);
        Ok(Self::new(subject, &head, &standing, &shelf, lines, earlier).with(&coming, today))
    }

    /// What a holder is told.
    fn new(subject: &Subject, head: &str, standing: &Standing, shelf: &[Item], lines: Vec<LineView>, earlier: Option<i64>) -> Self {
        let usable = standing.redeemable;
        let (buys, dearer): (Vec<_>, Vec<_>) = shelf.iter().filter(|item| item.available() > 0).partition(|item| item.points <= usable);
        let next = dearer.into_iter().min_by_key(|item| item.points);
        Self {
            who: masked(subject.person.as_ref().map_or(head, |person| &person.name)),
            number: standing.number.clone(),
            left: standing.available.plain(),
            usable: (usable < standing.available).then(|| usable.plain()),
            coming: kept(standing).into_iter().chain(standing.grade.iter().map(|grade| grade.sentence.clone())).collect(),
            buys: buys.into_iter().rev().take(6).map(goods).collect(),
            next: next.map(|item| NextView { name: item.name.clone(), missing: (item.points - usable).plain() }),
            lines,
            earlier,
        }
    }

    /// The same with points that the holder alone sees; they do not buy anything.
    pub fn with_alone(mut self, points: Points) -> Self {
        if points.is_positive() {
            let seen = Points::parse(&self.left).unwrap_or_default();
            self.usable = Some(self.usable.unwrap_or_else(|| self.left.clone()));
            self.left = (seen + points).plain();
            self.coming.insert(0, format!("其中 {} 分只有您自己看得到", points.plain()));
        }
        self
    }

    /// The same with what is coming. Whoever is kept from the shop is not told what is nearly in reach.
    fn with(self, outlook: &Outlook, today: NaiveDate) -> Self {
        let coming = self.coming.into_iter().chain(outlook.sentences(today)).collect();
        Self { coming, next: self.next.filter(|_| !outlook.barring().redemption), ..self }
    }
}

/// An item as villagers read its label.
pub(super) fn goods(item: &Item) -> GoodsView {
    let (name, spec) = (item.name.clone(), item.spec.clone());
    GoodsView { name, spec, points: item.points.plain(), stock: item.in_words(), is_gone: item.available() <= 0 }
}

/// Reads an account's lines before an entry, newest first; and where earlier ones begin.
async fn lines<P: Place>(
    conn: &mut Conn,
    at: &Screen<P>,
    (household, number): (&str, &str),
    before: i64,
) -> Result<(Vec<LineView>, Option<i64>)> {
    const ON_A_PAGE: usize = 5;
    let (village, today) = (&at.village, at.today);
    let wanted = ledger::Wanted { before, limit: ON_A_PAGE as i64 + 1 };
    let mut found = ledger::entries_of(conn, village, number, wanted).await?;
    let is_more = found.len() > ON_A_PAGE;
    found.truncate(ON_A_PAGE);
    let earlier = found.last().filter(|_| is_more).map(|line| line.seq);
    let handling = Handling::of(conn, village, &found, today).await?;
    let awards: Vec<i64> = found.iter().filter_map(award_of).collect();
    let on_the_wall = notices::on_the_wall_for(conn, village, (household, &awards), today).await?;
    // What happened last comes first, whenever it was posted.
    found.sort_by_key(|line| std::cmp::Reverse((line.occurred_on, line.seq)));
    let told = |line: Line| {
        let handled = handling.sentence(&line);
        view(line, handled, &on_the_wall, today)
    };
    Ok((found.into_iter().map(told).collect(), earlier))
}

/// The award a line comes from; none for what took one back.
fn award_of(line: &Line) -> Option<i64> {
    line.reference.as_deref().filter(|_| line.reverses.is_none())?.strip_prefix("award:")?.parse().ok()
}

fn view(line: Line, handled: String, on_the_wall: &BTreeSet<i64>, today: NaiveDate) -> LineView {
    let is_plus = line.points >= Points::ZERO;
    let award = award_of(&line);
    let title = line.title.unwrap_or_else(|| format!("{}（本人已要求删除）", line.kind.chinese()));
    let is_open = notices::is_time_to_object(line.at.day(), today) || award.is_some_and(|award| on_the_wall.contains(&award));
    let is_late = award.is_some() && !is_open;
    let why = line.explanation.iter().map(|step| after_name(step, &title).to_owned()).collect();
    LineView {
        is_plus,
        points: format!("{}{}", if is_plus { "+" } else { "−" }, line.points.abs().plain()),
        day: plain_day(line.occurred_on, today),
        title,
        why,
        handled,
        award: award.filter(|_| is_open),
        is_late,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::{Household, Resident};
    use crate::words::Yuan;

    fn item(name: &str, points: i64, stock: i64) -> Item {
        let (points, cost) = (Points::whole(points), Yuan::whole(points));
        Item { number: name.to_owned(), name: name.to_owned(), spec: String::new(), points, cost, stock, held: 0 }
    }

    #[test]
    fn a_holder_is_told_what_the_points_buy_and_what_is_nearly_in_reach() {
        let household = Household { number: "3-07".into(), group_name: "三组".into(), head: "3-07-1".into(), members: 2 };
        let person = Resident { number: "3-07-2".into(), household: "3-07".into(), name: "张小明".into(), relation: "子".into() };
        let subject = Subject { person: Some(person), household };
        let points = Points::whole(48);
        let standing =
            Standing { number: "3-07-2".into(), posted: points, held: Points::ZERO, available: points, redeemable: points, grade: None };
        let shelf = [item("香皂", 5, 9), item("牙膏", 10, 0), item("洗手液", 25, 2), item("米", 50, 3), item("油", 85, 3)];
        let book = Passbook::new(&subject, "", &standing, &shelf, Vec::new(), None);
        assert_eq!((book.who.as_str(), book.left.as_str(), book.usable), ("张*明", "48", None));
        assert_eq!(book.buys.iter().map(|goods| goods.name.as_str()).collect::<Vec<_>>(), ["洗手液", "香皂"]);
        assert_eq!(book.next.map(|next| (next.name, next.missing)), Some(("米".to_owned(), "2".to_owned())));
    }
}

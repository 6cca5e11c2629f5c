//! How somebody at the counter shows that the points are theirs (凭卡兑换): by their card or PIN, or, where they have neither with them, by a second person
//! who says that it is them. A number alone is known to the whole village, so by it no more is spent in a day than the village allows (nothing, unless it
//! says otherwise). Pure, but for reading a card and a PIN.
//!
//! What is kept for somebody (`Kept`) is shown by the same proof: by a number alone the counter would tell whoever stands there what a neighbour has reserved, and
//! hand it out. Its voucher shows it as well: it was reserved under one's own PIN. The number of a redemption, which anybody can count up, shows nothing.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::counter::{Found, find};
use super::model::*;
use super::proposing::propose;
use super::reserving::Reserve;
use super::scanning::{foreign_card, unknown_card, unknown_voucher, voucher_code};
use super::store;
use crate::db::{Book, Conn, Grounds, Job};
use crate::entrance::{self, Doorkeeper, Scanned};
use crate::roster;
use crate::rulebook::Rulebook;
use crate::words::{Act, Kind, Outcome, Points, Refusal, VillageId};

/// What somebody showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShownBy {
    /// Nothing: a number was typed.
    Number,
    Card,
    Pin,
    /// The voucher of what is kept.
    Voucher,
    /// A second person was asked who it is for; that they have said it is checked when it is handed out (`check_witness`).
    Witness,
    /// They do it themselves, signed in.
    Own,
}

impl ShownBy {
    /// As the trail says it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Card => "card",
            Self::Pin => "pin",
            Self::Voucher => "voucher",
            Self::Witness => "witness",
            Self::Own => "own",
        }
    }
}

/// What of an account was spent by its number alone, on the last day on which that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByNumber {
    pub account: String,
    pub on_day: NaiveDate,
    pub points: Points,
}

/// Counts what is spent by a number alone. Refuses `shop.card_needed` where it is more in a day than the village allows.
pub(super) fn check_shown(
    book: &mut Book,
    act: &Act,
    account: &str,
    points: Points,
    (shown, rulebook): (ShownBy, &Rulebook),
) -> Result<(), Refusal> {
    if shown != ShownBy::Number {
        return Ok(());
    }
    let today = act.at.day();
    let before = book.get::<ByNumber>(account).filter(|spent| spent.on_day == today).map_or(Points::ZERO, |spent| spent.points);
    if before + points > rulebook.settings().free_by_number {
        return Err(card_needed(rulebook.settings().free_by_number));
    }
    book.put(ByNumber { account: account.to_owned(), on_day: today, points: before + points });
    Ok(())
}

/// What is said where a number alone does not do.
pub(super) const CARD_NEEDED: &str = "shop.card_needed";

fn card_needed(free: Points) -> Refusal {
    let sentence = match free.is_positive() {
        true => format!("只报号码，一天最多换 {} 分的东西，没有扣分。", free.plain()),
        false => "只报号码不能换东西，没有扣分。".to_owned(),
    };
    let next_step = "请本人刷积分卡，或者自己输 6 位密码；没带卡、不记得密码的，按“请另一个人作证”。";
    Refusal::new("shop.card_needed", Kind::Conflict, sentence, next_step)
}

/// Where wrong PINs are counted: at the counter they are typed at.
pub(super) fn place_of(act: &Act) -> String {
    format!("counter-{}", act.device.as_deref().unwrap_or(&act.actor.staff))
}

/// What was handed in at the counter as a proof.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Proof<'a> {
    /// The text on a card, scanned.
    pub card: &'a str,
    /// Six digits, typed by the resident.
    pub pin: &'a str,
}

impl Proof<'_> {
    /// What it shows about an account. Refuses `shop.foreign_card`, `shop.unknown_card`, `shop.other_card`, then what [`Doorkeeper::knows_pin`] does.
    pub(super) async fn read(
        self,
        doorkeeper: &Doorkeeper,
        conn: &mut Conn,
        (village, rulebook): (&VillageId, &Rulebook),
        account: &str,
        place: &str,
    ) -> Outcome<ShownBy> {
        if !self.card.is_empty() {
            return read_card(conn, (village, rulebook), account, self.card).await;
        }
        if self.pin.is_empty() {
            return Ok(ShownBy::Number);
        }
        let people: Vec<String> = match roster::subject(conn, village, account).await? {
            Some(subject) if subject.person.is_some() => vec![account.to_owned()],
            Some(_) => roster::people_of(conn, village, account).await?.into_iter().map(|person| person.number).collect(),
            None => Vec::new(),
        };
        doorkeeper.knows_pin(village, account, &people, self.pin, place).await?;
        Ok(ShownBy::Pin)
    }

    /// What it shows about something that is kept, which its voucher and a witness show, too. Of what has ended nothing needs to be shown. Refuses
    /// `shop.unknown_voucher`, then what [`Proof::read`] does.
    pub(super) async fn read_kept(
        self,
        doorkeeper: &Doorkeeper,
        conn: &mut Conn,
        (village, rulebook): (&VillageId, &Rulebook),
        (redemption, voucher): (i64, &str),
        place: &str,
    ) -> Outcome<ShownBy> {
        let found = store::redemption(conn, village, redemption).await?.map(|(redemption, _)| redemption);
        let Some(kept) = found.filter(|found| found.state == RedemptionState::Held) else { return Ok(ShownBy::Number) };
        if voucher.is_empty() {
            return match self.read(doorkeeper, conn, (village, rulebook), &kept.account, place).await? {
                ShownBy::Number if store::is_witnessed(conn, village, kept.id).await? => Ok(ShownBy::Witness),
                shown => Ok(shown),
            };
        }
        let its = store::voucher(conn, village, kept.id).await?.map(|its| its.code);
        let is_its = its.is_some() && its == voucher_code(village, voucher);
        if is_its { Ok(ShownBy::Voucher) } else { Err(unknown_voucher().into()) }
    }
}

/// That a card is one of an account's people. Refuses `shop.foreign_card`, `shop.unknown_card`, `shop.other_card`.
pub(super) async fn read_card(
    conn: &mut Conn,
    (village, rulebook): (&VillageId, &Rulebook),
    account: &str,
    card: &str,
) -> Outcome<ShownBy> {
    let number = match entrance::scanned(conn, village, card).await? {
        Scanned::CardOf(number) => number,
        Scanned::ForeignCard => return Err(foreign_card().into()),
        Scanned::UnknownCard | Scanned::Other => return Err(unknown_card().into()),
    };
    match find(conn, village, rulebook, &number).await? {
        Found::One(holder) if holder.account == account => Ok(ShownBy::Card),
        _ => Err(other_card().into()),
    }
}

fn other_card() -> Refusal {
    Refusal::new("shop.other_card", Kind::Conflict, "这张卡不是这一位的，没有扣分。", "请刷本人的卡；要给刷卡的这一位换，请从头刷一次。")
}

/// For how many hours goods are kept at least for somebody of whom a second person has yet to say that it is them.
const WITNESSED: u32 = 24;

/// Asks that a second person say who stands at the counter: the goods are kept for them meanwhile. Refuses what [`Reserve`] does, but in a village
/// without reservations too they are kept for a day.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub(super) struct AskWitness(pub Reserve);

impl Job for AskWitness {
    type Answer = Redeemed;
    const VERB: &'static str = "ask_witness";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Redeemed, Refusal> {
        let hours = self.0.order.rulebook.settings().hold_hours.max(WITNESSED);
        let redeemed = self.0.keep(act, book, hours)?;
        let why = format!("{} 没有带卡，也没有输密码，要换 {} 分的东西", redeemed.account, redeemed.points.plain());
        propose(book, act, ProposalKind::Witness, &redeemed.id, 0, &why)?;
        Ok(Redeemed { state: "witness_asked".to_owned(), ..redeemed })
    }

    fn grounds(&self, answer: &Redeemed) -> Grounds {
        Grounds { way: Some(ShownBy::Number.name()), ..self.0.order.grounds(answer) }
    }
}

/// Refuses `shop.not_witnessed` while a second person has yet to say who it is for.
pub(super) fn check_witness(book: &Book, redemption: i64, held_by_staff: bool) -> Result<(), Refusal> {
    let subject = redemption.to_string();
    let waits = held_by_staff
        && book
            .under::<Proposal>(())
            .iter()
            .any(|one| one.kind == ProposalKind::Witness && one.subject == subject && one.state == "proposed");
    if !waits {
        return Ok(());
    }
    let next_step = "请村书记、监督委员或另一位店员在“监督”或“货架”里同意；本人刷卡或输密码的，退掉这一张，重新换。";
    Err(Refusal::new("shop.not_witnessed", Kind::Conflict, "还没有人作证是本人来换，没有交货。", next_step))
}

/// Refuses `shop.voucher_needed`: by its number alone nothing that is kept is handed out.
pub(super) fn check_kept_shown(shown: ShownBy) -> Result<(), Refusal> {
    if shown != ShownBy::Number {
        return Ok(());
    }
    let next_step = "请本人出示券、刷积分卡，或者自己输 6 位密码；都没有的，退掉这一张，重新换，再请另一个人作证。";
    Err(Refusal::new("shop.voucher_needed", Kind::Conflict, "这是给人留着的，还没有看到券或卡，没有交货。", next_step))
}

/// Whether goods that are kept wait for a second person; as it is on disk.
pub(super) async fn waits_for_witness(conn: &mut Conn, village: &VillageId, redemption: i64) -> anyhow::Result<bool> {
    let subject = redemption.to_string();
    Ok(store::proposals(conn, village).await?.iter().any(|one| one.kind == ProposalKind::Witness && one.subject == subject))
}

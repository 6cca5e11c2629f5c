//! What the counter shows: the holder, what is kept for them, a voucher, a slip. Plain data and how it is read.

use anyhow::Result;
use chrono::NaiveDate;

use super::model::*;
use super::proof::waits_for_witness;
use super::redeeming::unknown_redemption;
use super::store;
use super::{basket::redeemable, scanning::voucher_text};
use crate::db::Conn;
use crate::entrance::qr;
use crate::ledger::{self, AccountKind};
use crate::roster::{self, Subject, masked};
use crate::rulebook::{Rulebook, Subject as Unit};
use crate::web::{plain_day, plain_time};
use crate::words::{Moment, Outcome, Points, VillageId};

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

/// The account that a resident's points are on: their own, or their household's. Refuses `ledger.unknown_account`.
pub(super) async fn own_account(conn: &mut Conn, village: &VillageId, rulebook: &Rulebook, resident: &str) -> Outcome<String> {
    let subject = roster::subject(conn, village, resident).await?.ok_or_else(|| ledger::unknown_account(resident))?;
    let by_person = rulebook.settings().account_unit == Unit::Person;
    Ok(if by_person { subject.number().to_owned() } else { subject.household.number })
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

/// The masked name of an account's holder; empty where nobody is known by it any more.
async fn name_on(conn: &mut Conn, village: &VillageId, account: &str) -> Result<String> {
    match roster::subject(conn, village, account).await? {
        Some(subject) => name_of(conn, village, &subject).await,
        None => Ok(String::new()),
    }
}

/// Who did something at the shop, with a masked name: `店员 海*6`.
pub(super) async fn who(conn: &mut Conn, village: &VillageId, number: &str) -> Result<String> {
    Ok(match roster::member_of_staff(conn, village, number).await? {
        Some(staff) => format!("{} {}", staff.role.chinese(), masked(&staff.name)),
        None if number == "clockwork" => "系统".to_owned(),
        None => "本人".to_owned(),
    })
}

/// `3月2日（周一） 9:05`
pub(super) fn when(at: Moment, today: NaiveDate) -> String {
    format!("{} {}", plain_day(at.day(), today), plain_time(at))
}

/// One kind of goods of a redemption.
#[derive(Clone, Debug)]
pub(super) struct GoodsLine {
    pub name: String,
    pub quantity: i64,
    pub points: String,
}

impl From<RedemptionLine> for GoodsLine {
    fn from(line: RedemptionLine) -> Self {
        Self { name: line.name, quantity: line.quantity, points: line.points.plain() }
    }
}

/// A redemption that was handed out, as its slip says it.
#[derive(Clone, Debug)]
pub(super) struct SlipView {
    pub id: i64,
    pub name: String,
    pub account: String,
    pub day: String,
    pub time: String,
    pub points: String,
    pub goods: Vec<GoodsLine>,
    pub is_cancelled: bool,
    /// Somebody proposed to take it back; another one has yet to agree.
    pub is_proposed: bool,
    /// What the holder has now.
    pub left: String,
    /// Who handed it out.
    pub keeper: String,
}

/// Goods that are kept for somebody, or were.
#[derive(Clone, Debug)]
pub(super) struct VoucherView {
    pub id: i64,
    /// In two halves, as people read it out: `K7F2 QX9M`.
    pub code: String,
    /// The same to scan, as a picture.
    pub qr: String,
    pub name: String,
    pub account: String,
    pub state: RedemptionState,
    pub points: String,
    pub goods: Vec<GoodsLine>,
    pub reserved: String,
    pub until: String,
    /// When and by whom it ended, and why; none as long as it stands.
    pub ended: Option<String>,
    /// Whether a second person has yet to say who it is for.
    pub waits: bool,
}

impl VoucherView {
    /// Whether the goods are still there for them.
    pub fn is_held(&self) -> bool {
        self.state == RedemptionState::Held
    }

    /// What stands above it.
    pub fn state_name(&self) -> &'static str {
        self.state.chinese()
    }
}

/// A redemption as the counter looks at it.
pub(super) enum Shown {
    Slip(SlipView),
    Voucher(VoucherView),
    /// So many pieces are kept, of which nothing is told.
    Closed(i64),
}

/// Reads a redemption for the counter; `is_shown` says whether whoever stands there has shown that what is kept is theirs. Refuses
/// `shop.unknown_redemption`.
pub(super) async fn shown(conn: &mut Conn, village: &VillageId, id: i64, is_shown: bool, today: NaiveDate) -> Outcome<Shown> {
    let (redemption, lines) = store::redemption(conn, village, id).await?.ok_or_else(|| unknown_redemption(id))?;
    if redemption.entry.is_some() {
        return Ok(Shown::Slip(slip(conn, village, redemption, lines, today).await?));
    }
    if redemption.state == RedemptionState::Held && !is_shown && !store::is_witnessed(conn, village, id).await? {
        return Ok(Shown::Closed(lines.iter().map(|line| line.quantity).sum()));
    }
    Ok(Shown::Voucher(voucher(conn, village, redemption, lines, today).await?.ok_or_else(|| unknown_redemption(id))?))
}

async fn slip(
    conn: &mut Conn,
    village: &VillageId,
    redemption: Redemption,
    lines: Vec<RedemptionLine>,
    today: NaiveDate,
) -> Result<SlipView> {
    let account = ledger::account(conn, village, &redemption.account).await?;
    let (id, waiting) = (redemption.id.to_string(), store::proposals(conn, village).await?);
    Ok(SlipView {
        id: redemption.id,
        name: name_on(conn, village, &redemption.account).await?,
        account: redemption.account,
        day: plain_day(redemption.at.day(), today),
        time: plain_time(redemption.at),
        points: redemption.points.plain(),
        goods: lines.into_iter().map(GoodsLine::from).collect(),
        is_cancelled: redemption.state == RedemptionState::Cancelled,
        is_proposed: waiting.iter().any(|other| other.kind == ProposalKind::Cancellation && other.subject == id),
        left: account.map_or(Points::ZERO, |account| Points::from_hundredths(account.available())).plain(),
        keeper: who(conn, village, &redemption.keeper).await?,
    })
}

/// A reservation with its voucher; `None` for what was never reserved.
pub(super) async fn voucher(
    conn: &mut Conn,
    village: &VillageId,
    redemption: Redemption,
    lines: Vec<RedemptionLine>,
    today: NaiveDate,
) -> Result<Option<VoucherView>> {
    let Some(voucher) = store::voucher(conn, village, redemption.id).await? else { return Ok(None) };
    let ended = match (&voucher.ended_by, voucher.ended_at) {
        (Some(by), Some(at)) => {
            let why = if voucher.reason.is_empty() { String::new() } else { format!("：{}", voucher.reason) };
            Some(format!("{}，{}{why}", when(at, today), who(conn, village, by).await?))
        }
        _ => None,
    };
    let (first, second) = voucher.code.split_at(voucher.code.len().min(4));
    Ok(Some(VoucherView {
        id: redemption.id,
        code: format!("{first} {second}"),
        qr: qr(&voucher_text(village, &voucher.code))?,
        name: name_on(conn, village, &redemption.account).await?,
        account: redemption.account,
        state: redemption.state,
        points: redemption.points.plain(),
        goods: lines.into_iter().map(GoodsLine::from).collect(),
        reserved: when(voucher.held_at, today),
        until: when(voucher.until_at, today),
        ended,
        waits: waits_for_witness(conn, village, redemption.id).await?,
    }))
}

/// What is kept for an account, as the counter may show it.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// What they have shown that it is theirs, or a second person said or is asked to say it.
    pub vouchers: Vec<VoucherView>,
    /// How many pieces are kept besides, of which nothing is told.
    pub pieces: i64,
}

/// What is kept for an account; `is_shown` says whether whoever stands there has shown that it is theirs.
pub(super) async fn kept_for(conn: &mut Conn, village: &VillageId, account: &str, is_shown: bool, today: NaiveDate) -> Result<Kept> {
    let mut kept = Kept::default();
    for voucher in vouchers_of(conn, village, account, today).await?.into_iter().filter(VoucherView::is_held) {
        if is_shown || store::is_witnessed(conn, village, voucher.id).await? {
            kept.vouchers.push(voucher);
        } else {
            kept.pieces += voucher.goods.iter().map(|line| line.quantity).sum::<i64>();
        }
    }
    Ok(kept)
}

/// What an account reserved lately, newest first.
pub(super) async fn vouchers_of(conn: &mut Conn, village: &VillageId, account: &str, today: NaiveDate) -> Result<Vec<VoucherView>> {
    const LISTED: i64 = 6;
    let mut views = Vec::new();
    for redemption in store::reserved_by(conn, village, account, LISTED).await? {
        let lines = store::lines_between(conn, village, (redemption.id, redemption.id)).await?;
        views.extend(voucher(conn, village, redemption, lines, today).await?);
    }
    Ok(views)
}

/// The slips of a day, newest first, at most fifty.
pub(super) async fn slips_of(conn: &mut Conn, village: &VillageId, day: NaiveDate) -> Result<Vec<SlipView>> {
    let mut slips = Vec::new();
    for redemption in store::handed_out_since(conn, village, Moment::on(day, 0, 0), 50).await? {
        let lines = store::lines_between(conn, village, (redemption.id, redemption.id)).await?;
        slips.push(slip(conn, village, redemption, lines, day).await?);
    }
    Ok(slips)
}

/// What somebody proposed, in words: `报损：香皂 2 件`.
pub fn proposed(one: &Proposal, items: &[Item]) -> String {
    let goods = || items.iter().find(|item| item.number == one.subject).map_or(one.subject.clone(), |item| item.name.clone());
    match one.kind {
        ProposalKind::WriteOff => format!("报损：{} {} 件", goods(), one.quantity),
        ProposalKind::Cancellation => format!("退回：第 {} 号小票", one.subject),
        ProposalKind::Delivery => format!("进货：一共 {} 件", one.quantity),
        ProposalKind::Count => format!("盘点对不上：一共差 {} 件", one.quantity),
        ProposalKind::Witness => format!("作证：第 {} 号兑换是本人来换", one.subject),
    }
}

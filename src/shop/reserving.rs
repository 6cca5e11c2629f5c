//! Goods that are kept for somebody (预约): reserved, then collected, given up or let go when nobody came. Pure: on a village's book.
//!
//! ```text
//! held ──▶ collected
//!  └─────▶ cancelled | expired
//! ```
//!
//! What a reservation says stands: prices, and the rules under which it was made. As long as it stands, its points, its money and its pieces are nobody
//! else's; they are spent only when the goods are handed out, and if they never are, nothing was ever taken, so everybody has what they had.

use serde::{Deserialize, Serialize};

use super::basket::{Basket, Order, reference, transfers};
use super::model::*;
use super::proof::{ShownBy, check_kept_shown, check_shown, check_witness};
use super::redeeming::{hand_out, standing, told, unknown_redemption};
use crate::db::{Book, Grounds, Job};
use crate::ledger;
use crate::roster::Staff;
use crate::words::{Act, Chance, Kind, Moment, Points, Refusal};
use utoipa::ToSchema;

/// What vouchers are written with: nothing that is mistaken for something else.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A voucher's code that nobody guesses (40 bits).
pub(super) fn fresh_code(chance: &Chance) -> String {
    chance.bytes()[..8].iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// What was typed, as the code of a voucher; `None` if it is none.
pub(super) fn code_of(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|letter| !matches!(letter, ' ' | '-')).map(|letter| letter.to_ascii_uppercase()).collect();
    (code.len() == 8 && code.bytes().all(|letter| LETTERS.contains(&letter))).then_some(code)
}

/// Keeps goods for somebody. Refuses `shop.no_reservations`, then what [`Order::basket`] does, then `shop.card_needed`.
#[derive(Clone, Serialize)]
pub struct Reserve {
    #[serde(flatten)]
    pub order: Order,
    /// Of the voucher. It stays out of what is kept of the request.
    #[serde(skip)]
    pub code: String,
}

impl Job for Reserve {
    type Answer = Redeemed;
    const VERB: &'static str = "reserve";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Redeemed, Refusal> {
        let hours = self.order.rulebook.settings().hold_hours;
        if hours == 0 {
            let sentence = "本村不办预约，什么也没有留。";
            return Err(Refusal::new("shop.no_reservations", Kind::Conflict, sentence, "看中了，到小店柜台就能换。"));
        }
        let redeemed = self.keep(act, book, hours)?;
        check_shown(book, act, &self.order.account, redeemed.points, (self.order.shown, &self.order.rulebook))?;
        Ok(redeemed)
    }

    fn grounds(&self, answer: &Redeemed) -> Grounds {
        self.order.grounds(answer)
    }
}

impl Reserve {
    /// Keeps the goods for so many hours.
    pub(super) fn keep(&self, act: &Act, book: &mut Book, hours: u32) -> Result<Redeemed, Refusal> {
        let Basket { lines, points, cost } = self.order.basket(book, act)?;
        let (id, staff) = (book.next_serial("redemption"), act.actor.staff.clone());
        let account = self.order.account.clone();
        let until_at = self.until(act, hours);
        let redemption =
            Redemption { id, account, state: RedemptionState::Held, points, cost, keeper: staff.clone(), at: act.at, entry: None };
        for (nth, transfer) in transfers(&redemption).iter().enumerate() {
            ledger::hold(book, &hold(id, nth), transfer, until_at)?;
        }
        for line in lines {
            set_aside(book, &line.item, line.quantity);
            book.put(RedemptionLine { redemption: id, ..line });
        }
        let (code, rulebook) = (self.code.clone(), self.order.rulebook.hash().to_owned());
        let (held_by, reason) = (staff, String::new());
        book.put(Voucher { redemption: id, code, rulebook, held_by, held_at: act.at, until_at, ended_by: None, ended_at: None, reason });
        book.put(redemption.clone());
        Ok(told(book, redemption))
    }

    /// Until when it is kept: as long as the village says, but not beyond the end of 清零日, or nobody would lose what they keep.
    fn until(&self, act: &Act, hours: u32) -> Moment {
        let until_at = act.at.plus_seconds(i64::from(hours) * 3600);
        let reset = self.order.rulebook.settings().reset_on.and_then(|day| day.from(act.at.day()).succ_opt());
        reset.map_or(until_at, |day| until_at.min(Moment::on(day, 0, 0)))
    }
}

/// The name of the nth hold of a reservation.
fn hold(id: i64, nth: usize) -> String {
    format!("{}/{}", reference(id), nth + 1)
}

/// So many more pieces of an item are kept, or (negative) no longer.
fn set_aside(book: &mut Book, item: &str, pieces: i64) {
    if let Some(item) = book.get::<Item>(item) {
        book.put(Item { held: item.held + pieces, ..item });
    }
}

/// Whoever comes for what was kept for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Handed {
    /// The redemption's number.
    #[schema(example = "3")]
    pub id: String,
    pub account: String,
    #[schema(value_type = String, example = "60.00")]
    pub points: Points,
    /// What the holder has left.
    #[schema(value_type = String, example = "68.00")]
    pub available: Points,
    /// When and by whom it was handed out.
    #[schema(value_type = String)]
    pub collected_at: Moment,
    pub collected_by: String,
    /// Whether that was earlier: then nothing was done this time.
    pub again: bool,
}

/// Hands out what was kept, to whom it was shown to be theirs. What was handed out already is told again: nothing is taken twice.
///
/// Refuses `shop.unknown_redemption`, `shop.already_cancelled`, `shop.reservation_expired`, `shop.not_witnessed`, `shop.voucher_needed`.
#[derive(Clone, Serialize)]
pub(super) struct Collect {
    pub redemption: i64,
    /// By what. Once more with the voucher is the same.
    #[serde(skip)]
    pub shown: ShownBy,
}

impl Job for Collect {
    type Answer = Handed;
    const VERB: &'static str = "collect";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Handed, Refusal> {
        let redemption = standing(book, self.redemption)?;
        if redemption.state == RedemptionState::Collected {
            return Ok(handed(book, redemption, true));
        }
        let voucher = book.get::<Voucher>(redemption.id).ok_or_else(|| unknown_redemption(redemption.id))?;
        if act.at >= voucher.until_at {
            return Err(expired());
        }
        let held_by_staff = book.get::<Staff>(&voucher.held_by).is_some();
        check_witness(book, redemption.id, held_by_staff)?;
        check_kept_shown(self.shown)?;
        let lines = end(book, act, &redemption, ledger::capture, "")?;
        let redemption = hand_out(book, act, redemption, &lines, &voucher.rulebook)?;
        Ok(handed(book, redemption, false))
    }

    fn grounds(&self, answer: &Handed) -> Grounds {
        Grounds { way: answer.again.then_some("again"), ..Grounds::about("redemption", &answer.id) }
    }
}

fn handed(book: &Book, redemption: Redemption, again: bool) -> Handed {
    let (collected_at, collected_by) = (redemption.at, redemption.keeper.clone());
    let Redeemed { id, account, points, available, .. } = told(book, redemption);
    Handed { id, account, points, available, collected_at, collected_by, again }
}

/// Ends a reservation: what it held is no longer held, one way or the other. Gives its lines.
fn end(
    book: &mut Book,
    act: &Act,
    redemption: &Redemption,
    way: fn(&mut Book, &str) -> Result<(), Refusal>,
    reason: &str,
) -> Result<Vec<RedemptionLine>, Refusal> {
    for nth in 0..transfers(redemption).len() {
        way(book, &hold(redemption.id, nth))?;
    }
    let lines = book.under::<RedemptionLine>(redemption.id);
    lines.iter().for_each(|line| set_aside(book, &line.item, -line.quantity));
    if let Some(voucher) = book.get::<Voucher>(redemption.id) {
        let (ended_by, ended_at) = (Some(act.actor.staff.clone()), Some(act.at));
        book.put(Voucher { ended_by, ended_at, reason: reason.trim().to_owned(), ..voucher });
    }
    Ok(lines)
}

/// Gives points, money and pieces back to whom they were held from.
pub(super) fn give_back(
    book: &mut Book,
    act: &Act,
    redemption: Redemption,
    state: RedemptionState,
    reason: &str,
) -> Result<Redemption, Refusal> {
    end(book, act, &redemption, ledger::release, reason)?;
    let redemption = Redemption { state, ..redemption };
    book.put(redemption.clone());
    Ok(redemption)
}

/// Takes the reason for which a reservation ended out of it, for somebody who asked to be forgotten.
pub fn forget_voucher(book: &mut Book, redemption: i64) {
    if let Some(voucher) = book.get::<Voucher>(redemption) {
        book.put(Voucher { reason: String::new(), ..voucher });
    }
}

/// Refuses `shop.reservation_expired`.
pub(super) fn expired() -> Refusal {
    let sentence = "这张券过期了，留的东西放回了货架，分全部还回。";
    Refusal::new("shop.reservation_expired", Kind::Conflict, sentence, "还想要，请重新预约，或直接在柜台换。")
}

/// A holder gives up what was kept for them.
///
/// Refuses `shop.unknown_redemption` (also for somebody else's), `shop.already_cancelled`, `shop.reservation_expired`, `shop.already_collected`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct GiveUp {
    pub redemption: i64,
    /// Whose it must be.
    pub account: String,
}

impl Job for GiveUp {
    type Answer = Redeemed;
    const VERB: &'static str = "give_up";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Redeemed, Refusal> {
        let is_theirs = book.get::<Redemption>(self.redemption).is_some_and(|redemption| redemption.account == self.account);
        if !is_theirs {
            return Err(unknown_redemption(self.redemption));
        }
        let redemption = standing(book, self.redemption)?;
        if redemption.state == RedemptionState::Collected {
            let sentence = "这些已经领走了，没有退。";
            return Err(Refusal::new("shop.already_collected", Kind::Conflict, sentence, "要退东西，请拿着东西和小票到小店。"));
        }
        let redemption = give_back(book, act, redemption, RedemptionState::Cancelled, "")?;
        Ok(told(book, redemption))
    }

    fn grounds(&self, answer: &Redeemed) -> Grounds {
        Grounds::about("redemption", &answer.id)
    }
}

/// Lets go what nobody came for. Done by the service's timed job, under an operation id made of its number.
///
/// Refuses `shop.reservation_not_over`.
#[derive(Clone, Serialize, Deserialize)]
pub struct ExpireReservation {
    pub redemption: i64,
}

impl Job for ExpireReservation {
    type Answer = Redeemed;
    const VERB: &'static str = "expire_reservation";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Redeemed, Refusal> {
        let over = book.get::<Voucher>(self.redemption).filter(|voucher| voucher.ended_at.is_none() && voucher.until_at <= act.at);
        let redemption = over.and_then(|voucher| book.get::<Redemption>(voucher.redemption));
        let Some(redemption) = redemption else {
            let sentence = "这张券还没有过期，或者已经办完了。";
            return Err(Refusal::new("shop.reservation_not_over", Kind::Conflict, sentence, "不用处理。"));
        };
        let redemption = give_back(book, act, redemption, RedemptionState::Expired, "过了时候没有来领")?;
        Ok(told(book, redemption))
    }

    fn grounds(&self, answer: &Redeemed) -> Grounds {
        Grounds::about("redemption", &answer.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed_and_nothing_else_is_one() {
        let code = fresh_code(&Chance::seeded(3));
        let typed = format!(" {}-{} ", code[..4].to_ascii_lowercase(), &code[4..]);
        assert_eq!(code_of(&typed), Some(code));
        for other in ["A01", "1-01-1", "K7F2QX9", "K7F2QX9MA", "K7F2QX0M", "香皂香皂香皂香皂"] {
            assert_eq!(code_of(other), None, "{other}");
        }
    }
}

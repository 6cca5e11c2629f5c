//! The counter: one screen for a scan gun. Card or number → labels, with plus and minus → confirm → slip; a voucher → hand out; today's slips with 退回.
//!
//! What was chosen travels in the form, so looking, scanning and going back leave nothing behind; only confirming acts, once under the form's operation.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::basket::Order;
use super::choosing::{ItemView, Typed, add, field, press, shelf, wanted};
use super::counter::{Found, HolderView, Kept, Shown, SlipView, VoucherView, find, kept_for, shown, slips_of};
use super::proof::{AskWitness, CARD_NEEDED, Proof, ShownBy, place_of, read_card};
use super::redeeming::{Cancel, Redeem, check_reason};
use super::reserving::{Collect, Reserve, fresh_code};
use super::scanning::{Read, read, unknown_number};
use super::{back_pages, own, settlement_pages, store};
use crate::entrance::{Caller, Doorkeeper};
use crate::funds;
use crate::roster::{self, Action, Sought, Whom};
use crate::rulebook::Subject;
use crate::versions::{House, Numbered, Place, Screen};
use crate::web::{Fields, Reply, Shell, Told, expected, page, page_refused, see};
use crate::words::{Kind, Points, Refusal};

/// The pages of this feature.
pub fn pages() -> Router<House> {
    Router::new()
        .route("/shop/{village}", get(counter).post(scan))
        .route("/shop/{village}/kept", post(show_kept))
        .route("/shop/{village}/redemptions", post(redeem))
        .route("/shop/{village}/redemptions/{id}", get(show))
        .route("/shop/{village}/redemptions/{id}/collection", post(collect))
        .route("/shop/{village}/redemptions/{id}/cancellation", post(cancel))
        .merge(back_pages::pages())
        .merge(settlement_pages::pages())
        .merge(own::pages())
}

/// Behind the counter. Villagers look at this screen too: it names the role there, nobody's name.
struct AtCounter;

impl Place for AtCounter {
    const NAME: &'static str = "shop";
    const RIGHT: Action = Action::Redeem;

    fn who(caller: &Caller) -> Option<String> {
        Some(caller.actor.role.chinese().to_owned())
    }
}

type Counter = Screen<AtCounter>;

/// Nobody stands at the counter yet: card, number or voucher first; below it the fund and today's slips.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/counter.html")]
struct CounterPage {
    shell: Shell,
    /// Where the tabs lead.
    base: String,
    /// Several people share the number of a household.
    people: Vec<HolderView>,
    /// Who may be meant by a name that was typed.
    whom: Whom,
    told: Option<Told>,
    fund: String,
    slips: Vec<SlipView>,
}

/// Somebody stands at the counter: what they have and what they take.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/till.html")]
struct TillPage {
    shell: Shell,
    holder: HolderView,
    items: Vec<ItemView>,
    /// What is kept for them.
    kept: Kept,
    /// What all of it takes and what they have after it; none while nothing is chosen, or it cannot be had.
    sum: Option<(String, String)>,
    /// The item that `+` and `-` mean.
    last: String,
    operation: String,
    told: Option<Told>,
    /// The card that was scanned, carried along; empty where it was a number.
    card: String,
    /// Whether nothing more has to be shown for what is chosen.
    is_shown: bool,
}

impl TillPage {
    fn has_chosen(&self) -> bool {
        self.items.iter().any(ItemView::is_chosen)
    }
}

impl Counter {
    async fn start(&self, people: Vec<HolderView>, told: Option<Told>) -> Reply<CounterPage> {
        let mut conn = self.books.read().await?;
        let fund = funds::standing(&mut conn, &self.village).await?.available.plain();
        let slips = slips_of(&mut conn, &self.village, self.today).await?;
        Ok(CounterPage { shell: self.shell("换东西"), base: self.home(), people, whom: Whom::default(), told, fund, slips })
    }

    async fn start_refused(&self, refusal: &Refusal) -> Reply<Response> {
        page_refused(refusal, &self.start(Vec::new(), Some(Told::from(refusal))).await?)
    }

    /// The till as it stands, for whoever has shown no PIN.
    async fn till(&self, holder: HolderView, typed: &Typed, refused: Option<Refusal>) -> Reply<Response> {
        self.till_for(holder, typed, refused, ShownBy::Number).await
    }

    /// The till as it stands: what was chosen is tried without leaving anything, so its sum, or what is against it, is said at once.
    async fn till_for(&self, holder: HolderView, typed: &Typed, refused: Option<Refusal>, shown: ShownBy) -> Reply<Response> {
        let operation = match field(typed, "operation") {
            "" => self.books.chance.token(),
            operation => operation.to_owned(),
        };
        let (mut refused, mut sum, wanted) = (refused, None, wanted(typed));
        let card = field(typed, "card").to_owned();
        let mut is_shown = !card.is_empty();
        if !wanted.is_empty() {
            let order = |shown| Order { shown, ..self.order(&holder.account, typed, None) };
            let tried = async |shown| expected(self.books.perform(self.act(&operation, true)?, Redeem(order(shown))).await);
            let mut outcome = tried(if is_shown { ShownBy::Card } else { ShownBy::Number }).await?;
            if outcome.as_ref().is_err_and(|refusal| refusal.code == CARD_NEEDED) {
                outcome = tried(ShownBy::Card).await?;
            } else {
                is_shown = true;
            }
            match outcome {
                // Whoever went back after it was done is shown what was done.
                Ok(done) if done.replayed => return Ok(see(format!("{}/redemptions/{}", self.home(), done.answer.id))),
                Ok(done) => sum = Some((done.answer.points.plain(), done.answer.available.plain())),
                Err(refusal) => refused = refused.or(Some(refusal)),
            }
        }
        let mut conn = self.books.read().await?;
        let items = shelf(store::items(&mut conn, &self.village).await?, typed);
        let about = (&self.village, self.rulebook.as_ref());
        let knows =
            shown == ShownBy::Pin || !card.is_empty() && expected(read_card(&mut conn, about, &holder.account, &card).await)?.is_ok();
        let kept = kept_for(&mut conn, &self.village, &holder.account, knows, self.today).await?;
        let (told, last) = (refused.as_ref().map(Told::from), field(typed, "last").to_owned());
        let view = TillPage { shell: self.shell("换东西"), holder, items, kept, sum, last, operation, told, card, is_shown };
        refused.map_or_else(|| page(&view), |refusal| page_refused(&refusal, &view))
    }
}

impl Counter {
    /// Whose accounts there are.
    fn holders(&self) -> Sought {
        if self.rulebook.settings().account_unit == Subject::Person { Sought::Person } else { Sought::Household }
    }

    /// What was chosen, for a number alone.
    fn order(&self, account: &str, typed: &Typed, agreed: Option<Points>) -> Order {
        Order { account: account.to_owned(), wanted: wanted(typed), rulebook: self.rulebook.clone(), agreed, shown: ShownBy::Number }
    }
}

async fn counter(counter: Counter) -> Reply<Response> {
    page(&counter.start(Vec::new(), None).await?)
}

async fn scan(counter: Counter, Fields(mut typed): Fields<Typed>) -> Reply<Response> {
    press(&mut typed);
    let picked = typed.remove("pick");
    let text = roster::plain(picked.as_deref().unwrap_or(field(&typed, "number")));
    let account = field(&typed, "account").to_owned();
    let mut conn = counter.books.read().await?;
    let holder = match find(&mut conn, &counter.village, &counter.rulebook, &account).await? {
        Found::One(holder) => Some(holder),
        _ => None,
    };
    let read = read(&mut conn, &counter.village, &counter.rulebook, &text, holder.is_some()).await?;
    drop(conn);
    match (read, holder) {
        (Ok(Read::Voucher(id)), _) => shown_page(&counter, id, Look { is_shown: true, is_again: true, ..Look::default() }, None).await,
        (Ok(Read::Person(found, by_card)), holder) => {
            let card = if by_card { text } else { String::new() };
            meet(&counter, (found, card), holder, typed).await
        }
        (Ok(read), Some(holder)) => {
            let last = field(&typed, "last").to_owned();
            match read {
                Read::Item(item) => add(&mut typed, &item, 1),
                Read::More if !last.is_empty() => add(&mut typed, &last, 1),
                Read::Fewer if !last.is_empty() => add(&mut typed, &last, -1),
                _ => {}
            }
            counter.till(holder, &typed, None).await
        }
        (Err(refusal), Some(holder)) => counter.till(holder, &typed, Some(refusal)).await,
        (Ok(_), None) => counter.start_refused(&unknown_number(&text)).await,
        (Err(refusal), None) => {
            let whom = counter.whom(counter.holders(), &text).await?;
            match refusal.code == "shop.unknown_number" && whom.is_open() {
                true => page(&CounterPage { whom, ..counter.start(Vec::new(), None).await? }),
                false => counter.start_refused(&refusal).await,
            }
        }
    }
}

/// Somebody's card or number. Whoever was there before must have finished: what was chosen for them is not handed to the next one unpaid.
async fn meet(counter: &Counter, (found, card): (Found, String), before: Option<HolderView>, mut typed: Typed) -> Reply<Response> {
    let is_same = |holder: &HolderView| matches!(&found, Found::One(next) if next.account == holder.account);
    if let Some(holder) = before
        && (is_same(&holder) || !wanted(&typed).is_empty())
    {
        let refusal = (!is_same(&holder)).then(|| {
            let sentence = format!("{} 选的东西还没有换，也没有扣分。", holder.name);
            Refusal::new("shop.not_finished", Kind::Conflict, sentence, "请先按“确认换”，或按“不换了”，再刷下一位的卡。")
        });
        if is_same(&holder) && !card.is_empty() {
            typed.insert("card".to_owned(), card);
        }
        return counter.till(holder, &typed, refusal).await;
    }
    match found {
        Found::One(holder) => counter.till(holder, &Typed::from([("card".to_owned(), card)]), None).await,
        Found::Several(people) => page(&counter.start(people, None).await?),
        Found::Nobody => counter.start_refused(&unknown_number("")).await,
    }
}

/// Somebody types their PIN to see what is kept for them.
async fn show_kept(State(doorkeeper): State<Doorkeeper>, counter: Counter, Fields(mut typed): Fields<Typed>) -> Reply<Response> {
    let pin = typed.remove("pin").unwrap_or_default();
    let account = field(&typed, "account").to_owned();
    let found = find(&mut counter.books.read().await?, &counter.village, &counter.rulebook, &account).await?;
    let Found::One(holder) = found else { return counter.start_refused(&unknown_number(&account)).await };
    let place = place_of(&counter.act(field(&typed, "operation"), true)?);
    let (proof, about) = (Proof { card: "", pin: pin.trim() }, (&counter.village, counter.rulebook.as_ref()));
    match expected(proof.read(&doorkeeper, &mut counter.books.read().await?, about, &account, &place).await)? {
        Ok(shown) => counter.till_for(holder, &typed, None, shown).await,
        Err(refusal) => counter.till(holder, &typed, Some(refusal)).await,
    }
}

async fn redeem(State(doorkeeper): State<Doorkeeper>, counter: Counter, Fields(mut typed): Fields<Typed>) -> Reply<Response> {
    let pin = typed.remove("pin").unwrap_or_default();
    // Something was scanned and no Enter followed: it is taken in and looked at first.
    if !field(&typed, "number").is_empty() {
        return scan(counter, Fields(typed)).await;
    }
    let account = field(&typed, "account");
    let found = find(&mut counter.books.read().await?, &counter.village, &counter.rulebook, account).await?;
    let Found::One(holder) = found else { return counter.start_refused(&unknown_number(account)).await };
    let agreed = Some(Points::parse(field(&typed, "agreed")).unwrap_or_default());
    let act = counter.act(field(&typed, "operation"), false)?;
    let (proof, place) = (Proof { card: field(&typed, "card"), pin: pin.trim() }, place_of(&act));
    let about = (&counter.village, counter.rulebook.as_ref());
    let shown = match expected(proof.read(&doorkeeper, &mut counter.books.read().await?, about, account, &place).await)? {
        Ok(shown) => shown,
        Err(refusal) => return counter.till(holder, &typed, Some(refusal)).await,
    };
    let order = Order { shown, ..counter.order(account, &typed, agreed) };
    let outcome = match field(&typed, "do") {
        "witness" => {
            let code = fresh_code(&counter.books.chance);
            expected(counter.books.perform(act, AskWitness(Reserve { order, code })).await)?
        }
        _ => expected(counter.books.perform(act, Redeem(order)).await)?,
    };
    match outcome {
        Ok(done) => Ok(see(format!("{}/redemptions/{}", counter.home(), done.answer.id))),
        Err(refusal) => counter.till(holder, &typed, Some(refusal)).await,
    }
}

/// What was handed out.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/slip.html")]
struct SlipPage {
    shell: Shell,
    slip: SlipView,
    /// Whether its voucher was scanned once more.
    is_again: bool,
    /// For the form that takes it back.
    operation: String,
    reason: String,
    told: Option<Told>,
}

/// What is kept, or was: to be handed out, or why it is not.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/voucher.html")]
struct VoucherPage {
    shell: Shell,
    /// The redemption's number.
    id: i64,
    /// None where nobody has shown that it is theirs.
    voucher: Option<VoucherView>,
    /// How many pieces are kept, of which nothing is told.
    pieces: i64,
    operation: String,
    reason: String,
    told: Option<Told>,
}

impl VoucherPage {
    /// Whether it can still be given up.
    fn is_held(&self) -> bool {
        self.voucher.as_ref().is_none_or(VoucherView::is_held)
    }
}

#[derive(Default, Deserialize)]
struct Asked {
    /// A voucher led here.
    #[serde(default)]
    scanned: bool,
}

/// How a redemption is looked at.
#[derive(Default)]
struct Look {
    /// Its voucher led here.
    is_again: bool,
    /// Whoever stands there has shown that what is kept is theirs.
    is_shown: bool,
    /// Why it is to be taken back, as far as that was typed.
    reason: String,
}

/// The page of a redemption, with what was said no to.
async fn shown_page(counter: &Counter, id: i64, look: Look, refused: Option<Refusal>) -> Reply<Response> {
    let Look { is_again, is_shown, reason } = look;
    let told = refused.as_ref().map(Told::from);
    let operation = counter.books.chance.token();
    let seen = shown(&mut counter.books.read().await?, &counter.village, id, is_shown, counter.today).await?;
    let (voucher, pieces) = match seen {
        Shown::Slip(slip) => {
            let view = SlipPage { shell: counter.shell("小票"), slip, is_again, operation, reason, told };
            return page_or_refused(&view, refused.as_ref());
        }
        Shown::Voucher(voucher) => (Some(voucher), 0),
        Shown::Closed(pieces) => (None, pieces),
    };
    let view = VoucherPage { shell: counter.shell("兑换券"), id, voucher, pieces, operation, reason, told };
    page_or_refused(&view, refused.as_ref())
}

fn page_or_refused(view: &impl Template, refused: Option<&Refusal>) -> Reply<Response> {
    refused.map_or_else(|| page(view), |refusal| page_refused(refusal, view))
}

async fn show(counter: Counter, Path(Numbered { id }): Path<Numbered>, Query(asked): Query<Asked>) -> Reply<Response> {
    shown_page(&counter, id, Look { is_again: asked.scanned, ..Look::default() }, None).await
}

#[derive(Deserialize)]
struct Handing {
    operation: String,
    /// The voucher's code, which only the page of what was shown knows.
    #[serde(default)]
    voucher: String,
}

async fn collect(
    State(doorkeeper): State<Doorkeeper>,
    counter: Counter,
    Path(Numbered { id }): Path<Numbered>,
    Fields(typed): Fields<Handing>,
) -> Reply<Response> {
    let act = counter.act(&typed.operation, false)?;
    let (about, place) = ((&counter.village, counter.rulebook.as_ref()), place_of(&act));
    let its = (id, typed.voucher.as_str());
    let shown = match expected(Proof::default().read_kept(&doorkeeper, &mut counter.books.read().await?, about, its, &place).await)? {
        Ok(shown) => shown,
        Err(refusal) => return shown_page(&counter, id, Look::default(), Some(refusal)).await,
    };
    match expected(counter.books.perform(act, Collect { redemption: id, shown }).await)? {
        Ok(done) if done.answer.again => Ok(see(format!("{}/redemptions/{id}?scanned=true", counter.home()))),
        Ok(_) => Ok(see(format!("{}/redemptions/{id}", counter.home()))),
        Err(refusal) => shown_page(&counter, id, Look { is_shown: shown != ShownBy::Number, ..Look::default() }, Some(refusal)).await,
    }
}

#[derive(Deserialize)]
struct Cancellation {
    operation: String,
    #[serde(default)]
    reason: String,
}

async fn cancel(counter: Counter, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<Cancellation>) -> Reply<Response> {
    let reason = typed.reason.trim().to_owned();
    let outcome = match check_reason(&reason) {
        Ok(()) => {
            let act = counter.act(&typed.operation, false)?;
            expected(counter.books.perform(act, Cancel { redemption: id, reason: reason.clone() }).await)?
        }
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(_) => Ok(see(format!("{}/redemptions/{id}", counter.home()))),
        Err(refusal) => shown_page(&counter, id, Look { reason, ..Look::default() }, Some(refusal)).await,
    }
}

#[cfg(test)]
#[path = "page_samples.rs"]
pub(crate) mod samples;

//! Cards and PINs at the desk: a household looked up, its cards printed, a first PIN begun, a new one asked for and agreed to.
//!
//! Whoever sits here never sees a PIN: they hand out six digits with which the resident chooses one at the kiosk or on a phone.

use askama::Template;
use axum::Router;
use axum::extract::FromRef;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::at_desk::AtDesk;
use super::cards::{IssueCards, RevokeCards, qr};
use super::doorkeeper::{Doorkeeper, token_text};
use super::phones::NotePhone;
use super::slips::{AgreeToReset, AskForReset, HandOut, Purpose};
use super::staff_pages::{CodePage, plain_moment};
use super::store::{self, Pin};
use super::{hashing, refusals};
use crate::roster::{self, Action, PhoneEnding, Resident, Sought, Whom, masked};
use crate::web::{Fields, Reply, Shell, Told, expected, page, page_refused};
use crate::words::{Outcome, Refusal};

/// The most cards on one sheet of paper's worth of work.
const MOST_CARDS: usize = 400;

/// How many digits the desk hands out: typed within ten minutes, five tries for a device.
const DIGITS: u32 = 6;

pub(super) fn pages<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doorkeeper: FromRef<S>,
{
    Router::new()
        .route("/desk/{village}/cards", get(blank).post(look_up))
        .route("/desk/{village}/cards/sheet", post(sheet))
        .route("/desk/{village}/cards/revocation", post(revoke))
        .route("/desk/{village}/cards/phone", post(note_phone))
        .route("/desk/{village}/pins/code", post(begin))
        .route("/desk/{village}/pins/reset", post(ask))
        .route("/desk/{village}/pins/agreement", post(agree))
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/cards.html")]
struct CardsPage {
    shell: Shell,
    village: String,
    told: Option<Told>,
    /// What was just done.
    done: Option<String>,
    /// Whose cards are looked at.
    whom: Whom,
    people: Vec<PersonView>,
    groups: Vec<String>,
    /// A whole group's cards, before they are printed.
    question: Option<Question>,
    /// New PINs that wait for a second member of staff.
    waiting: Vec<RequestView>,
    operation: String,
}

/// So many cards are to be printed, and so many that count now are to end with that.
struct Question {
    group: String,
    cards: usize,
    ended: usize,
}

struct PersonView {
    number: String,
    name: String,
    has_card: bool,
    has_pin: bool,
    /// The last four digits of their phone.
    phone: Option<String>,
}

/// Somebody asked that a resident may choose a new PIN.
struct RequestView {
    id: i64,
    number: String,
    name: String,
    asked: String,
    is_own: bool,
}

impl CardsPage {
    async fn of(at: &AtDesk, typed: &str) -> Reply<Self> {
        let whom = at.whom(Sought::Household, typed).await?;
        let (books, now) = (at.books(), at.doorkeeper.now());
        let mut conn = books.read().await?;
        let found = match &whom.known {
            Some(known) => roster::people_of(&mut conn, &at.village, &known.household).await?,
            None => Vec::new(),
        };
        let mut people = Vec::new();
        for resident in found {
            let has_card = !store::cards_of(&mut conn, &at.village, &resident.number).await?.is_empty();
            let has_pin = books.row::<Pin>(&at.village, resident.number.as_str()).await?.is_some();
            let phone = books.row::<PhoneEnding>(&at.village, resident.number.as_str()).await?.map(|row| row.digits);
            people.push(PersonView { has_card, has_pin, phone, number: resident.number, name: resident.name });
        }
        let mut waiting = Vec::new();
        for slip in store::open_slips(&mut conn, &at.village, Purpose::Pin, now).await?.into_iter().filter(|slip| slip.is_waiting(now)) {
            let name = roster::resident(&mut conn, &at.village, &slip.subject).await?.map_or_else(String::new, |resident| resident.name);
            let by = roster::member_of_staff(&mut conn, &at.village, &slip.made_by).await?.map_or(slip.made_by.clone(), |staff| staff.name);
            let (asked, is_own) = (format!("{by} {}提出", plain_moment(slip.made_at, now)), slip.made_by == at.caller.actor.staff);
            waiting.push(RequestView { id: slip.id, number: slip.subject, name, asked, is_own });
        }
        let groups = roster::groups(&mut conn, &at.village).await?.into_iter().map(|group| group.name).collect();
        let (shell, village) = (at.shell("卡和密码"), at.village.to_string());
        Ok(Self { shell, village, told: None, done: None, whom, people, groups, question: None, waiting, operation: at.blank() })
    }

    /// The page again with what became of it.
    async fn after<T>(at: &AtDesk, number: &str, outcome: Outcome<T>, done: &str) -> Reply<Response> {
        let view = Self::of(at, number).await?;
        match expected(outcome)? {
            Ok(_) => page(&Self { done: Some(done.to_owned()), ..view }),
            Err(refusal) => page_refused(&refusal, &Self { told: Some(Told::from(&refusal)), ..view }),
        }
    }

    async fn refused(at: &AtDesk, number: &str, refusal: Refusal) -> Reply<Response> {
        Self::after::<()>(at, number, Err(refusal.into()), "").await
    }
}

async fn blank(at: AtDesk) -> Reply<Response> {
    at.caller.check(&at.village, Action::HandOutCards)?;
    page(&CardsPage::of(&at, "").await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    operation: String,
    /// Of a resident or household.
    number: String,
    /// Of whom may have been meant.
    pick: Option<String>,
    group: String,
    /// Whether they were told what becomes of a group's old cards.
    sure: String,
    /// A resident's phone, or its last four digits.
    phone: String,
    /// Of a request.
    id: i64,
}

async fn look_up(at: AtDesk, Fields(asked): Fields<Asked>) -> Reply<Response> {
    at.caller.check(&at.village, Action::HandOutCards)?;
    let view = CardsPage::of(&at, asked.pick.as_deref().unwrap_or(&asked.number)).await?;
    if view.whom.is_unknown() {
        return page_refused(&refusals::unknown_number(&view.whom.text), &view);
    }
    page(&view)
}

/// Cards to cut out, eight on a sheet A4.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/card_sheet.html")]
struct SheetPage {
    shell: Shell,
    village: String,
    cards: Vec<CardView>,
}

struct CardView {
    name: String,
    number: String,
    qr: String,
}

/// Prints new cards for a resident, a household or, once it was asked, a group; with that the old ones count no more, for only their digest is known.
async fn sheet(at: AtDesk, Fields(asked): Fields<Asked>) -> Reply<Response> {
    at.caller.check(&at.village, Action::HandOutCards)?;
    let people = printed(&at, &asked).await?;
    if people.is_empty() || people.len() > MOST_CARDS {
        return CardsPage::refused(&at, asked.number.trim(), refusals::nobody_for_cards()).await;
    }
    if !asked.group.is_empty() && asked.sure.is_empty() {
        let holders = store::card_holders(&mut at.books().read().await?, &at.village).await?;
        let ended = people.iter().filter(|person| holders.contains(&person.number)).count();
        let question = Question { group: asked.group, cards: people.len(), ended };
        return page(&CardsPage { question: Some(question), ..CardsPage::of(&at, "").await? });
    }
    let texts: Vec<String> = people.iter().map(|_| token_text(&at.village, &at.books().chance.token())).collect();
    let residents = people.iter().map(|resident| resident.number.clone()).collect();
    let job = IssueCards { residents, digests: texts.iter().map(|text| hashing::digest(text)).collect() };
    let outcome = expected(at.books().perform(at.act(&asked.operation)?, job).await)?;
    match outcome {
        Ok(done) if !done.replayed => {}
        Ok(_) => return CardsPage::refused(&at, asked.number.trim(), refusals::shown_once()).await,
        Err(refusal) => return CardsPage::refused(&at, asked.number.trim(), refusal).await,
    }
    let card = |(resident, text): (Resident, String)| -> anyhow::Result<CardView> {
        Ok(CardView { name: masked(&resident.name), qr: qr(&text)?, number: resident.number })
    };
    let cards = people.into_iter().zip(texts).map(card).collect::<anyhow::Result<_>>()?;
    page(&SheetPage { shell: at.shell("积分卡"), village: at.village.to_string(), cards })
}

async fn printed(at: &AtDesk, asked: &Asked) -> anyhow::Result<Vec<Resident>> {
    let mut conn = at.books().read().await?;
    if !asked.group.is_empty() {
        return roster::people_in(&mut conn, &at.village, &asked.group).await;
    }
    let number = asked.number.trim();
    match roster::resident(&mut conn, &at.village, number).await? {
        Some(resident) => Ok(vec![resident]),
        None => roster::people_of(&mut conn, &at.village, number).await,
    }
}

async fn revoke(at: AtDesk, Fields(asked): Fields<Asked>) -> Reply<Response> {
    at.caller.check(&at.village, Action::HandOutCards)?;
    let outcome = at.books().perform(at.act(&asked.operation)?, RevokeCards { resident: asked.number.clone() }).await;
    CardsPage::after(&at, &asked.number, outcome, "卡停用了，谁捡到也没有用。").await
}

/// The last four digits of a resident's phone; with none typed, what was known goes.
async fn note_phone(at: AtDesk, Fields(asked): Fields<Asked>) -> Reply<Response> {
    at.caller.check(&at.village, Action::HandOutCards)?;
    let digits = roster::phone_ending(&asked.phone);
    if digits.is_none() && !asked.phone.trim().is_empty() {
        return CardsPage::refused(&at, asked.number.trim(), refusals::wrong_phone()).await;
    }
    let job = NotePhone { resident: asked.number.trim().to_owned(), digits };
    let outcome = at.books().perform(at.act(&asked.operation)?, job).await;
    CardsPage::after(&at, asked.number.trim(), outcome, "手机后四位改好了，别的数字没有存。").await
}

/// The six digits for a first PIN.
async fn begin(at: AtDesk, Fields(asked): Fields<Asked>) -> Reply<Response> {
    at.caller.check(&at.village, Action::HandOutCards)?;
    let (code, hash) = at.doorkeeper.short_code(DIGITS).await?;
    let job = HandOut { purpose: Purpose::Pin, subject: asked.number.clone(), hash, seconds: Purpose::Pin.lasts() };
    match expected(at.books().perform(at.act(&asked.operation)?, job).await)? {
        Ok(done) if !done.replayed => handed_out(&at, &asked.number, code).await,
        Ok(_) => CardsPage::refused(&at, &asked.number, refusals::shown_once()).await,
        Err(refusal) => CardsPage::refused(&at, &asked.number, refusal).await,
    }
}

async fn handed_out(at: &AtDesk, number: &str, code: String) -> Reply<Response> {
    let resident = roster::resident(&mut at.books().read().await?, &at.village, number).await?;
    let subject = resident.map_or_else(|| number.to_owned(), |resident| format!("{} {}", resident.name, resident.number));
    let how = "请本人在自助机或手机上点“看我的积分”，输编号，再输这 6 位数，然后自己选一个密码。您不要看，也不要替他选。".to_owned();
    let (shell, back) = (at.shell("设密码"), format!("/desk/{}/cards", at.village));
    page(&CodePage { shell, subject, code, good: "10 分钟内用一次有效", how, back })
}

async fn ask(at: AtDesk, Fields(asked): Fields<Asked>) -> Reply<Response> {
    at.caller.check(&at.village, Action::HandOutCards)?;
    let outcome = at.books().perform(at.act(&asked.operation)?, AskForReset { purpose: Purpose::Pin, subject: asked.number.clone() }).await;
    CardsPage::after(&at, &asked.number, outcome, "提出来了，请另一位办事的人在这一页同意。").await
}

async fn agree(at: AtDesk, Fields(asked): Fields<Asked>) -> Reply<Response> {
    at.caller.check(&at.village, Action::HandOutCards)?;
    let (code, hash) = at.doorkeeper.short_code(DIGITS).await?;
    let job = AgreeToReset { purpose: Purpose::Pin, subject: asked.number.clone(), id: asked.id, hash };
    match expected(at.books().perform(at.act(&asked.operation)?, job).await)? {
        Ok(done) if !done.replayed => handed_out(&at, &asked.number, code).await,
        Ok(_) => CardsPage::refused(&at, "", refusals::shown_once()).await,
        Err(refusal) => CardsPage::refused(&at, "", refusal).await,
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::entrance::me_pages::samples::shell;
    use crate::roster::{Hit, Known};

    pub(in crate::entrance) fn samples() -> Vec<(&'static str, String)> {
        let person = |number: &str, name: &str, has_card, has_pin| PersonView {
            number: number.into(),
            name: name.into(),
            has_card,
            has_pin,
            phone: Some("0756".into()).filter(|_| has_card),
        };
        let request = |id, name: &str, is_own| {
            let (number, asked) = ("1-01-2".to_owned(), "李芳 11月22日（周日）9:05提出".to_owned());
            RequestView { id, number, name: name.into(), asked, is_own }
        };
        let cards = |told, done| CardsPage {
            shell: shell("卡和密码"),
            village: "jianghe".into(),
            told,
            done,
            whom: Whom {
                text: "3-07".into(),
                known: Some(Known {
                    number: "3-07".into(),
                    household: "3-07".into(),
                    name: "3-07 张大山家".into(),
                    person: "张大山".into(),
                }),
                ..Whom::default()
            },
            people: vec![person("3-07-1", "张大山", true, true), person("3-07-2", "张小明", false, false)],
            groups: vec!["一组".into(), "二组".into()],
            question: None,
            waiting: vec![request(1, "马有福", false), request(2, "马有财", true)],
            operation: "a".repeat(32),
        };
        let card = |name: &str, number: &str| CardView { name: masked(name), number: number.into(), qr: qr("jf.jianghe.00").unwrap() };
        let same = |number: &str, what: &str| Hit { number: number.into(), name: "张小明".into(), what: what.into() };
        let hits = vec![same("3-07", "三组 子"), same("5-02", "五组 户主")];
        let which = Whom { text: "张小明".into(), hits, more: 2, ..Whom::default() };
        let sheet = vec![card("张大山", "3-07-1"), card("张小明", "3-07-2")];
        vec![
            ("cards", cards(None, Some("卡停用了，谁捡到也没有用。".into())).render().unwrap()),
            ("cards, which of them", CardsPage { whom: which, people: Vec::new(), ..cards(None, None) }.render().unwrap()),
            (
                "cards, a whole group",
                CardsPage { question: Some(Question { group: "三组".into(), cards: 42, ended: 38 }), ..cards(None, None) }
                    .render()
                    .unwrap(),
            ),
            ("cards refused", cards(Some(Told::from(&refusals::same_person())), None).render().unwrap()),
            ("card sheet", SheetPage { shell: shell("积分卡"), village: "jianghe".into(), cards: sheet }.render().unwrap()),
        ]
    }
}

//! Kiosks: the list at the desk, and the page at which a device shows its code once.

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::at_desk::AtDesk;
use super::cookies::{COOKIE, with_cookie};
use super::doorkeeper::{Doorkeeper, token_text};
use super::kiosks::{AddKiosk, KIOSK, RegisterKiosk};
use super::slips::{HandOut, Purpose};
use super::spot::Spot;
use super::staff_pages::{CodePage, plain_moment};
use super::{hashing, pad, refusals, store};
use crate::roster::{self, Action};
use crate::web::{Fields, Reply, Shell, Told, expected, page, page_refused, see};
use crate::words::{Actor, Outcome, Refusal, Role, VillageId};

/// How many digits a device is asked for: an address has five tries in ten minutes, and a code an hour.
const DIGITS: u32 = 8;

/// How long a device is known to the browser; it may be revoked at any time.
const STAYS: i64 = 365 * 24 * 3600;

pub(super) fn pages<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doorkeeper: FromRef<S>,
{
    Router::new()
        .route("/desk/{village}/kiosks", get(list).post(add))
        .route("/desk/{village}/kiosks/code", post(code))
        .route("/desk/{village}/kiosks/revocation", post(revoke))
        .route("/kiosk/{village}/registration", get(blank).post(register))
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/kiosks.html")]
struct KiosksPage {
    shell: Shell,
    village: String,
    told: Option<Told>,
    kiosks: Vec<KioskView>,
    operation: String,
}

struct KioskView {
    number: String,
    name: String,
    seen: String,
    is_registered: bool,
}

impl KiosksPage {
    async fn of(at: &AtDesk, told: Option<Told>) -> Reply<Self> {
        let (mut conn, now) = (at.books().read().await?, at.doorkeeper.now());
        let mut kiosks = Vec::new();
        for kiosk in roster::staff_of(&mut conn, &at.village, Role::Kiosk).await? {
            let tokens = store::tokens_of(&mut conn, &at.village, &kiosk.number, now).await?;
            let last = tokens.iter().map(|token| token.seen_at.unwrap_or(token.made_at)).max();
            let seen = last.map_or_else(|| "还没有注册".to_owned(), |last| format!("最近一次：{}", plain_moment(last, now)));
            kiosks.push(KioskView { is_registered: last.is_some(), seen, number: kiosk.number, name: kiosk.name });
        }
        Ok(Self { shell: at.shell("自助机"), village: at.village.to_string(), told, kiosks, operation: at.blank() })
    }

    async fn refused(at: &AtDesk, refusal: &Refusal) -> Reply<Response> {
        page_refused(refusal, &Self::of(at, Some(Told::from(refusal))).await?)
    }
}

async fn list(at: AtDesk) -> Reply<Response> {
    at.caller.check(&at.village, Action::RegisterKiosks)?;
    page(&KiosksPage::of(&at, None).await?)
}

#[derive(Deserialize)]
struct Named {
    operation: String,
    name: String,
}

async fn add(at: AtDesk, Fields(named): Fields<Named>) -> Reply<Response> {
    at.caller.check(&at.village, Action::RegisterKiosks)?;
    match expected(at.books().perform(at.act(&named.operation)?, AddKiosk { name: named.name }).await)? {
        Ok(_) => Ok(see(format!("/desk/{}/kiosks", at.village))),
        Err(refusal) => KiosksPage::refused(&at, &refusal).await,
    }
}

#[derive(Deserialize)]
struct Which {
    operation: String,
    number: String,
}

/// A kiosk of this village. Refuses `entrance.unknown_kiosk`.
async fn kiosk(doorkeeper: &Doorkeeper, village: &VillageId, number: &str) -> Outcome<roster::Staff> {
    let found = roster::member_of_staff(&mut doorkeeper.books.read().await?, village, number).await?;
    Ok(found.filter(|staff| staff.role == Role::Kiosk).ok_or_else(refusals::unknown_kiosk)?)
}

impl Doorkeeper {
    /// A code with which a device becomes a kiosk, which is still to be handed out; shown once.
    async fn kiosk_code(&self, number: &str, seconds: i64) -> anyhow::Result<(String, HandOut)> {
        let (code, hash) = self.short_code(DIGITS).await?;
        Ok((code, HandOut { purpose: Purpose::Kiosk, subject: number.to_owned(), hash, seconds }))
    }

    /// The same handed out by the service itself, good for so many seconds. Refuses `entrance.unknown_kiosk`.
    pub async fn begin_kiosk(&self, village: &VillageId, number: &str, seconds: i64) -> Outcome<String> {
        let kiosk = kiosk(self, village, number).await?;
        let (code, job) = self.kiosk_code(&kiosk.number, seconds).await?;
        self.perform(village, Actor::clockwork(), job).await?;
        Ok(code)
    }

    /// The token of a device that shows its code. Refuses, in this order: `entrance.too_many_tries`, `entrance.slip_over`.
    async fn register(&self, spot: &Spot, code: &str) -> Outcome<String> {
        let village = &spot.village;
        self.count_try(village, KIOSK, spot).await?;
        let open = store::open_slips(&mut self.books.read().await?, village, Purpose::Kiosk, self.now()).await?;
        for slip in open {
            if hashing::verify(code, slip.hash).await? {
                let tokens = store::tokens_of(&mut self.books.read().await?, village, &slip.subject, self.now()).await?;
                let ends = tokens.into_iter().map(|token| token.digest).collect();
                let device = self.token_for(Role::Kiosk, slip.subject, None);
                let token = token_text(village, &device.secret);
                self.perform(village, Actor::clockwork(), RegisterKiosk { slip: slip.id, ends, place: spot.place.clone(), device }).await?;
                self.forget();
                return Ok(token);
            }
        }
        Err(refusals::slip_over().into())
    }
}

async fn code(at: AtDesk, Fields(which): Fields<Which>) -> Reply<Response> {
    at.caller.check(&at.village, Action::RegisterKiosks)?;
    let kiosk = match expected(kiosk(&at.doorkeeper, &at.village, &which.number).await)? {
        Ok(kiosk) => kiosk,
        Err(refusal) => return KiosksPage::refused(&at, &refusal).await,
    };
    let (code, job) = at.doorkeeper.kiosk_code(&kiosk.number, Purpose::Kiosk.lasts()).await?;
    if at.books().perform(at.act(&which.operation)?, job).await?.replayed {
        return KiosksPage::refused(&at, &refusals::shown_once()).await;
    }
    let how = format!("到那台机器上打开 /kiosk/{}，把这 8 位数输进去。以前的机器就不再算数。", at.village);
    let (shell, subject, back) = (at.shell("注册码"), kiosk.name, format!("/desk/{}/kiosks", at.village));
    page(&CodePage { shell, subject, code, good: "1 小时内用一次有效", how, back })
}

async fn revoke(at: AtDesk, Fields(which): Fields<Which>) -> Reply<Response> {
    at.caller.check(&at.village, Action::RegisterKiosks)?;
    let kiosk = match expected(kiosk(&at.doorkeeper, &at.village, &which.number).await)? {
        Ok(kiosk) => kiosk,
        Err(refusal) => return KiosksPage::refused(&at, &refusal).await,
    };
    let tokens = store::tokens_of(&mut at.books().read().await?, &at.village, &kiosk.number, at.doorkeeper.now()).await?;
    at.doorkeeper.end(at.act(&which.operation)?, tokens.into_iter().map(|token| token.digest).collect(), Some(kiosk.number)).await?;
    Ok(see(format!("/desk/{}/kiosks", at.village)))
}

/// Where a device that is no kiosk yet shows its code.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/registration.html")]
struct RegistrationPage {
    shell: Shell,
    told: Option<Told>,
    code: String,
}

impl RegistrationPage {
    async fn of(doorkeeper: &Doorkeeper, village: &VillageId, code: String, told: Option<Told>) -> Reply<Self> {
        let row = roster::village(&mut doorkeeper.books.read().await?, village).await?.ok_or_else(roster::unknown_village)?;
        let home = format!("/kiosk/{village}");
        let shell = Shell { title: "注册自助机".to_owned(), skin: "kiosk", place: row.name, home, ..Shell::default() };
        Ok(Self { shell, told, code })
    }
}

async fn blank(State(doorkeeper): State<Doorkeeper>, spot: Spot) -> Reply<Response> {
    page(&RegistrationPage::of(&doorkeeper, &spot.village, String::new(), None).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    code: String,
    key: String,
}

async fn register(
    State(doorkeeper): State<Doorkeeper>,
    spot: Spot,
    headers: HeaderMap,
    Fields(mut typed): Fields<Typed>,
) -> Reply<Response> {
    let blank = RegistrationPage::of(&doorkeeper, &spot.village, String::new(), None).await?;
    if pad::press(&typed.key, &mut [(&mut typed.code, DIGITS as usize)]) {
        return page(&RegistrationPage { code: typed.code, ..blank });
    }
    match expected(doorkeeper.register(&spot, typed.code.trim()).await)? {
        Ok(token) => with_cookie(see(format!("/kiosk/{}", spot.village)), &headers, COOKIE, &token, STAYS),
        Err(refusal) => page_refused(&refusal, &RegistrationPage { told: Some(Told::from(&refusal)), ..blank }),
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::entrance::me_pages::samples::shell;

    pub(in crate::entrance) fn samples() -> Vec<(&'static str, String)> {
        let view = |number: &str, name: &str, seen: &str| KioskView {
            number: number.into(),
            name: name.into(),
            seen: seen.into(),
            is_registered: seen != "还没有注册",
        };
        let kiosks = vec![view("K01", "村委会大厅", "最近一次：11月22日（周日）9:05"), view("K02", "小店", "还没有注册")];
        let (village, told, operation) = ("jianghe".to_owned(), Some(Told::from(&refusals::name_missing())), "a".repeat(32));
        let kiosk = Shell { title: "注册自助机".into(), skin: "kiosk", home: "/kiosk/jianghe".into(), ..Shell::default() };
        let registration = RegistrationPage { shell: kiosk, told: Some(Told::from(&refusals::slip_over())), code: "1234".into() };
        vec![
            ("kiosks", KiosksPage { shell: shell("自助机"), village, told, kiosks, operation }.render().unwrap()),
            ("kiosk registration", registration.render().unwrap()),
        ]
    }
}

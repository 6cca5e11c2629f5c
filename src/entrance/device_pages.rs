//! Devices: the list at the desk, with what begins and ends them, and the page at which a machine shows its code once.

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::at_desk::AtDesk;
use super::cookies::{COOKIE, with_cookie};
use super::devices::{AddDevice, GiveToken, KIOSK, RegisterKiosk};
use super::doorkeeper::{Doorkeeper, token_text};
use super::slips::{HandOut, Purpose};
use super::spot::Spot;
use super::staff_pages::{CodePage, plain_moment};
use super::{hashing, pad, refusals, store};
use crate::roster::{self, Action, Staff};
use crate::web::{Fields, Reply, Shell, Told, expected, no_such_choice, page, page_refused, see};
use crate::words::{Actor, Outcome, Refusal, Role, VillageId};

/// How many digits a machine is asked for: an address has five tries in ten minutes, and a code an hour.
const DIGITS: u32 = 8;

/// How long a kiosk is known to the browser; it may be revoked at any time.
const STAYS: i64 = 365 * 24 * 3600;

pub(super) fn pages<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doorkeeper: FromRef<S>,
{
    Router::new()
        .route("/desk/{village}/devices", get(list).post(add))
        .route("/desk/{village}/devices/code", post(code))
        .route("/desk/{village}/devices/revocation", post(revoke))
        .route("/kiosk/{village}/registration", get(blank).post(register))
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/devices.html")]
struct DevicesPage {
    shell: Shell,
    village: String,
    told: Option<Told>,
    /// What was just done, in a sentence.
    done: Option<&'static str>,
    devices: Vec<DeviceView>,
    operation: String,
}

struct DeviceView {
    number: String,
    name: String,
    kind: Role,
    seen: String,
    is_registered: bool,
}

impl DevicesPage {
    async fn of(at: &AtDesk, told: Option<Told>) -> Reply<Self> {
        let (mut conn, now) = (at.books().read().await?, at.doorkeeper.now());
        let mut devices = Vec::new();
        for kind in Role::DEVICES {
            for Staff { number, name, .. } in roster::staff_of(&mut conn, &at.village, kind).await? {
                let tokens = store::tokens_of(&mut conn, &at.village, &number, now).await?;
                let last = tokens.iter().map(|token| token.seen_at.unwrap_or(token.made_at)).max();
                let seen = last.map_or_else(|| "还没有注册".to_owned(), |last| format!("最近一次：{}", plain_moment(last, now)));
                devices.push(DeviceView { is_registered: last.is_some(), seen, number, name, kind });
            }
        }
        Ok(Self {
            shell: at.shell("自助机和程序"), village: at.village.to_string(), told, done: None, devices, operation: at.blank()
        })
    }

    async fn refused(at: &AtDesk, refusal: &Refusal) -> Reply<Response> {
        page_refused(refusal, &Self::of(at, Some(Told::from(refusal))).await?)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// What was just done.
    done: String,
}

async fn list(at: AtDesk, Query(asked): Query<Asked>) -> Reply<Response> {
    at.caller.check(&at.village, Action::RegisterDevices)?;
    let done = match asked.done.as_str() {
        "added" => Some("添好了。请在清单里给它注册码或口令。"),
        "stopped" => Some("已经停用，马上就不能再用了。要再用，请重新给注册码或口令。"),
        _ => None,
    };
    page(&DevicesPage { done, ..DevicesPage::of(&at, None).await? })
}

#[derive(Deserialize)]
struct Named {
    operation: String,
    name: String,
    #[serde(default)]
    kind: String,
}

async fn add(at: AtDesk, Fields(named): Fields<Named>) -> Reply<Response> {
    at.caller.check(&at.village, Action::RegisterDevices)?;
    let kind = Role::parse(&named.kind).filter(|kind| kind.is_device()).ok_or_else(no_such_choice)?;
    match expected(at.books().perform(at.act(&named.operation)?, AddDevice { kind, name: named.name }).await)? {
        Ok(_) => Ok(see(format!("/desk/{}/devices?done=added", at.village))),
        Err(refusal) => DevicesPage::refused(&at, &refusal).await,
    }
}

#[derive(Deserialize)]
struct Which {
    operation: String,
    number: String,
}

/// A device of this village. Refuses `entrance.unknown_device`.
async fn device(doorkeeper: &Doorkeeper, village: &VillageId, number: &str) -> Outcome<Staff> {
    let found = roster::member_of_staff(&mut doorkeeper.books.read().await?, village, number).await?;
    Ok(found.filter(|staff| staff.role.is_device()).ok_or_else(refusals::unknown_device)?)
}

impl Doorkeeper {
    /// A code with which a machine becomes a kiosk, which is still to be handed out; shown once.
    async fn kiosk_code(&self, number: &str, seconds: i64) -> anyhow::Result<(String, HandOut)> {
        let (code, hash) = self.short_code(DIGITS).await?;
        Ok((code, HandOut { purpose: Purpose::Kiosk, subject: number.to_owned(), hash, seconds }))
    }

    /// The same handed out by the service itself, good for so many seconds. Refuses `entrance.unknown_device`.
    pub async fn begin_kiosk(&self, village: &VillageId, number: &str, seconds: i64) -> Outcome<String> {
        let kiosk = device(self, village, number).await?;
        let (code, job) = self.kiosk_code(&kiosk.number, seconds).await?;
        self.perform(village, Actor::clockwork(), job).await?;
        Ok(code)
    }

    /// The digests of what a device shows now.
    async fn digests(&self, village: &VillageId, number: &str) -> anyhow::Result<Vec<String>> {
        let tokens = store::tokens_of(&mut self.books.read().await?, village, number, self.now()).await?;
        Ok(tokens.into_iter().map(|token| token.digest).collect())
    }

    /// The token of a machine that shows its code. Refuses, in this order: `entrance.too_many_tries`, `entrance.slip_over`.
    async fn register(&self, spot: &Spot, code: &str) -> Outcome<String> {
        let village = &spot.village;
        self.count_try(village, KIOSK, spot).await?;
        let open = store::open_slips(&mut self.books.read().await?, village, Purpose::Kiosk, self.now()).await?;
        for slip in open {
            if hashing::verify(code, slip.hash).await? {
                let ends = self.digests(village, &slip.subject).await?;
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

/// What begins a device: for a kiosk the code that is typed at it, for a program its token. Either is shown once, and ends what was there before.
async fn code(at: AtDesk, Fields(which): Fields<Which>) -> Reply<Response> {
    at.caller.check(&at.village, Action::RegisterDevices)?;
    let device = match expected(device(&at.doorkeeper, &at.village, &which.number).await)? {
        Ok(device) => device,
        Err(refusal) => return DevicesPage::refused(&at, &refusal).await,
    };
    let (act, back) = (at.act(&which.operation)?, format!("/desk/{}/devices", at.village));
    let (title, code, good, how, replayed) = if device.role == Role::Program {
        let ends = at.doorkeeper.digests(&at.village, &device.number).await?;
        let job = GiveToken { ends, device: at.doorkeeper.token_for(Role::Program, device.number, None) };
        let token = token_text(&at.village, &job.device.secret);
        let replayed = at.books().perform(act, job).await?.replayed;
        at.doorkeeper.forget();
        let how = "交给管这个程序的人，填进程序里（Authorization: Bearer）。以前的口令马上不能再用。它记的，您自己不能审。".to_owned();
        ("程序口令", token, "停用以前一直有效", how, replayed)
    } else {
        let (code, job) = at.doorkeeper.kiosk_code(&device.number, Purpose::Kiosk.lasts()).await?;
        let replayed = at.books().perform(act, job).await?.replayed;
        let how = format!("到那台机器上打开 /kiosk/{}，把这 8 位数输进去。以前的机器就不再算数。", at.village);
        ("注册码", code, "1 小时内用一次有效", how, replayed)
    };
    if replayed {
        return DevicesPage::refused(&at, &refusals::shown_once()).await;
    }
    page(&CodePage { shell: at.shell(title), subject: device.name, code, good, how, back })
}

async fn revoke(at: AtDesk, Fields(which): Fields<Which>) -> Reply<Response> {
    at.caller.check(&at.village, Action::RegisterDevices)?;
    let device = match expected(device(&at.doorkeeper, &at.village, &which.number).await)? {
        Ok(device) => device,
        Err(refusal) => return DevicesPage::refused(&at, &refusal).await,
    };
    let digests = at.doorkeeper.digests(&at.village, &device.number).await?;
    at.doorkeeper.end(at.act(&which.operation)?, digests, Some(device.number)).await?;
    Ok(see(format!("/desk/{}/devices?done=stopped", at.village)))
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
        let view = |kind: Role, number: &str, name: &str, seen: &str| DeviceView {
            number: number.into(),
            name: name.into(),
            kind,
            seen: seen.into(),
            is_registered: seen != "还没有注册",
        };
        let devices = vec![
            view(Role::Kiosk, "K01", "村委会大厅", "最近一次：11月22日（周日）9:05"),
            view(Role::Kiosk, "K02", "小店", "还没有注册"),
            view(Role::Program, "P01", "县网格平台", "最近一次：11月22日（周日）9:05"),
        ];
        let (village, told, operation) = ("jianghe".to_owned(), Some(Told::from(&refusals::name_missing())), "a".repeat(32));
        let kiosk = Shell { title: "注册自助机".into(), skin: "kiosk", home: "/kiosk/jianghe".into(), ..Shell::default() };
        let registration = RegistrationPage { shell: kiosk, told: Some(Told::from(&refusals::slip_over())), code: "1234".into() };
        vec![
            (
                "devices",
                DevicesPage {
                    shell: shell("自助机和程序"),
                    village,
                    done: told.is_none().then_some("添好了。请在清单里给它注册码或口令。"),
                    told,
                    devices,
                    operation,
                }
                .render()
                .unwrap(),
            ),
            ("kiosk registration", registration.render().unwrap()),
        ]
    }
}

//! Who serves the village: inviting them to choose a password, signing them out, taking a lost phone's codes away.
//!
//! A secretary invites keepers and grid workers; whoever checks on the secretary is invited by the township or at the command line (`jifen invite`).
//! An invitation is as good as the password: with somebody else's, one person would be both pairs of eyes. So one for somebody who has a password
//! already is asked for by one and agreed to by another.

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Query};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::appointment_pages::{AppointmentsView, Typed};
use super::at_desk::AtDesk;
use super::doorkeeper::Doorkeeper;
use super::refusals;
use super::second_factor::Reset;
use super::slips::{AgreeToReset, AskForReset, Purpose, Slip};
use super::store::{self, Password, SecondFactor};
use crate::roster::{self, Action, Staff, Whom};
use crate::web::{Fields, Reply, Shell, Told, expected, page, page_refused, plain_day, plain_time, see};
use crate::words::{Moment, Outcome, Refusal, Role};

pub(super) fn pages<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doorkeeper: FromRef<S>,
{
    Router::new()
        .route("/desk/{village}/staff", get(list))
        .route("/desk/{village}/staff/invitation", post(invite))
        .route("/desk/{village}/staff/agreement", post(agree))
        .route("/desk/{village}/staff/sessions", post(sign_out))
        .route("/desk/{village}/staff/second-factor", post(reset))
}

/// Whether somebody in a role may invite somebody in another, sign them out, and take their codes away.
fn may_invite(role: Role, whom: Role) -> bool {
    match role {
        Role::Secretary => matches!(whom, Role::Keeper | Role::GridWorker | Role::GroupLeader),
        Role::Township => !whom.is_device() && !matches!(whom, Role::County | Role::Resident | Role::Clockwork),
        // Where there is no township officer yet, or it is one of them.
        Role::County => matches!(whom, Role::Township | Role::Secretary),
        _ => false,
    }
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/staff.html")]
pub(super) struct StaffPage {
    shell: Shell,
    village: String,
    told: Option<Told>,
    people: Vec<StaffView>,
    appointments: AppointmentsView,
    operation: String,
}

struct StaffView {
    number: String,
    name: String,
    role: &'static str,
    /// 有密码, 有动态码; or that there is none yet.
    has: &'static str,
    has_password: bool,
    has_factor: bool,
    /// Where they are signed in, in words.
    seen: String,
    is_signed_in: bool,
    may_invite: bool,
    /// A new password that waits for a second one to agree.
    waiting: Option<Waiting>,
}

/// Somebody asked that somebody may choose a new password.
struct Waiting {
    id: i64,
    asked: String,
    /// Whoever looks at it asked for it, or it is their own.
    is_barred: bool,
}

/// `3月5日（周四）9:05`
pub(super) fn plain_moment(at: Moment, now: Moment) -> String {
    format!("{}{}", plain_day(at.day(), now.day()), plain_time(at))
}

impl StaffPage {
    async fn of(at: &AtDesk, told: Option<Told>, done: Option<i64>) -> Reply<Self> {
        let mut conn = at.books().read().await?;
        let staff = roster::staff(&mut conn, &at.village).await?;
        let now = at.doorkeeper.now();
        let slips = store::open_slips(&mut conn, &at.village, Purpose::Password, now).await?;
        drop(conn);
        let waiting: Vec<Slip> = slips.into_iter().filter(|slip| slip.is_waiting(now)).collect();
        let mut people = Vec::new();
        for one in staff.iter().filter(|one| one.serves() && !one.role.is_device()) {
            let waiting = waiting.iter().find(|slip| slip.subject == one.number).map(|slip| Waiting {
                id: slip.id,
                asked: format!("{} {}提出重设密码", name_of(&staff, &slip.made_by), plain_moment(slip.made_at, now)),
                is_barred: [&slip.made_by, &one.number].contains(&&at.caller.actor.staff),
            });
            people.push(Self::view(at, one.clone(), waiting).await?);
        }
        let appointments = AppointmentsView::read(at, &staff, done).await?;
        Ok(Self { shell: at.shell("办事的人"), village: at.village.to_string(), told, people, appointments, operation: at.blank() })
    }

    /// The page with what was typed about somebody who is to begin, or about whose service is to change.
    pub async fn asking(at: &AtDesk, whom: Whom, typed: Typed, told: Option<Told>) -> Reply<Self> {
        let view = Self::of(at, told, None).await?;
        Ok(Self { appointments: AppointmentsView { whom, typed, ..view.appointments }, ..view })
    }

    async fn view(at: &AtDesk, one: Staff, waiting: Option<Waiting>) -> Reply<StaffView> {
        let (books, now) = (at.books(), at.doorkeeper.now());
        let has_password = books.row::<Password>(&at.village, one.number.as_str()).await?.is_some();
        let factor = books.row::<SecondFactor>(&at.village, one.number.as_str()).await?;
        let has_factor = factor.is_some_and(|factor| factor.confirmed_at.is_some());
        let sessions = store::tokens_of(&mut books.read().await?, &at.village, &one.number, now).await?;
        let last = sessions.iter().map(|token| token.seen_at.unwrap_or(token.made_at)).max();
        Ok(StaffView {
            has: match (has_password, has_factor) {
                (false, _) => "还没有密码",
                (true, false) => "有密码",
                (true, true) => "有密码和动态码",
            },
            has_password,
            has_factor,
            waiting,
            seen: last.map_or_else(|| "没有登录".to_owned(), |last| format!("登录着，{}还在用", plain_moment(last, now))),
            is_signed_in: last.is_some(),
            may_invite: may_invite(at.caller.actor.role, one.role),
            role: one.role.chinese(),
            number: one.number,
            name: one.name,
        })
    }

    pub async fn refused(at: &AtDesk, refusal: &Refusal) -> Reply<Response> {
        page_refused(refusal, &Self::of(at, Some(Told::from(refusal)), None).await?)
    }
}

fn name_of(staff: &[Staff], number: &str) -> String {
    staff.iter().find(|one| one.number == number).map_or_else(|| number.to_owned(), |one| one.name.clone())
}

#[derive(Default, Deserialize)]
struct Done {
    /// What was just asked for or decided about somebody's service.
    done: Option<i64>,
}

async fn list(at: AtDesk, Query(Done { done }): Query<Done>) -> Reply<Response> {
    at.caller.check(&at.village, Action::ConfirmInvitation)?;
    page(&StaffPage::of(&at, None, done).await?)
}

/// A code that is shown once: whom or what it is for, how long it is good, and what to do with it.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/code.html")]
pub(super) struct CodePage {
    pub shell: Shell,
    pub subject: String,
    pub code: String,
    pub good: &'static str,
    pub how: String,
    pub back: String,
}

#[derive(Deserialize)]
struct Named {
    operation: String,
    number: String,
    /// Of a request that waits.
    #[serde(default)]
    id: i64,
}

/// Whom this caller may invite, sign out, take codes away from. Refuses, in this order: `roster.unknown_staff`, `entrance.not_yours_to_invite`.
async fn theirs(at: &AtDesk, number: &str) -> Outcome<Staff> {
    let staff = at.doorkeeper.serving(&at.village, number).await?;
    if may_invite(at.caller.actor.role, staff.role) { Ok(staff) } else { Err(refusals::not_yours_to_invite().into()) }
}

/// Invites somebody who has no password yet; for somebody who has, it is asked for and waits.
async fn invite(at: AtDesk, Fields(whom): Fields<Named>) -> Reply<Response> {
    at.caller.check(&at.village, Action::Invite)?;
    let staff = match expected(theirs(&at, &whom.number).await)? {
        Ok(staff) => staff,
        Err(refusal) => return StaffPage::refused(&at, &refusal).await,
    };
    if at.books().row::<Password>(&at.village, staff.number.as_str()).await?.is_some() {
        let job = AskForReset { purpose: Purpose::Password, subject: staff.number };
        at.books().perform(at.act(&whom.operation)?, job).await?;
        return Ok(see(format!("/desk/{}/staff", at.village)));
    }
    let (code, job) = at.doorkeeper.invitation(&at.village, &staff.number);
    match expected(at.books().perform(at.act(&whom.operation)?, job).await)? {
        Ok(done) if !done.replayed => shown(&at, &staff, code),
        Ok(_) => StaffPage::refused(&at, &refusals::shown_once()).await,
        Err(refusal) => StaffPage::refused(&at, &refusal).await,
    }
}

/// Agrees that somebody may choose a new password, which somebody else asked for.
async fn agree(at: AtDesk, Fields(whom): Fields<Named>) -> Reply<Response> {
    at.caller.check(&at.village, Action::ConfirmInvitation)?;
    // The county has to do with those it invites, and with nobody else in the village.
    let found = match at.caller.actor.role {
        Role::County => theirs(&at, &whom.number).await,
        _ => at.doorkeeper.serving(&at.village, &whom.number).await,
    };
    let staff = match expected(found)? {
        Ok(staff) => staff,
        Err(refusal) => return StaffPage::refused(&at, &refusal).await,
    };
    let (code, hash) = at.doorkeeper.invitation_text(&at.village);
    let job = AgreeToReset { purpose: Purpose::Password, subject: staff.number.clone(), id: whom.id, hash };
    match expected(at.books().perform(at.act(&whom.operation)?, job).await)? {
        Ok(done) if !done.replayed => shown(&at, &staff, code),
        Ok(_) => StaffPage::refused(&at, &refusals::shown_once()).await,
        Err(refusal) => StaffPage::refused(&at, &refusal).await,
    }
}

/// An invitation, this once.
fn shown(at: &AtDesk, staff: &Staff, code: String) -> Reply<Response> {
    let subject = format!("{} {} {}", staff.role.chinese(), staff.number, staff.name);
    let how = "把这一串发给本人（当面或电话里念也行）。他打开登录页，点“用邀请设密码”，粘贴进去，自己选一个密码。".to_owned();
    page(&CodePage {
        shell: at.shell("邀请"), subject, code, good: "7 天内用一次有效", how, back: format!("/desk/{}/staff", at.village)
    })
}

/// Ends every session of somebody, and the tokens of their programs.
async fn sign_out(at: AtDesk, Fields(whom): Fields<Named>) -> Reply<Response> {
    at.caller.check(&at.village, Action::Invite)?;
    let staff = match expected(theirs(&at, &whom.number).await)? {
        Ok(staff) => staff,
        Err(refusal) => return StaffPage::refused(&at, &refusal).await,
    };
    let tokens = store::tokens_of(&mut at.books().read().await?, &at.village, &staff.number, at.doorkeeper.now()).await?;
    at.doorkeeper.end(at.act(&whom.operation)?, tokens.into_iter().map(|token| token.digest).collect(), Some(staff.number)).await?;
    Ok(see(format!("/desk/{}/staff", at.village)))
}

async fn reset(at: AtDesk, Fields(whom): Fields<Named>) -> Reply<Response> {
    at.caller.check(&at.village, Action::Invite)?;
    let staff = match expected(theirs(&at, &whom.number).await)? {
        Ok(staff) => staff,
        Err(refusal) => return StaffPage::refused(&at, &refusal).await,
    };
    match expected(at.books().perform(at.act(&whom.operation)?, Reset { staff: staff.number }).await)? {
        Ok(_) => Ok(see(format!("/desk/{}/staff", at.village))),
        Err(refusal) => StaffPage::refused(&at, &refusal).await,
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::super::appointment_pages::WaitingView;
    use super::*;
    use crate::entrance::me_pages::samples::shell;

    pub(in crate::entrance) fn samples() -> Vec<(&'static str, String)> {
        let view = |number: &str, name: &str, role: Role, has, is_signed_in| StaffView {
            number: number.into(),
            name: name.into(),
            role: role.chinese(),
            has,
            has_password: has != "还没有密码",
            has_factor: has == "有密码和动态码",
            waiting: (role == Role::GridWorker).then(|| Waiting {
                id: 1,
                asked: "张明 11月22日（周日）9:05提出重设密码".into(),
                is_barred: false,
            }),
            seen: if is_signed_in { "登录着，11月22日（周日）9:05还在用".into() } else { "没有登录".into() },
            is_signed_in,
            may_invite: may_invite(Role::Secretary, role),
        };
        let people = vec![
            view("S01", "张明", Role::Secretary, "有密码和动态码", true),
            view("S02", "李芳", Role::Supervisor, "有密码", false),
            view("S04", "刘洋", Role::GridWorker, "有密码", false),
            view("S05", "王强", Role::Keeper, "还没有密码", false),
        ];
        let (operation, village, told) = ("a".repeat(32), "jianghe".to_owned(), Some(Told::from(&refusals::own_factor())));
        let code = CodePage {
            shell: shell("邀请"),
            subject: "店员 S05 王强".into(),
            code: "jf.jianghe.0123456789abcdef0123456789abcdef".into(),
            good: "7 天内用一次有效",
            how: "把这一串发给本人。".into(),
            back: "/desk/jianghe/staff".into(),
        };
        vec![
            (
                "staff",
                StaffPage { shell: shell("办事的人"), village, told, people, appointments: appointments(), operation }.render().unwrap(),
            ),
            ("invitation shown once", code.render().unwrap()),
        ]
    }

    fn appointments() -> AppointmentsView {
        let waiting = |id, sentence: &str, barred: Option<&str>| WaitingView {
            id,
            sentence: sentence.into(),
            basis: "村委会 2026 年换届第 2 号".into(),
            asked: "张明 11月22日（周日）9:05提出".into(),
            barred: barred.map(str::to_owned),
            may_reject: true,
            operation: "0c".repeat(16),
        };
        AppointmentsView {
            done: Some(("添一位店员：海小山".into(), "提出了，等另一个人同意")),
            waiting: vec![
                waiting(1, "添一位店员：海小山", Some("这是您自己提出的，要另一个人同意。")),
                waiting(2, "刘洋（S04）改当店员", None),
            ],
            former: vec!["店员 赵四（S06），做到3月2日（周一）".into()],
            may_ask: true,
            roles: super::super::appointing::ROLES.map(|role| (role.name(), role.chinese())).into(),
            people: vec![("S04".into(), "S04 刘洋 网格员".into()), ("S05".into(), "S05 王强 店员".into())],
            ..AppointmentsView::default()
        }
    }

    #[test]
    fn nobody_invites_whoever_checks_on_them() {
        for whom in [Role::Secretary, Role::Supervisor, Role::Township, Role::County, Role::Kiosk, Role::Resident] {
            assert!(!may_invite(Role::Secretary, whom), "{whom:?}");
        }
        assert!(may_invite(Role::Secretary, Role::Keeper) && may_invite(Role::Township, Role::Supervisor));
        assert!(!may_invite(Role::Township, Role::County), "nobody invites those who are there to check on them");
        let county =
            [Role::Secretary, Role::Supervisor, Role::Keeper, Role::Township, Role::County].map(|whom| may_invite(Role::County, whom));
        assert_eq!(county, [true, false, false, true, false]);
        assert!(!may_invite(Role::Keeper, Role::Keeper) && !may_invite(Role::Township, Role::Kiosk));
    }
}

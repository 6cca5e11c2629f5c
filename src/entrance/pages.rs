//! Signing in, choosing a password with an invitation, and signing out again.

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::at_desk::page_of;
use super::cookies::{COOKIE, cookie, with_cookie};
use super::doorkeeper::Doorkeeper;
use super::sessions::Stay;
use crate::roster;
use crate::web::{Fields, Reply, SIGN_IN, Shell, Told, expected, in_query, page, page_refused, see};
use crate::words::VillageId;

/// The pages of this feature.
pub fn pages<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doorkeeper: FromRef<S>,
{
    Router::new()
        .route(SIGN_IN, get(form).post(sign_in))
        .route("/sign-in/invitation", get(invitation).post(accept))
        .route("/sign-out", post(sign_out))
        .merge(super::me_pages::pages())
        .merge(super::staff_pages::pages())
        .merge(super::device_pages::pages())
        .merge(super::appointment_pages::pages())
        .merge(super::card_pages::pages())
        .merge(super::who_pages::pages())
        .merge(super::staying_pages::pages())
}

fn shell(title: &str) -> Shell {
    Shell { title: title.to_owned(), skin: "public", home: "/".to_owned(), ..Shell::default() }
}

/// Where one says which village, who, and the password.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/sign_in.html")]
struct SignInPage {
    shell: Shell,
    told: Option<Told>,
    villages: Vec<VillageChoice>,
    login: String,
    /// Where to go afterwards; empty for the page of the role.
    next: String,
    /// For whom a password was just chosen.
    chosen: bool,
}

impl SignInPage {
    /// Nobody is put into a village that they did not say.
    fn has_to_say(&self) -> bool {
        self.villages.len() > 1 && !self.villages.iter().any(|village| village.is_chosen)
    }
}

struct VillageChoice {
    id: String,
    name: String,
    is_chosen: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wish {
    next: String,
    /// A password was just chosen there.
    chosen: Option<VillageId>,
}

/// The village an address is in: `/desk/jianghe/record` is in `jianghe`.
fn village_in(address: &str, screen: &str) -> Option<VillageId> {
    let rest = address.strip_prefix(screen)?;
    VillageId::parse(rest.split(['/', '?']).next()?)
}

async fn sign_in_page(doorkeeper: &Doorkeeper, typed: SignIn, chosen: bool, told: Option<Told>) -> Reply<SignInPage> {
    let wanted = VillageId::parse(&typed.village)
        .or_else(|| ["/desk/", "/grid/", "/shop/", "/reports/"].iter().find_map(|screen| village_in(&typed.next, screen)));
    let villages = roster::village_names(&mut doorkeeper.books.read().await?).await?;
    let choice = |(id, name): (VillageId, String)| VillageChoice { is_chosen: wanted.as_ref() == Some(&id), id: id.to_string(), name };
    let villages = villages.into_iter().map(choice).collect();
    Ok(SignInPage { shell: shell("登录"), told, villages, login: typed.login, next: typed.next, chosen })
}

/// Residents and devices are asked for something else, each at a page of their own.
async fn form(State(doorkeeper): State<Doorkeeper>, Query(wish): Query<Wish>) -> Reply<Response> {
    if let Some(village) = village_in(&wish.next, "/v/") {
        return Ok(see(format!("/v/{village}/who")));
    }
    if let Some(village) = village_in(&wish.next, "/kiosk/") {
        return Ok(see(format!("/kiosk/{village}/registration")));
    }
    let village = wish.chosen.as_ref().map_or_else(String::new, ToString::to_string);
    let typed = SignIn { village, next: wish.next, ..SignIn::default() };
    page(&sign_in_page(&doorkeeper, typed, wish.chosen.is_some(), None).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SignIn {
    village: String,
    login: String,
    password: String,
    code: String,
    next: String,
}

async fn sign_in(State(doorkeeper): State<Doorkeeper>, headers: HeaderMap, Fields(typed): Fields<SignIn>) -> Reply<Response> {
    // A name no village can have is a village nobody knows: the same answer as to a wrong password.
    let village = VillageId::parse(&typed.village).unwrap_or_else(VillageId::draft);
    match expected(doorkeeper.sign_in(&village, &typed.login, &typed.password, &typed.code).await)? {
        Ok((role, token)) => {
            let address = if is_local(&typed.next) { typed.next } else { page_of(role, &village) };
            with_cookie(see(address), &headers, COOKIE, &token, Stay::STAFF.most)
        }
        Err(refusal) => page_refused(&refusal, &sign_in_page(&doorkeeper, typed, false, Some(Told::from(&refusal))).await?),
    }
}

/// Where whoever was invited chooses a password. The invitation is pasted, so that it stands in no address.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/invitation.html")]
struct InvitationPage {
    shell: Shell,
    told: Option<Told>,
    invitation: String,
}

async fn invitation() -> Reply<Response> {
    page(&InvitationPage { shell: shell("设密码"), told: None, invitation: String::new() })
}

#[derive(Deserialize)]
struct Accept {
    invitation: String,
    password: String,
    again: String,
}

async fn accept(State(doorkeeper): State<Doorkeeper>, Fields(typed): Fields<Accept>) -> Reply<Response> {
    match expected(doorkeeper.accept_invitation(&typed.invitation, &typed.password, &typed.again).await)? {
        Ok((village, _)) => Ok(see(format!("{SIGN_IN}?chosen={}", in_query(village.as_str())))),
        Err(refusal) => {
            let (shell, told) = (shell("设密码"), Some(Told::from(&refusal)));
            page_refused(&refusal, &InvitationPage { shell, told, invitation: typed.invitation })
        }
    }
}

/// Ends the session, here and on disk. The token of a device stays good: it is revoked at the desk.
async fn sign_out(State(doorkeeper): State<Doorkeeper>, headers: HeaderMap) -> Reply<Response> {
    if let Some(token) = cookie(&headers, COOKIE) {
        doorkeeper.leave(token).await?;
    }
    with_cookie(see("/"), &headers, COOKIE, "", 0)
}

/// A path of this site, never an address of another one.
pub(super) fn is_local(next: &str) -> bool {
    let within = next.starts_with('/') && !next.starts_with("//") && !next.starts_with(SIGN_IN);
    within && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::entrance::refusals;

    fn sign_in_page(told: Option<Told>, chosen: bool) -> SignInPage {
        let villages = [("jianghe", "头营镇 蒋河村"), ("xinjiayuan", "头营镇 新家园")];
        let villages = villages.map(|(id, name)| VillageChoice { id: id.into(), name: name.into(), is_chosen: id == "jianghe" }).into();
        SignInPage { shell: shell("登录"), told, villages, login: "S01".into(), next: "/desk/jianghe".into(), chosen }
    }

    fn no_village() -> SignInPage {
        let mut page = sign_in_page(None, false);
        page.villages.iter_mut().for_each(|village| village.is_chosen = false);
        SignInPage { next: "/township".into(), ..page }
    }

    fn invitation_page(told: Option<Told>) -> InvitationPage {
        InvitationPage { shell: shell("设密码"), told, invitation: String::new() }
    }

    /// Every page of signing in, by name.
    pub(crate) fn samples() -> Vec<(&'static str, String)> {
        let told = |refusal| Some(Told::from(&refusal));
        let mut pages = vec![
            ("sign-in", sign_in_page(None, false).render().unwrap()),
            ("sign-in after choosing a password", sign_in_page(None, true).render().unwrap()),
            ("sign-in at the township", no_village().render().unwrap()),
            ("sign-in refused", sign_in_page(told(refusals::wrong_login()), false).render().unwrap()),
            ("invitation", invitation_page(None).render().unwrap()),
            ("invitation over", invitation_page(told(refusals::slip_over())).render().unwrap()),
        ];
        pages.extend(crate::entrance::me_pages::samples::samples());
        pages.extend(crate::entrance::staff_pages::samples::samples());
        pages.extend(crate::entrance::device_pages::samples::samples());
        pages.extend(crate::entrance::card_pages::samples::samples());
        pages
    }

    /// The pages villagers look over one's shoulder at, by name.
    pub(crate) fn who() -> Vec<(&'static str, String)> {
        crate::entrance::who_pages::samples::samples()
    }

    #[test]
    fn nobody_is_sent_to_another_site_after_signing_in() {
        assert!(is_local("/desk/jianghe/record?rule=%E7%A7%AF"));
        for foreign in ["", "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/sign-in", "/a\r\nb"] {
            assert!(!is_local(foreign), "{foreign}");
        }
    }

    #[test]
    fn an_address_says_which_village_it_is_in() {
        for (address, village) in
            [("/v/jianghe", Some("jianghe")), ("/v/jianghe?before=3", Some("jianghe")), ("/v/", None), ("/desk/a", None)]
        {
            assert_eq!(village_in(address, "/v/").as_ref().map(VillageId::as_str), village, "{address}");
        }
    }
}

//! A resident at the door, on the kiosk or on a phone: number, card or the last four digits of a phone, which of the people meant, PIN.

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::cookies::{MINE, with_cookie};
use super::doorkeeper::Doorkeeper;
use super::identifying::{Chosen, Next, meant};
use super::spot::{Spot, standing_notice};
use super::{pad, refusals};
use crate::roster::{self, Resident, masked};
use crate::web::{Aids, Fields, Reply, Shell, Told, expected, page, page_refused, see};
use crate::words::Refusal;

/// The longest number; a card's text is longer, but nobody types that.
const LONGEST: usize = 20;

pub(super) fn pages<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doorkeeper: FromRef<S>,
{
    Router::new().route("/v/{village}/who", get(blank).post(who)).route("/v/{village}/pin", post(pin))
}

/// The frame: on the kiosk its own, with the way back to its first page.
async fn shell(doorkeeper: &Doorkeeper, spot: &Spot) -> Reply<Shell> {
    let row = roster::village(&mut doorkeeper.books.read().await?, &spot.village).await?.ok_or_else(roster::unknown_village)?;
    let notice = standing_notice(&doorkeeper.books, Some(&spot.village));
    // Whoever stands before the door is not signed in; a session that ended by itself may still be in the browser.
    let aids = Some(Aids { end_at: None, ..spot.aids() });
    Ok(Shell {
        title: "看我的积分".to_owned(), skin: spot.skin(), place: row.name, home: spot.outside(), notice, aids, ..Shell::default()
    })
}

/// Where a number is typed or a card scanned.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/who.html")]
struct WhoPage {
    shell: Shell,
    village: String,
    typed: String,
    told: Option<Told>,
}

/// Several people share the number of a household.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/which.html")]
struct WhichPage {
    shell: Shell,
    village: String,
    people: Vec<PersonView>,
}

struct PersonView {
    number: String,
    /// Masked.
    name: String,
    relation: String,
}

impl PersonView {
    fn of(resident: Resident) -> Self {
        Self { name: masked(&resident.name), number: resident.number, relation: resident.relation }
    }
}

/// Where the PIN is typed, or chosen with the six digits from the desk.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/pin.html")]
struct PinPage {
    shell: Shell,
    village: String,
    person: PersonView,
    /// What was typed so far, where no script runs.
    typed: Typed,
    chooses: bool,
    told: Option<Told>,
}

async fn blank(State(doorkeeper): State<Doorkeeper>, spot: Spot) -> Reply<Response> {
    let (shell, village) = (shell(&doorkeeper, &spot).await?, spot.village.to_string());
    page(&WhoPage { shell, village, typed: String::new(), told: None })
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    number: String,
    code: String,
    pin: String,
    again: String,
    /// A key of the number pad, where no script runs.
    key: String,
}

async fn who(State(doorkeeper): State<Doorkeeper>, spot: Spot, Fields(mut typed): Fields<Typed>) -> Reply<Response> {
    let (shell, village) = (shell(&doorkeeper, &spot).await?, spot.village.to_string());
    if pad::press(&typed.key, &mut [(&mut typed.number, LONGEST)]) {
        return page(&WhoPage { shell, village, typed: typed.number, told: None });
    }
    let number = typed.number.trim();
    if let Err(refusal) = expected(doorkeeper.count_look(&spot).await)? {
        return no_number(&refusal, shell, village, number);
    }
    let found = meant(&mut doorkeeper.books.read().await?, &spot.village, number).await;
    let mut people = match expected(found)? {
        Ok(people) => people,
        Err(refusal) => return no_number(&refusal, shell, village, number),
    };
    if people.len() > 1 {
        return page(&WhichPage { shell, village, people: people.into_iter().map(PersonView::of).collect() });
    }
    let Some(resident) = people.pop() else { return no_number(&refusals::unknown_number(number), shell, village, number) };
    match expected(doorkeeper.next_for(&spot.village, &resident.number).await)? {
        Ok(next) => {
            let (person, chooses) = (PersonView::of(resident), next == Next::Choose);
            page(&PinPage { shell, village, person, typed: Typed::default(), chooses, told: None })
        }
        Err(refusal) => no_number(&refusal, shell, village, ""),
    }
}

fn no_number(refusal: &Refusal, shell: Shell, village: String, typed: &str) -> Reply<Response> {
    // A card's text is not shown: it would be a card to whoever looks on.
    let typed = typed.chars().take(if typed.contains('.') { 0 } else { LONGEST }).collect();
    page_refused(refusal, &WhoPage { shell, village, typed, told: Some(Told::from(refusal)) })
}

async fn pin(State(doorkeeper): State<Doorkeeper>, spot: Spot, headers: HeaderMap, Fields(mut typed): Fields<Typed>) -> Reply<Response> {
    let (shell, village) = (shell(&doorkeeper, &spot).await?, spot.village.to_string());
    let resident = roster::resident(&mut doorkeeper.books.read().await?, &spot.village, &typed.number).await?;
    let Some(resident) = resident else { return no_number(&refusals::unknown_number(""), shell, village, "") };
    let next = match expected(doorkeeper.next_for(&spot.village, &resident.number).await)? {
        Ok(next) => next,
        Err(refusal) => return no_number(&refusal, shell, village, ""),
    };
    let chooses = next == Next::Choose;
    let number = resident.number.clone();
    let blank = PinPage { shell, village, person: PersonView::of(resident), typed: Typed::default(), chooses, told: None };
    let pressed = match chooses {
        true => pad::press(&typed.key, &mut [(&mut typed.code, 6), (&mut typed.pin, 6), (&mut typed.again, 6)]),
        false => pad::press(&typed.key, &mut [(&mut typed.pin, 6)]),
    };
    if pressed {
        return page(&PinPage { typed, ..blank });
    }
    let shown = match chooses {
        true => {
            let chosen = Chosen { code: typed.code, pin: typed.pin, again: typed.again };
            doorkeeper.choose_pin(&spot.village, &number, &chosen, &spot).await
        }
        false => doorkeeper.show_pin(&spot.village, &number, &typed.pin, &spot).await,
    };
    match expected(shown)? {
        Ok(token) => with_cookie(see(format!("/v/{}", spot.village)), &headers, MINE, &token, spot.stay().most),
        Err(refusal) => page_refused(&refusal, &PinPage { told: Some(Told::from(&refusal)), ..blank }),
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::entrance::dressed;

    fn shell(skin: &'static str) -> Shell {
        let home = if skin == "kiosk" { "/kiosk/jianghe" } else { "/villages/jianghe" };
        dressed(Shell { title: "看我的积分".into(), skin, place: "蒋河村".into(), home: home.into(), ..Shell::default() })
    }

    fn person(number: &str, name: &str, relation: &str) -> PersonView {
        PersonView { number: number.into(), name: masked(name), relation: relation.into() }
    }

    /// What villagers look over one's shoulder at.
    pub(in crate::entrance) fn samples() -> Vec<(&'static str, String)> {
        let village = || "jianghe".to_owned();
        let told = |refusal| Some(Told::from(&refusal));
        let who = |skin, typed: &str, told| WhoPage { shell: shell(skin), village: village(), typed: typed.into(), told }.render().unwrap();
        let people = vec![person("3-07-1", "张大山", "户主"), person("3-07-2", "张小明", "子")];
        let pin = |skin, chooses, told| {
            let person = person("3-07-2", "张小明", "子");
            PinPage { shell: shell(skin), village: village(), person, typed: Typed::default(), chooses, told }.render().unwrap()
        };
        vec![
            ("kiosk number", who("kiosk", "", None)),
            ("kiosk unknown number", who("kiosk", "9-99", told(refusals::unknown_number("9-99")))),
            ("kiosk no PIN yet", who("kiosk", "", told(refusals::no_pin()))),
            ("kiosk who", WhichPage { shell: shell("kiosk"), village: village(), people }.render().unwrap()),
            ("kiosk PIN", pin("kiosk", false, None)),
            ("kiosk wrong PIN", pin("kiosk", false, told(refusals::wrong_pin()))),
            ("kiosk choosing a PIN", pin("kiosk", true, None)),
            ("phone number", who("v", "", None)),
            ("phone PIN", pin("v", false, told(refusals::too_many_tries(600, "address-0")))),
        ]
    }
}

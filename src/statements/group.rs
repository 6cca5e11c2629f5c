//! A group leader's own group (我的小组): who lives in it, what each has, and of whom points lapse soon, so that somebody can tell those who look at no screen.
//! Of other groups nothing stands here, nor on any other page a group leader can open.

use std::collections::BTreeMap;

use anyhow::Result;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use chrono::{Days, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::outlook::WARNING_DAYS;
use crate::db::{Books, Conn};
use crate::entrance::Caller;
use crate::ledger::{self, Account, AccountKind};
use crate::roster::{self, Action, Reach};
use crate::versions::{House, Place, Screen};
use crate::web::{ProblemBody, Reply, Shell, page, plain_day};
use crate::words::{Actor, Points, VillageId};

/// The page of this file.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/grid/{village}/group", get(show))
}

/// Out in the village, with a phone in the hand.
struct OnTheWay;

impl Place for OnTheWay {
    const NAME: &'static str = "grid";
    const RIGHT: Action = Action::SeeGroup;
}

/// Somebody with what they have: a household, or a person in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct HolderBody {
    #[schema(example = "3-07-2")]
    number: String,
    name: String,
    /// What their own account has; null where they have none.
    #[schema(value_type = Option<String>, example = "5.00")]
    available: Option<Points>,
    /// What lapses soon, and on which day that is over.
    #[schema(value_type = Option<String>)]
    lapsing: Option<Points>,
    last_day: Option<NaiveDate>,
}

/// A household of the group.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct GroupHouseholdBody {
    #[schema(example = "3-07")]
    number: String,
    #[schema(value_type = Option<String>, example = "100.00")]
    available: Option<Points>,
    people: Vec<HolderBody>,
}

/// The group.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct GroupBody {
    /// Its name; null for a leader whose household is not known.
    group: Option<String>,
    households: Vec<GroupHouseholdBody>,
}

/// Show one's own group: a group leader's households, who lives there, what they have, and what lapses within thirty days.
#[utoipa::path(get, path = "/api/v1/villages/{village}/group", tag = "roster", params(("village" = String, Path)),
    responses((status = 200, body = GroupBody), ProblemBody))]
pub(super) async fn group(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>) -> Reply<Json<GroupBody>> {
    caller.check(&village, Action::SeeGroup)?;
    Ok(Json(read(&mut books.read().await?, &village, &caller.actor, books.clock.now().day()).await?))
}

async fn read(conn: &mut Conn, village: &VillageId, actor: &Actor, today: NaiveDate) -> Result<GroupBody> {
    let Reach::Group(group) = roster::reach(conn, village, actor).await? else {
        return Ok(GroupBody { group: None, households: Vec::new() });
    };
    let (homes, people) = (roster::homes_in(conn, village, &group).await?, roster::people_in(conn, village, &group).await?);
    let accounts = ledger::all_accounts(conn, village).await?;
    let holders = accounts.into_iter().filter(|account| account.kind == AccountKind::Holder && account.closed_on.is_none());
    let accounts: BTreeMap<String, Account> = holders.map(|account| (account.number.clone(), account)).collect();
    let lapsing = ledger::lapsing(conn, village, today, today + Days::new(WARNING_DAYS)).await?;
    let available = |number: &str| accounts.get(number).map(|account| Points::from_hundredths(account.available()));
    let home = |home: roster::Household| GroupHouseholdBody {
        available: available(&home.number),
        people: people.iter().filter(|person| person.household == home.number).map(|person| holder(person, &available, &lapsing)).collect(),
        number: home.number,
    };
    Ok(GroupBody { group: Some(group), households: homes.into_iter().map(home).collect() })
}

fn holder(person: &roster::Resident, available: &impl Fn(&str) -> Option<Points>, lapsing: &[(NaiveDate, String, Points)]) -> HolderBody {
    let (number, home) = (&person.number, &person.household);
    // A household's points are told beside its head.
    let soon = lapsing.iter().find(|(_, account, _)| account == number || account == home && person.relation == "户主");
    HolderBody {
        number: number.clone(),
        name: person.name.clone(),
        available: available(number),
        lapsing: soon.map(|(.., points)| *points),
        last_day: soon.map(|(day, ..)| *day),
    }
}

/// One's own group on the phone.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/group.html")]
struct GroupPage {
    shell: Shell,
    group: GroupBody,
    today: NaiveDate,
}

impl GroupPage {
    /// `12 分，4 分到 12月31日（周四）为止`
    fn has(&self, holder: &HolderBody) -> String {
        let has = holder.available.map(|points| format!("{} 分", points.plain()));
        let soon = holder.lapsing.zip(holder.last_day);
        let soon = soon.map(|(points, day)| format!("{} 分用到{}为止", points.plain(), plain_day(day, self.today)));
        [has, soon].into_iter().flatten().collect::<Vec<_>>().join("，")
    }
}

async fn show(phone: Screen<OnTheWay>) -> Reply<Response> {
    let group = read(&mut phone.books.read().await?, &phone.village, &phone.caller.actor, phone.today).await?;
    page(&GroupPage { shell: phone.shell("我的小组"), group, today: phone.today })
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    /// This page, by name.
    pub(crate) fn samples() -> Vec<(&'static str, String)> {
        let who = || Some("村民小组长 马小山".to_owned());
        let shell =
            || Shell { title: "我的小组".to_owned(), skin: "grid", home: "/grid/jianghe".to_owned(), who: who(), ..Shell::default() };
        let today = "2026-12-10".parse().unwrap();
        let person = |number: &str, name: &str, lapsing: i64| HolderBody {
            number: number.to_owned(),
            name: name.to_owned(),
            available: Some(Points::whole(12)),
            lapsing: Some(Points::whole(lapsing)).filter(|points| points.is_positive()),
            last_day: (lapsing > 0).then(|| "2026-12-31".parse().unwrap()),
        };
        let people = vec![person("3-07-1", "张大山", 4), person("3-07-2", "张小明", 0)];
        let home = GroupHouseholdBody { number: "3-07".to_owned(), available: None, people };
        let group = GroupBody { group: Some("三组".to_owned()), households: vec![home] };
        let nobody = GroupBody { group: None, households: Vec::new() };
        vec![
            ("group", GroupPage { shell: shell(), group, today }.render().unwrap()),
            ("group: whose household is not known", GroupPage { shell: shell(), group: nobody, today }.render().unwrap()),
        ]
    }
}

//! The changes of some days in plain sentences: who, in which role, on whose behalf, where, when, why, under which rules. JSON and the page.

use std::collections::BTreeMap;

use anyhow::Result;
use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::checking::days_of;
use super::deeds::{self, Sort};
use super::pages::{Desk, month_of};
use crate::db::{Acted, Books, Conn, Wanted, acts, trail};
use crate::entrance::Caller;
use crate::roster::{self, Action};
use crate::versions::{House, Numbers};
use crate::web::{Asked, Fields, ProblemBody, Reply, Shell, page, plain_day, plain_time};
use crate::words::{Kind, Moment, Refusal, Role, VillageId, short_code};

/// The routes of changes.
pub(super) fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(changes))
}

/// What a list of changes needs to be read: who is who, and which version a hash means.
pub(super) struct Reader {
    names: BTreeMap<String, String>,
    versions: Numbers,
}

impl Reader {
    /// Reads it.
    pub(super) async fn of(conn: &mut Conn, village: &VillageId) -> Result<Self> {
        let staff = roster::staff(conn, village).await?;
        Ok(Self { names: staff.into_iter().map(|one| (one.number, one.name)).collect(), versions: Numbers::of(conn, village).await? })
    }

    /// The same where nobody is to be named.
    pub(super) async fn without_names(conn: &mut Conn, village: &VillageId) -> Result<Self> {
        Ok(Self { names: BTreeMap::new(), ..Self::of(conn, village).await? })
    }

    /// What an act was, in a sentence without its time.
    pub(super) fn sentence(&self, act: &Acted) -> String {
        deeds::sentence(act, &|number| self.names.get(number).cloned(), &self.versions)
    }
}

/// Which changes, of which days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Period {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    until: NaiveDate,
    /// What they have to do with; all, if nothing is said.
    kind: Option<Sort>,
    /// In which role whoever did them acted; all, if nothing is said.
    role: Option<Role>,
    /// Changes on a page, 1 to 100; 20 if nothing is said.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<i64>,
}

/// One change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ActBody)]
struct ChangeBody {
    /// Gapless in each village.
    number: i64,
    #[schema(value_type = String)]
    at: Moment,
    /// `record`, `review.approve`, `redeem` …
    verb: String,
    kind: Option<Sort>,
    /// Who did what, for whom, under which rules, and why.
    #[schema(example = "村书记 柯大山同意了第 12 件，按第 2 版规则。")]
    sentence: String,
    role: Option<Role>,
    /// Staff number; null where a resident acted.
    staff: Option<String>,
    /// A kiosk, or a session by the beginning of its digest.
    device: Option<String>,
    /// `claim:12`
    about: Option<String>,
    /// Hash of the rulebook it was done under.
    rulebook: Option<String>,
    /// The reason given, unless it was forgotten.
    reason: Option<String>,
    /// Its link in the chain.
    hash: Option<String>,
}

impl ChangeBody {
    fn of(act: Acted, reader: &Reader) -> Self {
        let (sentence, kind) = (reader.sentence(&act), deeds::sort(&act));
        let Acted { number, operation, reason, .. } = act;
        let (at, verb, role, staff) = (operation.at, operation.deed(), operation.role, operation.staff);
        let (device, about, rulebook, hash) = (operation.device, operation.about, operation.rulebook, operation.hash);
        Self { number, at, verb, kind, sentence, role, staff, device, about, rulebook, reason, hash }
    }
}

/// Some changes, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Acts)]
struct Changes {
    items: Vec<ChangeBody>,
    /// Put it into `after` to read on; null on the last page.
    next: Option<i64>,
}

/// List what was done on some days, the newest first: every change with who did it, in which role, where, about what, under which rules, and why.
/// Residents are never named; what is told in confidence (保密) is not in it.
///
/// Refused with 400: `oversight.wrong_days`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/changes", tag = "oversight", params(("village" = String, Path), Period),
    responses((status = 200, body = Changes), ProblemBody))]
async fn changes(
    State(books): State<Books>,
    caller: Caller,
    Path(village): Path<VillageId>,
    Asked(asked): Asked<Period>,
) -> Reply<Json<Changes>> {
    caller.check(&village, Action::Oversee)?;
    let limit = asked.limit.unwrap_or(20);
    let last = asked.until.checked_add_days(Days::new(1)).filter(|_| asked.from <= asked.until && (1..=100).contains(&limit));
    let until = Moment::on(last.ok_or_else(wrong_days)?, 0, 0);
    let (verbs, before) = (deeds::verbs(asked.kind), asked.after.unwrap_or(i64::MAX));
    let wanted =
        Wanted { from: Moment::on(asked.from, 0, 0), until, verbs: &verbs, staff: None, role: asked.role, before, limit: limit + 1 };
    let mut conn = books.read().await?;
    let (mut found, reader) = (acts(&mut conn, &village, &wanted).await?, Reader::of(&mut conn, &village).await?);
    let next = cut(&mut found, limit);
    Ok(Json(Changes { items: found.into_iter().map(|act| ChangeBody::of(act, &reader)).collect(), next }))
}

fn wrong_days() -> Refusal {
    let next_step = "from 不晚于 until，写成 2026-03-01 这样；limit 写 1 到 100。";
    Refusal::new("oversight.wrong_days", Kind::Malformed, "没有看懂要哪几天的。", next_step)
}

/// Leaves as many as the page holds; where the next one begins.
fn cut(found: &mut Vec<Acted>, limit: i64) -> Option<i64> {
    let more = found.len() as i64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or_default());
    found.last().filter(|_| more).map(|act| act.number)
}

/// One change as the page shows it.
#[derive(Clone, Debug)]
pub(super) struct ChangeView {
    /// `第 1204 件`
    pub number: i64,
    /// `3月2日（周一）9:05`
    pub when: String,
    pub sentence: String,
    pub device: Option<String>,
}

/// Something to choose, and whether it is chosen.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "oversight/changes.html")]
pub(super) struct ChangesPage {
    pub shell: Shell,
    /// `2026-03`
    pub month: String,
    pub month_name: String,
    pub earlier: Option<String>,
    pub later: Option<String>,
    pub kinds: Vec<Choice>,
    pub staff: Vec<Choice>,
    pub changes: Vec<ChangeView>,
    /// Before which number the next page begins.
    pub next: Option<i64>,
    /// `1204-3f9a 12c4 77e0`: to be written down, and compared later.
    pub head: Option<String>,
}

/// What is asked for. Whose changes is typed and posted: a number of a person stands in no address.
#[derive(Default, Deserialize)]
pub(super) struct Sought {
    #[serde(default)]
    month: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    staff: String,
    #[serde(default)]
    before: String,
}

/// Of which month.
#[derive(Deserialize)]
pub(super) struct InMonth {
    #[serde(default)]
    month: String,
}

pub(super) async fn show(desk: Desk, Asked(asked): Asked<InMonth>) -> Reply<Response> {
    page(&view(&desk, Sought { month: asked.month, ..Sought::default() }).await?)
}

pub(super) async fn seek(desk: Desk, Fields(sought): Fields<Sought>) -> Reply<Response> {
    page(&view(&desk, sought).await?)
}

/// How many changes a page holds.
const ON_A_PAGE: i64 = 50;

async fn view(desk: &Desk, sought: Sought) -> Reply<ChangesPage> {
    let month = if sought.month.is_empty() { month_of(desk.today) } else { sought.month };
    let (from, until) = days_of(&month)?;
    let verbs = deeds::verbs(Sort::parse(&sought.kind));
    let wanted = Wanted {
        from: Moment::on(from, 0, 0),
        until: Moment::on(until, 0, 0),
        verbs: &verbs,
        staff: Some(sought.staff.as_str()).filter(|staff| !staff.is_empty()),
        role: None,
        before: sought.before.parse().unwrap_or(i64::MAX),
        limit: ON_A_PAGE + 1,
    };
    let mut conn = desk.books.read().await?;
    let (mut found, reader) = (acts(&mut conn, &desk.village, &wanted).await?, Reader::of(&mut conn, &desk.village).await?);
    let next = cut(&mut found, ON_A_PAGE);
    let anything = deeds::verbs(None);
    let earlier =
        Wanted { from: Moment::from_millis(0), until: wanted.from, verbs: &anything, staff: None, role: None, before: i64::MAX, limit: 1 };
    let was_before = !acts(&mut conn, &desk.village, &earlier).await?.is_empty();
    let head = trail::head_on_disk(&mut conn, &desk.village).await?;
    let people = roster::staff(&mut conn, &desk.village).await?.into_iter().filter(|one| !one.role.is_device());
    let choice = |value: &str, label: String, chosen: &str| Choice { value: value.to_owned(), label, is_chosen: value == chosen };
    let shown = |act: &Acted| ChangeView {
        number: act.number,
        when: format!("{}{}", plain_day(act.operation.at.day(), desk.today), plain_time(act.operation.at)),
        sentence: reader.sentence(act),
        device: deeds::device(act),
    };
    Ok(ChangesPage {
        shell: desk.shell("办理记录"),
        month_name: format!("{}年{}月", from.year(), from.month()),
        earlier: from.checked_sub_months(Months::new(1)).filter(|_| was_before).map(month_of),
        later: (until <= desk.today).then(|| month_of(until)),
        kinds: Sort::ALL.map(|sort| choice(sort.name(), sort.chinese().to_owned(), &sought.kind)).into(),
        staff: people.map(|one| choice(&one.number, format!("{} {}", one.role.chinese(), one.name), &sought.staff)).collect(),
        changes: found.iter().map(shown).collect(),
        next,
        head: head.map(|head| format!("{}-{}", head.number, short_code(&head.hash))),
        month,
    })
}

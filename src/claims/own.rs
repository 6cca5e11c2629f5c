//! A resident's own, on their phone or on the kiosk: saying what they did, with a picture, and seeing what became of it. It goes to review like whatever
//! is recorded; those who decide are named by role alone. The head of a household says it for its members, too, who see it among their own and may take it
//! back.
//!
//! Not here: what was recorded of them by others; that stands among their points (`statements`) and in what is stored of them (`personal`).

use std::collections::BTreeMap;

use anyhow::Result;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::NaiveDate;
use serde::Deserialize;

use super::desk::{ChapterChoice, RuleChoice, outlook, signed, told_under};
use super::form::{FormView, Typed};
use super::model::*;
use super::pages::submit;
use super::recording::is_for_oneself;
use super::{actions, photos, store};
use crate::awards;
use crate::db::Conn;
use crate::roster::{self, Action, Resident, masked};
use crate::rulebook::Rulebook;
use crate::versions::{House, Numbered, OnesOwn, Screen};
use crate::web::{Fields, Filled, Reply, Shell, Told, expected, page, page_refused, plain_day, see};
use crate::words::{Points, Refusal, VillageId};

/// How many are shown at once.
const ON_PAGE: i64 = 20;

/// The pages of somebody's own.
pub(super) fn pages() -> Router<House> {
    Router::new()
        .route("/v/{village}/claims", get(mine).post(record).layer(photos::room()))
        .route("/v/{village}/claims/new", get(blank))
        .route("/v/{village}/claims/{id}/withdrawal", post(withdraw))
}

type Own = Screen<OnesOwn>;

/// One's own claim.
#[derive(Clone, Debug)]
pub(super) struct OwnClaim {
    pub id: i64,
    pub rule: String,
    /// Of somebody else than whoever recorded it: `户主替 马*2 申报`.
    pub behalf: Option<String>,
    pub day: String,
    pub points: String,
    pub state: &'static str,
    pub outlook: String,
    pub why: Vec<String>,
    pub note: String,
    /// `村书记：退回，照片看不清`.
    pub reviews: Vec<String>,
    pub photos: Vec<String>,
    /// For the form that takes it back; none once somebody has decided.
    pub operation: Option<String>,
}

/// My claims.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "claims/own.html")]
struct MinePage {
    shell: Shell,
    claims: Vec<OwnClaim>,
    /// Whether one was recorded just now.
    is_done: bool,
    /// Whether there is anything one may record oneself.
    may_claim: bool,
    /// Before which number the earlier ones are.
    earlier: Option<i64>,
    told: Option<Told>,
}

/// What one did: first which rule, then its form.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "claims/own_choose.html")]
struct ChoosePage {
    shell: Shell,
    chapters: Vec<ChapterChoice>,
    family: Vec<MemberChoice>,
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "claims/own_form.html")]
struct FormPage {
    shell: Shell,
    form: FormView,
    /// Whose deed it may be besides their own, with who is chosen: the members of the household of which they are the head.
    family: Vec<MemberChoice>,
}

struct MemberChoice {
    /// Which one of the household, from 1: numbers of people stand in no address.
    at: usize,
    number: String,
    name: String,
    is_chosen: bool,
}

/// The member who is chosen, if it is somebody else than oneself.
fn chosen(family: &[MemberChoice]) -> Option<&MemberChoice> {
    family.iter().find(|member| member.is_chosen)
}

impl ChoosePage {
    fn chosen(&self) -> Option<&MemberChoice> {
        chosen(&self.family)
    }

    /// The end of the address of a rule's form: for whom it is.
    fn with_member(&self) -> String {
        self.chosen().map_or_else(String::new, |member| format!("&member={}", member.at))
    }
}

impl FormPage {
    fn chosen(&self) -> Option<&MemberChoice> {
        chosen(&self.family)
    }
}

#[derive(Default, Deserialize)]
struct Asked {
    done: Option<i64>,
    before: Option<i64>,
    /// Which one of the household it is about.
    #[serde(default)]
    member: usize,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    day: String,
}

async fn mine(own: Own, Query(asked): Query<Asked>) -> Reply<Response> {
    page(&mine_page(&own, &asked, None).await?)
}

async fn mine_page(own: &Own, asked: &Asked, refused: Option<&Refusal>) -> Reply<MinePage> {
    let mut conn = own.books.read().await?;
    let before = asked.before.unwrap_or(i64::MAX);
    let found = store::said_by_or_for(&mut conn, &own.village, &own.caller.actor.staff, before, ON_PAGE).await?;
    let earlier = found.last().map(|claim| claim.id).filter(|_| found.len() as i64 == ON_PAGE);
    let mut claims = Vec::new();
    for claim in found {
        let operation = (claim.state == ClaimState::Submitted).then(|| own.books.chance.token());
        claims.push(view(&mut conn, &own.village, own.today, claim, operation).await?);
    }
    let may_claim = !choices(&own.rulebook, own.today).is_empty();
    let (shell, is_done) = (own.shell("我的申报"), asked.done.is_some());
    Ok(MinePage { shell, claims, is_done, may_claim, earlier, told: refused.map(Told::from) })
}

/// A claim as whoever recorded it for themselves sees it.
pub(super) async fn view(
    conn: &mut Conn,
    village: &VillageId,
    today: NaiveDate,
    claim: Claim,
    operation: Option<String>,
) -> Result<OwnClaim> {
    let award = awards::award(conn, village, claim.id).await?;
    let reviews = store::reviews(conn, village, claim.id).await?;
    let review = |review: &Review| {
        let reason = if review.reason.is_empty() { String::new() } else { format!("，{}", review.reason) };
        format!("{}：{}{reason}", review.role.chinese(), review.ruling.chinese())
    };
    Ok(OwnClaim {
        id: claim.id,
        behalf: behalf(conn, village, &claim).await?,
        day: plain_day(claim.occurred_on, today),
        points: signed(award.as_ref().map_or(Points::ZERO, |award| award.points)),
        state: claim.state.chinese(),
        outlook: outlook(&claim, award.as_ref(), reviews.len() as i64, today),
        why: award.as_ref().map_or_else(Vec::new, |award| told_under(&award.sentences(), &claim.rule)),
        reviews: reviews.iter().filter(|review| review.ruling != Ruling::Withdraw).map(review).collect(),
        photos: store::photos_of(conn, village, claim.id).await?,
        operation,
        rule: claim.rule,
        note: claim.note,
    })
}

/// For whom the head of a household recorded it; none where it was recorded by whose it is.
async fn behalf(conn: &mut Conn, village: &VillageId, claim: &Claim) -> Result<Option<String>> {
    if !claim.is_by_head() {
        return Ok(None);
    }
    let whose = roster::resident(conn, village, &claim.subject).await?.map_or_else(String::new, |person| masked(&person.name));
    Ok(Some(format!("户主替{whose}申报")))
}

/// Whose deed somebody may say that it was, besides their own.
async fn family(own: &Own, is_chosen: impl Fn(usize, &Resident) -> bool) -> Reply<Vec<MemberChoice>> {
    let found = roster::family(&mut own.books.read().await?, &own.village, &own.caller.actor.staff).await?;
    let choice = |(at, person): (usize, Resident)| MemberChoice {
        at,
        name: if person.relation.is_empty() { masked(&person.name) } else { format!("{}（{}）", masked(&person.name), person.relation) },
        is_chosen: is_chosen(at, &person),
        number: person.number,
    };
    Ok((1..).zip(found).map(choice).collect())
}

/// The rules under which residents may record what they did on a day, by chapter.
fn choices(rulebook: &Rulebook, day: NaiveDate) -> Vec<ChapterChoice> {
    let chapter = |(name, rules): (&str, Vec<&crate::rulebook::Rule>)| {
        let rules = rules.into_iter().filter(|rule| is_for_oneself(rulebook, rule));
        ChapterChoice {
            name: name.to_owned(),
            rules: rules.map(|rule| RuleChoice { name: rule.name().to_owned(), is_deduction: false }).collect(),
        }
    };
    rulebook.chapters(day).into_iter().map(chapter).filter(|chapter| !chapter.rules.is_empty()).collect()
}

/// Which rule; before that a head is asked whose deed it was.
fn choose(own: &Own, family: Vec<MemberChoice>) -> Reply<Response> {
    page(&ChoosePage { shell: own.shell("我要申报"), chapters: choices(&own.rulebook, own.today), family })
}

async fn blank(own: Own, Query(asked): Query<Asked>) -> Reply<Response> {
    own.caller.check(&own.village, Action::ClaimOwn)?;
    let (rulebook, _) = own.rules_on(&asked.day).await?;
    let family = family(&own, |at, _| at == asked.member).await?;
    let Some(rule) = rulebook.rule(asked.rule.trim()).filter(|rule| is_for_oneself(&rulebook, rule)) else {
        return choose(&own, family);
    };
    let typed = Typed(BTreeMap::from([("day".to_owned(), asked.day)]));
    let form = FormView::new(rule, &typed, own.today, own.books.chance.token());
    page(&FormPage { shell: own.shell("我要申报"), form, family })
}

async fn record(own: Own, Filled { fields, files }: Filled) -> Reply<Response> {
    own.caller.check(&own.village, Action::ClaimOwn)?;
    let mut typed = Typed(fields);
    // Only a head is asked whom it is about; who that may be, the decision says.
    let whose = Some(typed.get("for")).filter(|member| !member.is_empty()).unwrap_or(&own.caller.actor.staff).to_owned();
    typed.0.insert("subject".to_owned(), whose.clone());
    let (rulebook, _) = own.rules_on(typed.get("day")).await?;
    let family = family(&own, |_, person| person.number == whose).await?;
    let Some(rule) = rulebook.rule(typed.get("rule")) else { return choose(&own, family) };
    let outcome = match photos::bring_all(&own, &mut typed, files).await? {
        Ok(()) => submit(&own, rule, &typed, false).await?,
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(done) => Ok(see(format!("{}/claims?done={}", own.home(), done.answer.id))),
        Err(refusal) => {
            let form = FormView::new(rule, &typed, own.today, typed.get("operation").to_owned()).refused(&refusal);
            page_refused(&refusal, &FormPage { shell: own.shell("我要申报"), form, family })
        }
    }
}

#[derive(Deserialize)]
struct Wish {
    operation: String,
}

async fn withdraw(own: Own, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<Wish>) -> Reply<Response> {
    own.caller.check(&own.village, Action::ClaimOwn)?;
    let act = own.act(&typed.operation, false)?;
    match expected(actions::review(&own.books, &own.library, act, id, Ruling::Withdraw, String::new()).await)? {
        Ok(_) => Ok(see(format!("{}/claims", own.home()))),
        Err(refusal) => page_refused(&refusal, &mine_page(&own, &Asked::default(), Some(&refusal)).await?),
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::claims::pages::samples::{form, known};

    fn shell(skin: &'static str) -> Shell {
        Shell { title: "我的申报".into(), skin, place: "蒋河村".into(), home: "/v/xinjiayuan".into(), ..Shell::default() }
    }

    fn claim(state: ClaimState, outlook: &str, reviews: &[&str]) -> OwnClaim {
        OwnClaim {
            id: 17,
            rule: "志愿服务".into(),
            behalf: (state == ClaimState::Approved).then(|| "户主替张*申报".to_owned()),
            day: "11月2日（周一）".into(),
            points: "+10".into(),
            state: state.chinese(),
            outlook: outlook.into(),
            why: vec!["5 小时 × 2 = 10 分".into()],
            note: "和大家一起清水渠".into(),
            reviews: reviews.iter().map(|text| (*text).to_owned()).collect(),
            photos: vec!["0c".repeat(32)],
            operation: (state == ClaimState::Submitted).then(|| "0e".repeat(16)),
        }
    }

    fn mine(skin: &'static str, claims: Vec<OwnClaim>, told: Option<Told>) -> String {
        let earlier = claims.last().map(|claim| claim.id);
        MinePage { shell: shell(skin), is_done: !claims.is_empty(), claims, may_claim: true, earlier, told }.render().unwrap()
    }

    /// Every page of this file, by name.
    pub(crate) fn samples() -> Vec<(&'static str, String)> {
        let claims = vec![
            claim(ClaimState::Submitted, "还要 1 个人同意。", &[]),
            claim(ClaimState::Approved, "已经算数。", &["村书记：同意"]),
            claim(ClaimState::Returned, "已退回，不算分。", &["村务监督委员：退回，照片看不清"]),
        ];
        let rules = ["志愿服务", "义务劳动"].map(|name| RuleChoice { name: name.into(), is_deduction: false });
        let chapters = vec![ChapterChoice { name: "公益服务".into(), rules: rules.into() }];
        let missing = Refusal::from(ClaimRefusal::EvidenceMissing("红白事从俭".into(), crate::rulebook::Evidence::Photo));
        let alone = || FormView { preview: None, whom: known(), ..form() };
        let decided = Refusal::from(ClaimRefusal::AlreadyDecided(ClaimState::Approved));
        let family = |chosen: &str| {
            let member =
                |at, number: &str, name: &str| MemberChoice { at, number: number.into(), name: name.into(), is_chosen: number == chosen };
            vec![member(1, "3-07-1", "张*山（父亲）"), member(2, "3-07-3", "张*（女）")]
        };
        let which = |skin, chapters, family| ChoosePage { shell: shell(skin), chapters, family }.render().unwrap();
        let filled = |skin, family| FormPage { shell: shell(skin), form: FormView { photos: Vec::new(), ..alone() }, family };
        vec![
            ("own claims", mine("v", claims.clone(), None)),
            ("own claims on the kiosk", mine("kiosk", claims.clone(), None)),
            ("own claims refused", mine("v", claims, Some(Told::from(&decided)))),
            ("no own claims", mine("v", Vec::new(), None)),
            ("own claim, which rule", which("v", chapters.clone(), Vec::new())),
            ("own claim, whose", which("v", chapters.clone(), family(""))),
            ("own claim, whose, on the kiosk", which("kiosk", chapters, family("3-07-3"))),
            ("own claim, none", which("kiosk", Vec::new(), Vec::new())),
            ("own claim", filled("v", Vec::new()).render().unwrap()),
            ("own claim of a head", filled("kiosk", family("")).render().unwrap()),
            (
                "own claim refused",
                FormPage { shell: shell("v"), form: alone().refused(&missing), family: family("3-07-3") }.render().unwrap(),
            ),
        ]
    }

    #[test]
    fn what_became_of_it_and_why_is_said_without_names() {
        let page = samples().into_iter().find(|(name, _)| *name == "own claims").unwrap().1;
        assert!(page.contains("村务监督委员：退回，照片看不清") && page.contains("还要 1 个人同意") && page.contains("5 小时 × 2 = 10 分"));
        assert_eq!(page.matches("/withdrawal").count(), 1, "only what nobody has decided on can be taken back");
    }

    #[test]
    fn a_picture_that_came_in_is_not_asked_for_again() {
        let page = samples().into_iter().find(|(name, _)| *name == "own claim refused").unwrap().1;
        assert!(page.contains(&format!("name=\"photo:{}\"", "0d".repeat(32))) && page.contains("收到了 1 张照片"));
    }
}

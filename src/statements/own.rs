//! A resident's own pages, on a phone or, after they have shown who they are, on the kiosk: what I have and how it came about; also what nobody else
//! sees (保密).
//!
//! Not here: how somebody shows who they are (`entrance`).

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;
use serde::Deserialize;

use super::own_reports::OwnReports;
use super::passbook::Passbook;
use crate::entrance;
use crate::ledger;
use crate::reports;
use crate::roster::{self, Subject};
use crate::rulebook::Subject as Unit;
use crate::versions::{House, OnesOwn, Screen};
use crate::web::{Reply, Shell, page, plain_day};

/// The pages of somebody's own.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/v/{village}", get(points))
}

/// My points.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/own_points.html")]
pub(super) struct PointsPage {
    pub shell: Shell,
    pub book: Passbook,
    /// Whether earlier lines are shown; then the balance need not be.
    pub is_earlier: bool,
    pub mine: OwnReports,
    /// Who began the PIN they have, as long as that is told; and for the form that says that it was not they.
    pub begun: Option<(String, String)>,
    /// Whether somebody else lives in the household of which they are the head.
    pub is_head: bool,
    /// Whether the head of their household is another one, who sees what they have.
    pub has_head: bool,
}

#[derive(Deserialize)]
struct Leafing {
    /// The entry before which lines are wanted.
    before: Option<i64>,
}

async fn points(own: Screen<OnesOwn>, Query(leafing): Query<Leafing>) -> Reply<Response> {
    let mut conn = own.books.read().await?;
    let me = &own.caller.actor.staff;
    let subject = roster::subject(&mut conn, &own.village, me).await?.ok_or_else(|| ledger::unknown_account(me))?;
    let subject = match own.rulebook.settings().account_unit {
        Unit::Person => subject,
        _ => Subject { person: None, ..subject },
    };
    let account = ledger::account(&mut conn, &own.village, subject.number()).await?.ok_or_else(|| ledger::unknown_account(me))?;
    let book = Passbook::open(&mut conn, &own, &subject, &account, leafing.before).await?;
    let alone = reports::own(&mut conn, &own.village, me).await?;
    let book = book.with_alone(alone.available + alone.moving);
    let is_rewarded = own.rulebook.rules().any(|rule| rule.is_confidential() && rule.is_in_force(own.today));
    let mine = OwnReports::new(alone, is_rewarded, own.today, own.books.chance.token());
    let begun = entrance::pin_begun(&mut conn, &own.village, me, own.books.clock.now()).await?;
    let begun = begun.map(|begun| (begun_in_words(&begun, own.today), own.books.chance.token()));
    let (has_head, is_head) = (subject.household.head != *me, !roster::family(&mut conn, &own.village, me).await?.is_empty());
    page(&PointsPage { shell: own.shell("我的积分"), book, is_earlier: leafing.before.is_some(), mine, begun, is_head, has_head })
}

/// `您的密码是3月2日（周一）设的，村书记 王*4经手。`
fn begun_in_words(begun: &entrance::Begun, today: NaiveDate) -> String {
    let on = plain_day(begun.used_at.unwrap_or(begun.at).day(), today);
    let agreed = begun.agreed.as_ref().map_or_else(String::new, |by| format!("，{by}同意"));
    format!("您的密码是{on}设的，{}经手{agreed}。", begun.by)
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::reports::{Own, OwnReport, ReportState};
    use crate::statements::kiosk::samples::passbook;
    use crate::statements::pages::samples::shell;
    use crate::words::Points;

    fn report(state: ReportState, is_credited: bool) -> OwnReport {
        OwnReport {
            receipt: "6b1f".repeat(8),
            rule: "举报违法行为有功".into(),
            occurred_on: "2026-11-01".parse().unwrap(),
            reported_on: "2026-11-02".parse().unwrap(),
            told: "有人往河里倒垃圾。".into(),
            state,
            is_credited,
            points: Points::whole(10),
            explanation: vec!["举报违法行为有功 得 10 分".into()],
            reason: (state == ReportState::Rejected).then(|| "去看过，没有。".into()),
        }
    }

    fn points(own: Own) -> String {
        let begun = own.reports.is_empty().then(|| ("您的密码是12月2日（周三）设的，村书记 张*明经手。".to_owned(), "0e".repeat(16)));
        let book = passbook().with_alone(own.available);
        let mine = OwnReports::new(own, true, "2026-12-05".parse().unwrap(), "0e".repeat(16));
        let is_head = begun.is_some();
        PointsPage { shell: shell("v", "/v/xinjiayuan", "我的积分"), book, is_earlier: false, mine, begun, is_head, has_head: !is_head }
            .render()
            .unwrap()
    }

    /// Every page of this file, by name.
    pub(crate) fn samples() -> Vec<(&'static str, String)> {
        let states = [
            (ReportState::Approved, true),
            (ReportState::Approved, false),
            (ReportState::Submitted, false),
            (ReportState::Rejected, false),
        ];
        let reports = states.map(|(state, is_credited)| report(state, is_credited)).into();
        let (available, coming) = (Points::whole(10), Points::whole(10));
        let own = Own { available, coming, reports, ..Own::default() };
        vec![("own points", points(own)), ("own points, nothing reported", points(Own::default()))]
    }

    #[test]
    fn ones_own_page_adds_what_nobody_else_sees_and_says_so() {
        let [(_, page), (_, plain)] = samples().try_into().unwrap();
        for words in ["还剩 <b>58</b>", "其中 10 分只有您自己看得到", "其中 48 分能换东西", "别人", "会看到多了这些分", "没有查实：去看过"]
        {
            assert!(page.contains(words), "{words}");
        }
        assert!(plain.contains("还剩 <b>48</b>") && plain.contains("我要举报") && !plain.contains("转多少分"));
    }
}

//! Closing a month (月结) in five steps. Where it stands is told from claims, awards and notices; nothing of it is kept.
//!
//! ```text
//! 检查缺漏 ──▶ 看异常 ──▶ 预览公示 ──▶ 监督委签字 ──▶ 打印张贴
//! ```

use std::collections::BTreeMap;

use anyhow::Result;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use chrono::{Months, NaiveDate};
use serde::Deserialize;

use super::fund::month_name;
use super::pages::Upkeep;
use crate::awards;
use crate::claims::{self, Claim, ClaimState};
use crate::db::Conn;
use crate::notices::{self, Notice, NoticeState};
use crate::oversight::{self, Unusual, days_of, month_of};
use crate::roster;
use crate::sums::{self, Figure};
use crate::web::{Reply, Shell, page, plain_day};
use crate::words::Span;

/// How many records of one kind are named one by one.
const NAMED: usize = 8;

/// What is known of a month.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// Claims for deeds up to its end on which somebody still has to decide.
    pub undecided: Vec<(ClaimState, i64)>,
    /// Groups for which nothing was recorded.
    pub silent: Vec<String>,
    pub unusual: Unusual,
    /// What the records are about that are named: `3月5日（周四） 红白事从俭 3-07-2`.
    pub about: BTreeMap<i64, String>,
    /// The notice that shows its last day.
    pub notice: Option<Notice>,
    pub is_over: bool,
}

impl Known {
    async fn of(desk: &Upkeep, conn: &mut Conn, (from, until): (NaiveDate, NaiveDate)) -> Result<Self> {
        let last = until.pred_opt().unwrap_or(until);
        let with = awards::groups_with(conn, &desk.village, (from, last)).await?;
        let groups = roster::groups(conn, &desk.village).await?.into_iter().filter(|group| group.households > 0);
        let unusual = oversight::unusual(conn, &desk.village, from, until).await?;
        let named: Vec<i64> = unusual.records.values().flat_map(|records| records.iter().take(NAMED)).copied().collect();
        let named = claims::with_reviews(conn, &desk.village, &named).await?;
        Ok(Self {
            undecided: claims::undecided(conn, &desk.village, last).await?,
            silent: groups.map(|group| group.name).filter(|name| !with.contains(name)).collect(),
            about: named.into_iter().map(|(claim, _)| (claim.id, told(&claim, desk.today))).collect(),
            unusual,
            notice: notices::covering(conn, &desk.village, last).await?,
            is_over: until <= desk.today,
        })
    }

    /// What a record is called where it is named.
    fn called(&self, id: i64) -> String {
        self.about.get(&id).map_or_else(|| format!("第 {id} 件"), |about| format!("{about}（第 {id} 件）"))
    }

    /// Which steps are done, in their order.
    fn done(&self) -> [bool; 5] {
        let is_drafted = self.notice.is_some();
        let is_signed = self.notice.as_ref().is_some_and(|notice| notice.issue.is_some());
        let is_down = self.notice.as_ref().is_some_and(|notice| notice.state == NoticeState::Settled);
        let is_reviewed = !self.undecided.iter().any(|(state, _)| *state == ClaimState::Submitted);
        let is_usual = self.unusual.records.is_empty() && self.unusual.one_reviewer.is_none();
        // Whoever drafts the notice has looked at what is on it; what is not reviewed by then is for the next one.
        [self.is_over && is_reviewed || is_drafted, self.is_over && is_usual || is_drafted, is_drafted, is_signed, is_down]
    }
}

fn told(claim: &Claim, today: NaiveDate) -> String {
    format!("{} {} {}", plain_day(claim.occurred_on, today), claim.rule, claim.subject)
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Done,
    Now,
    Later,
}

impl Stage {
    /// In two words, for those who do not see the colour.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Done => "办好了",
            Self::Now => "现在办",
            Self::Later => "等着",
        }
    }

    /// How the step and its word are drawn.
    pub fn marks(self) -> (&'static str, &'static str) {
        match self {
            Self::Done => ("is-done", "good"),
            Self::Now => ("is-now", "draft"),
            Self::Later => ("is-later", ""),
        }
    }

    /// Whether it is the one to do.
    pub fn is_now(self) -> bool {
        self == Self::Now
    }

    fn of_all(done: [bool; 5]) -> [Self; 5] {
        let now = done.iter().position(|done| !done);
        std::array::from_fn(|at| match done.get(at) {
            Some(true) => Self::Done,
            _ if Some(at) == now => Self::Now,
            _ => Self::Later,
        })
    }
}

/// What a step says, and where to go.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub sentence: String,
    /// What the way is called, and where it leads.
    pub ways: Vec<(String, String)>,
    /// Records it is about, each with its way.
    pub records: Vec<(String, String)>,
}

impl Line {
    fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), ..Self::default() }
    }

    fn way(mut self, name: impl Into<String>, address: String) -> Self {
        self.ways.push((name.into(), address));
        self
    }
}

/// One of the five.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub name: &'static str,
    pub stage: Stage,
    pub lines: Vec<Line>,
}

/// A month and how far it is closed.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "desk/month.html")]
pub(super) struct MonthPage {
    pub shell: Shell,
    pub month: String,
    pub earlier: Option<String>,
    /// None for the month at hand.
    pub later: Option<String>,
    pub is_over: bool,
    pub steps: Vec<Step>,
}

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    month: String,
}

pub(super) async fn show(desk: Upkeep, Query(asked): Query<Asked>) -> Reply<Response> {
    // Without a month, the last one that is over: that is the one to close.
    let last = month_of(desk.today.checked_sub_months(Months::new(1)).unwrap_or(desk.today));
    let (from, until) = days_of(if asked.month.is_empty() { &last } else { &asked.month })?;
    let mut conn = desk.books.read().await?;
    let known = Known::of(&desk, &mut conn, (from, until)).await?;
    let begun = sums::first(&mut conn, std::slice::from_ref(&desk.village), Figure::Awarded).await?.remove(&desk.village);
    let view = MonthPage::new(desk.shell("月结"), &known, (from, until), desk.today);
    // Before the first month with points there is nothing to close.
    let was_before = begun.is_some_and(|first| first < Span::Month.of(from));
    page(&MonthPage { earlier: view.earlier.filter(|_| was_before), ..view })
}

impl MonthPage {
    pub(super) fn new(shell: Shell, known: &Known, (from, until): (NaiveDate, NaiveDate), today: NaiveDate) -> Self {
        let home = shell.home.clone();
        let lines =
            [missing(known, &home), unusual(known, &home), draft(known, &home), signature(known, &home), print(known, &home, today)];
        let names = ["检查缺漏", "看异常", "预览公示", "监督委签字", "打印张贴"];
        let steps = names.into_iter().zip(Stage::of_all(known.done())).zip(lines);
        Self {
            month: month_name(from),
            earlier: from.checked_sub_months(Months::new(1)).map(month_of),
            later: (until <= today).then(|| month_of(until)),
            is_over: known.is_over,
            steps: steps.map(|((name, stage), lines)| Step { name, stage, lines }).collect(),
            shell,
        }
    }
}

/// What is not decided yet, and where nobody recorded anything.
fn missing(known: &Known, home: &str) -> Vec<Line> {
    let open = known.undecided.iter().map(|(state, count)| {
        let (sentence, way) = match state {
            ClaimState::Submitted if known.notice.is_some() => (format!("{count} 件还没有审完，审完了上下一期公示。"), "/queue"),
            ClaimState::Submitted => (format!("{count} 件还没有审完。审完了，才上公示。"), "/queue"),
            ClaimState::Contested => (format!("{count} 件有人提出更正，等另一个人定。"), "/queue"),
            _ => (format!("{count} 件有人有意见，还没有定。"), "/objections"),
        };
        Line::new(sentence).way("去看", format!("{home}{way}"))
    });
    let silent = (!known.silent.is_empty()).then(|| {
        Line::new(format!("{} 这个月一件也没有记。真的没有，还是漏了？", known.silent.join("、"))).way("去记", format!("{home}/record"))
    });
    let mut lines: Vec<_> = open.chain(silent).collect();
    if lines.is_empty() {
        lines.push(Line::new("都审完了，每个小组都记过。"));
    }
    lines
}

/// What stands out among what was agreed to. That something does is no reproach; somebody is to have looked.
fn unusual(known: &Known, home: &str) -> Vec<Line> {
    let mut lines = vec![Line::new(format!("这个月同意了 {} 件。", known.unusual.agreed))];
    if let Some(share) = known.unusual.one_reviewer {
        let line = Line::new(format!("{share}% 是同一个人同意的，请让另一个人也看看。"));
        lines.push(line.way("看谁审了什么", format!("{home}/oversight")));
    }
    for (why, records) in &known.unusual.records {
        let more = if records.len() > NAMED { format!("，先看这 {NAMED} 件") } else { String::new() };
        let record = |id: &i64| (known.called(*id), format!("{home}/claims/{id}"));
        let line = Line::new(format!("{why}：{} 件{more}。", records.len()));
        lines.push(Line { records: records.iter().take(NAMED).map(record).collect(), ..line });
    }
    if lines.len() == 1 {
        lines.push(Line::new("没有看出特别的。"));
    }
    lines
}

fn draft(known: &Known, home: &str) -> Vec<Line> {
    let line = match &known.notice {
        Some(notice) => Line::new(format!("拟好了，上面有 {} 件。", notice.lines)).way("看这一期", format!("{home}/notices/{}", notice.id)),
        None => Line::new("先看看这一期有多少件、公示几天，没有问题就拟好。").way("去拟公示", format!("{home}/notices#draft")),
    };
    vec![line]
}

fn signature(known: &Known, home: &str) -> Vec<Line> {
    let line = match &known.notice {
        Some(notice) if notice.issue.is_some() => Line::new("签好了。"),
        Some(notice) => Line::new("等村务监督委员签字。拟的人自己不能签。").way("去签字", format!("{home}/notices/{}", notice.id)),
        None => Line::new("公示拟好以后，村务监督委员来签。"),
    };
    vec![line]
}

fn print(known: &Known, home: &str, today: NaiveDate) -> Vec<Line> {
    let line = match known.notice.as_ref().and_then(|notice| Some((notice, notice.last_on?))) {
        None => Line::new("签了字才能张贴。"),
        Some((notice, last)) => {
            let sentence = match notice.state_on(today) {
                NoticeState::Open => format!("打印、张贴，公示到 {}；到期自动入账。", plain_day(last, today)),
                NoticeState::Closed => "公示到期了，还有意见没有定，定了才入账。".to_owned(),
                _ => "公示完了，该入账的都入账了。".to_owned(),
            };
            Line::new(sentence).way("打印公示单", format!("{home}/notices/{}/sheet", notice.id))
        }
    };
    vec![line]
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stage::{Done, Later, Now};

    fn notice(state: NoticeState, issue: Option<i64>) -> Option<Notice> {
        Some(Notice { state, issue, ..super::super::pages::samples::notice() })
    }

    /// What is known of a month, and how far each of the five steps is.
    #[test]
    fn where_a_month_stands_is_told_by_the_books() {
        let over = || Known { is_over: true, ..Known::default() };
        let large = || Unusual { agreed: 9, records: [("分数比平常大", vec![3])].into(), one_reviewer: None };
        let table = [
            ("not over", Known::default(), [Now, Later, Later, Later, Later]),
            ("not reviewed", Known { undecided: vec![(ClaimState::Submitted, 2)], ..over() }, [Now, Done, Later, Later, Later]),
            ("objected to", Known { undecided: vec![(ClaimState::Objected, 1)], ..over() }, [Done, Done, Now, Later, Later]),
            ("something large", Known { unusual: large(), ..over() }, [Done, Now, Later, Later, Later]),
            ("nothing drafted", over(), [Done, Done, Now, Later, Later]),
            ("drafted", Known { unusual: large(), notice: notice(NoticeState::Drafted, None), ..over() }, [Done, Done, Done, Now, Later]),
            (
                "drafted with some left",
                Known { undecided: vec![(ClaimState::Submitted, 2)], notice: notice(NoticeState::Drafted, None), ..over() },
                [Done, Done, Done, Now, Later],
            ),
            ("signed", Known { notice: notice(NoticeState::Open, Some(1)), ..over() }, [Done, Done, Done, Done, Now]),
            ("over", Known { notice: notice(NoticeState::Settled, Some(1)), ..over() }, [Done; 5]),
        ];
        for (name, known, expected) in table {
            assert_eq!(Stage::of_all(known.done()), expected, "{name}");
        }
    }
}

//! Who needs help first (谁需要帮助): what a village cannot put right by itself, or has not. Pure.
//!
//! The most urgent comes first. It is a list of what to do, not of who is better.

use chrono::{Datelike, NaiveDate};

use super::hiding::LEAST;
use super::model::Figures;
use crate::funds;
use crate::notices::NOTICE_BY;
use crate::oversight::nearly_alone;

/// Why a village needs help; the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// An objection was not answered in time.
    Overdue,
    /// The fund lasts less than two months.
    FundShort,
    /// One reviewer agreed to more than nine in ten.
    OneReviewer,
    /// No notice where one was to be expected.
    NoNotice,
    /// Many pieces were written off.
    WrittenOff,
    /// More than four in ten have nothing.
    Empty,
}

/// The share of those with nothing above which somebody should look, in percent.
const EMPTY: i64 = 40;
/// As many pieces written off in a month are many.
const MANY_PIECES: i64 = 10;

impl Reason {
    pub const ALL: [Reason; 6] = [Self::Overdue, Self::FundShort, Self::OneReviewer, Self::NoNotice, Self::WrittenOff, Self::Empty];

    /// In a few words.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Overdue => "意见过期没答",
            Self::FundShort => "基金快用完",
            Self::OneReviewer => "几乎一个人审",
            Self::NoNotice => "没有公示",
            Self::WrittenOff => "报损多",
            Self::Empty => "很多人没有分",
        }
    }

    /// When it is said.
    pub fn definition(self) -> &'static str {
        match self {
            Self::Overdue => "有意见或申诉，过了该答复的日子（七天）还没有答复。",
            Self::FundShort => "照最近三个整月的用法，基金不够再用两个月。",
            Self::OneReviewer => "一个月里，同意的记录满 10 件，九成以上是同一个人同意的。",
            Self::NoNotice => "10 号以前，上个月没有贴公示；10 号以后，这个月还没有贴。",
            Self::WrittenOff => "一个月里报损 10 件以上。",
            Self::Empty => "四成以上的户（人）手里一分也没有。",
        }
    }

    /// What to do about it: a word for it, and where, in that village.
    pub fn step(self) -> (&'static str, &'static str) {
        match self {
            Self::Overdue => ("去看意见", "/desk/{village}/objections"),
            Self::FundShort => ("看基金", "/villages/{village}"),
            Self::OneReviewer => ("看谁审了什么", "/desk/{village}/oversight"),
            Self::NoNotice => ("看公示", "/notices/{village}"),
            Self::WrittenOff => ("看报损", "/desk/{village}/oversight"),
            Self::Empty => ("看怎样加分", "/villages/{village}"),
        }
    }
}

/// Why this village needs help on a day, each with a sentence; the most urgent first. `month` is the one its figures are of.
pub fn reasons(figures: &Figures, today: NaiveDate, month: NaiveDate) -> Vec<(Reason, String)> {
    let percent = |part: i64, whole: i64| if whole > 0 { part * 100 / whole } else { 0 };
    let mut found = Vec::new();
    if figures.overdue > 0 {
        found.push((Reason::Overdue, "有意见过了该答复的日子，还没有答复。".to_owned()));
    }
    if let Some(months) = figures.months_of_fund().filter(|months| *months < funds::SHORT) {
        found.push((Reason::FundShort, format!("照最近三个月的用法，基金只够用 {} 个月。", months.round_dp(1).normalize())));
    }
    if let Some(reviewed) = nearly_alone(figures.most_approvals, figures.approvals) {
        found.push((Reason::OneReviewer, format!("{}月的记录，{reviewed}% 是同一个人同意的。", month.month())));
    }
    if !figures.has_notice && figures.accounts > 0 {
        let when = if today.day() > NOTICE_BY { "这个月还没有贴公示。" } else { "上个月没有贴公示。" };
        found.push((Reason::NoNotice, when.to_owned()));
    }
    if figures.written_off >= MANY_PIECES {
        found.push((Reason::WrittenOff, format!("{}月报损 {} 件。", month.month(), figures.written_off)));
    }
    let empty = percent(figures.empty, figures.accounts);
    if figures.empty * 100 > figures.accounts * EMPTY {
        let few = figures.empty < LEAST || figures.accounts - figures.empty < LEAST;
        found.push((Reason::Empty, if few { "大多数还一分没有。".to_owned() } else { format!("{empty}% 的户（人）还一分没有。") }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_its_line_and_the_most_urgent_comes_first() {
        let (today, month): (NaiveDate, NaiveDate) = ("2026-04-11".parse().unwrap(), "2026-03-01".parse().unwrap());
        let well = || Figures {
            accounts: 100,
            empty: 40,
            has_notice: true,
            fund: 60_000,
            spent: 90_000,
            approvals: 100,
            most_approvals: 90,
            ..Figures::default()
        };
        let told = |figures: Figures| reasons(&figures, today, month).into_iter().map(|(_, sentence)| sentence).collect::<Vec<_>>();
        assert_eq!(told(well()), Vec::<String>::new(), "all at the edge");
        assert_eq!(told(Figures { empty: 41, ..well() }), ["41% 的户（人）还一分没有。"]);
        assert_eq!(told(Figures { empty: 95, ..well() }), ["大多数还一分没有。"], "five others are few");
        assert_eq!(told(Figures { has_notice: false, ..well() }), ["这个月还没有贴公示。"]);
        assert_eq!(told(Figures { fund: 59_000, ..well() }), ["照最近三个月的用法，基金只够用 2 个月。"]);
        assert_eq!(told(Figures { most_approvals: 91, ..well() }), ["3月的记录，91% 是同一个人同意的。"]);
        assert_eq!(
            told(Figures { approvals: 120, most_approvals: 109, ..well() }),
            ["3月的记录，90% 是同一个人同意的。"],
            "a little more than nine in ten"
        );
        assert_eq!(told(Figures { approvals: 9, most_approvals: 9, ..well() }), Vec::<String>::new(), "too few to say anything");
        assert_eq!(told(Figures { written_off: 10, ..well() }), ["3月报损 10 件。"]);
        let all = Figures { overdue: 1, fund: 0, most_approvals: 100, has_notice: false, written_off: 99, empty: 100, ..well() };
        assert_eq!(reasons(&all, today, month).into_iter().map(|(reason, _)| reason).collect::<Vec<_>>(), Reason::ALL);
    }

    #[test]
    fn a_notice_has_time_until_the_tenth() {
        let figures = Figures { accounts: 10, ..Figures::default() };
        for (today, expected) in [("2026-04-10", "上个月没有贴公示。"), ("2026-04-11", "这个月还没有贴公示。")] {
            let told = reasons(&figures, today.parse().unwrap(), "2026-03-01".parse().unwrap());
            assert_eq!(told[0].1, expected);
        }
    }
}

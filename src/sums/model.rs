//! Which figures are kept, and adding to them. Pure: on a village's book.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::db::Book;
use crate::words::{Period, Span};

/// What is summed up. `times` and `amount` of each are said here; what a figure is divided into stands in its `part`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// 加分: entries and hundredths of points, by chapter; those taken back are taken off in the month in which that is done.
    Awarded,
    /// 换东西: entries and hundredths of points.
    Redeemed,
    /// What was paid for goods: entries and hundredths of yuan.
    Spent,
    /// Accounts that were given points for a deed, each once a month.
    Earners,
    /// Accounts that fetched something, each once a month.
    Redeemers,
    /// Open accounts. Not of a month.
    Accounts,
    /// What holders have now: accounts and hundredths of points, by how much they have. Not of a month.
    Holders,
    /// 同意: by who agreed.
    Approved,
    /// 公示: how many went up, and how many lines stood on them.
    Notices,
    /// 有意见: how many were raised.
    Objected,
    /// Objections that wait for an answer, by the last day for it. Not of a month.
    Waiting,
    /// 报损: moves and pieces.
    WrittenOff,
}

impl Figure {
    const ALL: [Figure; 12] = [
        Self::Awarded,
        Self::Redeemed,
        Self::Spent,
        Self::Earners,
        Self::Redeemers,
        Self::Accounts,
        Self::Holders,
        Self::Approved,
        Self::Notices,
        Self::Objected,
        Self::Waiting,
        Self::WrittenOff,
    ];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Awarded => "awarded",
            Self::Redeemed => "redeemed",
            Self::Spent => "spent",
            Self::Earners => "earners",
            Self::Redeemers => "redeemers",
            Self::Accounts => "accounts",
            Self::Holders => "holders",
            Self::Approved => "approved",
            Self::Notices => "notices",
            Self::Objected => "objected",
            Self::Waiting => "waiting",
            Self::WrittenOff => "written_off",
        }
    }

    /// What it is called.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Awarded => "加分",
            Self::Redeemed => "换东西的分",
            Self::Spent => "换东西的钱",
            Self::Earners => "得过分的",
            Self::Redeemers => "换过东西的",
            Self::Accounts => "开着的存折",
            Self::Holders => "手里有多少分的",
            Self::Approved => "同意",
            Self::Notices => "公示",
            Self::Objected => "有意见",
            Self::Waiting => "等答复的意见",
            Self::WrittenOff => "报损",
        }
    }

    /// The figure of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.name() == name)
    }

    /// Whether it says what is, not what happened in a month.
    pub fn is_standing(self) -> bool {
        matches!(self, Self::Accounts | Self::Holders | Self::Waiting)
    }
}

/// One kept sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub figure: Figure,
    /// The month; all time for what is not of a month.
    pub period: Period,
    /// Of which part; empty where a figure has none.
    pub part: String,
    pub times: i64,
    pub amount: i64,
}

/// The month a day lies in.
pub fn month(day: NaiveDate) -> Period {
    Span::Month.of(day)
}

impl Figure {
    /// The period under which it is kept on a day.
    fn period(self, day: NaiveDate) -> Period {
        if self.is_standing() { Span::Ever.of(day) } else { month(day) }
    }
}

/// Adds to a figure of the month of a day.
pub fn add(book: &mut Book, figure: Figure, day: NaiveDate, part: &str, (times, amount): (i64, i64)) {
    let period = figure.period(day);
    let before = book.get::<Sum>((figure.name(), period.to_string().as_str(), part));
    let (so_far, sum) = before.map_or((0, 0), |before| (before.times, before.amount));
    book.put(Sum { figure, period, part: part.to_owned(), times: so_far.saturating_add(times), amount: sum.saturating_add(amount) });
}

/// Sums told again from what they sum up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums(BTreeMap<(Figure, Period, String), (i64, i64)>);

impl Sums {
    /// Adds as [`add`] does.
    pub fn add(&mut self, figure: Figure, day: NaiveDate, part: &str, (times, amount): (i64, i64)) {
        let sum = self.0.entry((figure, figure.period(day), part.to_owned())).or_default();
        *sum = (sum.0.saturating_add(times), sum.1.saturating_add(amount));
    }

    /// Both together.
    #[must_use]
    pub fn with(mut self, others: Sums) -> Self {
        for (key, (times, amount)) in others.0 {
            let sum = self.0.entry(key).or_default();
            *sum = (sum.0.saturating_add(times), sum.1.saturating_add(amount));
        }
        self
    }

    /// As rows. What came to nothing has none.
    pub fn rows(self) -> impl Iterator<Item = Sum> {
        let told = self.0.into_iter().filter(|(_, sum)| *sum != (0, 0));
        told.map(|((figure, period, part), (times, amount))| Sum { figure, period, part, times, amount })
    }

    /// Where these kept rows say something else, a sentence each.
    pub fn differences(mut self, kept: Vec<Sum>) -> Vec<String> {
        let mut wrong = Vec::new();
        for Sum { figure, period, part, times, amount } in kept {
            let told = self.0.remove(&(figure, period, part.clone())).unwrap_or_default();
            wrong.extend((told != (times, amount)).then(|| difference(figure, period, &part, (times, amount), told)));
        }
        wrong.extend(self.rows().map(|sum| difference(sum.figure, sum.period, &sum.part, (0, 0), (sum.times, sum.amount))));
        wrong
    }
}

fn difference(figure: Figure, period: Period, part: &str, (times, amount): (i64, i64), told: (i64, i64)) -> String {
    let when = period.first_day().map_or_else(String::new, |first| format!("{}年{}月", first.year(), first.month()));
    // Whoever agreed is a person: no list of mistakes is to name them.
    let part = if part.is_empty() || figure == Figure::Approved { String::new() } else { format!("（{part}）") };
    format!("{when}{}{part}的汇总，记的是 {times} 次、{amount}，重数是 {} 次、{}。", figure.chinese(), told.0, told.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::VillageId;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn sum(figure: Figure, on: &str, part: &str, times: i64, amount: i64) -> Sum {
        Sum { figure, period: figure.period(day(on)), part: part.to_owned(), times, amount }
    }

    #[test]
    fn a_month_adds_up_and_what_stands_has_no_month() {
        let mut book = Book::blank(VillageId::draft());
        add(&mut book, Figure::Awarded, day("2026-03-01"), "卫生", (1, 500));
        add(&mut book, Figure::Awarded, day("2026-03-31"), "卫生", (1, 250));
        add(&mut book, Figure::Awarded, day("2026-04-01"), "卫生", (1, 100));
        add(&mut book, Figure::Awarded, day("2026-04-02"), "公益", (-1, -300));
        add(&mut book, Figure::Holders, day("2026-03-01"), "00", (1, 0));
        add(&mut book, Figure::Holders, day("2026-05-01"), "00", (1, 0));
        let kept = book.under::<Sum>(());
        let expected = [
            sum(Figure::Awarded, "2026-03-01", "卫生", 2, 750),
            sum(Figure::Awarded, "2026-04-01", "公益", -1, -300),
            sum(Figure::Awarded, "2026-04-01", "卫生", 1, 100),
            sum(Figure::Holders, "2026-03-01", "00", 2, 0),
        ];
        assert_eq!(kept, expected);
    }

    #[test]
    fn every_way_of_being_wrong_is_named_and_nobody_is() {
        let mut told = Sums::default();
        told.add(Figure::Awarded, day("2026-03-05"), "卫生", (2, 750));
        told.add(Figure::Notices, day("2026-03-05"), "", (1, 9));
        told.add(Figure::Waiting, day("2026-03-05"), "2026-03-12", (1, 0));
        told.add(Figure::Waiting, day("2026-03-06"), "2026-03-12", (-1, 0));
        let right = || vec![sum(Figure::Awarded, "2026-03-01", "卫生", 2, 750), sum(Figure::Notices, "2026-03-01", "", 1, 9)];
        assert_eq!(told.clone().differences(right()), Vec::<String>::new(), "what came to nothing needs no row");
        let nothing = [right(), vec![sum(Figure::Waiting, "2026-03-01", "2026-03-12", 0, 0)]].concat();
        assert_eq!(told.clone().differences(nothing), Vec::<String>::new(), "and may have one");
        let table = [
            (
                vec![sum(Figure::Awarded, "2026-03-01", "卫生", 2, 751), right()[1].clone()],
                "2026年3月加分（卫生）的汇总，记的是 2 次、751，重数是 2 次、750。",
            ),
            (vec![right()[0].clone()], "2026年3月公示的汇总，记的是 0 次、0，重数是 1 次、9。"),
            (
                [right(), vec![sum(Figure::Approved, "2026-03-01", "S01", 1, 0)]].concat(),
                "2026年3月同意的汇总，记的是 1 次、0，重数是 0 次、0。",
            ),
        ];
        for (kept, expected) in table {
            assert_eq!(told.clone().differences(kept), [expected]);
        }
    }
}

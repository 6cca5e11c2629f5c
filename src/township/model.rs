//! A village in figures, what is shown of it, and which villages are like it. Pure.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::basket::Worth;
use super::gini::gini;
use super::hiding::{Cell, parts};
use super::indicator::{Indicator, LONG};
use crate::funds;
use crate::words::{VillageId, Yuan};

/// What a village came to in a month, and how it stands.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub households: i64,
    /// Accounts, and those of them with nothing on them.
    pub accounts: i64,
    pub empty: i64,
    /// Of the month: accounts that were given points, that fetched something; what was given by chapter (entries and hundredths of points); hundredths of points redeemed.
    pub earners: i64,
    pub redeemers: i64,
    pub chapters: Vec<(String, i64, i64)>,
    pub redeemed: i64,
    /// Approvals of the month, and the most by one reviewer.
    pub approvals: i64,
    pub most_approvals: i64,
    /// Pieces written off in the month.
    pub written_off: i64,
    /// Over twelve months: those with a notice, those since the first points, objections.
    pub months_with_notice: i64,
    pub months_alive: i64,
    pub objected: i64,
    /// What was spent in three months, and what is left, in hundredths of yuan.
    pub spent: i64,
    pub fund: i64,
    /// Objections whose last day for an answer is over.
    pub overdue: i64,
    /// Whether a notice went up when one was to be expected.
    pub has_notice: bool,
}

impl Figures {
    /// For how many months the fund lasts; `None` where nothing is spent.
    pub fn months_of_fund(&self) -> Option<Decimal> {
        funds::lasts(Yuan::from_hundredths(self.fund), Decimal::new(self.spent, 2), funds::MONTHS).map(|months| months.min(LONG))
    }

    /// Hundredths of points given in the month.
    pub fn awarded(&self) -> i64 {
        self.chapters.iter().map(|(.., amount)| amount).sum()
    }

    fn per_household(&self, hundredths: i64) -> Option<Decimal> {
        Decimal::new(hundredths, 2).checked_div(Decimal::from(self.households))
    }

    /// What may be shown of it, as far as neither its rules nor its holders tell it.
    pub fn cell(&self, indicator: Indicator) -> Cell {
        match indicator {
            Indicator::Participation => Cell::share(self.earners, self.accounts),
            Indicator::Issued => Cell::of(self.earners, self.per_household(self.awarded())),
            Indicator::Redeemed => Cell::of(self.redeemers, self.per_household(self.redeemed)),
            Indicator::Notices => {
                let share =
                    Decimal::from(self.months_with_notice.min(self.months_alive) * 100).checked_div(Decimal::from(self.months_alive));
                share.map_or(Cell::Nothing, |share| Cell::Number(share.round_dp(0)))
            }
            Indicator::Objections => Cell::of(self.objected, Some(Decimal::from(self.objected))),
            Indicator::Fund => self.months_of_fund().map_or(Cell::Nothing, Cell::Number),
            Indicator::Concentration | Indicator::Prices => Cell::Nothing,
        }
    }
}

/// How large a village is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    Small,
    Middle,
    Large,
}

impl Size {
    /// By its households.
    pub fn of(households: i64) -> Self {
        match households {
            ..300 => Self::Small,
            300..800 => Self::Middle,
            _ => Self::Large,
        }
    }

    fn chinese(self) -> &'static str {
        match self {
            Self::Small => "不到 300 户",
            Self::Middle => "300 到 799 户",
            Self::Large => "800 户以上",
        }
    }
}

/// Which villages are compared with each other: those that keep points for the same, of about the same size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Class {
    pub by_household: bool,
    pub size: Size,
}

impl Class {
    /// In words.
    pub fn chinese(self) -> String {
        format!("按{}记分、{}的村", if self.by_household { "户" } else { "个人" }, self.size.chinese())
    }

    /// What its accounts belong to.
    pub fn unit(self) -> &'static str {
        if self.by_household { "户" } else { "人" }
    }
}

/// What is shown of a village.
#[derive(Clone, Debug)]
pub struct Shown {
    pub id: VillageId,
    pub code: String,
    pub name: String,
    pub households: i64,
    pub class: Class,
    pub cells: BTreeMap<Indicator, Cell>,
    /// Shares of its chapters in the points of the month, in percent; `None` stands for those with few in them.
    pub chapters: Vec<(Option<String>, Decimal)>,
    pub worth: Worth,
}

/// What is known of a village besides its figures.
pub struct Known {
    /// How many holders have about as much, and what they have together; from those with least.
    pub holders: Vec<(i64, i64)>,
    pub by_household: bool,
    pub worth: Worth,
}

impl Shown {
    /// What may be shown of it.
    pub fn of((id, code, name): (VillageId, String, String), figures: &Figures, known: Known) -> Self {
        let mut cells: BTreeMap<Indicator, Cell> =
            Indicator::ALL.into_iter().map(|indicator| (indicator, figures.cell(indicator))).collect();
        cells.insert(Indicator::Concentration, Cell::of(figures.accounts - figures.empty, gini(&known.holders)));
        cells.insert(Indicator::Prices, Cell::Number(known.worth.points.decimal()));
        Self {
            id,
            code,
            name,
            households: figures.households,
            class: Class { by_household: known.by_household, size: Size::of(figures.households) },
            cells,
            // Where what all got together is hidden, so is how it is divided.
            chapters: figures.cell(Indicator::Issued).number().map_or_else(Vec::new, |_| shares(figures.chapters.clone())),
            worth: known.worth,
        }
    }

    /// One of its cells.
    pub fn cell(&self, indicator: Indicator) -> &Cell {
        self.cells.get(&indicator).unwrap_or(&Cell::Nothing)
    }
}

/// The chapters of a month as shares of what was given, in percent.
fn shares(chapters: Vec<(String, i64, i64)>) -> Vec<(Option<String>, Decimal)> {
    let shown = parts(chapters).unwrap_or_default();
    let whole: i64 = shown.iter().map(|(_, sum)| sum).sum();
    let share = |sum: i64| Decimal::from(sum).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(Decimal::from(whole));
    shown.into_iter().filter_map(|(name, sum)| Some((name, share(sum)?.round_dp(0)))).collect()
}

/// Villages by what they are like, each class with its villages in the order of their codes.
pub fn classes(villages: &[Shown]) -> BTreeMap<Class, Vec<&Shown>> {
    let mut classes: BTreeMap<Class, Vec<&Shown>> = BTreeMap::new();
    villages.iter().for_each(|village| classes.entry(village.class).or_default().push(village));
    classes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Points;

    fn whole(figures: &Figures, holders: Vec<(i64, i64)>) -> Shown {
        let worth = Worth { points: Points::whole(46), ..Worth::default() };
        let known = Known { holders, by_household: true, worth };
        Shown::of((VillageId::draft(), "640402105201".into(), "样例村".into()), figures, known)
    }

    fn shown(figures: &Figures, holders: Vec<(i64, i64)>) -> BTreeMap<Indicator, Cell> {
        whole(figures, holders).cells
    }

    #[test]
    fn chapters_are_hidden_with_the_sum_they_divide() {
        let of =
            |earners| Figures {
                households: 200, accounts: 200, earners, chapters: vec![("卫生".into(), 40, 4_000)], ..Figures::default()
            };
        assert_eq!(whole(&of(10), Vec::new()).chapters.len(), 1);
        assert!(whole(&of(9), Vec::new()).chapters.is_empty(), "nine people, however many deeds");
    }

    #[test]
    fn each_number_is_worked_out_as_its_definition_says() {
        let figures = Figures {
            households: 200,
            accounts: 200,
            empty: 100,
            earners: 50,
            redeemers: 12,
            chapters: vec![("卫生".into(), 60, 100_000), ("公益".into(), 60, 23_400)],
            redeemed: 50_000,
            months_with_notice: 3,
            months_alive: 4,
            objected: 11,
            spent: 30_000,
            fund: 70_000,
            ..Figures::default()
        };
        let told: Vec<_> = shown(&figures, vec![(100, 0), (100, 500)])
            .into_iter()
            .map(|(indicator, cell)| indicator.written(cell.number().unwrap()))
            .collect();
        assert_eq!(told, ["25%", "6.2 分", "2.5 分", "75%", "11 件", "7 个月", "0.50", "46 分"]);
    }

    #[test]
    fn where_few_have_a_part_in_it_nothing_is_told() {
        let few = Figures {
            households: 200,
            accounts: 200,
            empty: 191,
            earners: 9,
            redeemers: 9,
            chapters: vec![("卫生".into(), 9, 900)],
            redeemed: 900,
            ..Figures::default()
        };
        let cells = shown(&few, vec![(191, 0), (9, 500)]);
        for indicator in [Indicator::Participation, Indicator::Issued, Indicator::Redeemed, Indicator::Objections, Indicator::Concentration]
        {
            assert_eq!(cells[&indicator], Cell::Few, "{indicator:?}");
        }
        assert_eq!((&cells[&Indicator::Fund], &cells[&Indicator::Notices]), (&Cell::Nothing, &Cell::Nothing));
    }

    #[test]
    fn the_fund_lasts_as_long_as_three_months_say() {
        for (fund, spent, expected) in [(70_000, 30_000, Some("7")), (0, 30_000, Some("0")), (70_000, 0, None), (i64::MAX, 1, Some("120"))]
        {
            let months = Figures { fund, spent, ..Figures::default() }.months_of_fund();
            assert_eq!(months.map(|months| months.normalize().to_string()), expected.map(str::to_owned), "{fund} {spent}");
        }
    }
}

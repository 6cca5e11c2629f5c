//! How long the fund lasts (够用多久). One formula for everybody: the village's desk, the township, and a trial of other rules. Pure.

use chrono::{Datelike, Days, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::words::Yuan;

/// How it is worked out, for readers.
pub const FORMULA: &str = "还够用多久 = 基金现在还有的钱 ÷ 这段时间用的钱 × 这段时间的长短；用完的日子从今天数起，只算整天";

/// A fund that lasts less long is about to run out, in months.
pub const SHORT: Decimal = Decimal::TWO;

/// Later than this nobody plans, in days.
const HORIZON: i64 = 100 * 365;

/// How long what is left lasts at the pace of a time of some `length` in which so many yuan were spent, in the unit of that length. `None` where nothing
/// was spent.
pub fn lasts(available: Yuan, spent: Decimal, length: i64) -> Option<Decimal> {
    if spent <= Decimal::ZERO {
        return None;
    }
    available.decimal().max(Decimal::ZERO).checked_mul(Decimal::from(length))?.checked_div(spent)
}

/// The day on which what is left is gone, at the pace of some days. `None` where nothing was spent, and beyond what anybody plans.
pub fn runs_out_on(available: Yuan, spent: Decimal, days: i64, today: NaiveDate) -> Option<NaiveDate> {
    let days = lasts(available, spent, days)?.floor().to_i64().filter(|days| *days <= HORIZON)?;
    today.checked_add_days(Days::new(u64::try_from(days).ok()?))
}

/// How fast money goes: what was spent in the whole months before this one, so many of them, and how many days they had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub spent: Yuan,
    pub days: i64,
}

/// From so many whole months the pace is read.
pub const MONTHS: i64 = 3;

/// Longer than this is long enough, in months.
const LONG: Decimal = Decimal::from_parts(120, 0, 0, false, 0);

impl Pace {
    /// For how many months that much lasts.
    pub fn months(self, available: Yuan) -> Option<Decimal> {
        lasts(available, self.spent.decimal(), MONTHS)
    }

    /// Whether it is about to run out.
    pub fn is_short(self, available: Yuan) -> bool {
        self.months(available).is_some_and(|months| months < SHORT)
    }

    /// `按最近三个月的速度，2027年9月用完，还够用 9.3 个月。`
    pub fn outlook(self, available: Yuan, today: NaiveDate) -> String {
        let Some(months) = self.months(available) else {
            return "最近三个月没有花钱，用到什么时候还算不出来。".to_owned();
        };
        if !available.is_positive() {
            return "已经没有钱了。".to_owned();
        }
        match runs_out_on(available, self.spent.decimal(), self.days, today).filter(|_| months < LONG) {
            None => "按最近三个月的速度，够用十年以上。".to_owned(),
            Some(day) => {
                let (year, month) = (day.year(), day.month());
                format!("按最近三个月的速度，{year}年{month}月用完，还够用 {} 个月。", months.round_dp(1).normalize())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left, what was spent in how many days, and how many days and until when that lasts; worked out by hand.
    #[test]
    fn the_fund_lasts_as_long_as_the_pace_lets_it() {
        let today: NaiveDate = "2026-03-01".parse().unwrap();
        let table = [
            ("95", "300", 30, Some("9.5"), Some("2026-03-10")),
            ("0", "300", 30, Some("0"), Some("2026-03-01")),
            ("-20", "300", 30, Some("0"), Some("2026-03-01")),
            ("95", "0", 30, None, None),
            ("95", "-20", 30, None, None),
            ("100", "300", 92, Some("30.666666666666666666666666667"), Some("2026-03-31")),
            ("15000", "0.01", 365, Some("547500000"), None),
        ];
        for (available, spent, days, expected, day) in table {
            let (available, spent) = (Yuan::parse(available).unwrap(), spent.parse().unwrap());
            let told = lasts(available, spent, days).map(|days| days.normalize().to_string());
            assert_eq!(told.as_deref(), expected, "{available:?} {spent}");
            assert_eq!(runs_out_on(available, spent, days, today).map(|day| day.to_string()).as_deref(), day, "{available:?} {spent}");
        }
    }

    #[test]
    fn the_outlook_is_said_in_months_and_a_month() {
        let (today, days): (NaiveDate, i64) = ("2026-11-30".parse().unwrap(), 92);
        let table = [
            ("930", "300", "按最近三个月的速度，2027年9月用完，还够用 9.3 个月。", false),
            ("199.99", "300", "按最近三个月的速度，2027年1月用完，还够用 2 个月。", true),
            ("200", "300", "按最近三个月的速度，2027年1月用完，还够用 2 个月。", false),
            ("0", "300", "已经没有钱了。", true),
            ("930", "0", "最近三个月没有花钱，用到什么时候还算不出来。", false),
            ("12000", "300", "按最近三个月的速度，够用十年以上。", false),
        ];
        for (available, spent, expected, is_short) in table {
            let (available, pace) = (Yuan::parse(available).unwrap(), Pace { spent: Yuan::parse(spent).unwrap(), days });
            assert_eq!((pace.outlook(available, today).as_str(), pace.is_short(available)), (expected, is_short), "{available:?}");
        }
    }

    #[test]
    fn a_leap_day_is_a_day() {
        let on = |today: &str| runs_out_on(Yuan::whole(10), Decimal::ONE, 1, today.parse().unwrap()).unwrap().to_string();
        assert_eq!((on("2028-02-20"), on("2026-02-20")), ("2028-03-01".to_owned(), "2026-03-02".to_owned()));
    }
}

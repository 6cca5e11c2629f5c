//! Points as yuan, and the day on which the fund runs out. Pure.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::model::Cost;
use crate::funds;
use crate::words::Yuan;

/// How it is worked out, for readers.
pub const FORMULA: &str = "折合元 = 净得分 × 每分折合元（假定得的分全部换成东西）；每天用 = 折合元 ÷ 这段时间的天数；还能用几天 = 基金现在还有的钱 ÷ 每天用，只算整天，从今天数起";

/// What so many yuan in so many days cost, where so much is left today.
pub fn cost(yuan: Decimal, days: i64, available: Yuan, today: NaiveDate) -> Cost {
    let lasts = funds::lasts(available, yuan, days).and_then(|days| days.floor().to_i64());
    Cost { yuan: Yuan::rounded(yuan).unwrap_or_default(), days: lasts, runs_out_on: funds::runs_out_on(available, yuan, days, today) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fund_lasts_as_long_as_the_rate_of_the_period_lets_it() {
        let today: NaiveDate = "2026-03-01".parse().unwrap();
        let table = [
            // 300 yuan in 30 days are 10 a day; 95 yuan last nine whole days.
            ("300", 30, 95, Some(9), Some("2026-03-10")),
            ("300", 30, 0, Some(0), Some("2026-03-01")),
            ("0", 30, 95, None, None),
            ("-20", 30, 95, None, None),
            ("0.01", 365, 15000, Some(547_500_000), None),
        ];
        for (yuan, days, available, lasts, day) in table {
            let cost = cost(yuan.parse().unwrap(), days, Yuan::whole(available), today);
            assert_eq!((cost.days, cost.runs_out_on.map(|day| day.to_string())), (lasts, day.map(str::to_owned)), "{yuan}");
        }
    }
}

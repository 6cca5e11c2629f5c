//! The numbers that villages are compared by (指标), and how each is worked out: nobody is judged by a number they cannot work out again.

use rust_decimal::Decimal;

/// One number of a village.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Indicator {
    Participation,
    Issued,
    Redeemed,
    Notices,
    Objections,
    Fund,
    Concentration,
    Prices,
}

/// How a number is worked out, in plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// 怎么算
    pub formula: &'static str,
    /// 数从哪里来
    pub source: &'static str,
    /// 哪些不算
    pub exclusions: &'static str,
}

impl Indicator {
    /// In the order in which they are shown.
    pub const ALL: [Indicator; 8] =
        [Self::Participation, Self::Issued, Self::Redeemed, Self::Notices, Self::Objections, Self::Fund, Self::Concentration, Self::Prices];

    /// Its stable name over HTTP.
    pub fn name(self) -> &'static str {
        match self {
            Self::Participation => "participation",
            Self::Issued => "issued_per_household",
            Self::Redeemed => "redeemed_per_household",
            Self::Notices => "notices_on_time",
            Self::Objections => "objections",
            Self::Fund => "fund_months",
            Self::Concentration => "concentration",
            Self::Prices => "price_index",
        }
    }

    /// What readers call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Participation => "参与率",
            Self::Issued => "户均得分",
            Self::Redeemed => "户均换分",
            Self::Notices => "按月公示",
            Self::Objections => "有意见",
            Self::Fund => "基金还够几个月",
            Self::Concentration => "积分集中度",
            Self::Prices => "积分物价",
        }
    }

    /// A number of it as it is written, with its unit.
    pub fn written(self, number: Decimal) -> String {
        let rounded = number.round_dp(if self == Self::Concentration { 2 } else { 1 }).normalize();
        match self {
            Self::Participation => format!("{rounded}%"),
            Self::Issued | Self::Redeemed | Self::Prices => format!("{rounded} 分"),
            Self::Notices => format!("{rounded}%"),
            Self::Objections => format!("{rounded} 件"),
            Self::Fund if number >= LONG => format!("{LONG} 个月以上"),
            Self::Fund => format!("{rounded} 个月"),
            Self::Concentration => format!("{:.2}", number.round_dp(2)),
        }
    }

    /// How it is worked out.
    pub fn definition(self) -> Definition {
        let (formula, source, exclusions) = match self {
            Self::Participation => (
                "这个月得过分的户（人）÷ 村里全部的户（人）。按户记分的村数户，按个人记分的村数人。",
                "账本。一户（人）一个月只算一次，后来更正了也不改。",
                "基础分、修复还回来的分、转户的分不算。",
            ),
            Self::Issued => (
                "这个月加的分 ÷ 全村户数。",
                "账本。同时记给别人的也算；更正收回的，从收回的那个月减掉。",
                "减分、基础分、修复还回来的分不算。",
            ),
            Self::Redeemed => ("这个月换东西用的分 ÷ 全村户数。", "账本。退回的，从退回的那个月减掉。", "到期和清零的分不算。"),
            Self::Notices => (
                "贴过公示的月数 ÷ 应当贴的月数，看最近 12 个月；第一次得分还不满 12 个月的村，从那个月算起。",
                "监督委员签过字的公示，按签字那天算。",
                "退回去没有签的不算；一个月贴两次也只算一个月。",
            ),
            Self::Objections => (
                "最近 12 个月村民提了几件意见。多不一定不好：有人提、有人答，才看得见。",
                "村民自己提的和到村委会交纸条的，按提的那天算。",
                "申诉不另算一件。",
            ),
            Self::Fund => (
                "基金现在还有的钱 ÷ 最近三个整月平均每月用的钱。三个月没有用过钱的，写“—”。",
                "账本上基金的余额和换东西付的钱。",
                "已经约好、还没有拿走的东西，钱不算在还有的里面。",
            ),
            Self::Concentration => (
                "基尼系数：0 是大家一样多，1 是全在一户（人）手里。",
                "现在每一户（人）手里的分。按多少分成档来算，和一户一户地算相差不超过 0.01。",
                "已经销户的不算；还没有分的也算一户（人）。",
            ),
            Self::Prices => (
                "一篮子同样的好事，照这个村现在的规则各做一次，一共得几分。",
                "村里生效的规则和小店的标价。一篮子里有什么、各村用的哪一条，写在“积分物价”的表里。",
                "各种上限不算：当作第一次做。村里没有这一条的，算 0 分。",
            ),
        };
        Definition { formula, source, exclusions }
    }
}

/// So many months are long enough.
pub const LONG: Decimal = Decimal::from_parts(120, 0, 0, false, 0);

/// What holds for every number.
pub const FOR_ALL: [&str; 4] = [
    "不到 10 户（人）的数不写出来，写“人数少于10，不显示”；能从旁边的数推出来的，也这样写。",
    "只和差不多的村比：记分的办法一样，户数差不多。中间数是同类村里居中的那个数，看得到的满三个村才写。",
    "村按区划代码排，不排名次。没有任何一个人的数。",
    "举报（保密）的分，本人要求转到自己账上以前，不在任何一个数里。",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_their_units() {
        let table = [
            (Indicator::Participation, "29", "29%"),
            (Indicator::Issued, "12.34", "12.3 分"),
            (Indicator::Issued, "12.00", "12 分"),
            (Indicator::Fund, "7.55", "7.6 个月"),
            (Indicator::Fund, "120", "120 个月以上"),
            (Indicator::Concentration, "0.5", "0.50"),
            (Indicator::Objections, "14", "14 件"),
        ];
        for (indicator, number, expected) in table {
            assert_eq!(indicator.written(number.parse().unwrap()), expected);
        }
    }
}

//! What points are worth (积分物价): one fixed basket of deeds judged by a village's rules in force, and what its goods take. Pure.
//!
//! What is in the basket stands in `basket.yaml`. Each deed is judged as the first of its kind: no limit has been used yet.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::rulebook::{FieldKind, NoHistory, Record, Rule, Rulebook};
use crate::words::{Points, Yuan};

/// What is compared.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basket {
    #[serde(rename = "好事")]
    pub deeds: Vec<Deed>,
    /// Words by which goods are known.
    #[serde(rename = "东西")]
    pub goods: Vec<String>,
}

/// One deed, by whatever name a village's rule has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deed {
    #[serde(rename = "做什么")]
    pub what: String,
    #[serde(rename = "规则")]
    rules: Vec<String>,
    #[serde(rename = "填报", default)]
    facts: BTreeMap<String, String>,
}

/// The basket of this release.
pub static BASKET: LazyLock<Basket> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("basket.yaml")).expect("the basket is read in a test"));

/// What the basket comes to in one village.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worth {
    /// What all its deeds earn together.
    pub points: Points,
    /// The same at the village's rate.
    pub yuan: Yuan,
    /// By deed: the village's rule and what it gives; `None` where it has none.
    pub deeds: Vec<Option<(String, Points)>>,
    /// What the points buy of each of the goods alone: name, what one takes, how many.
    pub buys: Vec<(String, Points, i64)>,
}

impl Basket {
    /// What it comes to under a village's rules on a day, with goods of these names and prices.
    pub fn worth(&self, rulebook: &Rulebook, day: NaiveDate, shelf: &[(String, Points)]) -> Worth {
        let deeds: Vec<_> = self.deeds.iter().map(|deed| deed.judged(rulebook, day)).collect();
        let points: Points = deeds.iter().flatten().map(|(_, points)| *points).sum();
        let yuan = Yuan::rounded(points.decimal() * rulebook.settings().yuan_per_point.decimal()).unwrap_or_default();
        let buys = self.goods.iter().filter_map(|word| {
            let cheapest = shelf.iter().filter(|(name, price)| name.contains(word.as_str()) && price.is_positive());
            let (_, price) = cheapest.min_by_key(|(_, price)| *price)?;
            Some((word.clone(), *price, points.hundredths().max(0) / price.hundredths()))
        });
        Worth { points, yuan, buys: buys.collect(), deeds }
    }
}

impl Deed {
    /// The rule a village has for it, and what that gives.
    fn judged(&self, rulebook: &Rulebook, day: NaiveDate) -> Option<(String, Points)> {
        let able = || rulebook.rules().filter(|rule| rule.is_award() && !rule.is_confidential() && rule.is_in_force(day));
        let called =
            |word: &String| able().find(|rule| rule.name() == word).or_else(|| able().find(|rule| rule.name().contains(word.as_str())));
        let rule = self.rules.iter().find_map(called)?;
        Some((rule.name().to_owned(), self.best(rulebook, rule, day)))
    }

    /// What it gives, filled in as the basket says or as usual; of the options that nobody chose the one that gives most.
    fn best(&self, rulebook: &Rulebook, rule: &Rule, day: NaiveDate) -> Points {
        let mut facts = rule.usual_facts();
        for field in rule.fields() {
            if let Some(given) = self.facts.get(field.name()) {
                facts.insert(field.name().to_owned(), given.clone());
            }
        }
        let judged = |facts: &BTreeMap<String, String>| {
            let record = Record { rule: rule.name(), occurred_on: day, facts };
            rulebook.judge(&record, &NoHistory).map_or(Points::ZERO, |decision| decision.points)
        };
        let mut best = judged(&facts);
        for field in rule.fields().iter().filter(|field| !self.facts.contains_key(field.name())) {
            let FieldKind::Options(options) = field.kind() else { continue };
            for option in options.iter() {
                let other = BTreeMap::from_iter(facts.clone().into_iter().chain([(field.name().to_owned(), option.to_string())]));
                let earned = judged(&other);
                if earned > best {
                    (best, facts) = (earned, other);
                }
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::{Bundle, Source, check};
    use crate::words::VillageId;

    fn rulebook(rules: &str) -> Rulebook {
        let files = [("village.yaml", "名称: 样例村\n每分折合元: 0.5\n试行: 是\n"), ("rules.yaml", rules)];
        let files = files.map(|(path, text)| Source { path: path.into(), text: text.into() }).into();
        {
            let checked = check(&Bundle { village: VillageId::draft(), files, packs: Vec::new() });
            checked.rulebook.unwrap_or_else(|| panic!("{:?}", checked.findings))
        }
    }

    #[test]
    fn each_deed_is_judged_by_the_rule_a_village_has_for_it() {
        let rules = "规则:
  甲:
    捡拾归还失物: 5
    举报归还失物: { 分值: 90, 保密: 是 }
    志愿服务: { 填报: { 时长: 小时 }, 分值: 时长 * 2, 比如: [{ 时长: 3, 得: 6 }] }
    庭院: { 对照: { 等级: { 差: 0, 良: 3, 优: 8 } } }
    义务劳动旧: { 分值: 7, 止: 2020-01-01 }
    说脏话纠纷调解: -2
";
        let shelf = [("香皂", 300), ("药皂香皂", 200), ("大米10公斤", 5_000)]
            .map(|(name, price)| (name.to_owned(), Points::from_hundredths(price)));
        let worth = BASKET.worth(&rulebook(rules), "2026-03-01".parse().unwrap(), &shelf);
        let by_deed: Vec<_> =
            BASKET.deeds.iter().zip(&worth.deeds).filter_map(|(deed, one)| Some((deed.what.as_str(), one.clone()?.1.plain()))).collect();
        let expected = [("捡到东西还给失主", "5"), ("做两小时志愿服务", "4"), ("庭院评上最好一档", "8")];
        assert_eq!(by_deed, expected.map(|(what, points)| (what, points.to_owned())), "{worth:?}");
        assert_eq!((worth.points, worth.yuan), (Points::whole(17), Yuan::from_hundredths(850)));
        let buys: Vec<_> = worth.buys.iter().map(|(name, price, count)| format!("{name} {} {count}", price.plain())).collect();
        assert_eq!(buys, ["香皂 2 8", "大米 50 0"]);
    }

    #[test]
    fn a_village_without_such_rules_or_goods_gets_nothing_and_nothing_breaks() {
        let worth = BASKET.worth(&rulebook("规则: { 甲: { 签到: 1 } }\n"), "2026-03-01".parse().unwrap(), &[]);
        assert_eq!((worth.points, worth.buys.len(), worth.deeds.iter().flatten().count()), (Points::ZERO, 0, 0));
    }
}

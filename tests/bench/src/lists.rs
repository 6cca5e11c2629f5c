//! Rule lists of any length, made of four kinds of rules in turn (a plain number, a formula with a limit, tiers, a formula of two fields with a
//! limit), and records for them.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use jifen::rulebook::{Bundle, Rulebook, Source, check};
use jifen::words::VillageId;

/// So many rules fit into one file without making it unreadable.
const RULES_A_FILE: usize = 200;

const SETTINGS: &str = "\
名称: 测速村
区划代码: \"640402105298\"
上级: 测速镇
记账单位: 个人
公示天数: 0
审核: 一人
试行: 是
文件即生效: 是
生效: 2025-01-01
";

/// A village whose rules are numbered from `first`, so that no two lists with different numbers share a rule.
pub fn bundle(village: &str, first: usize, count: usize) -> Result<Bundle> {
    let village = VillageId::parse(village).ok_or_else(|| anyhow!("{village} is no name of a village"))?;
    let mut files = vec![Source { path: "village.yaml".to_owned(), text: SETTINGS.to_owned() }];
    for (nth, start) in (first..first + count).step_by(RULES_A_FILE).enumerate() {
        let rules: String = (start..(first + count).min(start + RULES_A_FILE)).map(rule).collect();
        let text = format!("标题: 第{start}号起\n规则:\n  第{nth}类:\n{rules}");
        files.push(Source { path: format!("rules/{nth:02}.yaml"), text });
    }
    Ok(Bundle { village, files, packs: Vec::new() })
}

/// The same, compiled.
pub fn rulebook(count: usize) -> Result<Rulebook> {
    let checked = check(&bundle("cesu", 0, count)?);
    checked.rulebook.ok_or_else(|| anyhow!("the made-up list is wrong: {:?}", checked.findings.first()))
}

fn rule(number: usize) -> String {
    let name = name(number);
    match number % 4 {
        0 => format!("    {name}: {}\n", number % 9 + 1),
        1 => format!(
            "    {name}:
      填报: {{ 时长: {{ 类型: 小时, 最小: 0.5, 最大: 8 }} }}
      分值: 时长 * 2
      上限: 每人每月 16 分
      比如:
        - {{ 时长: 1.5, 得: 3 }}
        - {{ 时长: 8, 得: 16 }}
        - {{ 时长: 3, 本月已得: 12, 得: 4 }}
"
        ),
        2 => format!(
            "    {name}:
      填报:
        桌数: {{ 类型: 整数, 最小: 0, 最大: 200 }}
        彩礼: {{ 类型: 元, 最小: 0, 最大: 1000000 }}
      分档:
        - 桌数 <= 10 且 彩礼 <= 30000: 30
        - 桌数 <= 15 且 彩礼 <= 60000: 20
        - 桌数 <= 20 且 彩礼 <= 60000: 10
        - 其他: 0
      比如:
        - {{ 桌数: 8, 彩礼: 20000, 得: 30 }}
        - {{ 桌数: 15, 彩礼: 30000, 得: 20 }}
        - {{ 桌数: 18, 彩礼: 60000, 得: 10 }}
        - {{ 桌数: 25, 彩礼: 30000, 得: 0 }}
"
        ),
        _ => format!(
            "    {name}:
      填报:
        新增牛: {{ 类型: 整数, 最小: 0, 最大: 500 }}
        新增羊: {{ 类型: 整数, 最小: 0, 最大: 2000 }}
      分值: 最小(新增牛 * 4 + 新增羊, 20)
      上限: 每人每年 30 分
      比如:
        - {{ 新增牛: 3, 新增羊: 2, 得: 14 }}
        - {{ 新增牛: 10, 新增羊: 0, 得: 20 }}
        - {{ 新增牛: 3, 新增羊: 2, 本年已得: 20, 得: 10 }}
"
        ),
    }
}

fn name(number: usize) -> String {
    let word = ["义务劳动", "志愿服务", "红白事从俭", "多养牛羊"][number % 4];
    format!("{word}{number}")
}

/// What was filled in for one rule; different numbers take different branches.
pub struct Filled {
    pub rule: String,
    pub facts: BTreeMap<String, String>,
}

/// So many records for a list of `rules` rules, every rule as often as any other, in no helpful order.
pub fn records(rules: usize, count: usize) -> Vec<Filled> {
    (0..count).map(|nth| filled(nth * 7_919 % rules, nth)).collect()
}

fn filled(number: usize, nth: usize) -> Filled {
    let facts = match number % 4 {
        0 => vec![],
        1 => vec![("时长", if nth.is_multiple_of(2) { "1.5".to_owned() } else { (nth % 8 + 1).to_string() })],
        2 => vec![("桌数", (nth % 30).to_string()), ("彩礼", (nth % 5 * 20_000).to_string())],
        _ => vec![("新增牛", (nth % 7).to_string()), ("新增羊", (nth % 11).to_string())],
    };
    Filled { rule: name(number), facts: facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect() }
}

//! `jifen explain`: one decision, step by step.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use serde_json::json;

use crate::app::files;
use crate::rulebook::{self, Decision, Level, Record, Rulebook, Unjudged};
use crate::words::{Clock, Problem, Refusal};

use super::Ended;
use super::output::{remark, say};

/// 算一条记录得几分
#[derive(Args)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen explain <村> <规则> [名称=内容…] [--history 名称=内容…] [--on 日期] [--json]", next_help_heading = "选项")]
pub(super) struct Explain {
    /// 哪个村（文件夹名）
    #[arg(value_name = "村", help_heading = "内容", display_order = 1)]
    village: String,
    /// 哪条规则
    #[arg(value_name = "规则", help_heading = "内容", display_order = 2)]
    rule: String,
    /// 填报的内容，比如 时长=15 核实=是
    #[arg(value_name = "名称=内容", value_parser = pair, help_heading = "内容", display_order = 3)]
    facts: Vec<(String, String)>,
    /// 以前的情况，比如 本月已得=12 余额=30
    #[arg(long, value_name = "名称=内容", value_parser = pair, num_args = 1..)]
    history: Vec<(String, String)>,
    /// 哪一天的事；不写就是今天
    #[arg(long, value_name = "日期")]
    on: Option<NaiveDate>,
    /// 给程序看
    #[arg(long)]
    json: bool,
    /// 村在哪个文件夹；不写就是 villages
    #[arg(long, value_name = "DIR", default_value = "villages", hide_default_value = true)]
    villages: PathBuf,
    /// 规则包在哪个文件夹；不写就是 rules
    #[arg(long, value_name = "DIR", default_value = "rules", hide_default_value = true)]
    rules: PathBuf,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let split = text.split_once(['=', '\u{FF1D}']);
    split.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).ok_or_else(|| format!("“{text}”要写成 名称=内容"))
}

impl Explain {
    pub(super) fn run(&self) -> anyhow::Result<Ended> {
        let id = super::village(&self.village)?;
        let checked = rulebook::check(&files::bundle(&self.villages, &self.rules, &id)?);
        let Some(rulebook) = checked.rulebook else {
            let errors: Vec<_> = checked.findings.into_iter().filter(|finding| finding.level == Level::Error).collect();
            remark!("{}", rulebook::text(&errors, false).trim_end());
            remark!("规则文件还有错误，改好再算。");
            return Ok(Ended::Refused);
        };
        match self.decide(&rulebook) {
            Ok(decision) => self.show(&rulebook, &decision),
            Err(refusal) => self.refuse(&refusal),
        }
    }

    fn decide<'r>(&self, rulebook: &'r Rulebook) -> Result<Decision<'r>, Refusal> {
        let facts: BTreeMap<String, String> = self.facts.iter().cloned().collect();
        let history: BTreeMap<String, String> = self.history.iter().cloned().collect();
        let occurred_on = self.on.unwrap_or_else(|| Clock::machine().now().day());
        let supposed = rulebook.suppose(&self.rule, occurred_on, &history).map_err(wrong_history)?;
        rulebook.judge(&Record { rule: &self.rule, occurred_on, facts: &facts }, &supposed).map_err(|unjudged| {
            let past = self.facts.iter().find(|(name, value)| self.is_of_the_past(rulebook, occurred_on, (name, value), &unjudged));
            past.map_or_else(|| unjudged.into(), told_as_a_fact)
        })
    }

    /// Whether something that was given as filled in is no field, but a name that history knows.
    fn is_of_the_past(&self, rulebook: &Rulebook, on: NaiveDate, (name, value): (&str, &str), unjudged: &Unjudged) -> bool {
        let Unjudged::Facts(problems) = unjudged else { return false };
        let is_wrong = problems.iter().any(|problem| problem.pointer == format!("/facts/{name}"));
        let alone = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        let is_field = rulebook.rule(&self.rule).is_some_and(|rule| rule.fields().iter().any(|field| field.name() == name));
        is_wrong && !is_field && rulebook.suppose(&self.rule, on, &alone).is_ok()
    }

    fn show(&self, rulebook: &Rulebook, decision: &Decision<'_>) -> anyhow::Result<Ended> {
        if self.json {
            let Decision { rule, points, raw, .. } = decision;
            let told = json!({
                "rule": rule.name(), "rulebook": rulebook.hash(), "points": points, "raw": raw, "steps": decision.steps()
            });
            say!("{told}")?;
            return Ok(Ended::Fine);
        }
        for step in decision.steps() {
            say!("{}", step.text)?;
        }
        say!("得 {} 分", decision.points.plain())?;
        Ok(Ended::Fine)
    }

    fn refuse(&self, refusal: &Refusal) -> anyhow::Result<Ended> {
        if self.json {
            let problem =
                json!({ "code": refusal.code, "message": refusal.sentence, "next_step": refusal.next_step, "problems": refusal.problems });
            say!("{problem}")?;
            return Ok(Ended::Refused);
        }
        remark!("{}{}", refusal.sentence, refusal.next_step);
        for problem in refusal.problems.iter().skip(1) {
            remark!("{}", problem.message);
        }
        Ok(Ended::Refused)
    }
}

fn wrong_history(problems: Vec<Problem>) -> Refusal {
    let first = problems.first().map_or(String::new(), |problem| format!("{}。", problem.message));
    Refusal::new("rulebook.wrong_history", crate::words::Kind::Invalid, first, "请改好再算。").with(problems)
}

fn told_as_a_fact((name, value): &(String, String)) -> Refusal {
    let sentence = format!("“{name}”是以前的情况，不是这一次填报的内容。");
    let next_step = format!("请写在 --history 后面：--history {name}={value}");
    Refusal::new("rulebook.wrong_facts", crate::words::Kind::Invalid, sentence, next_step)
}

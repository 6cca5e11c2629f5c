//! The same decision by other engines: tiers over two fields, one of them with a formula, as a village writes it.
//!
//! Everything is compiled beforehand. jifen reads what was filled in as text and gives the points with all that its explanation is made of, once as
//! data and once in words, too; the others give the points alone, once from the same texts and once from inputs made beforehand, as nobody could in
//! service. All must give the same points, and what is data can be put into words.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use chrono::NaiveDate;
use jifen::rulebook::{self, Bundle, NoHistory, Record, Source};
use jifen::words::VillageId;

use crate::measure::{median, per_second, rate};
use crate::table::Table;

const ROUND: Duration = Duration::from_millis(300);
const ROUNDS: usize = 9;

/// Tables of guests, bride price, points: the first line, the one with a formula, none.
const DEEDS: [(i64, i64, i64); 3] = [(8, 20_000, 30), (18, 60_000, 4), (25, 30_000, 0)];

const RULES: &str = "\
规则:
  移风易俗:
    红白事从俭:
      填报:
        桌数: { 类型: 整数, 最小: 0, 最大: 200 }
        彩礼: { 类型: 元, 最小: 0, 最大: 1000000 }
      分档:
        - 桌数 <= 10 且 彩礼 <= 30000: 30
        - 桌数 <= 15 且 彩礼 <= 60000: 20
        - 桌数 <= 20 且 彩礼 <= 60000: (20 - 桌数) * 2
        - 其他: 0
      比如:
        - { 桌数: 8, 彩礼: 20000, 得: 30 }
        - { 桌数: 15, 彩礼: 30000, 得: 20 }
        - { 桌数: 18, 彩礼: 60000, 得: 4 }
        - { 桌数: 25, 彩礼: 30000, 得: 0 }
";

const REGO: &str = "\
package village
points := 30 if { input.tables <= 10; input.gift <= 30000 }
else := 20 if { input.tables <= 15; input.gift <= 60000 }
else := (20 - input.tables) * 2 if { input.tables <= 20; input.gift <= 60000 }
else := 0
";

const CEL: &str = "\
tables <= 10 && gift <= 30000 ? 30
: tables <= 15 && gift <= 60000 ? 20
: tables <= 20 && gift <= 60000 ? (20 - tables) * 2 : 0";

const ZEN: &str = r#"{
  "nodes": [
    { "id": "in", "name": "deed", "type": "inputNode", "content": {} },
    { "id": "table", "name": "tiers", "type": "decisionTableNode", "content": {
      "hitPolicy": "first",
      "inputs": [{ "id": "t", "name": "Tables", "field": "tables" }, { "id": "g", "name": "Gift", "field": "gift" }],
      "outputs": [{ "id": "p", "name": "Points", "field": "points" }],
      "rules": [
        { "_id": "1", "t": "<= 10", "g": "<= 30000", "p": "30" },
        { "_id": "2", "t": "<= 15", "g": "<= 60000", "p": "20" },
        { "_id": "3", "t": "<= 20", "g": "<= 60000", "p": "(20 - tables) * 2" },
        { "_id": "4", "t": "", "g": "", "p": "0" }
      ] } },
    { "id": "out", "name": "points", "type": "outputNode", "content": {} }
  ],
  "edges": [
    { "id": "1", "sourceId": "in", "targetId": "table" },
    { "id": "2", "sourceId": "table", "targetId": "out" }
  ] }"#;

/// Decides the deed of this number and gives its points.
type Decide = Box<dyn FnMut(usize) -> Result<i64>>;

/// Makes an engine ready; with `made` its inputs are made beforehand.
type Ready = fn(made: bool) -> Result<Decide>;

const OTHERS: [(&str, Ready); 3] = [("zen-engine decision table", zen), ("regorus virtual machine", rego), ("cel", cel)];

/// How far jifen goes.
#[derive(Clone, Copy)]
enum Explained {
    AsData,
    InWords,
}

impl Explained {
    fn row(self) -> &'static str {
        match self {
            Explained::AsData => "engines: tiers of two fields, explanation as data",
            Explained::InWords => "engines: tiers of two fields, explanation in words",
        }
    }
}

pub fn bench(table: &mut Table) -> Result<()> {
    for (how, goal) in [(Explained::AsData, "≥ 1"), (Explained::InWords, "")] {
        let mut ours = jifen(how)?;
        for (name, ready) in OTHERS {
            beside(table, (how.row(), &mut ours), (name, &mut ready(false)?), goal)?;
            beside(table, (how.row(), &mut ours), (&format!("{name}, inputs ready"), &mut ready(true)?), goal)?;
        }
        let mut by_hand: Decide = Box::new(by_hand);
        beside(table, (how.row(), &mut ours), ("match by hand", &mut by_hand), "")?;
    }
    Ok(())
}

fn beside(table: &mut Table, (row, ours): (&str, &mut Decide), (name, other): (&str, &mut Decide), goal: &str) -> Result<()> {
    let (mut us, mut them) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        us.push(decisions(ours)?);
        them.push(decisions(other).with_context(|| name.to_owned())?);
    }
    let ratio = median(us.iter().zip(&them).map(|(us, them)| us / them).collect());
    let against = format!("{name} {}", per_second(median(them)));
    table.against(row, per_second(median(us)), against, ratio, goal);
    Ok(())
}

/// What was filled in.
type Filled = BTreeMap<String, String>;

fn filled() -> [Filled; 3] {
    DEEDS.map(|(tables, gift, _)| {
        BTreeMap::from([("桌数", tables), ("彩礼", gift)].map(|(name, number)| (name.to_owned(), number.to_string())))
    })
}

/// As numbers.
fn read(filled: &Filled) -> Result<(i64, i64)> {
    let number = |name: &str| Ok::<i64, anyhow::Error>(filled.get(name).context("not filled in")?.parse()?);
    Ok((number("桌数")?, number("彩礼")?))
}

/// How many a second; every one of them is looked at.
fn decisions(decide: &mut Decide) -> Result<f64> {
    let (start, mut decided) = (Instant::now(), 0);
    while start.elapsed() < ROUND {
        for _ in 0..100 {
            for (nth, (.., points)) in DEEDS.iter().enumerate() {
                ensure!(decide(black_box(nth))? == *points, "deed {nth} is not worth {points}");
                decided += 1;
            }
        }
    }
    Ok(rate(decided, start.elapsed()))
}

fn jifen(how: Explained) -> Result<Decide> {
    let source = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
    let files = vec![source("village.yaml", "名称: 样例村\n试行: 是\n"), source("rules.yaml", RULES)];
    let checked = rulebook::check(&Bundle { village: VillageId::draft(), files, packs: Vec::new() });
    let rulebook = checked.rulebook.with_context(|| rulebook::text(&checked.findings, false))?;
    let filled = filled();
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default();
    Ok(Box::new(move |nth| {
        let record = Record { rule: "红白事从俭", occurred_on: day, facts: &filled[nth] };
        let decision = black_box(rulebook.judge(&record, &NoHistory)).ok().context("not judged")?;
        if let Explained::InWords = how {
            ensure!(!black_box(decision.steps()).is_empty(), "nothing is said");
        }
        Ok(decision.points.hundredths() / 100)
    }))
}

fn zen(made: bool) -> Result<Decide> {
    use zen_engine::model::DecisionContent;
    use zen_engine::{DecisionEngine, EvaluationOptions, Variable};
    let content: DecisionContent = serde_json::from_str(ZEN)?;
    let mut decision = DecisionEngine::default().create_decision(Arc::new(content))?;
    decision.compile();
    let input = |filled: &Filled| -> Result<Variable> {
        let ((tables, gift), input) = (read(filled)?, Variable::empty_object());
        input.dot_insert("tables", Variable::Number(tables.into()));
        input.dot_insert("gift", Variable::Number(gift.into()));
        Ok(input)
    };
    let filled = filled();
    let inputs = filled.iter().map(input).collect::<Result<Vec<_>>>()?;
    Ok(Box::new(move |nth| {
        let input = if made { inputs[nth].shallow_clone() } else { input(&filled[nth])? };
        // It waits for nothing, so it is ready when asked once.
        let deciding = pin!(decision.evaluate_with_opts(input, EvaluationOptions::default()));
        let Poll::Ready(decided) = deciding.poll(&mut Context::from_waker(Waker::noop())) else { bail!("it waits") };
        let points = decided.map_err(|error| anyhow::anyhow!("{error}"))?.result.dot("points").and_then(|points| points.as_number());
        Ok(points.context("no points")?.try_into()?)
    }))
}

fn rego(made: bool) -> Result<Decide> {
    use regorus::languages::rego::compiler::Compiler;
    use regorus::rvm::vm::RegoVM;
    use regorus::{Engine, Value};
    const ENTRY: &str = "data.village.points";
    let mut engine = Engine::new();
    engine.add_policy("village.rego".to_owned(), REGO.to_owned())?;
    let program = Compiler::compile_from_policy(&engine.compile_with_entrypoint(&ENTRY.into())?, &[ENTRY])?;
    let mut machine = RegoVM::new();
    machine.load_program(program);
    let input = |filled: &Filled| -> Result<Value> {
        let (tables, gift) = read(filled)?;
        Ok(BTreeMap::from([("tables", tables), ("gift", gift)].map(|(name, number)| (Value::from(name), Value::from(number)))).into())
    };
    let filled = filled();
    let inputs = filled.iter().map(input).collect::<Result<Vec<_>>>()?;
    Ok(Box::new(move |nth| {
        machine.set_input(if made { inputs[nth].clone() } else { input(&filled[nth])? });
        Ok(machine.execute()?.as_i64()?)
    }))
}

fn cel(made: bool) -> Result<Decide> {
    use cel::{Context, Env, Value};
    let environment = Arc::new(Env::stdlib());
    let program = environment.compile(CEL)?;
    let input = move |filled: &Filled| -> Result<Context<'static, 'static>> {
        let ((tables, gift), mut input) = (read(filled)?, Context::with_env(environment.clone()));
        input.add_variable_from_value("tables", tables);
        input.add_variable_from_value("gift", gift);
        Ok(input)
    };
    let filled = filled();
    let inputs = filled.iter().map(&input).collect::<Result<Vec<_>>>()?;
    Ok(Box::new(move |nth| {
        let points = if made { program.execute(&inputs[nth]) } else { program.execute(&input(&filled[nth])?) };
        match points? {
            Value::Int(points) => Ok(points),
            other => bail!("{other:?} is no number"),
        }
    }))
}

fn by_hand(nth: usize) -> Result<i64> {
    let (tables, gift, _) = DEEDS[nth];
    Ok(match (black_box(tables), black_box(gift)) {
        (..=10, ..=30_000) => 30,
        (..=15, ..=60_000) => 20,
        (tables @ ..=20, ..=60_000) => (20 - tables) * 2,
        _ => 0,
    })
}

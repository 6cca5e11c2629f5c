//! Native form and Rhai give the same, for made-up formulas and for every formula in the repository: the same number to its last digit, the same
//! yes or no, the same reason why there is none, on the same line.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::facts::Value;
use super::history::Reach;
use super::names::{Input, Names};
use super::native::Inputs;
use super::rule::{Field, FieldKind};
use super::{Bundle, Source, check, dialect, lexer, sandbox, translating, typing};
use crate::words::VillageId;

/// Chooses by bytes, so that a formula that fails is made smaller; when they have run out, it is always the first choice.
struct Dice<'a>(std::slice::Iter<'a, u8>);

impl Dice<'_> {
    fn of(&mut self, sides: usize) -> usize {
        usize::from(*self.0.next().unwrap_or(&0)) % sides
    }

    fn word(&mut self, words: &[&str]) -> String {
        words[self.of(words.len())].to_owned()
    }

    /// Between two words; some formulas are written in several lines.
    fn gap(&mut self) -> &'static str {
        [" ", " ", " ", "\n"][self.of(4)]
    }

    fn number(&mut self, depth: usize) -> String {
        let kind = if depth == 0 { 0 } else { self.of(10) };
        let (gap, deeper) = (self.gap(), depth.saturating_sub(1));
        match kind {
            0 => self.word(&["时长", "桌数", "2", "0", "0.5", "10", "3.3333333333", "70000000000000000000000000000"]),
            1 => self.word(&["余额", "户内人数", "年", "月", "季", "本月已得", "本类本年次数", "全部累计已得"]),
            2..=4 => {
                let (left, sign) = (self.number(deeper), self.word(&["+", "-", "*", "/", "%"]));
                format!("({left}{gap}{sign} {})", self.number(deeper))
            }
            5 => format!("(-{gap}{})", self.number(deeper)),
            6 => {
                let helper = self.word(&["取整", "向上取整", "绝对值", "四舍五入"]);
                format!("{helper}({gap}{})", self.number(deeper))
            }
            7 => {
                let helper = self.word(&["最大", "最小", "四舍五入"]);
                let most = if helper == "四舍五入" { 2 } else { 2 + self.of(3) };
                let numbers: Vec<String> = (0..most).map(|_| self.number(deeper)).collect();
                format!("{helper}({gap}{})", numbers.join(","))
            }
            8 => {
                let (test, then) = (self.test(deeper), self.number(deeper));
                format!("(如果 {test}{gap}{{ {then} }} 否则 {{ {} }})", self.number(deeper))
            }
            _ => self.looked_up(deeper),
        }
    }

    /// A number found by something else.
    fn looked_up(&mut self, depth: usize) -> String {
        let (gap, number) = (self.gap(), self.number(depth));
        match self.of(3) {
            0 => format!("累进({number},{gap}[[10, 2], [20, 1.5], [1000000, -0.1]])"),
            1 => format!("查表({},{gap}#{{ 优: {number}, 良: 3 }})", self.text()),
            _ => {
                let helper = self.word(&["相差天数", "相差月数"]);
                format!("{helper}({},{gap}{})", self.date(), self.date())
            }
        }
    }

    fn test(&mut self, depth: usize) -> String {
        let kind = if depth == 0 { 0 } else { self.of(9) };
        let (gap, deeper) = (self.gap(), depth.saturating_sub(1));
        let order = self.word(&["<", "不超过", "大于", ">=", "==", "不等于"]);
        match kind {
            0 => self.word(&["核实", "是", "否"]),
            1..=2 => format!("({}{gap}{order} {})", self.number(deeper), self.number(deeper)),
            3 => format!("({}{gap}{order} {})", self.date(), self.date()),
            4 => {
                let same = self.word(&["==", "!="]);
                format!("({} {same} {} 且{gap}{} {same} {})", self.text(), self.text(), self.test(deeper), self.test(deeper))
            }
            5 => {
                let word = self.word(&["且", "或"]);
                let tests: Vec<String> = (0..2 + self.of(2)).map(|_| self.test(deeper)).collect();
                format!("({})", tests.join(&format!("{gap}{word} ")))
            }
            6 => format!("(非{gap}{})", self.test(deeper)),
            7 => {
                let (number, text) = (self.number(deeper), self.text());
                let of = self.word(&[&number, &text]);
                format!("(属于({of}, [1, \"优\", 2.50, 差]) 或{gap}{text} 在 [良, 3])")
            }
            _ => {
                let (test, then) = (self.test(deeper), self.test(deeper));
                format!("(如果 {test}{gap}{{ {then} }} 否则 {{ {} }})", self.test(deeper))
            }
        }
    }

    fn date(&mut self) -> String {
        self.word(&["日期", "办日", "上次日期", "本类上次日期", "2026-02-28", "2024-02-29"])
    }

    fn text(&mut self) -> String {
        self.word(&["等级", "备注", "优", "\"良\""])
    }

    /// A value an input may have, whatever its bounds: what fits into them is not all there is to compare.
    fn value(&mut self, input: &Input, fields: &[Field]) -> Value {
        let number = |words: &[&str], dice: &mut Self| Value::Number(dice.word(words).parse().unwrap());
        let days = ["2026-02-28", "2025-03-31", "2024-02-29"].map(|day| Value::Date(day.parse().unwrap()));
        match input {
            Input::Field(at) => match &fields[usize::from(*at)].kind {
                FieldKind::Number { .. } => number(&["0", "1", "2.5", "-3", "12", "0.0000000001", "79228162514264337593543950335"], self),
                FieldKind::YesNo => Value::YesNo(self.of(2) == 0),
                FieldKind::Date => days[self.of(3)].clone(),
                FieldKind::Text => Value::Text(self.word(&["优", "良", ""]).into()),
                FieldKind::Options(options) => Value::Text(options[self.of(options.len())].clone()),
            },
            Input::Day => days[self.of(3)].clone(),
            Input::LastOn(_) if self.of(2) == 0 => Value::Never,
            Input::LastOn(_) => days[self.of(3)].clone(),
            _ => number(&["0", "1", "7", "-12.5", "2026"], self),
        }
    }
}

fn fields() -> Vec<Field> {
    let number = || FieldKind::Number { unit: "".into(), whole: false, min: Decimal::ZERO, max: Decimal::TEN };
    let options = FieldKind::Options(["优", "良", "差"].map(Arc::from).into());
    let kinds = [number(), number(), FieldKind::YesNo, FieldKind::Date, FieldKind::Text, options];
    let names = ["时长", "桌数", "核实", "办日", "备注", "等级"];
    names.into_iter().zip(kinds).map(|(name, kind)| Field { name: name.into(), kind }).collect()
}

/// Mistakes of what has no result, which both forms must say in the same words.
const WITHOUT_RESULT: [&str; 3] = ["formula.by_zero", "formula.bands", "lookup.missing"];

/// What both forms make of a made-up formula; `None` in the first place if it has no native form.
fn both(formula: &str, dice: &mut Dice<'_>) -> (Option<String>, String) {
    let (rule, chapter, fields) = (Arc::from("甲"), Arc::from("乙"), fields());
    let names = Names { rule: &rule, chapter: &chapter, reach: Reach::Person, fields: &fields };
    let known = names.vocabulary();
    let (tokens, slips) = lexer::tokens(formula, &known);
    assert_eq!(slips, vec![], "{formula}");
    let ast = sandbox::parse(&dialect::rhai(&tokens, |word| names.is_option(word)).text).expect(formula);
    let typed = typing::check(ast.statements(), &names, &known, false);
    let mistakes: Vec<&str> =
        typed.mistakes.iter().filter(|mistake| !WITHOUT_RESULT.contains(&mistake.code)).map(|mistake| &*mistake.message).collect();
    assert!(mistakes.is_empty(), "{formula}: {mistakes:?}");
    let values: Vec<Value> = typed.inputs.iter().map(|(_, input)| dice.value(input, &fields)).collect();
    let native = translating::native(ast.statements(), &names, &|name| typed.inputs.iter().position(|(known, _)| known == name));
    let rhai = sandbox::run(&ast, typed.inputs.iter().map(|(name, _)| &**name).zip(&values));
    (native.map(|native| format!("{:?}", native.work(Inputs::own(&values)))), format!("{rhai:?}"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn made_up_formulas_come_out_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..160), is_number: bool) {
        let mut dice = Dice(bytes.iter());
        let formula = if is_number { dice.number(4) } else { dice.test(4) };
        for _ in 0..4 {
            let (native, rhai) = both(&formula, &mut dice);
            prop_assert_eq!(native, Some(rhai), "{}", formula);
        }
    }
}

#[test]
fn scripts_stay_with_rhai() {
    let table = [
        "令 和 = 0; 对于 次 在 1..=3 { 和 += 次 * 时长; } 和",
        "如果 核实 { 返回 5 } 时长",
        "桌数 在 [时长, 2]",
        "[1, 2] == [1, 2]",
        "属于(核实, [1])",
        "累进(时长, [[20, 2], [时长, 1]])",
        "累进(时长, [[20, 2, 3]])",
    ];
    for formula in table {
        assert_eq!(both(formula, &mut Dice([].iter())).0, None, "{formula}");
    }
}

#[test]
fn a_reason_names_its_line() {
    let table = [
        ("时长\n/ 桌数", "除数是 0", 2),
        ("70000000000000000000000000000 +\n\n 70000000000000000000000000000", "数太大了，算不了", 1),
        ("1 +\n相差天数(上次日期, 本类上次日期)", "两个值的类型对不上（比如还没有上次日期）", 2),
        ("\n查表(备注, #{中: 3})", "表里没有“优”", 2),
        ("累进(时长, [[20, 2], [10, 1]])", "累进的各档要从小到大", 1),
        ("+ 时长", "", 0),
    ];
    for (formula, message, line) in table {
        let (native, rhai) = both(formula, &mut Dice([].iter()));
        assert_eq!(native.as_ref(), Some(&rhai), "{formula}");
        let expected = if message.is_empty() {
            "Ok(Number(0))".to_owned()
        } else {
            format!("Err(Stopped {{ message: \"{message}\", line: {line} }})")
        };
        assert_eq!(rhai, expected, "{formula}");
    }
}

fn read(folder: &Path, within: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = format!("{within}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() && name != "cases" {
            sources.extend(read(&path, &format!("{name}/")));
        } else if name.ends_with(".yaml") && name != "demo.yaml" {
            sources.push(Source { path: name, text: fs::read_to_string(&path).unwrap() });
        }
    }
    sources
}

/// Every village of the repository, and one that takes in all packs.
fn bundles() -> Vec<Bundle> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packs = read(&root.join("rules"), "");
    let bundle = |files| Bundle { village: VillageId::parse("cun").unwrap(), files, packs: packs.clone() };
    let villages = fs::read_dir(root.join("villages")).unwrap().map(|entry| entry.unwrap().path());
    let mut bundles: Vec<Bundle> = villages.chain([root.join("tests/village")]).map(|village| bundle(read(&village, ""))).collect();
    let titles: Vec<&str> = packs.iter().filter_map(|pack| pack.text.lines().find_map(|line| line.strip_prefix("标题: "))).collect();
    let source = |path: &str, text: String| Source { path: path.to_owned(), text };
    let everything = format!("标题: 全部\n引用: [{}]\n规则: {{}}\n", titles.join(", "));
    bundles.push(bundle(vec![source("village.yaml", "名称: 大村\n".to_owned()), source("rules.yaml", everything)]));
    bundles
}

#[test]
fn every_formula_of_the_repository_is_native_and_comes_out_the_same() {
    let mut formulas = 0;
    for bundle in bundles() {
        let checked = check(&bundle);
        let rulebook = checked.rulebook.unwrap_or_else(|| panic!("{:?}", checked.findings));
        for rule in rulebook.rules() {
            for formula in rule.conditions.iter().chain(rule.amount.formulas()) {
                formulas += 1;
                let native = formula.native().unwrap_or_else(|| panic!("{}: {} is a script", rule.name, formula.written()));
                for nth in 0..50_u8 {
                    let bytes: Vec<u8> = (0..20).map(|at: u8| nth.wrapping_mul(31).wrapping_add(at.wrapping_mul(17))).collect();
                    let mut dice = Dice(bytes.iter());
                    let values: Vec<Value> = formula.inputs().map(|(_, input)| dice.value(input, &rule.fields)).collect();
                    let rhai = sandbox::run(&formula.rhai, formula.inputs().map(|(name, _)| name).zip(&values));
                    assert_eq!(
                        format!("{:?}", native.work(Inputs::own(&values))),
                        format!("{rhai:?}"),
                        "{}: {values:?}",
                        formula.written()
                    );
                }
            }
        }
    }
    assert!(formulas > 60, "only {formulas}");
}

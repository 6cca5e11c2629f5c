//! Hostile files, each with what is to be said of it. They are made, not kept: some are 10 MB long.
//!
//! The test beside them looks at what is found and at counted limits; the bench (`tests/bench/src/zoo.rs`) at time and memory.

use std::fs;
use std::path::Path;

/// One hostile village: its files by name, and the code of the finding that stops it.
pub struct Animal {
    pub name: &'static str,
    pub files: Vec<(&'static str, Vec<u8>)>,
    pub code: &'static str,
}

impl Animal {
    /// Writes the village into a folder, its packs into `packs` inside it.
    pub fn let_loose(&self, folder: &Path) -> std::io::Result<()> {
        for (path, bytes) in self.files.iter().chain([&("village.yaml", "名称: 样例村\n试行: 是\n".as_bytes().to_vec())]) {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(path, bytes)?;
        }
        Ok(())
    }
}

fn list(name: &'static str, rules: impl Into<Vec<u8>>, code: &'static str) -> Animal {
    Animal { name, files: vec![("rules.yaml", rules.into())], code }
}

/// One rule with these lines.
fn rule(lines: &str) -> String {
    let lines: String = lines.lines().map(|line| format!("      {line}\n")).collect();
    format!("规则:\n  公益:\n    志愿服务:\n{lines}")
}

/// A rule with this formula as its points.
fn formula(name: &'static str, formula: &str, code: &'static str) -> Animal {
    list(name, rule(&format!("填报: {{时长: 小时, 核实: 是否}}\n分值: '{formula}'")), code)
}

/// A rule with this condition.
fn condition(name: &'static str, test: &str, code: &'static str) -> Animal {
    list(name, rule(&format!("填报: {{时长: 小时, 核实: 是否}}\n条件: '{test}'\n分值: 1")), code)
}

fn script(name: &'static str, text: &str, code: &'static str) -> Animal {
    let rules = rule("填报: {时长: 小时}\n脚本: 一.rhai\n比如: [{时长: 1, 得: 1}]");
    Animal { name, files: vec![("rules.yaml", rules.into()), ("一.rhai", text.as_bytes().to_vec())], code }
}

fn numbered(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

fn scripts() -> Vec<Animal> {
    let loops = numbered(6, |n| format!("  - {{时长: {n}, 得: 1}}\n"));
    let many = rule(&format!("填报: {{时长: 小时}}\n脚本: 一.rhai\n比如:\n{loops}"));
    vec![
        script("a loop without end", "令 甲 = 0;\nwhile 真 { 甲 += 1; }\n甲", "examples.failed"),
        script(
            "loops in loops",
            "令 甲 = 0;\nfor 一 in 0..9999 { for 二 in 0..9999 { for 三 in 0..9999 { 甲 += 1; } } }\n甲",
            "examples.failed",
        ),
        Animal {
            name: "many loops without end",
            files: vec![("rules.yaml", many.into()), ("一.rhai", "令 甲 = 0;\nwhile 真 { 甲 += 1; }\n甲".into())],
            code: "examples.too_many",
        },
        script("recursion", "fn 甲(n) { 甲(n + 1) }\n甲(1)", "formula.not_allowed"),
        script("a function that is stored", "令 甲 = |n| n + 1;\n甲(1)", "formula.sign"),
        script("text that doubles itself", "令 甲 = \"长长长长\";\nfor 次 in 0..40 { 甲 += 甲; }\n时长", "examples.failed"),
        script("a list that doubles itself", "令 甲 = [1];\nfor 次 in 0..40 { 甲 += 甲; }\n时长", "examples.failed"),
        script("a number that grows", "令 甲 = 10;\nfor 次 in 0..99 { 甲 *= 甲; }\n甲", "examples.failed"),
        script("the outside world", "import \"/etc/passwd\" as 甲;\neval(\"1\")", "formula.not_allowed"),
        script("a flood of reasons", "while 真 { 加分(1, \"好\"); }", "examples.failed"),
        script("a very long script", &"令 甲 = 1;\n".repeat(4_000), "formula.too_long"),
        script("blocks in blocks", &format!("{}1{}", "{".repeat(2_000), "}".repeat(2_000)), "formula.syntax"),
        script("branches in branches", &format!("{}1{}", "如果 真 { ".repeat(900), " } 否则 { 2 }".repeat(300)), "formula.syntax"),
    ]
}

fn formulas() -> Vec<Animal> {
    vec![
        formula("brackets in brackets", &format!("{}1{}", "(".repeat(400), ")".repeat(400)), "formula.syntax"),
        formula("lists in lists", &format!("{}1{}", "[".repeat(400), "]".repeat(400)), "formula.syntax"),
        formula("a chain of signs", &format!("{}1", "- ".repeat(400)), "formula.syntax"),
        condition("a chain of denials", &format!("{}核实", "非 ".repeat(400)), "formula.syntax"),
        formula("a sum without end", &vec!["1"; 450].join("+"), "formula.syntax"),
        formula("a call in a call", &format!("{}1{}", "取整(".repeat(200), ")".repeat(200)), "formula.syntax"),
        formula("hundreds of digits", &"9".repeat(900), "value.number"),
        formula("a sum of hundreds of digits", &format!("时长 + {}", "9".repeat(900)), "formula.syntax"),
        formula("unknown words by the hundred", &numbered(150, |n| format!("甲{n} + ")), "formula.syntax"),
        formula("unknown names by the dozen", numbered(40, |n| format!("时常{n} + ")).trim_end_matches(" + "), "formula.unknown_name"),
        formula("a division by nothing", "时长 / 0", "formula.by_zero").with("比如: [{时长: 1, 核实: 是, 得: 1}]"),
        formula("a product beyond all bounds", "时长 * 99999999999999999999 * 99999999999999", "examples.failed")
            .with("比如: [{时长: 1, 核实: 是, 得: 1}]"),
        condition("a day that is none", "日期 > 日(\"99999-12-31\")", "formula.type"),
        formula("a formula on a line without end", &"时长 + ".repeat(900), "yaml.long_line"),
    ]
}

impl Animal {
    /// With another line in the rule.
    fn with(mut self, line: &str) -> Self {
        self.files[0].1.extend(format!("      {line}\n").into_bytes());
        self
    }
}

fn shapes() -> Vec<Animal> {
    let bomb = numbered(9, |n| if n == 0 { "a0: &a0 [哈, 哈]\n".into() } else { format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}]\n", n - 1) });
    let deep = numbered(200, |n| format!("{}甲:\n", " ".repeat(n)));
    vec![
        list("an alias bomb", bomb, "yaml.alias"),
        list("brackets without end", "[".repeat(200_000), "yaml.long_line"),
        list("short lines of brackets", "[\n".repeat(100_000), "yaml.too_complex"),
        list("tables in tables", deep, "yaml.too_complex"),
        list("a list of brackets that nothing closes", format!("规则:\n{}", "  - [\n".repeat(9_000)), "yaml.too_many"),
        list("rules of brackets that nothing closes", format!("规则:\n  公益:\n{}", "    甲: [\n".repeat(9_000)), "yaml.too_complex"),
        list("ten megabytes", "规则:\n".to_owned() + "  公益: {拾金不昧: 5}\n".repeat(350_000).as_str(), "yaml.too_large"),
        list("a line without end", format!("说明: {}\n", "长".repeat(80_000)), "yaml.long_line"),
        list("100,000 empty items", format!("规则:\n{}", "- \n".repeat(80_000)), "yaml.too_complex"),
        list("rules by the thousand", format!("规则:\n  公益:\n{}", numbered(5_000, |n| format!("    第{n}条: 1\n"))), "rule.too_many"),
        list("one name for all", format!("规则:\n  公益:\n{}", "    拾金不昧: 1\n".repeat(2_900)), "yaml.duplicate"),
        list(
            "fields by the thousand",
            rule(&format!("分值: 1\n填报:\n{}", numbered(6_000, |n| format!("  甲{n}: 数\n")))),
            "value.too_many",
        ),
        list(
            "options by the thousand",
            rule(&format!("分值: 1\n填报:\n  甲:\n{}", numbered(9_000, |n| format!("    - 乙{n}\n")))),
            "value.too_many",
        ),
        list(
            "lines of 分档 by the thousand",
            rule(&format!("填报: {{时长: 数}}\n分档:\n{}", numbered(5_000, |n| format!("  - 时长 <= {n}: 1\n")))),
            "value.too_many",
        ),
        list(
            "conditions by the thousand",
            rule(&format!("填报: {{时长: 数}}\n分值: 1\n条件:\n{}", numbered(5_000, |n| format!("  - 时长 >= {n}\n")))),
            "value.too_many",
        ),
        list(
            "limits by the thousand",
            rule(&format!("分值: 1\n上限:\n{}", numbered(5_000, |n| format!("  - 每人每月 {} 分\n", n + 1)))),
            "value.too_many",
        ),
        list("examples by the thousand", rule(&format!("分值: 1\n比如:\n{}", "  - {得: 1}\n".repeat(6_000))), "examples.too_many"),
        list("keys nobody knows", rule(&format!("分值: 1\n{}", numbered(9_000, |n| format!("分直{n}: 1\n")))), "key.unknown"),
        list(
            "wrong numbers by the thousand",
            format!("规则:\n  公益:\n{}", numbered(2_900, |n| format!("    第{n}条: 五分钱{n}\n"))),
            "formula.unknown_name",
        ),
        list("tables with every combination", rule(&every_combination()), "examples.none"),
        list("tables by the dozen", tables(60, 60), "examples.none"),
    ]
}

/// So many rules with so many lines of 分档, each for one number.
fn tables(rules: usize, lines: usize) -> String {
    let lines = numbered(lines, |n| format!("        - 桌数 == {n}: {n}\n"));
    let rule = |n| format!("    第{n}条:\n      填报: {{桌数: 整数}}\n      分档:\n{lines}        - 其他: 0\n");
    format!("规则:\n  公益:\n{}", numbered(rules, rule))
}

/// Ten fields and a table of 分档 that asks something of each: more cases than are tried.
fn every_combination() -> String {
    let fields = numbered(10, |n| format!("  甲{n}: {{类型: 整数, 最大: 9}}\n"));
    let tiers = numbered(90, |n| format!("  - 甲{} == {} 且 甲{} != 3: 1\n", n % 10, n / 10, (n + 1) % 10));
    format!("填报:\n{fields}分档:\n{tiers}  - 其他: 0")
}

fn signs() -> Vec<Animal> {
    let broken = |bytes: &[u8]| ["规则:\n  公益:\n    拾金不昧: 5\n    ".as_bytes(), bytes, b": 5\n"].concat();
    vec![
        list("text that runs backwards", "规则:\n  公益:\n    拾金\u{202E}不昧: 5\n", "yaml.invisible"),
        list("signs nobody sees", "规则:\n  公益:\n    拾金不昧: 5\n    拾金\u{200B}不昧: 50\n", "yaml.invisible"),
        list("an isolated direction", "规则:\n  公益:\n    拾金不昧: 5 # \u{2067}好\n", "yaml.invisible"),
        list("a NUL", "规则:\n  公益:\n    拾金不昧: 5\0\n", "yaml.invisible"),
        list("a bell", "规则:\n  公益:\n    拾金\u{7}不昧: 5\n", "yaml.invisible"),
        list("letters of another alphabet", rule("\u{440}oints: 5"), "key.unknown"),
        list("a key that looks like another", rule("分\u{503C}: 5\n分值\u{E0100}: 6"), "yaml.invisible"),
        list("everything full-width", "规则\u{FF1A}\n  公益\u{FF1A}\n    拾金不昧\u{FF1A}\u{FF15}\n", "yaml.full_width_colon"),
        list("half a character", broken(b"\xED\xA0\x80"), "yaml.broken"),
        list("bytes that are no text", broken(b"\xFF\xFE\xFF"), "yaml.broken"),
        list("a file of zeros", vec![0; 100_000], "yaml.long_line"),
        list("digits by the thousand", format!("规则: {{公益: {{拾金不昧: {}}}}}\n", "9".repeat(10_000)), "yaml.long_line"),
        list(
            "hundreds of digits in a bound",
            rule(&format!("填报: {{甲: {{类型: 数, 最大: {}}}}}\n分值: 1", "9".repeat(500))),
            "value.number",
        ),
        list("days beyond all years", rule("分值: 1\n起: 99999-12-31\n止: 0000-00-00"), "value.date"),
        list("a term beyond all years", rule("分值: 1\n有效期: 999999999999年"), "value.term"),
        list("a day of the year there is not", rule("分值: 1\n起: 2026-02-30"), "value.date"),
    ]
}

fn paths() -> Vec<Animal> {
    let named = |name, path: &str| list(name, rule(&format!("填报: {{甲: 数}}\n脚本: '{path}'")), "script.name");
    let cycle = |title: &str, other: &str| format!("标题: {title}\n引用: [{other}]\n规则:\n  {title}:\n    {title}事: 1\n").into_bytes();
    vec![
        named("a script above the folder", "../../../etc/passwd.rhai"),
        named("a script from the root", "/etc/passwd.rhai"),
        named("a script behind a backslash", "..\\\\..\\\\甲.rhai"),
        named("a script that is no script", "/dev/zero"),
        list("a pack above the folder", "引用: [../../../etc/passwd]\n", "pack.not_found"),
        list("a pack without end", format!("引用: [{}]\n", "长".repeat(500)), "pack.not_found"),
        Animal {
            name: "packs that take each other in",
            files: vec![("rules.yaml", "引用: [甲]\n".into()), ("packs/甲.yaml", cycle("甲", "乙")), ("packs/乙.yaml", cycle("乙", "甲"))],
            code: "pack.nested",
        },
    ]
}

/// All of them.
pub fn animals() -> Vec<Animal> {
    [scripts(), formulas(), shapes(), signs(), paths()].into_iter().flatten().collect()
}

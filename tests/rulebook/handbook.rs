//! Every example in `rules/README.md` is checked and its 比如 are worked out: what a secretary copies from it must be right.

use std::fs;
use std::path::Path;

use jifen::app::files;
use jifen::rulebook::{self, Bundle, Source};
use jifen::words::VillageId;

use super::{VILLAGE, source};

/// The scripts, each under the name that stands above it: 文件 `发展养殖.rhai`：
fn scripts(text: &str) -> Vec<Source> {
    let named = |(nth, block): (usize, &str)| {
        let above = text.split("```rhai\n").nth(nth).unwrap();
        source(above.rsplit('`').nth(1).unwrap(), block)
    };
    blocks(text, "rhai").into_iter().enumerate().map(named).collect()
}

/// The fenced blocks of one language.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn every_example_of_the_handbook_is_right() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let text = fs::read_to_string(rules.join("README.md")).unwrap();
    let examples = blocks(&text, "yaml");
    assert!(examples.len() >= 20, "the examples were not found");
    let village = VillageId::parse("sample").unwrap();
    let packs = files::bundle(&rules.join("../villages"), &rules, &VillageId::parse("jianghe").unwrap()).unwrap().packs;
    let mut wrong = Vec::new();
    // A story (算例) is played by `jifen test`.
    for example in examples.into_iter().filter(|example| !example.contains("\n记录:")) {
        let is_of_village = example.starts_with("名称:");
        let (settings, list) = if is_of_village { (example, "规则: { 公益: { 拾金不昧: 5 } }") } else { (VILLAGE, example) };
        let mut files = vec![source("village.yaml", settings), source("rules.yaml", list)];
        files.extend(scripts(&text).into_iter().filter(|script| example.contains(&script.path)));
        let checked = rulebook::check(&Bundle { village: village.clone(), files, packs: packs.clone() });
        if !checked.findings.is_empty() {
            wrong.push(format!("{example}\n{}", rulebook::text(&checked.findings, false)));
        }
        assert!(checked.coverage.iter().all(|line| line.passed == line.examples));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

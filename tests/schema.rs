//! The JSON Schemas against every rule file, village file and story of the repository: right ones pass, and what a schema can see, it refuses.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

use std::fs;
use std::path::{Path, PathBuf};

use jifen::app::files;
use jifen::rulebook::{self, Level, schema};
use jifen::words::VillageId;
use jsonschema::Validator;
use serde_json::Value;

fn validators() -> [Validator; 3] {
    [schema::rules(), schema::village(), schema::story()].map(|schema| {
        jsonschema::meta::validate(&schema).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    })
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every YAML file below a folder, except the demo's plan.
fn yaml_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(yaml_below(&path));
        } else if path.extension().is_some_and(|ending| ending == "yaml") && !path.ends_with("demo.yaml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What the schemas say about a text; `None` if it is no YAML at all.
fn refused([rules, village, story]: &[Validator; 3], path: &Path, text: &str) -> Option<Vec<String>> {
    let value: Value = serde_yaml::from_str(text).ok()?;
    let schema = match path {
        path if is_story(path) => story,
        path if path.ends_with("village.yaml") => village,
        _ => rules,
    };
    Some(schema.iter_errors(&value).map(|error| format!("{}: {} {error}", path.display(), error.instance_path())).collect())
}

fn is_story(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("cases"))
}

#[test]
fn every_right_file_passes_in_either_language() {
    let validators = validators();
    let folders = ["rules", "villages", "tests/village", "src/cli/new_village"];
    let files: Vec<PathBuf> = folders.iter().flat_map(|folder| yaml_below(&root().join(folder))).collect();
    assert!(files.len() > 20);
    for path in files {
        let refused = refused(&validators, &path, &fs::read_to_string(&path).unwrap());
        assert_eq!(refused, Some(Vec::new()), "{}", path.display());
    }
    for (path, text) in [("rules.yaml", ENGLISH), ("village.yaml", ENGLISH_VILLAGE), ("cases/march.yaml", ENGLISH_STORY)] {
        assert_eq!(refused(&validators, Path::new(path), text), Some(Vec::new()));
    }
}

const ENGLISH: &str = "\
title: list
use: [{pack: 环境卫生, except: [乱贴小广告], set: {庭院整洁.分值: 8}}]
rules:
  service:
    limits: 100 points per household per year
    volunteering: {fields: {hours: {type: hours, min: 0.5}}, points: hours * 2, limits: 20 points per person per month, examples: [{hours: 3, expect: 6}]}
    litter: {points: -2, repeat: {within: one year, factor: 2}, evidence: photo, review: two, notice: 7 days}
    report: {points: 10, confidential: yes}
    yard: {lookup: {grade: {good: 5, bad: 0}}, subject: household, disabled: no}
campaigns: {name: month, from: 2026-03-01, until: 2026-03-31, chapters: all, factor: 2}
";
const ENGLISH_VILLAGE: &str = "name: village\naccount_unit: person\nfund: {name: fund, budget: 5000}\non_trial: true\nreset_on: 12-31\n";
const ENGLISH_STORY: &str = "\
title: march
households: {Zhang: [Lao Zhang, Zhang Shen], Li: {group: east, people: [Li Bo]}}
records:
  - {date: 2026-03-02, who: Zhang, rule: volunteering, hours: 3, expect: 6}
  - {date: 2026-03-03, who: Li, rule: litter, rejected: yes}
  - {date: 2026-03-04, who: Zhang, redeem: {soap: 1}, succeeds: no}
  - {date: 2026-03-05, who: Zhang, redeem: soap, pieces: 2}
outcome: {Zhang: 6}
";

/// Errors that concern the shape of a file: a schema sees them.
const SEEN: [&str; 28] = [
    "key.unknown",
    "value.choice",
    "value.yes_no",
    "value.date",
    "value.days",
    "value.number",
    "value.table",
    "value.negative",
    "yaml.chinese_number",
    "field.kind",
    "tiers.shape",
    "also_to.shape",
    "veto.shape",
    "total.missing",
    "campaign.missing",
    "script.name",
    "examples.expected",
    "village.name",
    "village.code",
    "village.fund",
    "village.groups",
    "pack.name",
    "value.review",
    "rule.empty",
    "story.missing",
    "story.household",
    "story.record",
    "story.pieces",
];

/// The gallery of mistakes: what a schema can see fails; and a file that fails a schema never passes the check.
#[test]
fn the_gallery_fails_where_a_schema_can_see_it() {
    let validators = validators();
    let (mut seen, mut missed) = (Vec::new(), Vec::new());
    for folder in fs::read_dir(root().join("tests/mistakes")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let refused: Vec<String> = yaml_below(&folder)
            .iter()
            // Files in another encoding, or none, are no business of a schema.
            .filter_map(|path| refused(&validators, path, &fs::read_to_string(path).ok()?))
            .flatten()
            .collect();
        let code = SEEN.iter().find(|code| name == **code || name.starts_with(&format!("{code}-")));
        // A schema does not compare what stands in two places, has no calendar, knows no number that is too large, takes `5 分` for a formula, and reads no
        // file whose writing is broken.
        let beyond = ["story.household-twice", "value.date-missing", "value.number-large", "value.number-said", "value.yes_no-village"];
        let is_beyond = beyond.contains(&name.as_str());
        if refused.is_empty() {
            missed.extend(code.filter(|_| !is_beyond).map(|_| name));
        } else {
            assert!(has_errors(&folder), "{name}: the schema refuses what the check allows: {refused:?}");
            seen.push(name);
        }
    }
    assert!(missed.is_empty(), "the schema does not see {missed:?}");
    assert!(seen.len() >= SEEN.len(), "{seen:?}");
}

fn has_errors(folder: &Path) -> bool {
    let pack = folder.join("pack.yaml");
    if pack.is_file() {
        let source = files::source(folder, &pack).unwrap();
        return rulebook::check_pack(&source, &[]).iter().any(|finding| finding.level == Level::Error);
    }
    let bundle = files::village(folder, &folder.join("packs"), &VillageId::parse("sample").unwrap()).unwrap();
    let checked = rulebook::check(&bundle);
    let stories = yaml_below(folder).into_iter().filter(|path| is_story(path));
    let in_stories = stories.flat_map(|path| rulebook::story(&files::source(folder, &path).unwrap()).1);
    in_stories.chain(checked.findings).filter(|finding| finding.level == Level::Error).any(|finding| finding.code != "village.missing")
}

//! Real lists of points as rules: every item that villages have published (`catalogues/items.csv`) is judged by the village here that takes it up.
//!
//! A row names the list, the item, what was published, and where it is said now: a rule with what is filled in (`@` a day), a setting or a sentence of
//! the village's files, or 不写 where it would cross a red line.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use jifen::app::files;
use jifen::rulebook::sheet::{Chapter, chapters};
use jifen::rulebook::{self, Bundle, Record, Rulebook};
use jifen::sheets::writing::xlsx;
use jifen::statements::RuleSheet;
use jifen::words::VillageId;

const ITEMS: &str = include_str!("catalogues/items.csv");

struct Item<'a> {
    list: &'a str,
    what: &'a str,
    village: &'a str,
    rule: &'a str,
    given: &'a str,
    history: &'a str,
    points: &'a str,
}

fn items() -> impl Iterator<Item = Item<'static>> {
    ITEMS.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let [list, what, _, village, rule, given, history, points] = cells[..] else { panic!("{line}") };
        Item { list, what, village, rule, given, history, points }
    })
}

/// A village's files and its rulebook.
fn village(name: &str) -> (Bundle, Rulebook) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bundle = files::bundle(&root.join("villages"), &root.join("rules"), &VillageId::parse(name).unwrap()).unwrap();
    let checked = rulebook::check(&bundle);
    assert!(checked.findings.is_empty(), "{}", rulebook::text(&checked.findings, false));
    (bundle, checked.rulebook.unwrap())
}

fn map(text: &str) -> BTreeMap<String, String> {
    text.split(' ').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn every_published_item_is_said_and_earns_what_was_published() {
    let mut villages = BTreeMap::new();
    for item in items() {
        let (bundle, rulebook) = villages.entry(item.village).or_insert_with(|| village(item.village));
        let what = format!("{} {}", item.list, item.what);
        let is_written = |text: &str| bundle.files.iter().any(|file| file.text.contains(text));
        match item.rule {
            "村设定" | "村说明" => assert!(is_written(item.given), "{what}: {}", item.given),
            "不写" => assert!(rulebook.rule(item.what).is_none() && is_written(item.what), "{what}: left out, with the reason beside it"),
            rule => {
                let day = item.given.split(' ').find_map(|word| word.strip_prefix('@')).unwrap_or("2026-03-10");
                let (occurred_on, facts): (NaiveDate, _) = (day.parse().unwrap(), map(item.given));
                let history = rulebook.suppose(rule, occurred_on, &map(item.history)).unwrap();
                let decision = rulebook.judge(&Record { rule, occurred_on, facts: &facts }, &history).unwrap();
                assert_eq!(decision.points.plain(), item.points, "{what}: {}", decision.explanation());
            }
        }
    }
}

/// Eighty lines in eleven lists, one of them left out; no script is needed for any.
#[test]
fn nothing_is_forgotten_and_nothing_needs_a_script() {
    let mut lists: BTreeMap<&str, usize> = BTreeMap::new();
    items().for_each(|item| *lists.entry(item.list).or_default() += 1);
    let expected = [
        ("dongxing", 3),
        ("fuxing", 5),
        ("huangjiazhuang", 3),
        ("love-shop-2018", 15),
        ("party-members", 10),
        ("residents-community", 18),
        ("sanyuan", 2),
        ("tongde", 4),
        ("xinqi", 6),
        ("xipo", 9),
        ("xutang", 5),
    ];
    assert_eq!(lists, expected.into());
    assert_eq!(items().filter(|item| item.rule == "不写").map(|item| item.what).collect::<Vec<_>>(), ["等靠要"]);
    let scripts = |name: &str| village(name).0.files.iter().filter(|file| file.path.ends_with(".rhai")).count();
    assert_eq!(items().map(|item| item.village).collect::<std::collections::BTreeSet<_>>().into_iter().map(scripts).sum::<usize>(), 0);
}

/// The cells of a printed list behind the running number, with the sentence below, by the rule's name.
fn rows(rulebook: &Rulebook) -> BTreeMap<String, (String, Vec<String>, String)> {
    let row = |chapter: &Chapter| {
        let heading = (chapter.heading.clone(), chapter.limits.clone());
        chapter
            .rows
            .iter()
            .map(move |row| (row.cells[1].clone(), (format!("{heading:?}"), row.cells[1..].to_vec(), row.sentence.clone())))
            .collect::<Vec<_>>()
    };
    chapters(rulebook).iter().flat_map(row).collect()
}

/// What `jifen sheet --xlsx` prints is read back by `jifen import … sheet` as the same list; a row that is not the same is told, and no other is.
#[test]
fn a_printed_list_comes_back_and_what_does_not_is_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("villages");
    let (mut same, mut told) = (0, 0);
    for id in files::village_ids(&folder).unwrap() {
        let (bundle, rulebook) = village(id.as_str());
        let printed = xlsx(&RuleSheet::of(&rulebook).table()).unwrap();
        let numbers: BTreeMap<String, String> =
            rulebook::list(&printed).unwrap().rows.iter().map(|row| (row[1].clone(), format!("第 {} 行", row.number))).collect();
        let back = rulebook::transcribe(&printed, &bundle).unwrap();
        let doubts: Vec<&str> = back.problems.iter().map(|problem| problem.pointer.as_str()).collect();
        let now = rows(back.checked.rulebook.as_ref().unwrap_or_else(|| panic!("{id}: {}", rulebook::text(&back.checked.findings, false))));
        for (name, row) in rows(&rulebook) {
            let is_told = doubts.contains(&numbers[&name].as_str());
            assert_eq!(now.get(&name) != Some(&row), is_told, "{id} {name}: {row:?} {:?}\n{:?}", now.get(&name), back.problems);
            *if is_told { &mut told } else { &mut same } += 1;
        }
        assert!(doubts.iter().all(|doubt| numbers.values().any(|number| number == doubt)), "{id}: {doubts:?}");
    }
    // A ratchet: what is read of a printed list only grows.
    assert!(told <= 17 && same >= 154, "{same} rows came back, {told} did not");
}

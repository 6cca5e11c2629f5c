//! The whole check: files in, every finding and the rulebook out.
//!
//! The order of the parts; each part is in a file of its own.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::words::Span;

use super::biting;
use super::campaign::Campaigns;
use super::cases::Tries;
use super::coverage::{self, Coverage};
use super::doubles;
use super::examples::{self, FilledIn, Ran};
use super::finding::Finding;
use super::form::Form;
use super::history::{Measure, Need, Reach};
use super::hygiene;
use super::limits::{Cap, Limit};
use super::lint::{self, Doubts};
use super::listing::{Heading, Listing};
use super::marks::{Findings, Mark};
use super::money;
use super::packs::{self, Shelf};
use super::reading::{self, Draft};
use super::repair_reading;
use super::rule::Rule;
use super::salvaging;
use super::script::is_script;
use super::settings::Settings;
use super::study::Study;
use super::together;
use super::yaml::{Entry, Node, Shape};
use super::{Bundle, Checked, Level, Rulebook, Source, keys, red_lines, village_file, yaml};

/// Checks a bundle.
pub(super) fn check(bundle: &Bundle) -> Checked {
    look(bundle, |_| ()).0
}

/// Checks a bundle, and lets somebody look at the rules that can be read, though an error elsewhere keeps them from being a rulebook.
pub(super) fn look<T: Default>(bundle: &Bundle, look: impl FnOnce(&Rulebook) -> T) -> (Checked, T) {
    if bundle.files.is_empty() {
        return (nothing_there(), T::default());
    }
    let mut findings = Findings::new();
    let files: Vec<u16> = bundle.files.iter().map(|file| findings.open(file)).collect();
    let packs: Vec<u16> = bundle.packs.iter().map(|pack| findings.open(pack)).collect();
    let scripts: Vec<u16> = files.iter().copied().filter(|file| is_script(&findings.source(*file).path)).collect();
    let own: Vec<(u16, Option<Node>)> = rule_files(files, &findings).into_iter().map(|file| (file, parse(file, &mut findings))).collect();
    let packs = rule_files(packs, &findings);
    let settings = settings(&own, &mut findings);
    let (listing, headings, taken) = listing(&own, &packs, &mut findings);
    unused_scripts(&scripts, &headings, &mut findings);
    headings.iter().for_each(|heading| red_lines::report_heading(heading, &mut findings));
    let campaigns = Campaigns::read(&headings, &listing, &packs, &mut findings);
    let [month_cap, fund] = ["全村每月上限", "基金"].map(|key| setting(&own, key, &findings));
    let village = village_limits(&settings, month_cap, &mut findings);
    let drafts = drafts(&listing, (&settings, village), &campaigns, &mut findings);
    red_lines::report_scale(&drafts, &mut findings);
    red_lines::report_strenuous(&drafts, &mut findings);
    let (rules, written) = apart(drafts);
    money::report(&settings, &rules, (month_cap, fund), &mut findings);
    if listing.rules.is_empty() && findings.errors() == 0 {
        findings.warning("rules.none", Mark::default(), NO_RULES);
    }
    let off = listing.rules.iter().filter(|raw| raw.is_off).map(|raw| raw.name.clone());
    let rulebook = Rulebook::new(bundle.hash(|pack| taken.contains(&pack.path)), settings, rules).with_off(off);
    let coverage = study(&rulebook, &written, &mut findings);
    let seen = look(&rulebook);
    (finished(findings, rulebook, coverage), seen)
}

/// A script that no rule names is most likely one whose rule lost it.
fn unused_scripts(scripts: &[u16], headings: &[Heading], findings: &mut Findings<'_>) {
    for file in scripts {
        let path = &findings.source(*file).path;
        if !headings.iter().any(|heading| heading.scripts.contains(path)) {
            findings.warning("script.unused", Mark::new(*file, 0, 0), "没有哪条规则用到这个脚本。");
        }
    }
}

/// Those that are not scripts.
fn rule_files(files: Vec<u16>, findings: &Findings<'_>) -> Vec<u16> {
    files.into_iter().filter(|file| !is_script(&findings.source(*file).path)).collect()
}

/// Checks a pack as a village without settings would take it in.
pub(super) fn check_pack(source: &Source, scripts: &[Source]) -> Vec<Finding> {
    let mut findings = Findings::new();
    let file = findings.open(source);
    for script in scripts {
        findings.open(script);
    }
    let Some(root) = parse(file, &mut findings) else { return findings.finish() };
    let mut listing = Listing::default();
    let heading = listing.add_file(&root, &source.path, &mut findings);
    if heading.title.is_none() {
        findings.error("pack.title", root.mark, "规则包要写“标题”，村里按标题引用。");
    }
    if let Some(uses) = &heading.uses {
        findings.error("pack.nested", uses.key_mark, "规则包里不能再引用别的包。");
    }
    packs::opened(heading.adjustable.as_ref(), &listing.rules, &mut findings);
    red_lines::report_heading(&heading, &mut findings);
    listing.report_duplicates(&mut findings);
    let settings = Settings::default();
    let campaigns = Campaigns::read(&[heading], &listing, &[], &mut findings);
    let drafts = drafts(&listing, (&settings, Vec::new()), &campaigns, &mut findings);
    let (rules, written) = apart(drafts);
    let rulebook = Rulebook::new(String::new(), settings, rules);
    study(&rulebook, &written, &mut findings);
    findings.finish()
}

const NO_RULES: &str = "还没有一条规则：写在 rules.yaml 里，或者 rules 文件夹里以 .yaml 结尾的文件里。";

const NO_VILLAGE_FILE: &str = "没有 village.yaml，请写上村的名称。";

/// A finding about files that are not there stands in no file.
fn nothing_there() -> Checked {
    let finding = Finding {
        code: "village.missing",
        level: Level::Error,
        file: "village.yaml".to_owned(),
        line: 1,
        column: 1,
        end_column: 1,
        message: NO_VILLAGE_FILE.to_owned(),
        mend: None,
        example: None,
        line_text: String::new(),
    };
    Checked { findings: vec![finding], rulebook: None, coverage: Vec::new() }
}

fn finished(findings: Findings<'_>, rulebook: Rulebook, coverage: Vec<Coverage>) -> Checked {
    let findings = findings.finish();
    let sound = !findings.iter().any(|finding| finding.level == Level::Error);
    Checked { findings, rulebook: sound.then_some(rulebook), coverage }
}

/// One file as a tree, as far as it can be read.
pub(super) fn parse(file: u16, findings: &mut Findings<'_>) -> Option<Node> {
    let fits = findings.source(file).text.len() <= yaml::MAX_BYTES;
    let doubts = if fits { lint::lint(file, findings) } else { Doubts::default() };
    if findings.has("yaml.long_line", file) {
        return None;
    }
    let node = salvaging::read(file, &doubts, findings)?;
    doubles::report(&node, findings);
    Some(node)
}

fn settings(own: &[(u16, Option<Node>)], findings: &mut Findings<'_>) -> Settings {
    let village = own.iter().find(|(file, _)| village_file::is_village_file(&findings.source(*file).path));
    match village {
        Some((_, Some(root))) => {
            red_lines::report_settings(root, findings);
            village_file::read(root, findings)
        }
        Some((_, None)) => Settings::default(),
        None => {
            findings.error("village.missing", Mark::default(), NO_VILLAGE_FILE);
            Settings::default()
        }
    }
}

/// Only the settings of a bundle.
pub(super) fn settings_alone(bundle: &Bundle) -> Settings {
    let mut findings = Findings::new();
    let named = bundle.files.iter().filter(|file| village_file::is_village_file(&file.path));
    let files: Vec<u16> = named.map(|file| findings.open(file)).collect();
    let own: Vec<_> = files.into_iter().map(|file| (file, yaml::read(file, &findings).ok())).collect();
    settings(&own, &mut findings)
}

/// The rules of a bundle as they are written, those that are off among them.
pub(super) fn written<'a>(bundle: &'a Bundle, findings: &mut Findings<'a>) -> Listing {
    let files: Vec<u16> = bundle.files.iter().map(|file| findings.open(file)).collect();
    let packs: Vec<u16> = bundle.packs.iter().map(|pack| findings.open(pack)).collect();
    let own: Vec<(u16, Option<Node>)> = files.into_iter().map(|file| (file, yaml::read(file, findings).ok())).collect();
    listing(&own, &packs, findings).0
}

/// What the examples of each rule fill in, by its name.
pub(super) fn filled_in(bundle: &Bundle) -> HashMap<String, Vec<FilledIn>> {
    let rules = written(bundle, &mut Findings::new()).rules;
    rules.iter().map(|raw| (raw.name.to_string(), examples::filled_in(&raw.value))).collect()
}

/// The village's own rules first, then those of the packs in the order they are named.
pub(super) fn listing(own: &[(u16, Option<Node>)], packs: &[u16], findings: &mut Findings<'_>) -> (Listing, Vec<Heading>, HashSet<String>) {
    let mut listing = Listing::default();
    let mut headings: Vec<Heading> = Vec::new();
    let mut taken = HashSet::new();
    for (file, root) in own {
        let path = findings.source(*file).path.clone();
        let Some(root) = root.as_ref().filter(|_| !village_file::is_village_file(&path)) else { continue };
        headings.push(listing.add_file(root, &path, findings));
    }
    let uses: Vec<Entry> = headings.iter().filter_map(|heading| heading.uses.clone()).collect();
    if !uses.is_empty() {
        let titles = packs.iter().map(|file| (*file, yaml::read(*file, findings).ok())).collect();
        let shelf = Shelf::new(titles, findings);
        for entry in &uses {
            for (file, heading) in shelf.take(entry, &mut listing, findings) {
                lint::lint(file, findings);
                taken.insert(findings.source(file).path.clone());
                taken.extend(heading.scripts.iter().cloned());
                headings.push(heading);
            }
        }
    }
    listing.report_duplicates(findings);
    listing.group_by_chapter();
    (listing, headings, taken)
}

/// Every rule as it is read in a village with these settings and limits of its own.
fn drafts<'n>(
    listing: &'n Listing,
    (settings, village): (&Settings, Vec<Limit>),
    campaigns: &Campaigns,
    findings: &mut Findings<'_>,
) -> Vec<Draft<'n>> {
    let wider = wider_limits(listing, settings, &village, findings);
    let village: Arc<[Limit]> = village.into();
    let mut drafts = Vec::with_capacity(listing.rules.len());
    for raw in listing.rules.iter().filter(|raw| !raw.is_off) {
        if findings.is_flooded() {
            break;
        }
        let limits = wider.get(&raw.chapter).unwrap_or(&village).clone();
        let Some(mut draft) = reading::read(raw, settings, limits, findings) else { continue };
        draft.rule.campaigns = campaigns.of(raw, draft.rule.is_award, findings);
        red_lines::report(&draft, findings);
        drafts.push(draft);
    }
    for raw in &listing.doubled {
        if findings.is_flooded() {
            break;
        }
        let limits = wider.get(&raw.chapter).unwrap_or(&village).clone();
        drop(reading::read(raw, settings, limits, findings));
    }
    repair_reading::read_all(&mut drafts, listing, settings.account_unit.reach(), findings);
    drafts
}

/// The limits of each chapter that has some, with the village's behind them.
fn wider_limits(listing: &Listing, settings: &Settings, village: &[Limit], findings: &mut Findings<'_>) -> HashMap<Arc<str>, Arc<[Limit]>> {
    let mut by_chapter: HashMap<Arc<str>, Vec<Limit>> = HashMap::new();
    for written in &listing.limits {
        by_chapter.entry(written.chapter.clone()).or_default().extend(reading::chapter_limits(written, settings, findings));
    }
    by_chapter.into_iter().map(|(chapter, limits)| (chapter, [&limits, village].concat().into())).collect()
}

/// 全村每月上限, and where it is written.
fn village_limits(settings: &Settings, written: Mark, findings: &mut Findings<'_>) -> Vec<Limit> {
    let need = Need { reach: Reach::Village, measure: Measure::All, span: Span::Month };
    let limit = |cap| Limit { need, cap: Cap::Points(cap), file: findings.path(written), line: findings.line(written) };
    settings.month_cap.map(limit).into_iter().collect()
}

/// Where a setting is written.
fn setting(own: &[(u16, Option<Node>)], key: &str, findings: &Findings<'_>) -> Mark {
    let village = own.iter().find(|(file, _)| village_file::is_village_file(&findings.source(*file).path));
    let Some((_, Some(Node { shape: Shape::Table(entries), .. }))) = village else { return Mark::default() };
    let entry = entries.iter().find(|entry| keys::find(keys::VILLAGE, &entry.key).is_some_and(|known| known.chinese == key));
    entry.map_or_else(Mark::default, |entry| entry.key_mark)
}

/// How a rule is written, kept while the rule itself moves into the rulebook.
struct Written<'n> {
    rule: Arc<str>,
    form: Form<'n>,
    name: Mark,
    changed: bool,
}

fn apart(drafts: Vec<Draft<'_>>) -> (Vec<Rule>, Vec<Written<'_>>) {
    let one = |Draft { rule, raw, form }| {
        let written = Written { rule: rule.name.clone(), form, name: raw.name_mark, changed: raw.changed };
        (rule, written)
    };
    drafts.into_iter().map(one).unzip()
}

/// What is seen only of whole rules: their examples, and every case there may be.
fn study(rulebook: &Rulebook, written: &[Written<'_>], findings: &mut Findings<'_>) -> Vec<Coverage> {
    let (mut budget, mut tries) = (examples::Budget::default(), Tries::default());
    let mut studies = Vec::with_capacity(written.len());
    let mut coverage = Vec::with_capacity(written.len());
    for one in written {
        let Some(rule) = rulebook.rule(&one.rule) else { continue };
        let study = Study::of(rulebook, rule, (&one.form, one.name), &mut tries, findings);
        let (never, unbitten) = (hygiene::report(&study, findings), biting::report(&study, findings));
        let entry = one.form.get("比如");
        if entry.is_none() && !one.changed {
            examples::report_missing(&study, findings);
        }
        let ran = examples::run(&study, entry, &mut budget, findings);
        let branches = coverage::branches(&study, &never, &unbitten);
        let missing = coverage::missing(&study, &branches, &ran.reached, ran.examples > 0 && ran.passed == ran.examples, findings);
        let Ran { examples, passed, tried, .. } = ran;
        coverage.push(Coverage { rule: rule.name.to_string(), examples, passed, tried, branches: branches.len(), missing });
        studies.push(study);
    }
    together::report(&studies, &mut tries, findings);
    coverage
}

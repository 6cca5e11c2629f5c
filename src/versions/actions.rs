//! Writing a draft: the files as somebody at the desk wrote them, with the packs the village already has.

use std::collections::BTreeSet;

use super::drafting::{Draft, Origin, Redraft, Tagged, tag, tagged, unknown_start};
use super::store::Library;
use crate::db::Books;
use crate::rulebook::{Bundle, Source};
use crate::web::Seen;
use crate::words::{Act, Kind, Outcome, Problem, Refusal, VillageId};

/// The most files a village's rules may have.
const MOST_FILES: usize = 100;

/// What an editor starts from.
#[derive(Clone)]
pub struct Start {
    /// Its tag; a change names it.
    pub tag: String,
    pub files: Bundle,
    /// The draft it is; `None` for the newest version, where there is no draft.
    pub draft: Option<Draft>,
}

/// The draft, or where there is none the newest version. Refuses `versions.no_rulebook`.
pub async fn start(library: &Library, village: &VillageId, origin: Option<Origin>) -> Outcome<Start> {
    let draft = library.draft(village, origin).await?;
    let Some((newest, _)) = library.newest(village).await? else { return Err(no_rulebook(village).into()) };
    let files = match draft.as_ref().and_then(|draft| Bundle::from_json(&draft.bundle)) {
        Some(bundle) => bundle,
        None => library.files(village, newest).await?,
    };
    Ok(Start { tag: tag(draft.as_ref(), newest), files, draft })
}

/// The files an editor started from, by their tag, whatever has become of the draft since. Refuses `versions.draft_changed` where they are not known.
pub async fn started_from(library: &Library, village: &VillageId, tag: &str) -> Outcome<Bundle> {
    let bundle = match tagged(tag).ok_or_else(unknown_start)? {
        Tagged::Version(number) => return library.files(village, number).await,
        Tagged::Revision(number) => match library.revision(village, number).await? {
            Some(revision) => revision.bundle,
            None => library.draft(village, None).await?.filter(|draft| draft.revision == number).ok_or_else(unknown_start)?.bundle,
        },
    };
    Ok(Bundle::from_json(&bundle).ok_or_else(unknown_start)?)
}

/// The no to a village nobody knows, or that has no rules yet.
pub(super) fn no_rulebook(village: &VillageId) -> Refusal {
    let sentence = format!("没有 {village} 这个村，或者它还没有生效的规则。");
    Refusal::new("versions.no_rulebook", Kind::Missing, sentence, "请核对村的代号。")
}

/// Files as they were sent, together with the packs that the village takes in: those it has stay as they are until somebody changes them on disk.
/// Refuses `versions.wrong_files`.
pub async fn bundled(library: &Library, village: &VillageId, files: Vec<Source>) -> Outcome<Bundle> {
    check_files(&files)?;
    let mut packs = start(library, village, None).await?.files.packs;
    let offered = library.packs();
    let more: Vec<_> = offered.iter().filter(|pack| packs.iter().all(|own| own.path != pack.path)).cloned().collect();
    packs.extend(more);
    Ok(Bundle { village: village.clone(), files, packs }.pinned())
}

/// Files as they were sent, with the packs of a version. Refuses `versions.wrong_files`.
pub fn of_version(version: &Bundle, files: Vec<Source>) -> Result<Bundle, Refusal> {
    check_files(&files)?;
    Ok(Bundle { files, ..version.clone() }.pinned())
}

/// Writes the village's draft; the tag of what stands now. Refuses `versions.draft_changed`.
pub async fn redraft(books: &Books, act: Act, bundle: Bundle, seen: Seen) -> Outcome<String> {
    Ok(books.perform(act, Redraft { origin: Origin::Desk, bundle, seen: Some(seen) }).await?.answer)
}

fn check_files(files: &[Source]) -> Result<(), Refusal> {
    let mut paths = BTreeSet::new();
    let mut problems = Vec::new();
    for (index, Source { path, .. }) in files.iter().enumerate() {
        let message = match (is_rule_file(path), paths.insert(path)) {
            (true, true) => continue,
            (true, false) => "同一个文件写了两遍。",
            (false, _) => "文件只能叫 village.yaml、rules.yaml，或者放在 rules/ 里的 .yaml 和 .rhai。",
        };
        problems.push(Problem { pointer: format!("/files/{index}/path"), message: message.to_owned(), fix: None });
    }
    if files.is_empty() || files.len() > MOST_FILES {
        let message = format!("要有 1 到 {MOST_FILES} 个文件。");
        problems.push(Problem { pointer: "/files".to_owned(), message, fix: None });
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(Refusal::new("versions.wrong_files", Kind::Invalid, "这几个文件不能当村里的规则文件。", "请按提示改好再交。").with(problems))
}

/// Whether a village's folder may hold rules in such a file.
fn is_rule_file(path: &str) -> bool {
    let name = path.strip_prefix("rules/").unwrap_or(path);
    let stem = ["yaml", "yml", "rhai"].iter().find_map(|ending| name.strip_suffix(ending)?.strip_suffix('.'));
    let is_plain =
        |stem: &str| !stem.is_empty() && stem.chars().count() <= 60 && !stem.contains(['/', '\\', '\0']) && !stem.starts_with('.');
    let is_top = matches!(path, "village.yaml" | "rules.yaml") || path.ends_with(".rhai");
    stem.is_some_and(is_plain) && (is_top || path.starts_with("rules/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_rules_are_taken() {
        for fine in ["village.yaml", "rules.yaml", "rules/公益服务.yaml", "rules/勤劳致富.rhai", "勤劳致富.rhai"] {
            assert!(is_rule_file(fine), "{fine}");
        }
        for wrong in
            ["roster.csv", "../village.yaml", "rules/../x.yaml", "rules/a/b.yaml", "other.yaml", "rules/.yaml", "rules/", "a\\b.rhai"]
        {
            assert!(!is_rule_file(wrong), "{wrong}");
        }
    }
}

//! Every page of the house from its typed samples, looked at all at once.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::{
    adoption, claims, desk, entrance, errata, households, notices, oversight, personal, reports, shop, statements, township, trial, web,
};

/// A page by its name.
type Sample = (&'static str, String);

/// Every sample; kiosk and counter, where villagers look over one's shoulder, before the others.
fn all() -> (Vec<Sample>, Vec<Sample>) {
    let seen_by_others = [
        statements::kiosk_samples(),
        statements::own_samples(),
        entrance::who_samples(),
        shop::samples(),
        claims::own_samples(),
        notices::samples::public(),
        errata::samples::public(),
    ]
    .concat();
    let others = [
        web::samples(),
        web::design_samples(),
        entrance::samples(),
        statements::samples(),
        statements::expiring_samples(),
        statements::group_samples(),
        statements::family_samples(),
        shop::back_samples(),
        desk::samples(),
        claims::samples(),
        claims::grid_samples(),
        households::samples(),
        adoption::samples(),
        reports::samples(),
        notices::samples::others(),
        errata::samples::others(),
        oversight::samples(),
        personal::samples(),
        personal::desk_samples(),
        trial::samples(),
        township::samples(),
        super::practice::samples(),
    ]
    .concat();
    (seen_by_others, others)
}

/// What a page says, without its tags.
fn said(page: &str) -> String {
    let body = page.split("<body").nth(1).unwrap_or_default();
    body.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect()
}

/// By that name it hangs in the gallery: where `JIFEN_GALLERY` names a folder, each page is laid down there as a file, for a browser to look at (`tests/browser`).
#[test]
fn every_page_has_a_name_of_its_own() {
    let (seen_by_others, others) = all();
    let folder = std::env::var_os("JIFEN_GALLERY").map(PathBuf::from);
    let mut names = BTreeSet::new();
    for (name, page) in seen_by_others.into_iter().chain(others) {
        let words: Vec<_> = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let file = words.join("-");
        if let Some(folder) = &folder {
            std::fs::write(folder.join(format!("{file}.html")), page).unwrap();
        }
        assert!(names.insert(file), "two pages are called {name}");
    }
}

#[test]
fn every_page_has_a_title_a_heading_and_villagers_words() {
    let (seen_by_others, others) = all();
    assert!(seen_by_others.len() + others.len() > 25);
    for (name, page) in seen_by_others.iter().chain(&others) {
        let title = page.split("<title>").nth(1).and_then(|rest| rest.split(" · 积分").next()).unwrap_or_default();
        assert!(!title.trim().is_empty(), "{name} has no title");
        assert!(page.contains("lang=\"zh-CN\"") && page.contains("<main"), "{name} has no frame");
        let said = said(page);
        assert!(said.contains('积'), "{name} says nothing");
        for word in ["账户", "流水", "提交失败", "非法", "参数", "token", "Idempotency", "！"] {
            assert!(!said.contains(word), "{name} says {word}");
        }
    }
}

#[test]
fn no_page_needs_what_the_content_policy_forbids() {
    let (seen_by_others, others) = all();
    for (name, page) in seen_by_others.iter().chain(&others) {
        assert!(!page.contains(" style=") && !page.contains("<style") && !page.contains("javascript:"), "{name} is styled inline");
        assert!(!page.contains(" onclick=") && !page.contains("<script>"), "{name} has a script inline");
        assert!(!page.contains("//cdn") && !page.contains("https://"), "{name} asks another machine for something");
    }
}

#[test]
fn names_are_masked_where_villagers_look_over_ones_shoulder() {
    for (name, page) in all().0 {
        for full in ["张小明", "张大山"] {
            assert!(!page.contains(full), "{name} shows {full}");
        }
    }
}

#[test]
fn every_form_that_acts_carries_its_operation_id() {
    let (seen_by_others, others) = all();
    // These only look something up, open or end a session, or write a draft, which is guarded by what it was made from.
    let without = [
        "/sign-in",
        "/sign-out",
        "/me/",
        "/who\"",
        "/pin\"",
        "/end\"",
        "/letters\"",
        "/registration\"",
        "/desk/xinjiayuan/claims\"",
        "/family\"",
        "/households\"",
        "/cards\"",
        "/shop/xinjiayuan\"",
        "/rules\"",
        "/rules/new\"",
        "/rules/rule\"",
        "/rules/text\"",
        "/oversight/changes\"",
        "/practice/",
        "/help\"",
    ];
    for (name, page) in seen_by_others.iter().chain(&others) {
        for form in page.split("<form method=\"post\"").skip(1) {
            let (head, body) = (form.split('>').next().unwrap(), form.split("</form>").next().unwrap());
            if !without.iter().any(|way| head.contains(way)) {
                let operation = body.split("name=\"operation\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
                assert!(operation.is_some_and(|id| id.len() >= 32), "{name}: {head}");
            }
        }
    }
}

#[test]
fn numbers_of_people_never_stand_in_an_address() {
    for (name, page) in all().0 {
        for address in page.split("href=\"").chain(page.split("action=\"")).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(!address.contains("3-07"), "{name}: {address}");
        }
    }
}

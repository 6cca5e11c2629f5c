//! Every page from its typed samples, in the browser, at every size: what a reader could not read, reach or press.
//!
//! The samples belong to the tests of the rooms; those lay them down as files when they are asked to (`app::gallery`).

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{Request, header};
use axum::routing::get;
use serde_json::{Value, json};

use crate::chrome::{Chrome, DESK, KIOSK, PHONE, Screen, WALL, chrome};
use crate::person::TAB;
use crate::service::{serve, wait};
use crate::world::{On, World};

/// The heaviest a page may be with its stylesheet and script, in bytes, before they are packed for the way.
const HEAVIEST: u32 = 200_000;

/// What stands where people show a picture.
const PHOTO: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="320" height="240" fill="seagreen"/></svg>"#;

/// A page by its name.
type Sample = (String, String);

/// Lays every sample down and picks them up.
fn samples() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gallery");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--locked", "--quiet", "--lib", "gallery::every_page_has_a_name_of_its_own"]).env("JIFEN_GALLERY", &folder);
    // What cargo tells this test about its package would look to the other cargo like new settings, for which it builds half of everything anew.
    let is_told = |name: &String| ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|start| name.starts_with(start));
    for name in std::env::vars().map(|(name, _)| name).filter(is_told) {
        cargo.env_remove(name);
    }
    let laid = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(laid.status.success(), "{}", String::from_utf8_lossy(&laid.stderr));
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
    };
    let mut samples: Vec<_> = std::fs::read_dir(&folder).unwrap().map(file).collect();
    samples.sort();
    samples
}

/// Where the samples hang: under the policy that real pages come with, beside the real stylesheet and script.
pub struct Gallery {
    pub names: Vec<String>,
    port: u16,
}

impl Gallery {
    /// Opened once for all tests of a run.
    pub fn get() -> &'static Self {
        static ONE: LazyLock<Gallery> = LazyLock::new(Gallery::open);
        &ONE
    }

    fn open() -> Self {
        let samples = samples();
        let names = samples.iter().map(|(name, _)| name.clone()).collect();
        let policy = wait(async {
            let world = World::new(On::Sqlite).await.unwrap();
            let page = world.answer(Request::get("/").body(Body::empty()).unwrap()).await;
            let policy = page.headers()[header::CONTENT_SECURITY_POLICY].clone();
            world.end().await;
            policy
        });
        let photo = async || ([(header::CONTENT_TYPE, "image/svg+xml")], PHOTO);
        let mut routes = jifen::web::assets()
            // The queue needs a service behind it; here its page is looked at as it is without.
            .route("/grid/queue.js", get(async || ([(header::CONTENT_TYPE, "text/javascript")], "")))
            .route("/{door}/{village}/photos/{id}", get(photo));
        for (name, page) in samples {
            let policy = policy.clone();
            let hang = async move || ([(header::CONTENT_SECURITY_POLICY, policy)], axum::response::Html(page));
            routes = routes.route(&format!("/{name}"), get(hang));
        }
        Self { names, port: serve(routes).0 }
    }

    pub fn address(&self, name: &str) -> String {
        format!("http://127.0.0.1:{}/{name}", self.port)
    }
}

/// What is wrong with the page that is open, at one size.
fn measured(chrome: &Chrome, screen: Screen, heaviest: u32) -> Vec<String> {
    texts(&chrome.run(concat!(include_str!("colours.js"), include_str!("measure.js")), json!([screen.name, heaviest])))
}

/// What is wrong with the way through the page that is open, by keyboard.
fn walked(chrome: &Chrome) -> Vec<String> {
    let steps = chrome.run(concat!(include_str!("colours.js"), include_str!("focus.js")), json!([])).as_u64().unwrap();
    chrome.keys(&TAB.repeat(steps.try_into().unwrap()));
    texts(&chrome.run(include_str!("focused.js"), json!([])))
}

fn texts(found: &Value) -> Vec<String> {
    found.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_page_can_be_read_reached_and_pressed_at_every_size() {
    let Some(chrome) = chrome() else { return };
    chrome.tidy_up();
    let gallery = Gallery::get();
    assert!(gallery.names.len() > 100, "{:?}", gallery.names);
    chrome.new_page(DESK);
    let mut found = Vec::new();
    for name in &gallery.names {
        chrome.fit(DESK);
        chrome.open(&gallery.address(name));
        let is_wall = chrome.run("return document.body.classList[0]", json!([])) == "wall";
        let mut tell = |at: &str, wrong: Vec<String>| found.extend(wrong.into_iter().map(|one| format!("{name} at {at}: {one}")));
        tell("the console", chrome.complaints());
        tell("the keyboard", walked(&chrome));
        for screen in if is_wall { vec![WALL] } else { vec![DESK, PHONE, KIOSK] } {
            chrome.fit(screen);
            tell(screen.name, measured(&chrome, screen, HEAVIEST));
        }
    }
    assert!(found.is_empty(), "{} findings\n{}", found.len(), found.join("\n"));
}

/// What somebody who comes to a kiosk sees first is all on the screen, also on an old computer's; and the wall, which nobody scrolls.
#[test]
fn what_is_seen_first_needs_no_scrolling() {
    let Some(chrome) = chrome() else { return };
    chrome.tidy_up();
    chrome.new_page(DESK);
    let first = ["home", "number", "unknown-number", "who", "PIN", "wrong-PIN", "points"].map(|name| format!("kiosk-{name}"));
    let looks = first.iter().flat_map(|name| [(name.as_str(), DESK), (name.as_str(), KIOSK)]).chain([("wall", WALL)]);
    for (name, screen) in looks {
        chrome.fit(screen);
        chrome.open(&Gallery::get().address(name));
        let below = chrome.run("return document.documentElement.scrollHeight - innerHeight", json!([]));
        assert_eq!(below, json!(0), "{name} at {}: so many pixels do not fit", screen.name);
    }
}

/// Each measure once on a page that was broken for it: a measure that finds nothing there finds nothing anywhere.
#[test]
fn what_is_broken_is_found() {
    let Some(chrome) = chrome() else { return };
    chrome.tidy_up();
    let gallery = Gallery::get();
    chrome.new_page(KIOSK);
    let broken = |rule: &str| {
        chrome.open(&gallery.address("design-kiosk"));
        let sheet = "const sheet = new CSSStyleSheet(); sheet.replaceSync(arguments[0]); document.adoptedStyleSheets.push(sheet);";
        chrome.run(sheet, json!([rule]));
    };
    let finds = |found: Vec<String>, what: &str| assert!(found.iter().any(|one| one.starts_with(what)), "{what} is not in {found:?}");
    for (rule, what) in [
        (".hint { color: #767676 }", "contrast too low"), // 4.5 on white, less than the 7 of a kiosk
        (".kiosk-title, .hint, p { font-size: 20px }", "text too small"),
        (".keys button { height: 50px; min-height: 0 !important }", "target too low"),
        (".keys button { width: 30px }", "target too narrow"),
        (".choices { width: 1200px }", "wider than the screen"),
    ] {
        broken(rule);
        finds(measured(&chrome, KIOSK, HEAVIEST), what);
    }
    broken("");
    assert_eq!(measured(&chrome, KIOSK, HEAVIEST), Vec::<String>::new());
    finds(measured(&chrome, KIOSK, 1_000), "too heavy");
    assert_eq!(walked(&chrome), Vec::<String>::new());
    broken("* { outline: none !important }");
    finds(walked(&chrome), "focus not seen");
    broken("");
    chrome.run("document.querySelector('.tile').tabIndex = -1", json!([]));
    finds(walked(&chrome), "not reached by Tab");
    assert_eq!(chrome.complaints(), Vec::<String>::new());
    chrome.run("document.body.setAttribute('style', 'color: red')", json!([]));
    finds(chrome.complaints(), "");
}

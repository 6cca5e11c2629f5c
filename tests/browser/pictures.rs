//! Pictures of the main pages, drawn from the gallery, where nobody is real. They are small enough to stand beside the text.
//!
//! `JIFEN_PICTURES=src/web/pictures cargo test --test browser pictures` draws those of the README anew.

use std::path::PathBuf;

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::json;

use crate::chrome::{DESK, KIOSK, PHONE, Screen, chrome};
use crate::gallery::Gallery;

/// What is drawn: its file, the page in the gallery, its screen, and in how many hundredths of its size.
const PICTURES: [(&str, &str, Screen, u32); 5] = [
    ("kiosk", "kiosk-points", KIOSK, 36),
    ("phone", "own-points", PHONE, 70),
    ("desk", "desk", DESK, 50),
    ("rules", "rules-list", DESK, 50),
    ("township", "township", DESK, 50),
];

/// The largest a picture may be, in bytes.
const LARGEST: usize = 60_000;

#[test]
fn pictures_of_the_main_pages_are_small() {
    let Some(chrome) = chrome() else { return };
    chrome.tidy_up();
    let (gallery, folder) = (Gallery::get(), std::env::var_os("JIFEN_PICTURES").map(PathBuf::from));
    for (file, name, screen, percent) in PICTURES {
        chrome.new_page(screen);
        chrome.open(&gallery.address(name));
        chrome.run("document.querySelectorAll('.balance').forEach((one) => { one.open = true; })", json!([]));
        let picture = BASE64_STANDARD.decode(chrome.picture(screen, percent)).unwrap();
        assert!(picture.starts_with(b"\x89PNG") && picture.len() <= LARGEST, "{file}: {} bytes", picture.len());
        if let Some(folder) = &folder {
            std::fs::write(folder.join(format!("{file}.png")), picture).unwrap();
        }
    }
}

//! The pages in a real browser: Chromium without a window, driven as people drive it, against the service on a port of its own.
//!
//! | file | holds |
//! |---|---|
//! | `chrome` | the browser: started once, asked over WebDriver, gone with the tests |
//! | `person` | somebody at a screen, with verbs |
//! | `service` | the village of the stories behind a real port |
//! | `journeys` | what each kind of person does in one go |
//! | `gallery` | every page from its samples at every size, measured by `measure.js` |
//! | `pictures` | pictures of the main pages, for the README |
//!
//! Where there is no `chromium` with `chromedriver` they print that they were left out; `JIFEN_TEST_BROWSER=1` makes them mandatory.

#![allow(clippy::unwrap_used)] // a test that cannot go on ends here

#[allow(dead_code)] // shared with the stories, which need all of it
#[path = "../story/actors.rs"]
mod actors;
mod chrome;
mod gallery;
mod journeys;
mod person;
mod pictures;
mod service;
#[allow(dead_code, unused_macros, unused_imports)]
#[path = "../story/world.rs"]
mod world;

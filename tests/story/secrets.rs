//! Secrets stay with those they belong to: in no log, address, count or kept answer, and in the tables only as hashes.

use std::collections::BTreeMap;

use axum::http::Method;
use tracing::Level;

use super::browser::{Browser, PASSWORD};
use super::entrance::shown;
use super::log::Log;
use super::residents::read;
use super::two_worlds::tables;
use super::world::{On, VILLAGE, World, from};

#[tokio::test]
async fn secrets_are_written_down_nowhere() {
    let log = Log::from(Level::TRACE);
    let world = World::new(On::Sqlite).await.unwrap();
    let pin = "271828";
    let secretary = Browser::with_password(&world, "S01").await;
    let mut addresses = Vec::new();
    let mut secrets: Vec<String> = vec![PASSWORD.to_owned(), pin.to_owned(), "000001".to_owned(), "猜的密码猜的密码".to_owned()];
    let form = |way: &str| format!("/desk/{VILLAGE}/{way}");
    let invitation = shown(&secretary.submit(&form("staff/invitation"), &[("operation", "i"), ("number", "S03")]).await);
    let code = shown(&secretary.submit(&form("pins/code"), &[("operation", "p"), ("number", "1-01-1")]).await);
    secretary.submit(&form("devices"), &[("operation", "k"), ("name", "大厅"), ("kind", "kiosk")]).await;
    let device = shown(&secretary.submit(&form("devices/code"), &[("operation", "c"), ("number", "K01")]).await);
    let card = read(&secretary.submit(&form("cards/sheet"), &[("operation", "s"), ("number", "1-01")]).await, 0);
    let mut phone = Browser::new(&world);
    let typed = [("number", "1-01-1"), ("code", code.as_str()), ("pin", pin), ("again", pin)];
    for (address, fields) in [
        ("/sign-in/invitation".to_owned(), vec![("invitation", invitation.as_str()), ("password", PASSWORD), ("again", PASSWORD)]),
        ("/sign-in".to_owned(), vec![("village", VILLAGE), ("login", "S03"), ("password", "猜的密码猜的密码")]),
        (format!("/kiosk/{VILLAGE}/registration"), vec![("code", device.as_str())]),
        (format!("/v/{VILLAGE}/pin"), typed.to_vec()),
        (format!("/v/{VILLAGE}/pin"), vec![("number", "1-01-1"), ("pin", "000001")]),
        (format!("/v/{VILLAGE}/who"), vec![("number", invitation.as_str())]),
        (format!("/v/{VILLAGE}/who"), vec![("number", card.as_str())]),
    ] {
        let seen = phone.submit(&address, &fields).await;
        addresses.push(seen.leads_to().to_owned());
        phone.takes(&seen);
    }
    secrets.extend(phone.cookie.split("; ").chain([secretary.cookie.as_str()]).map(|pair| pair.split_once('=').unwrap().1.to_owned()));
    assert_eq!(secrets.len(), 7, "three are signed in: {}", phone.cookie);
    secrets.extend([invitation, code, device, card]);

    let counts = world.send(from("127.0.0.1:1", Method::GET, "/metrics", "")).await.body.to_string();
    let mut tables: BTreeMap<_, _> = tables(&world, ("", "")).await.into_iter().map(|(table, rows)| (table, rows.join("\n"))).collect();
    for table in ["tokens", "passwords", "pins", "cards", "slips", "tries"] {
        assert!(!tables[table].is_empty(), "{table}");
    }
    let kept = tables.remove("operations").unwrap();
    assert!(kept.contains("choose_pin") && counts.contains("/v/{village}/pin"));
    let logged = log.text();
    assert!(logged.contains("/v/{village}/pin") && logged.contains("/sign-in"), "the log was not kept");
    for secret in &secrets {
        // What was drawn in a token, without the village it names.
        let secret = secret.rsplit('.').next().unwrap();
        for (place, text) in [("log", &logged), ("counts", &counts), ("kept answers", &kept), ("addresses", &addresses.join(" "))] {
            assert!(!text.contains(secret), "the {place} hold {secret}");
        }
        for (table, rows) in &tables {
            assert!(!rows.contains(secret), "{table} holds {secret}");
        }
    }
    assert!(!logged.contains("1-01-1"), "a log names nobody");
    world.end().await;
}

//! Secrets stay with those they belong to: in no log, address, count or kept answer, and in the tables only as hashes.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use jifen::db::Conn;

use super::browser::{Browser, PASSWORD};
use super::entrance::shown;
use super::world::{On, VILLAGE, World};

/// What is logged, kept to be looked at.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Every row of a table, as text.
async fn rows(conn: &mut Conn, table: &str, columns: &str) -> String {
    let rows: Vec<(String,)> = conn.query(&format!("SELECT {columns} FROM {table}"), &[]).await.unwrap();
    rows.into_iter().map(|(row,)| row + "\n").collect()
}

#[tokio::test]
async fn secrets_are_written_down_nowhere() {
    let log = Log::default();
    let writer = {
        let log = log.clone();
        move || log.clone()
    };
    let subscriber = tracing_subscriber::fmt().json().with_max_level(tracing::Level::TRACE).with_writer(writer).finish();
    // With a single subscriber about, what other tests log first would be asked of their threads only, which keep no log.
    let _another = tracing::Dispatch::new(tracing_subscriber::registry());
    let _guard = tracing::subscriber::set_default(subscriber);
    let world = World::new(On::Sqlite).await.unwrap();
    let pin = "271828";
    let secretary = Browser::with_password(&world, "S01").await;
    let mut addresses = Vec::new();
    let mut secrets: Vec<String> = vec![PASSWORD.to_owned(), pin.to_owned(), "000001".to_owned(), "猜的密码猜的密码".to_owned()];
    let form = |way: &str| format!("/desk/{VILLAGE}/{way}");
    let invitation = shown(&secretary.submit(&form("staff/invitation"), &[("operation", "i"), ("number", "S03")]).await);
    let code = shown(&secretary.submit(&form("pins/code"), &[("operation", "p"), ("number", "1-01-1")]).await);
    secretary.submit(&form("kiosks"), &[("operation", "k"), ("name", "大厅")]).await;
    let device = shown(&secretary.submit(&form("kiosks/code"), &[("operation", "c"), ("number", "K01")]).await);
    let mut phone = Browser::new(&world);
    let typed = [("number", "1-01-1"), ("code", code.as_str()), ("pin", pin), ("again", pin)];
    for (address, fields) in [
        ("/sign-in/invitation".to_owned(), vec![("invitation", invitation.as_str()), ("password", PASSWORD), ("again", PASSWORD)]),
        ("/sign-in".to_owned(), vec![("village", VILLAGE), ("login", "S03"), ("password", "猜的密码猜的密码")]),
        (format!("/kiosk/{VILLAGE}/registration"), vec![("code", device.as_str())]),
        (format!("/v/{VILLAGE}/pin"), typed.to_vec()),
        (format!("/v/{VILLAGE}/pin"), vec![("number", "1-01-1"), ("pin", "000001")]),
        (format!("/v/{VILLAGE}/who"), vec![("number", invitation.as_str())]),
    ] {
        let seen = phone.submit(&address, &fields).await;
        addresses.push(seen.leads_to().to_owned());
        phone.takes(&seen);
    }
    secrets.extend(phone.cookie.split("; ").chain([secretary.cookie.as_str()]).map(|pair| pair.split_once('=').unwrap().1.to_owned()));
    assert_eq!(secrets.len(), 7, "three are signed in: {}", phone.cookie);
    secrets.extend([invitation, code, device]);

    let mut request = Request::get("/metrics").header(header::HOST, "x").body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo("127.0.0.1:1".parse::<SocketAddr>().unwrap()));
    let counts = world.send(request).await.body.to_string();
    let mut conn = world.house.books.read().await.unwrap();
    let kept = rows(&mut conn, "operations", "id || ' ' || verb || ' ' || digest || ' ' || answer").await;
    let hashes = [
        rows(&mut conn, "tokens", "digest || ' ' || staff").await,
        rows(&mut conn, "passwords", "staff || ' ' || hash").await,
        rows(&mut conn, "pins", "resident || ' ' || hash").await,
        rows(&mut conn, "slips", "subject || ' ' || hash").await,
        rows(&mut conn, "tries", "place || ' ' || whom").await,
    ];
    assert!(hashes.iter().all(|rows| !rows.is_empty()) && kept.contains("choose_pin") && counts.contains("/v/{village}/pin"));
    drop(conn);
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("/v/{village}/pin") && logged.contains("/sign-in"), "the log was not kept");
    for secret in &secrets {
        // What was drawn in a token, without the village it names.
        let secret = secret.rsplit('.').next().unwrap();
        for (place, text) in [("log", &logged), ("counts", &counts), ("kept answers", &kept), ("addresses", &addresses.join(" "))] {
            assert!(!text.contains(secret), "the {place} hold {secret}");
        }
        assert!(hashes.iter().all(|rows| !rows.contains(secret)), "a table holds {secret}");
    }
    assert!(!logged.contains("1-01-1"), "a log names nobody");
    world.end().await;
}

//! Deeds that other systems tell of: each counts once, and none holds up another.

use axum::body::Body;
use axum::http::{Request, header};
use jifen::words::Role;
use serde_json::{Value, json};

use super::actors::Actor;
use super::world::{Answer, story};

fn event(id: &str, subject: &str) -> Value {
    let data = json!({"rule": "签到", "subject": subject, "occurred_on": "2026-03-01"});
    json!({"specversion": "1.0", "id": id, "source": "/county/grid", "type": "jifen.deed", "time": "2026-03-01T09:00:00Z", "data": data})
}

async fn sends(by: &Actor<'_>, kind: &str, body: &Value) -> Answer {
    let request = Request::post("/api/v1/events").header(header::AUTHORIZATION, format!("Bearer {}", by.token));
    by.world.send(request.header(header::CONTENT_TYPE, kind).body(Body::from(body.to_string())).unwrap()).await
}

const ONE: &str = "application/cloudevents+json";
const MANY: &str = "application/cloudevents-batch+json; charset=utf-8";

story!(
    /// One event is answered like a recorded claim; told again it is answered the same; changed it is refused.
    an_event_counts_once,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        let first = sends(&grid, ONE, &event("e1", "1-01-1")).await;
        let again = sends(&grid, ONE, &event("e1", "1-01-1")).await;
        assert_eq!((first.status.as_u16(), first.replayed, again.replayed, &again.body), (201, false, true, &first.body));
        assert_eq!(sends(&grid, ONE, &event("e1", "1-01-2")).await.code(), "operation.reused");
        let mut other = event("e1", "1-01-2");
        other["source"] = json!("/county/forest");
        assert_eq!(sends(&grid, ONE, &other).await.status, 201, "another source counts for itself");
        assert_eq!((grid.available("1-01-1").await, grid.available("1-01-2").await), ("1.00".to_owned(), "1.00".to_owned()));
    }
);

story!(
    /// Each event of a batch stands alone, and says what became of it.
    a_batch_of_events_is_answered_one_by_one,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        let changed = |part: &str, value: Value| {
            let mut event = event("odd", "1-01-2");
            event[part] = value;
            event
        };
        let batch = json!([
            event("e1", "1-01-1"),
            event("e2", "9-99"),
            event("e1", "1-01-1"),
            changed("specversion", json!("0.3")),
            changed("type", json!("com.example.rain")),
            changed("data", json!({"rule": "签到"})),
            "nonsense",
            event("e3", "1-02-1"),
        ]);
        let answer = sends(&grid, MANY, &batch).await;
        let items = answer.body["items"].as_array().unwrap().clone();
        let told: Vec<_> = items.iter().map(|item| (item["status"].as_u64().unwrap(), item["problem"]["code"].as_str().unwrap_or(""))).collect();
        let expected = [
            (201, ""),
            (422, "claims.unknown_subject"),
            (201, ""),
            (422, "events.wrong_version"),
            (422, "events.unknown_type"),
            (422, "request.wrong_shape"),
            (422, "request.wrong_shape"),
            (201, ""),
        ];
        assert_eq!((answer.status.as_u16(), told), (200, expected.to_vec()));
        assert_eq!((&items[2]["replayed"], &items[2]["claim"], &items[7]["id"]), (&json!(true), &items[0]["claim"], &json!("e3")));
        assert_eq!((grid.available("1-01-1").await, grid.available("1-02-1").await), ("1.00".to_owned(), "1.00".to_owned()));
        assert_eq!(sends(&grid, MANY, &json!([])).await.code(), "events.wrong_size");
    }
);

story!(
    /// Whoever may not record tells of nothing.
    events_need_the_right_to_record,
    |world| {
        let keeper = world.somebody(Role::Keeper).await;
        assert_eq!(sends(&keeper, ONE, &event("e1", "1-01-1")).await.code(), "roster.not_your_task");
        let nobody = Actor { token: "jf.suanli.0".to_owned(), ..keeper.clone() };
        assert_eq!(sends(&nobody, ONE, &event("e1", "1-01-1")).await.code(), "roster.unknown_token");
        assert_eq!(keeper.available("1-01-1").await, "0.00");
    }
);

//! Who acts in a story. Each verb is one request; a fresh operation id unless the story names one.

use axum::body::Body;
use axum::http::{Method, Request, header};
use jifen::words::Role;
use serde_json::{Value, json};

use super::world::{Answer, VILLAGE, World};

/// Somebody with a token.
#[derive(Clone)]
pub struct Actor<'a> {
    pub world: &'a World,
    pub token: String,
}

impl Actor<'_> {
    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(format!("/api/v1/villages/{VILLAGE}{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.world.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_as(&self.world.fresh_operation(), path, body).await
    }

    pub async fn post_as(&self, operation: &str, path: &str, body: Value) -> Answer {
        let request = self.request(Method::POST, path).header("Idempotency-Key", operation);
        let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap();
        self.world.send(request).await
    }

    /// The same on something that was seen; an empty tag says nothing about it.
    pub async fn sends(&self, method: Method, path: &str, seen: &str, body: Value) -> Answer {
        self.sends_as(&self.world.fresh_operation(), method, path, seen, body).await
    }

    pub async fn sends_as(&self, operation: &str, method: Method, path: &str, seen: &str, body: Value) -> Answer {
        let request = self.request(method, path).header("Idempotency-Key", operation);
        let request = if seen.is_empty() { request } else { request.header(header::IF_MATCH, seen) };
        let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap();
        self.world.send(request).await
    }

    /// Records a deed of a day.
    pub async fn records(&self, rule: &str, subject: &str, occurred_on: &str, facts: Value) -> Answer {
        let deed = json!({"rule": rule, "subject": subject, "occurred_on": occurred_on, "facts": facts, "note": "登记表上有"});
        self.post("/claims", deed).await
    }

    /// Brings a picture that a deed recorded next shows.
    pub async fn brings(&self, operation: &str, file: Vec<u8>) -> Answer {
        let request = self.request(Method::POST, "/photos").header("Idempotency-Key", operation);
        self.world.send(request.header(header::CONTENT_TYPE, "image/jpeg").body(Body::from(file)).unwrap()).await
    }

    pub async fn approves(&self, claim: &str) -> Answer {
        self.post(&format!("/claims/{claim}/approval"), json!({})).await
    }

    /// A deed of a day, recorded by a grid worker and approved by this one where its rule asks for that: it stands, or the story ends here.
    pub async fn approved(&self, rule: &str, subject: &str, occurred_on: &str, facts: Value) -> String {
        let mut answer = self.world.somebody(Role::GridWorker).await.records(rule, subject, occurred_on, facts).await;
        let id = answer.text("id");
        if answer.text("state") == "submitted" {
            answer = self.approves(&id).await;
        }
        assert_eq!(answer.text("state"), "approved", "{rule} {subject}: {answer:?}");
        id
    }

    pub async fn rejects(&self, claim: &str, reason: &str) -> Answer {
        self.post(&format!("/claims/{claim}/rejection"), json!({"reason": reason})).await
    }

    pub async fn proposes_reversal(&self, claim: &str, reason: &str) -> Answer {
        self.post(&format!("/claims/{claim}/reversal"), json!({"reason": reason})).await
    }

    pub async fn confirms_reversal(&self, claim: &str) -> Answer {
        self.post(&format!("/claims/{claim}/reversal/confirmation"), json!({})).await
    }

    pub async fn rejects_reversal(&self, claim: &str, reason: &str) -> Answer {
        self.post(&format!("/claims/{claim}/reversal/rejection"), json!({"reason": reason})).await
    }

    pub async fn redeems(&self, account: &str, items: Value) -> Answer {
        self.post("/redemptions", json!({"account": account, "items": items})).await
    }

    /// Keeps goods for oneself.
    pub async fn reserves(&self, items: Value) -> Answer {
        self.post("/redemptions/own", json!({"items": items})).await
    }

    /// Hands out what is kept for whoever shows its voucher.
    pub async fn collects(&self, id: &str) -> Answer {
        let voucher = self.world.voucher(id).await;
        self.post(&format!("/redemptions/{id}/collection"), json!({ "voucher": voucher })).await
    }

    /// Brings a delivery that somebody else signs for.
    pub async fn delivers(&self, goods: Value, second: &Actor<'_>) -> Answer {
        let brought = self.post("/deliveries", json!({ "goods": goods })).await;
        let proposal = brought.text("proposal");
        second.post(&format!("/shop_proposals/{proposal}/confirmation"), json!({})).await
    }

    /// Reports something of a day under a rule with 保密.
    pub async fn reports(&self, rule: &str, occurred_on: &str, told: &str) -> Answer {
        self.post("/reports", json!({"rule": rule, "occurred_on": occurred_on, "told": told})).await
    }

    /// What an account can spend.
    pub async fn available(&self, account: &str) -> String {
        self.get(&format!("/accounts/{account}")).await.text("available")
    }
}

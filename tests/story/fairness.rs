//! Two pairs of eyes: nobody decides on what they recorded or on their own household.

use jifen::words::Role;
use serde_json::json;

use super::world::story;

story!(
    /// Whoever recorded a deed does not approve it, nor does anybody of the household concerned.
    nobody_decides_on_their_own,
    |world| {
        let (secretary, supervisor) = (world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await);
        let own = secretary.records("拾金不昧", "1-01-1", "2026-03-01", json!({})).await;
        assert_eq!(secretary.approves(&own.text("id")).await.code(), "claims.same_person");
        let of_the_supervisors_home = secretary.records("拾金不昧", "2-02-1", "2026-03-01", json!({})).await;
        assert_eq!(supervisor.approves(&of_the_supervisors_home.text("id")).await.code(), "claims.own_household");
        assert_eq!(supervisor.approves(&own.text("id")).await.text("state"), "approved");
        assert_eq!(supervisor.approves(&own.text("id")).await.code(), "claims.already_decided");
    }
);

story!(
    /// A rule that asks for two reviewers gets two different ones.
    two_reviewers_are_two_people,
    |world| {
        let (grid, secretary, supervisor) =
            (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await);
        let claim = grid.records("大额奖励", "1-01-1", "2026-03-01", json!({})).await;
        assert_eq!(claim.body["reviews_missing"], 2);
        let approval = format!("/claims/{}/approval", claim.text("id"));
        let first = secretary.post_as("shared", &approval, json!({})).await;
        assert_eq!((first.text("state").as_str(), &first.body["reviews_missing"]), ("submitted", &json!(1)));
        assert_eq!(secretary.approves(&claim.text("id")).await.code(), "claims.already_reviewed");
        // Nor does the operation id of the first reviewer stand for the second.
        assert_eq!(supervisor.post_as("shared", &approval, json!({})).await.code(), "operation.reused");
        assert_eq!(grid.available("1-01-1").await, "0.00");
        assert_eq!(supervisor.approves(&claim.text("id")).await.text("award"), "posted");
        assert_eq!(grid.available("1-01-1").await, "60.00");
    }
);

story!(
    /// Withdrawing is for whoever recorded; returning and rejecting need a reason.
    withdrawing_and_rejecting,
    |world| {
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let claim = grid.records("拾金不昧", "1-01-1", "2026-03-01", json!({})).await.text("id");
        let withdrawal = format!("/claims/{claim}/withdrawal");
        assert_eq!(secretary.post(&withdrawal, json!({})).await.code(), "claims.not_yours");
        assert_eq!(secretary.rejects(&claim, " ").await.code(), "claims.reason_missing");
        assert_eq!(grid.post(&withdrawal, json!({})).await.text("state"), "withdrawn");
        assert_eq!(secretary.approves(&claim).await.code(), "claims.already_decided");
    }
);

story!(
    /// Even under 免审 nobody gives points to their own household, and a kiosk gives none by itself.
    no_review_is_not_for_ones_own,
    |world| {
        let (grid, kiosk) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Kiosk).await);
        assert_eq!(grid.records("签到", "1-01-1", "2026-03-01", json!({})).await.text("award"), "posted");
        assert_eq!(grid.records("签到", "2-04-1", "2026-03-01", json!({})).await.text("state"), "submitted"); // the grid worker's home
        assert_eq!(kiosk.records("签到", "1-01-1", "2026-03-01", json!({})).await.text("state"), "submitted");
        let bad = kiosk.records("公共场合说脏话", "1-01-1", "2026-03-01", json!({})).await;
        assert_eq!(bad.code(), "claims.no_automatic_deduction", "nobody's word: {bad:?}");
    }
);

story!(
    /// What is taken back counts no more for whom it was counted, even if they live elsewhere by now.
    a_rejection_counts_out_where_it_counted_in,
    |world| {
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let works = async |number: &str| grid.records("义务劳动", number, "2026-03-01", json!({})).await;
        let first = works("1-01-2").await;
        world.moves("1-01-2", "1-02").await;
        secretary.rejects(&first.text("id"), "没有做").await;
        // Ten points a household a month: neither home has had any.
        for number in ["1-01-1", "1-02-1"] {
            let points = [works(number).await, works(number).await, works(number).await].map(|answer| answer.text("points"));
            assert_eq!(points, ["5.00", "5.00", "0.00"], "{number}");
        }
    }
);

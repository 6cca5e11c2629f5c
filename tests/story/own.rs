//! What a resident sees of their own.

use jifen::entrance::Stay;
use jifen::words::{Failure, Role};
use serde_json::json;

use super::browser::Browser;
use super::world::{VILLAGE, story};

story!(
    /// A resident sees their own points as long as their session lasts; nobody else's token opens that page, and theirs opens no other.
    a_session_shows_ones_own_and_ends_by_itself,
    |world| {
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let claim = grid.records("志愿服务", "1-01-2", "2026-03-01", json!({"时长": "5"})).await.text("id");
        assert_eq!(secretary.approves(&claim).await.status, 201);

        let mine = world.resident("1-01-2").await;
        let browser = Browser::of_resident(world, &mine.token);
        let page = format!("/v/{VILLAGE}");
        assert!(browser.opens(&page).await.says(&["马某*2", "还剩", "+10", "5 小时 × 2 = 10 分"]));
        assert_eq!(Browser::of_resident(world, &secretary.token).opens(&page).await.status, 403);
        assert_eq!(mine.get("/accounts/1-01-1").await.code(), "roster.not_your_task");
        assert_eq!(Browser::of_resident(world, &mine.token).opens("/v/elsewhere").await.status, 404);

        world.clock.turn_to(world.house.books.clock.now().plus_seconds(3600));
        assert_eq!(browser.opens(&page).await.leads_to(), format!("/sign-in?next=/v/{VILLAGE}"), "the session is over");
        let nobody = world.house.doorkeeper.admit(&world.village(), Role::Resident, "9-99-9", Stay::PHONE).await;
        assert!(matches!(nobody, Err(Failure::Refused(refusal)) if refusal.code == "roster.unknown_resident"));
    }
);

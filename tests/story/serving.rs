//! An election, and a keeper who changes in mid-year: who serves is put right by two, and whoever ends is out at once.

use jifen::words::Role;
use serde_json::json;

use super::browser::Browser;
use super::world::{VILLAGE, story};

story!(
    /// A keeper goes and another comes. The secretary asks, the supervisor agrees; tokens end in that moment, and what was done keeps the name.
    a_keeper_changes_in_mid_year,
    |world| {
        let (secretary, supervisor, keeper) =
            (world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await, world.somebody(Role::Keeper).await);
        assert_eq!(keeper.get("/items").await.status, 200);
        assert_eq!(supervisor.post("/kinships", json!({"staff": "S03", "household": "1-02"})).await.status, 201);
        let end = secretary.post("/appointments", json!({"step": "end", "staff": "S03", "basis": "村委会会议 2026 第 5 号"})).await;
        assert_eq!((end.status.as_u16(), end.text("state").as_str()), (201, "waiting"), "{end:?}");
        let confirmation = |id: &str| format!("/appointments/{id}/confirmation");
        assert_eq!(secretary.post(&confirmation("1"), json!({})).await.code(), "roster.not_your_task");
        assert_eq!(keeper.get("/items").await.status, 200, "nothing has changed yet");
        assert_eq!(supervisor.get("/appointments").await.body["items"][0]["sentence"], "海某0006（S03）不再当店员");
        let ended = supervisor.post(&confirmation("1"), json!({})).await;
        assert_eq!(ended.text("state"), "done", "{ended:?}");
        assert_eq!(keeper.get("/items").await.code(), "roster.unknown_token");
        let mut invited = Browser::new(world);
        let refused = invited.submit("/sign-in", &[("village", VILLAGE), ("login", "S03"), ("password", "不管是什么")]).await;
        invited.takes(&refused);
        assert_eq!(refused.status, 401, "{refused:?}");

        let begin = json!({"step": "begin", "name": "李小店", "role": "keeper", "household": "1-02", "basis": "村委会会议 2026 第 5 号"});
        let begun = secretary.post("/appointments", begin).await.text("id");
        assert_eq!(supervisor.post(&confirmation(&begun), json!({})).await.text("staff"), "S05");
        let staff = supervisor.get("/staff").await.body["items"].clone();
        let names: Vec<_> = staff.as_array().unwrap().iter().map(|one| (one["number"].as_str().unwrap(), one["ended_at"].is_null())).collect();
        assert_eq!(&names[..2], [("S01", true), ("S02", true)]);
        assert!(names.contains(&("S03", false)) && names.contains(&("S05", true)), "{names:?}");
        let kin = supervisor.get("/kinships").await.body["items"].clone();
        assert_eq!((&kin[0]["staff"], kin[0]["ended_at"].is_null()), (&json!("S03"), true), "kin stays as it was");
        assert_eq!(world.breaches().await, Vec::<String>::new());
    }
);

story!(
    /// After an election: the new secretary begins before the old one ends, one of the two who agree is of the township, and nobody votes on themselves.
    a_secretary_is_elected,
    |world| {
        let (secretary, supervisor, township) =
            (world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await, world.somebody(Role::Township).await);
        let desk = Browser::signed_in(world, &township.token);
        let address = format!("/desk/{VILLAGE}/staff/appointments");
        let form = |wish: &'static str, rest: &[(&'static str, &'static str)]| {
            [&[("do", wish), ("role", "secretary"), ("basis", "换届选举 2026")], rest].concat()
        };
        let operation = world.fresh_operation();
        let with = |fields: Vec<(&'static str, &'static str)>| {
            fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).chain([("operation".to_owned(), operation.clone())]).collect::<Vec<_>>()
        };
        let submit = async |browser: &Browser<'_>, fields: Vec<(String, String)>| {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            browser.submit(&address, &fields).await
        };
        let looked = submit(&desk, with(form("begin", &[("who", "马某")]))).await;
        assert!(looked.says(&["请选是哪一位", "1-01-1", "换届选举 2026"]), "{looked:?}");
        let asked = submit(&desk, with(form("begin", &[("who", "1-01-1")]))).await;
        assert_eq!((asked.status.as_u16(), asked.leads_to()), (303, format!("/desk/{VILLAGE}/staff?done=1").as_str()), "{asked:?}");
        assert!(desk.opens(asked.leads_to()).await.says(&["添一位村书记：马某0001", "等另一个人同意"]));
        let early = township.post("/appointments", json!({"step": "end", "staff": "S01", "basis": "换届选举 2026"})).await;
        assert_eq!(early.code(), "entrance.last_of_role");
        let committee = Browser::signed_in(world, &supervisor.token);
        assert!(committee.opens(&format!("/desk/{VILLAGE}")).await.says(&["人员变动"]));
        let yes = [("operation", "yes-1"), ("ruling", "confirm")];
        assert_eq!(committee.submit(&format!("{address}/1/decision"), &yes).await.status, 303);
        assert_eq!(township.post("/appointments", json!({"step": "end", "staff": "S01", "basis": "换届选举 2026"})).await.status, 201);
        let own = secretary.post("/appointments/2/rejection", json!({"reason": "我还想干"})).await;
        assert_eq!(own.code(), "entrance.own_service");
        assert_eq!(supervisor.post("/appointments/2/confirmation", json!({})).await.text("state"), "done");
        assert_eq!(secretary.get("/accounts").await.code(), "roster.unknown_token");
        let page = desk.opens(&format!("/desk/{VILLAGE}/staff")).await;
        assert!(page.says(&["马某0001", "以前办事的人", "王某0004（S01）"]), "{page:?}");
    }
);

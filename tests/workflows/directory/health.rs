use store::Table;
use testkit::World;

#[tokio::test]
async fn anybody_can_see_that_every_table_answers() {
    let world = World::start().await;
    let answer = workflows::browser(&world).get("/v1/health").await.expect(200).json();
    assert_eq!(answer["status"], "ok");
    assert_eq!(
        answer["tables"],
        serde_json::json!({
            "accounts": "ok", "directory": "ok", "students": "ok", "compliance": "ok",
            "bulletins": "ok", "mail": "ok", "audit": "ok",
        })
    );
    assert_eq!(world.calls.levels(), 1);
}

#[tokio::test]
async fn a_table_that_does_not_answer_is_named_and_nothing_else_is_said() {
    let world = World::start().await;
    world.behind.delete_table().table_name(world.table(Table::Students)).send().await.unwrap();
    let answer = workflows::browser(&world).get("/v1/health").await.expect(503);
    assert_eq!(answer.json()["tables"]["students"], "unreachable");
    assert!(!answer.text.contains("Exception"));
}

use domain::access::Role;
use domain::directory::OrganizationKind;
use domain::ids::StudentId;
use edge::Clock;
use serde_json::json;
use testkit::places::{CEDAR, POPPY};
use testkit::{Browser, Person, World, a_student, at_lea, save_organization};

/// A world at the present time, in which the person of the events works: the functions' programs have the real clock.
pub(crate) struct Scene {
    pub(crate) world: World,
    /// Where that person has signed in.
    pub(crate) browser: Browser,
    /// The student of the events.
    pub(crate) student: StudentId,
}

impl Scene {
    pub(crate) async fn set() -> Self {
        let world = World::start().await;
        world.pass(Clock::system().now().duration_since(world.now()));
        for (code, kind) in [(POPPY, OrganizationKind::District), (CEDAR, OrganizationKind::School)] {
            save_organization(&world, code, kind).await;
        }
        let student = a_student("9000000001").save(&world).await;
        let year = world.clock().this_year();
        let mut person = Person::named("lea.coordinator@poppy.test");
        person = person.with_in(Role::LeaCaasppCoordinator, at_lea(POPPY), year);
        person.save(&world).await;
        let mut browser = workflows::browser(&world);
        let credentials = json!({"username": person.username, "password": Person::PASSWORD});
        let _ = browser.post("/v1/session", credentials).await.expect(200);
        Self { world, browser, student }
    }
}

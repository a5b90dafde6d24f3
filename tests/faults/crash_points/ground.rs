//! A world in which one call of a function meets a mishap.

use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use testkit::{Fault, Wire, World};

use super::mishap::Mishap;

/// A world whose functions' calls all go over one wire.
pub(crate) struct Ground {
    pub(crate) world: World,
    pub(crate) wire: Wire,
    plan: Arc<Mutex<Plan>>,
}

/// What the calls of an attempt meet.
#[derive(Default)]
struct Plan {
    /// The SDK's ids of the calls so far, each once, however often it was tried.
    calls: Vec<String>,
    mishap: Option<(usize, Mishap)>,
    /// Whether the call was tried that meets it.
    was_met: bool,
}

impl Plan {
    fn next(&mut self, request: &HttpRequest) -> Fault {
        let id = request.headers().get("amz-sdk-invocation-id").expect("the SDK numbers its calls");
        let place = self.calls.iter().position(|call| call == id).unwrap_or_else(|| {
            self.calls.push(id.to_owned());
            self.calls.len() - 1
        });
        match self.mishap {
            Some((at, mishap)) if at == place && (mishap.lasts || !self.was_met) => {
                self.was_met = true;
                mishap.fault
            }
            _ => Fault::None,
        }
    }
}

impl Ground {
    pub(crate) async fn new() -> Self {
        let plan = Arc::new(Mutex::new(Plan::default()));
        let planned = Arc::clone(&plan);
        let wire = Wire::new(move |request| planned.lock().unwrap().next(request));
        let mut world = World::start().await;
        world.dynamo = world.connect_as_deployed(&wire).await;
        Self { world, wire, plan }
    }

    /// Lets a function do something, where the call of this number meets a mishap; gives what came of it, `None` when the process
    /// ended, and how many calls there were.
    pub(crate) async fn attempt<T>(
        &self,
        doing: impl Future<Output = T>,
        mishap: Option<(usize, Mishap)>,
    ) -> (Option<T>, usize) {
        *self.plan.lock().unwrap() = Plan { mishap, ..Plan::default() };
        let wires = [self.wire.clone()];
        let done = tokio::select! {
            biased;
            done = doing => Some(done),
            () = self.wire.killed() => None,
            () = self.world.pass_when_idle(&wires) => unreachable!("it never ends"),
        };
        // What was under way comes to its end without whoever asked.
        self.wire.idle().await;
        let plan = std::mem::take(&mut *self.plan.lock().unwrap());
        assert!(mishap.is_none() || plan.was_met, "the call was made");
        (done, plan.calls.len())
    }
}

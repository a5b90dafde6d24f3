mod account;
mod activation;
pub(crate) mod device;
mod enumeration;
pub(crate) mod factors;
mod links;
mod network;
pub(crate) mod passkeys;
mod password;
mod reset;
mod role;
mod session;
mod sessions;
mod sign_in;
mod systems;
mod terms;
pub(crate) mod users;

/// Runs all side by side.
pub(crate) async fn join_all<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut done = Vec::new();
    let mut pending: Vec<_> = futures.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        pending.retain_mut(|future| match future.as_mut().poll(context) {
            std::task::Poll::Ready(answer) => {
                done.push(answer);
                false
            }
            std::task::Poll::Pending => true,
        });
        if pending.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

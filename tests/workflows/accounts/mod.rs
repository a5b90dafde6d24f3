mod role;
mod session;
mod sign_in;
mod systems;
mod terms;

//! Crash points: each call to AWS that a function makes meets each mishap, then the request or the event comes again, until it is
//! done. After every attempt nothing is half there; what was answered as done is there; and in the end the tables are as one
//! undisturbed run leaves them. What differs from that, and why, stands in [`exceptions`].

mod control;
mod events;
mod exceptions;
mod ground;
mod mishap;
mod picture;
mod points;
mod requests;

//! check_health

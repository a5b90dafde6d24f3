//! save_test_assignments

//! read_student

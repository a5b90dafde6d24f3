//! find_students

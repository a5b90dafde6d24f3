use std::process::Command;

use crate::stack::Stack;

const HEADING: &str = "## An opt-out with curl alone";

/// Runs the walk-through of the README as it stands there.
pub(crate) fn walk_through(stack: &Stack) {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).expect("a README");
    let section = readme.split_once(HEADING).expect("the README has the walk-through").1;
    let section = section.split("\n## ").next().unwrap_or_default();
    let blocks: Vec<_> = section
        .split("```sh\n")
        .skip(1)
        .filter_map(|block| block.split_once("```").map(|(script, _)| script))
        .collect();
    assert!(blocks.len() >= 5, "the walk-through has steps");
    let output =
        Command::new("bash").arg("-c").arg(blocks.concat()).env("BASE", stack.url()).output().expect("bash runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("PGE"), "the exemption is shown: {said}");
}

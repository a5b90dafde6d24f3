//! The letter templates as a program of somebody else's making reads them.

use serde_json::Value;

use crate::stack::Stack;

/// Opens the document at an address, and prints its paragraphs: style, text, and what is marked.
const READER: &str = "import docx, io, json, sys, urllib.request
document = docx.Document(io.BytesIO(urllib.request.urlopen(sys.argv[1]).read()))
marked = lambda paragraph: [run.text for run in paragraph.runs if run.font.highlight_color is not None]
print(json.dumps({
    'paragraphs': [[p.style.name, p.text, marked(p)] for p in document.paragraphs],
    'tables': len(document.tables),
    'fields': [name for name in ('sdt', 'fldChar', 'checkBox') if document.element.findall('.//{*}' + name)],
}))";

fn read(stack: &Stack, file: &str) -> Value {
    let address = format!("{}/v1/letter-templates/{file}?year=2027-28&lea=Poppy%20%26%20Valley", stack.url());
    serde_json::from_str(&stack.python(READER, &[&address], "")).expect("the reader prints JSON")
}

fn texts(document: &Value) -> Vec<&str> {
    document["paragraphs"].as_array().unwrap().iter().map(|paragraph| paragraph[1].as_str().unwrap()).collect()
}

pub(crate) fn each_opens_in_another_program_and_asks_for_nothing(stack: &Stack) {
    for (file, title) in [
        ("caaspp-notice.docx", "The state tests in 2027-28"),
        ("elpac-notice.docx", "The English language test in 2027-28"),
    ] {
        let document = read(stack, file);
        let texts = texts(&document);
        assert!(texts.contains(&title) && texts.contains(&"Poppy & Valley"), "{texts:?}");
        let paragraphs = document["paragraphs"].as_array().unwrap();
        let titles = paragraphs.iter().filter(|paragraph| paragraph[0] == "Heading 1").count();
        let headings = paragraphs.iter().filter(|paragraph| paragraph[0] == "Heading 2").count();
        assert!(titles == 1 && headings > 4, "{file}: {titles} and {headings}");
        let marked: Vec<_> = paragraphs.iter().flat_map(|paragraph| paragraph[2].as_array().unwrap()).collect();
        assert!(marked.len() > 10 && marked.iter().all(|text| text.as_str().unwrap().starts_with('[')), "{marked:?}");
        // Nothing that a parent could fill in.
        assert_eq!((&document["tables"], &document["fields"]), (&0.into(), &Value::Array(Vec::new())));
        let tells = |what: &str| texts.iter().any(|text| text.contains(what));
        let is_caaspp = file.starts_with("caaspp");
        assert_eq!((tells("60604"), tells("60615"), tells("excuse")), (is_caaspp, is_caaspp, is_caaspp), "{file}");
    }
}

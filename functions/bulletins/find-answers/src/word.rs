//! A letter template as a Word document.

use std::io::Cursor;

use docx_rs::{
    AbstractNumbering, Docx, IndentLevel, Level, LevelJc, LevelText, LineSpacing, NumberFormat, Numbering, NumberingId,
    Paragraph, Run, RunFonts, SpecialIndentType, Start, Style, StyleType,
};
use domain::Failure;
use domain::bulletins::{Filling, LetterTemplate};
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd, TextMergeStream};

/// The list of the points.
const POINTS: usize = 2;
/// What the LEA is to write.
const MARK: &str = "yellow";
const BODY: &str = "Normal";
const TITLE: &str = "Heading1";
const HEADING: &str = "Heading2";

/// Writes the document of `template`.
///
/// # Errors
/// When it cannot be put together.
pub(crate) fn document(template: LetterTemplate, filling: &Filling) -> Result<Vec<u8>, Failure> {
    let mut document = frame();
    let (mut paragraph, mut own, mut is_point) = (Paragraph::new(), false, false);
    // A bracket would end a stretch.
    for event in TextMergeStream::new(Parser::new(template.text())) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                paragraph = Paragraph::new().style(if level == HeadingLevel::H1 { TITLE } else { HEADING });
            }
            Event::Start(Tag::Item) => {
                is_point = true;
                paragraph = Paragraph::new().style(BODY).numbering(NumberingId::new(POINTS), IndentLevel::new(0));
            }
            Event::Start(Tag::Paragraph) if !is_point => paragraph = Paragraph::new().style(BODY),
            Event::Start(Tag::Strong) => own = true,
            Event::End(TagEnd::Strong) => own = false,
            Event::Text(text) => {
                for stretch in filling.fill(&text, own) {
                    let run = Run::new().add_text(stretch.text);
                    paragraph = paragraph.add_run(if stretch.own { run.highlight(MARK) } else { run });
                }
            }
            Event::SoftBreak => paragraph = paragraph.add_run(Run::new().add_text(" ")),
            Event::End(TagEnd::Item) => {
                is_point = false;
                document = document.add_paragraph(std::mem::take(&mut paragraph));
            }
            Event::End(TagEnd::Heading(_)) => document = document.add_paragraph(std::mem::take(&mut paragraph)),
            Event::End(TagEnd::Paragraph) if !is_point => {
                document = document.add_paragraph(std::mem::take(&mut paragraph));
            }
            _ => {}
        }
    }
    let mut file = Cursor::new(Vec::new());
    document.pack(&mut file).map_err(|error| Failure::Internal(Box::new(error)))?;
    Ok(file.into_inner())
}

/// The document's styles: sizes are in half points, distances in twentieths of a point.
fn frame() -> Docx {
    let style = |id, name, size| {
        let style = Style::new(id, StyleType::Paragraph).name(name).based_on(BODY).next(BODY);
        style.q_format(true).size(size).bold()
    };
    let bullet = Level::new(0, Start::new(1), NumberFormat::new("bullet"), LevelText::new("•"), LevelJc::new("left"));
    let bullet = bullet.indent(Some(720), Some(SpecialIndentType::Hanging(360)), None, None);
    Docx::new()
        .default_fonts(RunFonts::new().ascii("Arial").hi_ansi("Arial").cs("Arial"))
        .default_size(22)
        .default_line_spacing(LineSpacing::new().after(160))
        .add_style(Style::new(BODY, StyleType::Paragraph).name("Normal").q_format(true))
        .add_style(style(TITLE, "heading 1", 32))
        .add_style(style(HEADING, "heading 2", 26))
        .add_abstract_numbering(AbstractNumbering::new(POINTS).add_level(bullet))
        .add_numbering(Numbering::new(POINTS, POINTS))
}

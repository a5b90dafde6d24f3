/** A person of a file, by the line on which the row begins. */
export interface Line {
  name: string;
  email: string;
}

/** Who stands on which line: line 1 has the names of the columns. A row with line breaks in its cells takes several lines. */
export function peopleByLine(rows: readonly (readonly string[])[]): ReadonlyMap<number, Line> {
  const [head = []] = rows;
  const column = (name: string) => head.findIndex((cell) => cell.replace("\u{feff}", "").trim() === name);
  const [first, last, email] = [column("First name"), column("Last name"), column("E-mail address")];
  const found = new Map<number, Line>();
  let line = 1;
  for (const row of rows) {
    const cell = (place: number) => row[place]?.trim() ?? "";
    if (line > 1) found.set(line, { name: `${cell(first)} ${cell(last)}`.trim(), email: cell(email) });
    line += 1 + row.reduce((breaks, text) => breaks + text.split(/\r\n|\r|\n/).length - 1, 0);
  }
  return found;
}

/** Lines in words: `2, 3, 4 and 12 more`. */
export function lineList(lines: readonly number[], shown = 10): string {
  const more = lines.length - shown;
  return lines.slice(0, shown).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

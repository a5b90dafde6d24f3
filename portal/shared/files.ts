/** Excel takes a file for UTF-8 only with this in front. */
const BYTE_ORDER_MARK = "\uFEFF";

/** Has the browser save `text` as a file. The name says what it is and holds nothing personal. */
export function saveFile(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** A table as CSV (RFC 4180), for spreadsheets: a text that begins like a formula stays a text. */
export async function csvOf(columns: readonly string[], rows: readonly (readonly string[])[]): Promise<string> {
  const { unparse } = await import("papaparse");
  const table = { fields: [...columns], data: rows.map((row) => [...row]) };
  return `${BYTE_ORDER_MARK}${unparse(table, { escapeFormulae: true })}\r\n`;
}

/** Saves a table as `<name>.csv`. */
export async function saveCsv(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  saveFile(`${name}.csv`, await csvOf(columns, rows), "text/csv;charset=utf-8");
}

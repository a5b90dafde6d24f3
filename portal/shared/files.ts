/** Has the browser save `text` as a file. */
export function saveFile(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** Saves a table as CSV that spreadsheets read as UTF-8 and in which nothing is taken for a formula (RFC 4180). */
export async function saveCsv(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  const { unparse } = await import("papaparse");
  const text = unparse({ fields: [...columns], data: rows.map((row) => [...row]) }, { escapeFormulae: true });
  saveFile(`${name}.csv`, `\u{feff}${text}\r\n`, "text/csv;charset=utf-8");
}

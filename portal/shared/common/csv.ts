/** Lists as CSV files. */

/** Excel takes a file for UTF-8 only with this in front. */
const BYTE_ORDER_MARK = "\uFEFF";

/** Rows as CSV, for spreadsheets: a text that begins like a formula stays a text. */
export async function csvOf(head: readonly string[], rows: readonly (readonly string[])[]): Promise<string> {
  const { unparse } = await import("papaparse");
  return BYTE_ORDER_MARK + unparse([head, ...rows] as string[][], { escapeFormulae: true });
}

/** Hands a CSV file to the browser to keep. The name says what it is and holds nothing personal. */
export async function downloadCsv(
  name: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  const address = URL.createObjectURL(new Blob([await csvOf(head, rows)], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(address);
}

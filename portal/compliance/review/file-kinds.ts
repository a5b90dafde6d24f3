/** What may be uploaded, by the file's extension. Source: the API's list of content types. */
const TYPES: Record<string, string> = {
  pdf: "application/pdf",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  tif: "image/tiff",
  tiff: "image/tiff",
  heic: "image/heic",
  csv: "text/csv",
  txt: "text/plain",
};

/** For the browser's own dialog to choose files. */
export const ACCEPT = Object.keys(TYPES)
  .map((extension) => `.${extension}`)
  .join(",");

/** What may be uploaded, in words. */
export const KINDS = "PDF, Word, Excel, images (PNG, JPEG, GIF, TIFF, HEIC), CSV and text, up to 100 MB each.";

const FILE_MAX = 100 * 1024 * 1024;

/** What a file is by its extension; nothing for what is not accepted. What browsers say differs between machines. */
export function contentType(name: string): string | undefined {
  const [, extension = ""] = /[^.]\.([^.]+)$/.exec(name) ?? [];
  return TYPES[extension.toLowerCase()];
}

/** Why a file need not be sent at all. What is in it is for the service to check. */
export function whyNot({ name, size }: Pick<File, "name" | "size">): string | undefined {
  if (contentType(name) === undefined) return `This kind of file is not accepted. Accepted are ${KINDS}`;
  if (size === 0) return "The file is empty.";
  if (size > FILE_MAX) return "The file is larger than 100 MB. Split it, or save scans at a lower resolution.";
  return undefined;
}

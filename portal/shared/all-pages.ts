/** Asks for page after page, each by the cursor that the one before gave, until there is none. */
export async function allPages<T>(
  page: (cursor: string | undefined) => Promise<{ entries: readonly T[]; next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const { entries, next } = await page(cursor);
    all.push(...entries);
    cursor = next;
  } while (cursor !== undefined);
  return all;
}

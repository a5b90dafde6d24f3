/** A page of a list, as the API gives it. */
export interface ListPage<T> {
  entries: readonly T[];
  /** Leads on; nothing on the last page. */
  next: string | undefined;
}

/** Asks for the page that a cursor leads to, or for the first. */
export type AskPage<T> = (cursor: string | undefined) => Promise<ListPage<T>>;

export interface Walk {
  /** How many entries are taken at most. */
  most?: number;
  /** Told how many there are so far. */
  progress?: (count: number) => void;
  /** Ends the walk, which then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Asks for page after page, each by the cursor that the one before gave. `cut` says that there are more than `most`. */
export async function allPages<T>(
  page: AskPage<T>,
  { most = Infinity, progress, signal }: Walk = {},
): Promise<{ entries: T[]; cut: boolean }> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const { entries, next } = await page(cursor);
    signal?.throwIfAborted();
    all.push(...entries);
    cursor = next;
    progress?.(all.length);
  } while (cursor !== undefined && all.length < most);
  return { entries: all.slice(0, most), cut: cursor !== undefined || all.length > most };
}

import type { ReactiveController, ReactiveControllerHost } from "lit";
import { type AskPage, allPages } from "./all-pages";
import { saveCsv } from "./files";
import { counted } from "./words";

/** How many entries one file holds at most: 100 requests, each of which the audit trail may record. Our choice. */
export const FILE_MAX = 10_000;

/** A list as a file: its name, its columns and the cells of an entry. */
export interface Csv<T> {
  name: string;
  columns: readonly string[];
  cells: (entry: T, index: number) => readonly string[];
}

/** Saves a list as a file: reads all its pages, tells how far that is and how it ended, and can be cancelled. */
export class ListFile implements ReactiveController {
  #reading: AbortController | undefined;
  #told = "";
  #end = "";

  constructor(
    private readonly host: ReactiveControllerHost,
    /** One entry, and several. */
    private readonly words: () => readonly [string, string],
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#reading?.abort();
  }

  get isReading(): boolean {
    return this.#reading !== undefined;
  }

  /** How far the file under way is, in words. */
  get progress(): string {
    return this.#told;
  }

  /** How the last file ended, in words. */
  get end(): string {
    return this.#end;
  }

  /** Reads everything and has the browser save it. Rejects with the refusal of a page. */
  async save<T>(page: AskPage<T>, { name, columns, cells }: Csv<T>): Promise<void> {
    this.forget();
    const reading = new AbortController();
    this.#reading = reading;
    this.#tell(0);
    try {
      const progress = (count: number) => this.#tell(count);
      const { entries, cut } = await allPages(page, { most: FILE_MAX, signal: reading.signal, progress });
      await saveCsv(name, columns, entries.map(cells));
      const count = this.#counted(entries.length);
      this.#finish(cut ? `The file holds the first ${count}. There are more.` : `The file holds ${count}.`);
    } catch (thrown) {
      // What was cancelled has been told already, or another has taken its place.
      if (reading.signal.aborted) return;
      this.#finish("");
      throw thrown;
    }
  }

  /** Ends the file under way, and says so. */
  cancel(): void {
    this.#reading?.abort();
    this.#finish("Cancelled: no file was saved.");
  }

  /** Ends the file under way and takes back what was said of the one before. */
  forget(): void {
    this.#reading?.abort();
    this.#finish("");
  }

  #tell(count: number): void {
    this.#told = `Reading for the file: ${this.#counted(count)} so far …`;
    this.host.requestUpdate();
  }

  #finish(end: string): void {
    this.#reading = undefined;
    this.#told = "";
    this.#end = end;
    this.host.requestUpdate();
  }

  #counted(count: number): string {
    return counted(count, ...this.words());
  }
}

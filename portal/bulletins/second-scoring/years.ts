/** The administration years to choose from on the day `today`: the present one first, then the one before and the next. */
export function years(today: string): [string, string, string] {
  const [year = 0, month = 0] = today.split("-").map(Number);
  const first = month >= 7 ? year : year - 1;
  return [written(first), written(first - 1), written(first + 1)];
}

function written(first: number): string {
  return `${first}-${String((first + 1) % 100).padStart(2, "0")}`;
}

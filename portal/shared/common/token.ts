/**
 * Takes the token out of the page's address, where the letter put it behind `#`, so that it stays in no history, bookmark or
 * screenshot. From then on it is only in the memory of this page.
 */
export function takeToken(): string | undefined {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
  return token || undefined;
}

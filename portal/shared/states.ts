const STATES: Record<string, string> = { added: "Not activated", active: "Active", deactivated: "Deactivated" };

/** The states of an account, with what people call them. */
export const STATE_CHOICES: readonly (readonly [string, string])[] = Object.entries(STATES);

/** What people call the state of an account. */
export function stateName(state: string): string {
  return STATES[state] ?? state;
}

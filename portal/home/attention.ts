import type { Schemas } from "../shared/common/api";
import type { Session } from "../shared/common/session";

/** Something a person should do, and where. */
export interface Attention {
  what: string;
  why: string;
  address: string;
  action: string;
  /** Whether work is closed until it is done. */
  urgent: boolean;
}

/** What the API tells beside the session. */
export interface Glance {
  affidavits: Schemas["OwnAffidavits"];
  account: Schemas["OwnAccount"];
  sessions: Schemas["OwnSessions"];
}

/** The recovery codes from which on it is time for new ones. */
const FEW_CODES = 3;

/** What needs attention, the most urgent first. */
export function attention(session: Session, { affidavits, account, sessions }: Glance): Attention[] {
  const found: Attention[] = [];
  if (!session.role) {
    found.push({
      what: "No role is chosen",
      why: "You work in one role at a time.",
      address: "/choose-role",
      action: "Choose a role",
      urgent: true,
    });
  }
  for (const { program } of affidavits.affidavits.filter((affidavit) => affidavit.asked_for && !affidavit.signed_at)) {
    found.push({
      what: `The ${program.toUpperCase()} security affidavit for ${affidavits.year} is not signed`,
      why: "It is signed anew each administration year. Until then, students and tests can be closed to you.",
      address: "/account",
      action: "Read and sign",
      urgent: true,
    });
  }
  if (session.second_factors.length === 0) {
    const closed = !session.second_factor_settled;
    found.push({
      what: "Your account has no second factor",
      why: closed
        ? "Roles that see student data work only with one."
        : "With one, nobody who learns your password gets in.",
      address: "/account",
      action: "Set one up",
      urgent: closed,
    });
  } else if (!session.second_factor_settled) {
    found.push({
      what: "You have not used your second factor",
      why: "Roles that see student data work only after it.",
      address: "/account",
      action: "Show that it is you",
      urgent: true,
    });
  }
  const left = account.second_factors.recovery_codes_left;
  if (session.second_factors.length > 0 && left <= FEW_CODES) {
    found.push({
      what:
        left === 0 ? "No recovery code is left" : `Only ${left} recovery ${left === 1 ? "code is" : "codes are"} left`,
      why: "Without one, a lost telephone keeps you out.",
      address: "/account",
      action: "Get new ones",
      urgent: false,
    });
  }
  const elsewhere = sessions.sessions.filter(({ current }) => !current).length;
  if (elsewhere > 0) {
    found.push({
      what:
        elsewhere === 1 ? "You are signed in elsewhere, too" : `You are signed in at ${elsewhere} other places, too`,
      why: "If one is not yours, end it and change your password.",
      address: "/account",
      action: "See where",
      urgent: false,
    });
  }
  return byUrgency(found);
}

/** What closes work, or is late, first. */
export function byUrgency(found: Attention[]): Attention[] {
  return found.sort((one, other) => Number(other.urgent) - Number(one.urgent));
}

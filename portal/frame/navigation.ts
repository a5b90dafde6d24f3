import type { Session } from "../shared/common/session";

/** A page of the main navigation and who finds it there. What one may really do there the API decides. */
interface Destination {
  address: string;
  name: string;
  roles: readonly string[] | "all";
  /** Pages that belong to it. */
  below: readonly string[];
}

const STUDENT_ROLES = [
  "lea-caaspp-coordinator",
  "lea-elpac-coordinator",
  "site-caaspp-coordinator",
  "site-elpac-coordinator",
  "test-administrator",
  "test-examiner",
];
const USER_ROLES = [
  "superintendent",
  "lea-caaspp-coordinator",
  "lea-elpac-coordinator",
  "site-caaspp-coordinator",
  "site-elpac-coordinator",
  "lea-review-coordinator",
  "compliance-administrator",
  "state-administrator",
  "help-desk",
];
const AFFIDAVIT_ROLES = [
  "superintendent",
  "lea-caaspp-coordinator",
  "lea-elpac-coordinator",
  "site-caaspp-coordinator",
  "site-elpac-coordinator",
  "state-administrator",
];

const REVIEW_ROLES = [
  "superintendent",
  "lea-review-coordinator",
  "lea-compliance-contributor",
  "compliance-monitor",
  "compliance-administrator",
];

const NOTIFICATION_ROLES = ["lea-caaspp-coordinator", "lea-elpac-coordinator", "state-administrator"];

const DESTINATIONS: readonly Destination[] = [
  { address: "/", name: "Home", roles: "all", below: [] },
  { address: "/calendar", name: "Calendar", roles: "all", below: [] },
  { address: "/edit-calendar", name: "Edit the calendar", roles: ["bulletin-editor"], below: [] },
  { address: "/organizations", name: "Organizations", roles: "all", below: [] },
  { address: "/users", name: "Users", roles: USER_ROLES, below: ["/user", "/add-user", "/upload-users"] },
  { address: "/students", name: "Students", roles: STUDENT_ROLES, below: ["/student", "/student-history"] },
  { address: "/reviews", name: "Compliance reviews", roles: REVIEW_ROLES, below: ["/review", "/open-review"] },
  { address: "/review-reports", name: "Review reports", roles: REVIEW_ROLES, below: [] },
  { address: "/programs", name: "Program contacts", roles: REVIEW_ROLES, below: [] },
  { address: "/affidavits", name: "Affidavits", roles: AFFIDAVIT_ROLES, below: [] },
  { address: "/edit-bulletins", name: "Bulletins", roles: ["bulletin-editor"], below: ["/edit-bulletin"] },
  { address: "/notifications", name: "Notifications", roles: NOTIFICATION_ROLES, below: [] },
];

/** What a role finds in the main navigation. */
export function destinations(session: Session): readonly Destination[] {
  const role = session.role?.role;
  return DESTINATIONS.filter(({ roles }) => role !== undefined && (roles === "all" || roles.includes(role)));
}

/** Whether `path` is this destination's page, or below it. */
export function isAt(destination: Destination, path: string): "page" | "true" | undefined {
  if (path === destination.address) return "page";
  return destination.below.includes(path) ? "true" : undefined;
}

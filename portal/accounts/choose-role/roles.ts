import type { Schemas } from "../../shared/common/api";

type Role = Schemas["Role"];

/** Roles by administration year: this year's first, then the later ones, then the earlier ones, the latest first. */
export function byYear(roles: readonly Role[], thisYear: string): [year: string, roles: Role[]][] {
  const years = [...new Set(roles.map(({ year }) => year))].sort();
  const order = [
    ...years.filter((year) => year === thisYear),
    ...years.filter((year) => year > thisYear),
    ...years.filter((year) => year < thisYear).reverse(),
  ];
  return order.map((year) => [year, roles.filter((role) => role.year === year)]);
}

/** Whether both are the same role in the same organization and year. */
export function isSame(one: Role, other: Role | null | undefined): boolean {
  return one.role === other?.role && one.organization === other.organization && one.year === other.year;
}

export type Theme = "auto" | "light" | "dark";

export const THEME_COOKIE = "biaogan_theme";

export function themeOf(word: string | undefined): Theme {
  return word === "light" || word === "dark" ? word : "auto";
}

/** A cookie for a year; the server reads it, so that the page arrives in the right colours. */
export function cookieFor(name: string, value: string, isSecure: boolean): string {
  return `${name}=${value}; path=/; max-age=31536000; samesite=lax${isSecure ? "; secure" : ""}`;
}

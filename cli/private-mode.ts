/** Rights of what holds secrets: nobody's but the owner's. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

const OTHERS = 0o077;

/** Where others than the owner have some right. Windows has rights of its own, which no mode tells. */
export function isOpenToOthers({ mode }: { readonly mode: number }): boolean {
  return process.platform !== "win32" && (mode & OTHERS) !== 0;
}

/** "0644". */
export function modeText({ mode }: { readonly mode: number }): string {
  return (mode & 0o777).toString(8).padStart(4, "0");
}

/** Of a disk that gives every file its own rights; what to do there. */
export const NO_RIGHTS = "could be read by others: its disk keeps no rights of files (FAT, exFAT)";
export const NO_RIGHTS_FIX = "name another disk, or mount that one with umask=077";

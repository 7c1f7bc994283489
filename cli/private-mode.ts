/** Rights of what holds secrets: nobody's but the owner's. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

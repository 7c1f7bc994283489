/** The variable of the environment that names the folder of a rehearsal's cloud. */
export const CLOUD_FOLDER = "PALISADE_REHEARSAL_CLOUD";

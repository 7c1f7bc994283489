/** Loaded into a preview by a test: says when the program is being recorded, and holds it there until a signal comes. */
const Module = require("node:module");

const load = Module._load;
Module._load = function loadAndPause(request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (!request.endsWith("/recorder")) return loaded;
  return {
    ...loaded,
    record: async () => {
      process.stderr.write("recording\n");
      return await new Promise((resolve) => setTimeout(resolve, 60_000));
    },
  };
};

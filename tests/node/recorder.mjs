// What generated programs find in their global scope: targets that record who called them.

// Functions, errors and exotic objects are shown by a word; the rest as data with its key order.
function show(value, depth = 0) {
  if (value === undefined) return 'undefined';
  if (typeof value === 'function') return '[function]';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value);
  if (depth > 6) return '[deep]';
  if (Array.isArray(value)) return { items: Array.from(value, (item) => show(item, depth + 1)) };
  const tag = Object.prototype.toString.call(value);
  if (tag !== '[object Object]') return tag;
  return { entries: Object.keys(value).map((key) => [key, show(value[key], depth + 1)]) };
}

// The lines of the frames that stand in `file`, innermost first.
function linesIn(file, below) {
  const holder = {};
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = (_, frames) => frames;
  Error.stackTraceLimit = 50;
  Error.captureStackTrace(holder, below);
  const frames = holder.stack;
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  return frames.filter((frame) => frame.getFileName() === file).map((frame) => frame.getLineNumber());
}

// The globals of one run of a program, and the list of what happens in it.
export function stage(file) {
  const events = [];
  const finished = { catch: () => finished };
  const target = (name) =>
    function write(...args) {
      events.push({ call: name, lines: linesIn(file, write), args: args.map((arg) => show(arg)) });
      return finished;
    };
  const names = ['write', 'writeBatch', 'delete', 'catch', 'other'];
  const targets = (prefix) => Object.fromEntries(names.map((name) => [name, target(prefix + name)]));
  const env = { LOGS: targets(''), OTHER: targets('OTHER.') };
  const context = { env };
  const globals = {
    env,
    c: context,
    bindings: env,
    other: { LOGS: targets('other.'), env: { LOGS: targets('other.env.') } },
    getContext: () => context,
    getBindings: () => env,
    logEvent: target('logEvent'),
    t(value) {
      events.push({ effect: show(value) });
      return value;
    },
    mk: (value) => value,
    here: function here() {
      return linesIn(file, here)[0];
    },
    xs: [1, 2],
    plain: { n: 9 },
    mine: { source_location: 'mine' },
    source_location: 'shorthand',
    o: { plain: { n: 8 } },
    slot: undefined,
    Rec: class Rec {
      constructor(fields) {
        Object.assign(this, fields);
      }
    },
  };
  return { globals, events };
}

// Loaded before a program (`node --import`): its clock goes wrong by TEST_CLOCK milliseconds, as on a machine
// that nobody sets.
const by = Number(process.env.TEST_CLOCK);
const { now } = Date;
const RightDate = Date;
globalThis.Date = class extends RightDate {
  constructor(...given) {
    if (given.length === 0) super(now() + by);
    else super(...given);
  }
};
Date.now = () => now() + by;

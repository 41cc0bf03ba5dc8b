// Where Jazzer.js comes in: it takes no TypeScript, but what this imports has been translated by tsx.
export const { fuzz } = await import(`./targets/${process.env.FUZZ_TARGET}.ts`);

/**
 * What fastify logs with when it is told not to log. Stands in the bundle for the package abstract-logging, which is the same in
 * as many lines, but ships no licence text.
 */
const nothing = () => {};

module.exports = { fatal: nothing, error: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing };

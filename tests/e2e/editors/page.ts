/** All that the page of openWorld holds. */
export { explore, exploreUndo } from './programs.ts';
export * from './world.ts';
export { enter, online, perform, state } from './on-relay.ts';

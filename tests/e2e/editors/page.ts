/** All that the page of openWorld holds. */
export { explore } from './programs.ts';
export * from './world.ts';

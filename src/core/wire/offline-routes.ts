/** The two pages without content that the service worker keeps: what there is to say without a network, … */
export const APART = '/offline';
/** … and an empty page, in which a meeting opens that lies on this device. */
export const SHELL = '/offline/meeting';

/** What a page asks again while the disk of the server is full: whether there is room, and nothing else of the page. */
export const ROOM = 'minutebook:room';

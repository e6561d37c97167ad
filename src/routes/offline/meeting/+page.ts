/** The empty page: in whatever place of the address bar it stands, that page opens in it. */
export const ssr = false;

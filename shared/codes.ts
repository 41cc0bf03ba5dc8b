interface Explanation {
  /** One sentence. */
  message: string;
  /** What the user can do. */
  next: string;
}

/** Why the pages or the API refuse a request; no article ends with one of these. */
export const requestCodes = {
  E_TOKEN: {
    message: 'This needs the token of this Offprint.',
    next: 'Open the link that offprint start prints, or send the token as Authorization: Bearer.',
  },
  E_WRONG_TOKEN: {
    message: 'This is not the token of this Offprint.',
    next: 'Use the link that offprint start printed last.',
  },
  E_OTHER_SITE: {
    message: 'Requests from other sites are refused.',
    next: 'Use the pages of this Offprint, or a program that sends the token.',
  },
  E_WRONG_HOST: {
    message: 'This is not the address of this Offprint.',
    next: 'Use its IP address or the name of its machine, or name it in OFFPRINT_NAMES.',
  },
  E_READ_ONLY: {
    message: 'This Offprint can only be looked at (OFFPRINT_READ_ONLY).',
    next: 'Use the commands on its own machine, or start it without OFFPRINT_READ_ONLY.',
  },
  E_TOO_OFTEN: {
    message: 'That was too often in a short time.',
    next: 'Try again after as many seconds as Retry-After says.',
  },
  E_BODY: {
    message: 'What was sent is not what is expected here.',
    next: 'See /api/openapi.json.',
  },
  E_BODY_SIZE: {
    message: 'What was sent is too large.',
    next: 'Send less at a time, or copy the files into the inbox folder.',
  },
  E_BODY_TYPE: {
    message: 'What was sent is of a type that is not read here.',
    next: 'Send application/json, or files as multipart/form-data.',
  },
  E_NAME: {
    message: 'A file of this name is never taken from the inbox.',
    next: 'Give it another name.',
  },
  E_ADDRESSES: {
    message: 'Some of these addresses are not taken; none of the list was.',
    next: 'Correct or leave out those that are named, and send the list again.',
  },
  E_NO_SUCH_CODE: {
    message: 'No failed file has this code.',
    next: 'See which codes there are with: offprint status, or on the dashboard.',
  },
  E_NOT_FAILED: {
    message: 'This has not failed, so there is nothing to try again.',
    next: 'To run a published article again: offprint replay',
  },
  E_UNKNOWN: {
    message: 'Nothing is known of this.',
    next: 'Give the id of an article, its address or the name of its file.',
  },
  E_METHOD: {
    message: 'This cannot be asked for in this way.',
    next: 'See /api/openapi.json.',
  },
  E_STORE: {
    message: 'The queue store cannot be asked just now.',
    next: 'Wait: Offprint goes on when it is back.',
  },
} as const satisfies Record<string, Explanation>;

/**
 * Every code that Offprint gives: one sentence, and what the user can do next.
 * `E_…` rejects the input or says why a picture is missing, `W_…` publishes with
 * a warning. docs/codes.md is printed from this table, and a test keeps them equal.
 */
export const codes = {
  // The file
  E_EMPTY: {
    message: 'The file is empty.',
    next: 'Save the article again and drop the new file.',
  },
  E_GONE: {
    message: 'The file disappeared before it could be read.',
    next: 'Drop the file again.',
  },
  E_PERM: {
    message: 'The file may not be read by the user Offprint runs as.',
    next: 'Make it readable, for example with: chmod a+r FILE',
  },
  E_TOO_LARGE: {
    message: 'The file is larger than an article can be.',
    next: 'Split it, or save the article alone.',
  },
  E_NOT_HTML: {
    message: 'The file is not a page, a saved article or text.',
    next: 'Save the article as a web page (.html), or as text, and drop that.',
  },
  E_FORMAT: {
    message: 'This format is not read yet.',
    next: 'Save the article as a web page (.html), or as text, and drop that.',
  },
  E_HTML_DEPTH: {
    message: 'The page nests elements deeper than any browser shows.',
    next: 'Save the page again from a browser.',
  },
  E_HTML_NODES: {
    message: 'The page has more elements than an article can have.',
    next: 'Save the article alone, without the site around it.',
  },
  E_NO_CONTENT: {
    message: 'No article text was found in the page.',
    next: 'Open the page in a browser, wait until the text shows, and save it again.',
  },
  // The address
  E_URL_INVALID: {
    message: 'This is not a web address.',
    next: 'Correct the address and add it again.',
  },
  E_URL_SCHEME: {
    message: 'Only http and https addresses are fetched.',
    next: 'Give the http or https address of the page.',
  },
  E_URL_CREDENTIALS: {
    message: 'The address carries a user name or password.',
    next: 'Give the address without user name and password.',
  },
  E_URL_PORT: {
    message: 'The address names a port that web pages do not use.',
    next: 'Allow it with OFFPRINT_ALLOW_HOSTS=host:port if you trust it.',
  },
  E_URL_PRIVATE: {
    message: 'The address leads to a private network.',
    next: 'Allow it with OFFPRINT_ALLOW_HOSTS=host:port if you trust it.',
  },
  E_REDIRECTS: {
    message: 'The server redirects too often or in a circle.',
    next: 'Open the page in a browser and give the address it ends at.',
  },
  E_DNS: {
    message: 'The name of the server could not be found.',
    next: 'Check the address; the site may be gone. Drop a saved copy instead.',
  },
  E_CONNECT: {
    message: 'The server could not be reached or broke the connection.',
    next: 'Try again later with: offprint retry',
  },
  E_TIMEOUT: {
    message: 'The server did not answer in time.',
    next: 'Try again later with: offprint retry',
  },
  E_TLS: {
    message: 'The certificate of the server cannot be trusted.',
    next: 'Save the page with a browser and drop the file.',
  },
  E_DECODED_SIZE: {
    message: 'The answer unpacks to more than an article or picture can be.',
    next: 'Save the page with a browser and drop the file.',
  },
  E_ENCODING: {
    message: 'The answer is packed in a way that is not accepted.',
    next: 'Save the page with a browser and drop the file.',
  },
  E_HTTP: {
    message: 'The server answered with an error.',
    next: 'Open the address in a browser; if it works there, save the page and drop the file.',
  },
  E_HTTP_401: {
    message: 'The server wants a login.',
    next: 'Save the page with a browser and drop the file.',
  },
  E_HTTP_403: {
    message: 'The server refused the request.',
    next: 'Save the page with a browser and drop the file.',
  },
  E_HTTP_404: {
    message: 'The server says that there is no such page or picture.',
    next: 'Check the address; the page may be gone.',
  },
  E_HTTP_410: {
    message: 'The server says that it has removed this for good.',
    next: 'Look for a copy in a web archive and drop that.',
  },
  E_HTTP_429: {
    message: 'The server asks for fewer requests.',
    next: 'Try again later with: offprint retry',
  },
  E_HOST_BUSY: {
    message: 'Many wait for this server, which is asked for two things at a time.',
    next: 'Nothing to do; it is asked again in a few seconds.',
  },
  // Pictures
  E_IMAGE_PIXELS: {
    message: 'The picture has more pixels than the limit.',
    next: 'Nothing to do; the article is published without it.',
  },
  E_IMAGE_PIXELS_AVIF: {
    message: 'The AVIF picture has more pixels than the limit for its format.',
    next: 'Nothing to do; the article is published without it.',
  },
  E_IMAGE_DECODER: {
    message: 'The picture crashed or hung the decoder.',
    next: 'Nothing to do; the article is published without it.',
  },
  E_NOT_FETCHED: {
    message: 'Pictures are not fetched, because OFFPRINT_PICTURE_SOURCES is empty.',
    next: 'Leave OFFPRINT_PICTURE_SOURCES unset before you add articles, if you want their pictures.',
  },
  E_NO_COMPANION: {
    message: 'The picture was not beside the article.',
    next: 'Drop the article again together with its folder of pictures.',
  },
  E_IMAGE_PLACEHOLDER: {
    message: 'The server gives a placeholder instead of this picture.',
    next: 'Nothing to do; web archives are asked for it where OFFPRINT_RESCUE_SOURCES is set.',
  },
  E_IMAGE_LATE: {
    message: 'There was no time left for this picture.',
    next: 'Nothing to do; the page links to the address of the picture.',
  },
  // The pipeline
  E_CRASH: {
    message: 'The file crashed or hung the program three times.',
    next: 'Please report it, with the file if you may share it.',
  },
  E_REMOVED: {
    message: 'This article was taken down from the archive.',
    next: 'Delete its tombstone in archive/removed/ if it should come back.',
  },
  E_JOB: {
    message: 'The job in the queue was not made by this version of Offprint.',
    next: 'Run the same version everywhere, then: offprint retry',
  },
  E_STORAGE: {
    message: 'The archive or the state folder could not be read or written.',
    next: 'Run: offprint doctor',
  },
  E_INTERNAL: {
    message: 'Something failed that should not.',
    next: 'Try: offprint retry. If it fails again, please report it.',
  },
  // Published, with a warning
  W_NAME_BYTES: {
    message: 'The name of the file is not valid UTF-8; it is recorded as hex.',
    next: 'Nothing to do.',
  },
  W_EXT_MISMATCH: {
    message: 'The content of the file is not what its extension says.',
    next: 'Nothing to do; the content was believed.',
  },
  W_DUPLICATE: {
    message: 'The same file is in the archive already.',
    next: 'Nothing to do.',
  },
  W_CHARSET: {
    message: 'The text is not in the encoding it declares.',
    next: 'Look whether the text reads well; the bytes were believed.',
  },
  W_NUL: { message: 'NUL characters were removed.', next: 'Nothing to do.' },
  W_TITLE: {
    message: 'The source names no title; one was made from what there is.',
    next: 'Nothing to do.',
  },
  W_TITLE_LONG: { message: 'The title was cut to 300 characters.', next: 'Nothing to do.' },
  W_LITTLE_TEXT: {
    message: 'There is very little text: a gallery, a paywall or a consent page.',
    next: 'Look at the page; if the text is missing, save it again from a browser.',
  },
  W_ATTRIBUTES: {
    message: 'An element had more than 256 attributes; the rest were dropped.',
    next: 'Nothing to do.',
  },
  W_JSONLD: {
    message: 'The structured data in the page is broken and was not used.',
    next: 'Nothing to do.',
  },
  W_DATE: {
    message: 'A date in the source is impossible and was not used.',
    next: 'Nothing to do.',
  },
  W_FRONT_MATTER: {
    message: 'The front matter is not valid YAML and was not used.',
    next: 'Nothing to do.',
  },
  W_IMAGE_COUNT: {
    message: 'The article has more than 200 pictures; the rest were left out.',
    next: 'Nothing to do.',
  },
  W_IMAGE_MISSING: {
    message: 'Some pictures could not be had.',
    next: 'Nothing to do; the page says why, and links to where the pictures were.',
  },
  W_IMAGE_TYPE: {
    message: 'The address of the picture answers with something that is no picture.',
    next: 'Nothing to do.',
  },
  W_IMAGE_KIND: {
    message: 'Browsers do not show pictures of this kind; the original is kept.',
    next: 'Nothing to do.',
  },
  W_IMAGE_CORRUPT: {
    message: 'The picture is damaged or cut off; its original is kept.',
    next: 'Nothing to do.',
  },
  W_ANIMATION: {
    message: 'The picture is animated; its first frame is shown and the original kept.',
    next: 'Nothing to do.',
  },
  W_SVG: {
    message: 'SVG pictures are never drawn; the original is kept.',
    next: 'Nothing to do.',
  },
  W_DOWNGRADE: {
    message: 'The server led from https to http.',
    next: 'Nothing to do.',
  },
  ...requestCodes,
} as const satisfies Record<string, Explanation>;

export type Code = keyof typeof codes;

/** A warning with the code's own sentence, or a more precise one. */
export function warning(code: Code, message: string = codes[code].message) {
  return { code, message };
}

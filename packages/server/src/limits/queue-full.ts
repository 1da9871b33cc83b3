// Everything that waits has an end: what comes beyond it is refused at once, so that nobody waits longer than a sender does.

/** More is coming than can be taken. */
export class QueueFull extends Error {}

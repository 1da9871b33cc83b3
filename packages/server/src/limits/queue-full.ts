// All queues are bounded. Beyond the bound, work is refused at once, so that no request waits longer than its client does.

/** Thrown when a queue is full. */
export class QueueFull extends Error {}

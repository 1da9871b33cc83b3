// What a framework that renders on a server has besides: the banner in the first HTML.
export function serverRendered(): void {}

// A style sheet is imported as its text (build/style-sheets.mjs).
declare module '*.css' {
  const css: string
  export default css
}
